"""What allauth does for a person's own account leaves a line of audit as well."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import Signal

from kaigong.accounts.models import User
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
    record(_ACTS[signal], by=user, subject=user.username, **kind)


for each in _ACTS:
    each.connect(note, dispatch_uid=_ACTS[each])
