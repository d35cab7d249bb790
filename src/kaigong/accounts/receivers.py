"""What allauth and Axes do at the door leaves a line of audit as well."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, password_set, user_logged_in
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from allauth.socialaccount.signals import social_account_added, social_account_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from kaigong.accounts.adapters import client_address, person_named
from kaigong.accounts.models import User
from kaigong.accounts.services import sign_ins
from kaigong.audit.services import record

_ACTS: dict[Signal, str] = {
    password_changed: "accounts.person.password_changed",
    password_set: "accounts.person.password_set",
    authenticator_added: "accounts.person.second_step_added",
    authenticator_removed: "accounts.person.second_step_removed",
    authenticator_reset: "accounts.person.second_step_renewed",
}


def note(signal: Signal, user: User, authenticator: Any = None, **_: object) -> None:
    """One line: who changed how he or she signs in."""
    kind = {"kind": str(authenticator.type)} if authenticator else {}
    # Recovery codes come with the first second step; they are no act of their own.
    if kind.get("kind") == "recovery_codes" and signal is authenticator_added:
        return
    record(_ACTS[signal], by=user, zone=sign_ins.zone_of(user), subject=user.username, **kind)


for each in _ACTS:
    each.connect(note, dispatch_uid=_ACTS[each])


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_: object) -> None:
    """allauth's own signal: it is sent once, after the last step."""
    records = get_authentication_records(request, user)
    ways = [each.get("type") or each.get("provider") or each["method"] for each in records]
    sign_ins.note_sign_in(user, address=client_address(request), ways=dict.fromkeys(ways))


@receiver(user_logged_out)
def note_sign_out(request: HttpRequest, user: User | None, **_: object) -> None:
    """By the button; a session that ends by itself is nobody's act."""
    if isinstance(user, User):
        sign_ins.note_sign_out(user, address=client_address(request))


@receiver(user_login_failed)
def note_wrong_password(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_: object
) -> None:
    """Whatever was wrong; the name itself is kept only if somebody bears it."""
    if request is not None:
        person = person_named(request, credentials.get("username"))
        sign_ins.note_failed_sign_in(person, address=client_address(request), step="password")


@receiver(authentication_failed)
def note_wrong_code(request: HttpRequest, user: User, **_: object) -> None:
    """A wrong code of the second step, after the right password."""
    sign_ins.note_failed_sign_in(user, address=client_address(request), step="second_step")


@receiver(user_locked_out)
def note_lock_out(request: HttpRequest, username: str | None, **_: object) -> None:
    """Axes says so at every try while the lock lasts."""
    person = person_named(request, username)
    sign_ins.note_lock_out(person, address=client_address(request))


@receiver(social_account_added)
def note_link(sociallogin: Any, **_: object) -> None:
    """A person joined an account elsewhere to his or her own."""
    _note_account("linked", sociallogin.account)


@receiver(social_account_removed)
def note_unlink(socialaccount: Any, **_: object) -> None:
    """And took it away again."""
    _note_account("unlinked", socialaccount)


def _note_account(verb: str, account: Any) -> None:
    user: User = account.user
    record(
        f"accounts.person.account_{verb}",
        by=user,
        zone=sign_ins.zone_of(user),
        subject=user.username,
        provider=account.provider,
    )
