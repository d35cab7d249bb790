"""Links by which people of firms come in: made for one, used once, void after some days."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from kaigong.accounts.models import Invitation, Organisation, Role, User
from kaigong.accounts.selectors import Standing, firms_to_invite
from kaigong.accounts.services.people import appoint, enter_with_password
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError

LONGEST_DAYS = 30


class SpentInvitationError(KaigongError):
    code = "accounts.spent-invitation"
    zh = "这个邀请打不开：链接不完整、已用过、已过期或已收回；请邀请你的人再发一个。"
    en = (
        "This invitation does not open: the link is incomplete, was used, has expired or was taken "
        "back; ask who invited you for a new one."
    )


class NotInvitableError(KaigongError):
    code = "accounts.not-invitable"
    zh = "你不能邀请这家机构的人；只能邀请你服务的企业，或请指挥部邀请。"
    en = (
        "You cannot invite people of this body; only of firms in your care. Ask the command office."
    )


class InvitationLifeError(KaigongError):
    code = "accounts.invitation-life"
    zh = "邀请的有效期要在 1 到 {most} 天之间。"
    en = "An invitation lives from 1 to {most} days."


class NamelessInvitationError(KaigongError):
    code = "accounts.nameless-invitation"
    zh = "请写明邀请谁，最多 100 字。"
    en = "Say whom you invite, in at most 100 characters."


def _digest(secret: str) -> str:
    # A secret of 256 random bits needs no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite_person(
    firm: Organisation, *, name: str, contact: str = "", days: int = 7, standing: Standing
) -> tuple[Invitation, str]:
    """Invite one person of a firm.

    Returns:
        The invitation and its secret, which nobody can read again afterwards.

    Raises:
        NotInvitableError, NamelessInvitationError, InvitationLifeError: nobody was invited.
    """
    if not firms_to_invite(standing).filter(pk=firm.pk).exists():
        raise NotInvitableError
    if not 0 < len(name.strip()) <= 100:
        raise NamelessInvitationError
    if not 1 <= days <= LONGEST_DAYS:
        raise InvitationLifeError(most=LONGEST_DAYS)
    secret, moment = secrets.token_urlsafe(32), clock.now()
    invitation = Invitation.objects.create(
        zone=standing.zone, organisation=firm, role=Role.FIRM, name=name.strip(),
        contact=contact.strip()[:100], digest=_digest(secret), made_by=standing.user,
        made_at=moment, expires_at=moment + timedelta(days=days),
    )  # fmt: skip
    _record("accounts.invitation.made", invitation, by=standing.user)
    return invitation, secret


def invitation_behind(secret: str) -> Invitation:
    """The open invitation of a secret.

    It ends with its inviter's account and with its firm as well.

    Raises:
        SpentInvitationError: there is none; why, nobody learns.
    """
    found = (
        Invitation.objects.filter(
            digest=_digest(secret), used_at=None, revoked_at=None, expires_at__gt=clock.now(),
            made_by__is_active=True, organisation__closed_at=None,
        )
        .select_related("organisation", "zone")
        .first()
    )  # fmt: skip
    if found is None:
        raise SpentInvitationError
    return found


@transaction.atomic
def come_in(secret: str, *, username: str, display_name: str, password: str) -> User:
    """Make the account of the invited person; the invitation is spent with it.

    Raises:
        SpentInvitationError, TakenNameError, WeakPasswordError: nothing was made, and the
            invitation stays as it was.
    """
    invitation = _spent(secret)
    user = enter_with_password(username, display_name=display_name, password=password)
    record(
        "accounts.person.added", by=user, zone=invitation.zone.slug, subject=username,
        name=display_name,
    )  # fmt: skip
    _use(invitation, user)
    return user


@transaction.atomic
def come_in_as(secret: str, *, user: User) -> Invitation:
    """Let somebody who has an account act for the inviting firm too.

    Raises:
        SpentInvitationError: it was used meanwhile.
    """
    invitation = _spent(secret)
    _use(invitation, user)
    return invitation


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> None:
    """The link opens nothing from now on; one that is over stays as it is."""
    open_ones = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    if open_ones.update(revoked_at=clock.now(), revoked_by=by):
        _record("accounts.invitation.revoked", invitation, by=by)


def _spent(secret: str) -> Invitation:
    """The invitation, marked as used: of two who come at once only one finds it open."""
    invitation = invitation_behind(secret)
    moment = clock.now()
    open_one = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    if not open_one.update(used_at=moment):
        raise SpentInvitationError
    invitation.used_at = moment
    return invitation


def _use(invitation: Invitation, user: User) -> None:
    invitation.used_by = user
    invitation.save(update_fields=["used_by"])
    _record("accounts.invitation.used", invitation, by=user)
    appoint(user, role=Role(invitation.role), organisation=invitation.organisation, by=user)


def _record(act: str, invitation: Invitation, *, by: User) -> None:
    record(
        act,
        by=by,
        zone=invitation.zone.slug,
        subject=invitation.organisation.name,
        invited=invitation.name,
        role=str(invitation.role),
        expires_on=invitation.expires_at.date(),
    )
