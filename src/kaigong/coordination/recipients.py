"""Whom a rung of escalation stands for, issue by issue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from kaigong.accounts.models import Role, User, Zone
from kaigong.accounts.rights import RIGHTS
from kaigong.accounts.selectors import memberships_in
from kaigong.coordination.clocks import Seen
from kaigong.coordination.models import Channel, IssueState
from kaigong.engines.escalation import Rung

# Who can do something about an issue, by its state; the others are only told.
CAN_ACT: Mapping[str, frozenset[Rung]] = {
    IssueState.RAISED: frozenset({Rung.COMMAND}),
    IssueState.TRIAGED: frozenset({Rung.COMMAND}),
    IssueState.ASSIGNED: frozenset({Rung.LEAD, Rung.OWNER, Rung.COMMAND}),
    IssueState.ACCEPTED: frozenset({Rung.LEAD, Rung.OWNER}),
    IssueState.WORKING: frozenset({Rung.LEAD, Rung.OWNER}),
    IssueState.CLAIMED: frozenset({Rung.RAISER}),
    IssueState.VERIFIED: frozenset({Rung.COMMAND}),
}


# What of an issue says who stands on a rung (see `People.on`).
_ASKS: Mapping[str, tuple[str, ...]] = {
    Rung.OWNER: ("owner_id", "lead_id"),
    Rung.LEAD: ("lead_id",),
    Rung.RAISER: ("raised_by_id", "raised_for_id"),
    Rung.SERVICE: ("service_officer_id",),
    Rung.TASK_FORCE: ("task_force_id",),
    Rung.COMMAND: (),
    Rung.LEADER: ("leader_id",),
}


def asked_by(rungs: Iterable[str]) -> Callable[[Seen], Hashable]:
    """What rungs ask of an issue: where it is the same, the same people are told."""
    return attrgetter("state", *(name for rung in rungs for name in _ASKS[rung]))


@dataclass
class People:
    """The active people of a zone by body and right, read once for a whole run."""

    zone: Zone

    @cached_property
    def _rows(self) -> list[tuple[int, int, str]]:
        found = memberships_in(self.zone).filter(user__is_active=True)
        return list(found.order_by("pk").values_list("user_id", "organisation_id", "role"))

    @cached_property
    def active(self) -> frozenset[int]:
        return frozenset(user for user, _, _ in self._rows)

    @cached_property
    def command(self) -> tuple[int, ...]:
        may = RIGHTS["coordination.dispatch_issues"].roles
        return _once(user for user, _, role in self._rows if Role(role) in may)

    @cached_property
    def answering(self) -> dict[int, tuple[int, ...]]:
        """Who may accept and solve, by body."""
        return self._by_body("coordination.answer_issues")

    @cached_property
    def belonging(self) -> dict[int, tuple[int, ...]]:
        """Everybody, by body."""
        return self._by_body("coordination.see_issues")

    def who_may(self, right: str) -> dict[int, tuple[int, ...]]:
        """Who has a right, by body."""
        return self._by_body(right)

    def _by_body(self, right: str) -> dict[int, tuple[int, ...]]:
        may, found = RIGHTS[right].roles, defaultdict(list)
        for user, body, role in self._rows:
            if Role(role) in may:
                found[body].append(user)
        return {body: _once(users) for body, users in found.items()}

    @cached_property
    def groups(self) -> dict[int, tuple[Channel, ...]]:
        """The channels to the groups of bodies."""
        open_ = Channel.objects.filter(zone=self.zone, closed_at=None, organisation__closed_at=None)
        found: dict[int, tuple[Channel, ...]] = defaultdict(tuple)
        for channel in open_.exclude(organisation=None).select_related("organisation"):
            found[channel.organisation_id or 0] += (channel,)
        return found

    @cached_property
    def command_bodies(self) -> tuple[int, ...]:
        """The bodies whose people assign issues."""
        may = RIGHTS["coordination.dispatch_issues"].roles
        return _once(body for _, body, role in self._rows if Role(role) in may)

    @cached_property
    def users(self) -> dict[int, User]:
        """The people themselves, for names and addresses."""
        return User.objects.in_bulk(list(self.active))

    def on(self, rung: str, seen: Seen) -> tuple[int, ...]:
        """Who stands on a rung for an issue. Where nobody could act, the command office does."""
        if rung == Rung.COMMAND:
            return self.command
        if rung in {Rung.OWNER, Rung.LEAD}:
            if rung == Rung.OWNER and seen.owner_id in self.active:
                return (seen.owner_id,)
            return self.answering.get(seen.lead_id or 0, ()) or self.command
        if rung == Rung.RAISER:
            if seen.raised_by_id in self.active:
                return (seen.raised_by_id,)
            return self.belonging.get(seen.raised_for_id or 0, ()) or self.command
        if rung == Rung.TASK_FORCE:
            return self.belonging.get(seen.task_force_id or 0, ())
        one = seen.leader_id if rung == Rung.LEADER else seen.service_officer_id
        return (one,) if one in self.active else ()

    def groups_on(self, rung: str, seen: Seen) -> tuple[Channel, ...]:
        """The groups of the bodies that a rung stands for; a person's rung has none."""
        if rung == Rung.COMMAND:
            return tuple(each for body in self.command_bodies for each in self.groups.get(body, ()))
        bodies = {
            Rung.LEAD: seen.lead_id,
            Rung.RAISER: seen.raised_for_id,
            Rung.TASK_FORCE: seen.task_force_id,
        }
        return self.groups.get(bodies.get(Rung(rung)) or 0, ())

    def told(self, rungs: Iterable[str], seen: Seen) -> dict[int, bool]:
        """Everybody whom a rule tells of an issue, and whether the person can act."""
        can = CAN_ACT.get(seen.state, frozenset())
        found: dict[int, bool] = {}
        for rung in rungs:
            for person in self.on(rung, seen):
                found[person] = (
                    found.get(person, False) or rung in can or self._stands_in(person, rung, seen)
                )
        return found

    def _stands_in(self, person: int, rung: str, seen: Seen) -> bool:
        """Whether the command office was reached in the place of a rung that has nobody."""
        if rung not in {Rung.OWNER, Rung.LEAD, Rung.RAISER} or person not in self.command:
            return False
        return Rung.COMMAND in CAN_ACT.get(seen.state, frozenset())


def _once(users: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(users))
