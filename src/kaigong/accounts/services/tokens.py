"""Secrets by which programs act for a person: made, used, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from kaigong.accounts.models import ApiToken, Scope, User
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError

LONGEST_DAYS = 366
MOST_TOKENS = 20
_SEEN_EVERY = timedelta(minutes=5)  # else every read by a program would be a write of ours


class NamelessTokenError(KaigongError):
    code = "accounts.nameless-token"
    zh = "请写明这个令牌做什么用，最多 100 字。"
    en = "Say what the token is for, in at most 100 characters."


class ScopelessTokenError(KaigongError):
    code = "accounts.scopeless-token"
    zh = "请至少选一项用途：{known}。"
    en = "Choose at least one use: {known}."


class TokenLifeError(KaigongError):
    code = "accounts.token-life"
    zh = "令牌的有效期要在 1 到 {most} 天之间。"
    en = "A token lives from 1 to {most} days."


class TooManyTokensError(KaigongError):
    code = "accounts.too-many-tokens"
    zh = "你已有 {most} 个有效的令牌；请先作废不用的。"
    en = "You hold {most} valid tokens; revoke those you no longer use."


def _digest(secret: str) -> str:
    # A secret of 256 random bits needs no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()


def valid_tokens(user: User) -> QuerySet[ApiToken]:
    """The tokens of a person that still open something."""
    today = timezone.now().date()
    return ApiToken.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=today), user=user, revoked_at=None
    )


@transaction.atomic
def make_token(
    user: User, *, name: str, scopes: Iterable[str], days: int | None = 90
) -> tuple[ApiToken, str]:
    """A new token and its secret, which nobody can read again afterwards.

    Args:
        days: How long it lives; none only for a calendar's link, which lives until revoked.

    Raises:
        NamelessTokenError, ScopelessTokenError, TokenLifeError, TooManyTokensError: none was made.
    """
    name, chosen = name.strip(), sorted(set(scopes) & set(Scope.values))
    if not 0 < len(name) <= 100:
        raise NamelessTokenError
    if not chosen:
        raise ScopelessTokenError(known="、".join(Scope.values))
    is_calendar = chosen == [Scope.CALENDAR]
    if (days is None and not is_calendar) or (days is not None and not 1 <= days <= LONGEST_DAYS):
        raise TokenLifeError(most=LONGEST_DAYS)
    if valid_tokens(user).count() >= MOST_TOKENS:
        raise TooManyTokensError(most=MOST_TOKENS)
    secret = f"kg_{secrets.token_urlsafe(32)}"
    until: date | None = None if days is None else timezone.now().date() + timedelta(days=days)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=secret[:9],
        digest=_digest(secret),
        scopes=chosen,
        made_at=clock.now(),
        expires_on=until,
    )
    record(
        "accounts.token.made", by=user, subject=user.username,
        token=token.prefix, name=name, scopes=chosen, expires_on=until,
    )  # fmt: skip
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> None:
    """The token opens nothing from now on; revoking it twice changes nothing."""
    held = ApiToken.objects.select_for_update().get(pk=token.pk)
    if held.revoked_at:
        return
    held.revoked_at = clock.now()
    held.save(update_fields=["revoked_at"])
    record("accounts.token.revoked", by=by, subject=held.user.username, token=held.prefix)


def token_of(secret: str) -> ApiToken | None:
    """The valid token of a secret, if its person may still come in."""
    if not secret.startswith("kg_") or len(secret) > 100:
        return None
    token = (
        ApiToken.objects.filter(digest=_digest(secret), revoked_at=None, user__is_active=True)
        .select_related("user")
        .first()
    )
    now = timezone.now()
    if token is None or (token.expires_on and token.expires_on < now.date()):
        return None
    if token.last_used_at is None or now - token.last_used_at > _SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
