"""Who hears of a call and by which ways, asked once for all issues that concern the same people."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple

from kaigong.coordination.clocks import Seen
from kaigong.coordination.models import Audience, Channel, Delivery, EscalationRule, Listener
from kaigong.coordination.recipients import CAN_ACT, People, asked_by
from kaigong.coordination.services.mornings import Morning, Way
from kaigong.portfolio import bulk


class Heard(NamedTuple):
    """Who hears of a call: people inside, each with whether it is for them, and ways out."""

    people: Mapping[int, bool]
    digests: tuple[Way, ...]
    singles: tuple[Way, ...]


class Audiences:
    """The audiences of one run over a zone."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._asked: dict[int, Callable[[Seen], Hashable]] = {}
        self._heard: dict[tuple[int, Hashable], Heard] = {}

    def of(self, rule: EscalationRule, seen: Seen) -> Heard:
        """Who hears what a rule says of an issue."""
        if rule.pk not in self._asked:
            self._asked[rule.pk] = asked_by(rule.tells)
        about = rule.pk, self._asked[rule.pk](seen)
        if (heard := self._heard.get(about)) is None:
            heard = self._heard[about] = self._answer(rule, seen)
        return heard

    def _answer(self, rule: EscalationRule, seen: Seen) -> Heard:
        told = self._people.told(rule.tells, seen)
        ways = tuple(ways_of(rule, seen, told, self._people))
        return Heard(
            {person: can_act and not rule.is_digest for person, can_act in told.items()},
            tuple(way for way in ways if way.is_digest),
            tuple(way for way in ways if not way.is_digest),
        )


def ways_of(
    rule: EscalationRule, seen: Seen, told: Mapping[int, bool], people: People
) -> Iterable[Way]:
    """The ways out for a call: a message of its own only to who can act, else the digest."""
    channel, groups = rule.channel, _groups_of(rule, seen, people)
    if channel is not None and channel.closed_at is None and told:
        if channel.is_personal:
            for person, can_act in told.items():
                user = people.users.get(person)
                if user is not None and user.email:
                    yield Way(channel, person, rule.is_digest or not can_act)
        else:
            groups[channel] = groups.get(channel, False) or any(told.values())
    for group, can_act in groups.items():
        yield Way(group, None, rule.is_digest or not can_act)


def _groups_of(rule: EscalationRule, seen: Seen, people: People) -> dict[Channel, bool]:
    """The groups of the bodies that a rule tells, each once, and whether the body can act."""
    can = CAN_ACT.get(seen.state, frozenset())
    found: dict[Channel, bool] = {}
    for rung in rule.tells if rule.to_groups else ():
        for group in people.groups_on(rung, seen):
            found[group] = found.get(group, False) or rung in can
    return found


class Gathered:
    """The audiences of some calls, kept in one go; whoever does it holds the desk of the zone."""

    def __init__(self, morning: Morning) -> None:
        self._morning = morning
        self._keys: dict[int, str] = {}
        self._listeners: dict[str, list[Listener]] = {}
        self.deliveries: dict[str, Delivery] = {}

    def key_of(self, heard: Heard) -> str:
        """The audience of a call, and the digests that are to tell of it."""
        if (key := self._keys.get(id(heard))) is None:
            listeners = [
                Listener(person_id=person, is_for_you=is_for_you)
                for person, is_for_you in sorted(heard.people.items())
            ]
            for way in sorted(heard.digests, key=lambda way: way.recipient):
                digest = self._morning.digest(way)
                self.deliveries[digest.key] = digest
                listeners.append(Listener(digest_id=digest.key))
            key = self._keys[id(heard)] = _hashed(listeners)
            self._listeners[key] = listeners
        return key

    def keep(self) -> dict[str, int]:
        """Write the digests and audiences that are new; the key in the database of each."""
        bulk.insert_rows(list(self.deliveries.values()), only_new=True)
        zone = self._morning.zone
        known = self._known()
        new = [key for key in self._listeners if key not in known]
        if new:
            bulk.insert_rows([Audience(zone=zone, key=key) for key in new])
            known = self._known()
            listeners = [each for key in new for each in self._of(key, known[key])]
            bulk.insert_rows(listeners)
        return known

    def _known(self) -> dict[str, int]:
        found = Audience.objects.filter(zone=self._morning.zone, key__in=self._listeners)
        return dict(found.order_by().values_list("key", "pk"))

    def _of(self, key: str, audience: int) -> list[Listener]:
        for each in self._listeners[key]:
            each.audience_id = audience
        return self._listeners[key]


def _hashed(listeners: Iterable[Listener]) -> str:
    told = (
        each.digest_id or f"person:{each.person_id}{':act' * each.is_for_you}" for each in listeners
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
