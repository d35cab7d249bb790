"""What the door tells the audit chain: who came in and went, what failed, who was locked out.

A flood of wrong passwords must neither fill the chain nor queue up before its one locked row. So
the lines of failed tries are bounded: some for one name from one address, some more for one name,
and some for all unknown names together; then one line says that no more are written for a while,
and the try costs reading only. A name that nobody bears is never kept: it may be a password that
somebody typed into the wrong field.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.audit.services import record

SIGNED_IN = "accounts.person.signed_in"
SIGNED_OUT = "accounts.person.signed_out"
OTHERS_OUT = "accounts.person.others_signed_out"
FAILED = "accounts.person.sign_in_failed"
LOCKED_OUT = "accounts.person.locked_out"
FLOODED = "accounts.person.sign_ins_flooded"
OF_UNKNOWN_NAMES = (FAILED, LOCKED_OUT, FLOODED)

WINDOW = timedelta(minutes=15)  # as long as a lock-out
MOST_OF_ADDRESS = 6  # lines for one name from one address; the lock-out comes with the fifth try
MOST_OF_NAME = 24  # lines for one name from all addresses
MOST_UNKNOWN = 60  # lines for all names that nobody bears


def zone_of(user: User) -> str:
    """The zone whose line it is: the only one in which a person has a role, else none."""
    slugs = Zone.objects.filter(organisations__memberships__user=user).distinct()[:2]
    found = [zone.slug for zone in slugs]
    return found[0] if len(found) == 1 else ""


def note_sign_in(user: User, *, address: str, ways: Iterable[str]) -> None:
    """Somebody came in: from where, by which steps."""
    record(
        SIGNED_IN,
        by=user,
        zone=zone_of(user),
        subject=user.username,
        address=address,
        ways=list(ways),
    )


def note_sign_out(user: User, *, address: str) -> None:
    """Somebody went, by the button."""
    record(SIGNED_OUT, by=user, zone=zone_of(user), subject=user.username, address=address)


def note_others_signed_out(user: User, *, address: str, count: int) -> None:
    """Somebody ended the sign-ins on all other devices."""
    record(
        OTHERS_OUT,
        by=user,
        zone=zone_of(user),
        subject=user.username,
        address=address,
        devices=count,
    )


def note_failed_sign_in(user: User | None, *, address: str, step: str) -> None:
    """A try failed, for a person or for a name that nobody bears; nobody knows who it was."""
    _note_bounded(FAILED, user, address=address, step=step)


def note_lock_out(user: User | None, *, address: str) -> None:
    """After so many failed tries a name is locked for an address; said once while it lasts."""
    lines = _recent(user)
    if not any(each.act == LOCKED_OUT and each.facts["address"] == address for each in lines):
        _note_bounded(LOCKED_OUT, user, address=address)


def _note_bounded(act: str, user: User | None, *, address: str, **facts: object) -> None:
    lines = _recent(user)
    from_here = [line for line in lines if line.facts.get("address") == address]
    is_full = len(lines) >= (MOST_UNKNOWN if user is None else MOST_OF_NAME)
    if len(from_here) >= MOST_OF_ADDRESS and not is_full:
        return  # its lock-out is on record
    if is_full:
        if any(line.act == FLOODED for line in lines):
            return
        act, facts = FLOODED, {"lines": len(lines), "minutes": WINDOW.seconds // 60}
    record(
        act,
        by=None,
        zone=zone_of(user) if user else "",
        subject=user.username if user else "",
        address=address,
        **facts,
    )


def _recent(user: User | None) -> list[Entry]:
    """The lines about failed tries within the window, newest first; of a person, since the last
    time that the right password came."""
    about = Q(zone="", subject="") if user is None else Q(subject=user.username)
    if user is not None:
        about &= Q(zone__in={zone_of(user), ""})
    lines = Entry.objects.filter(
        about, act__in=[*OF_UNKNOWN_NAMES, SIGNED_IN], at__gt=clock.now() - WINDOW
    )
    found: list[Entry] = []
    for line in lines.order_by("-id")[: MOST_UNKNOWN + 1]:
        if line.act == SIGNED_IN:
            break
        found.append(line)
    return found
