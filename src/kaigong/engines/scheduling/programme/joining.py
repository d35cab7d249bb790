"""All plans of a programme in one layout, and the layout of each for itself.

In its own layout a plan holds, under names such as "road/open", the activities of other plans that
it waits for. So each link across is read where it is waited for, by that plan's rules; in the one
layout of all it leads to the activity itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import Activities, Layout, Links
from kaigong.engines.scheduling.building import calendar_in
from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.errors import LoopError, UnknownActivityError
from kaigong.engines.scheduling.instants import DAY_AND_NIGHT
from kaigong.engines.scheduling.network import ActivityKind, Link, Network
from kaigong.engines.scheduling.ordering import loop_error, order_of
from kaigong.engines.scheduling.people import calendar_of, working_on
from kaigong.engines.scheduling.programme.plans import CrossLink, Key
from kaigong.engines.scheduling.spans import Span, spans_of
from kaigong.engines.scheduling.summaries import members_of
from kaigong.engines.scheduling.translating import SPANNING, layout_of
from kaigong.engines.scheduling.worktime import worktime_of

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Part:
    """One plan of a programme.

    Attributes:
        network: The plan, with the activities of other plans that it waits for.
        layout: It laid out for itself; others count for nothing in it.
        number_of: The number in the layout of all, by number in its own.
    """

    name: str
    network: Network
    layout: Layout
    number_of: Numbers

    @cached_property
    def number(self) -> dict[str, int]:
        """The number in the layout of all, by key."""
        return dict(zip(self.layout.keys, self.number_of.tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class Joined:
    """A programme laid out.

    Attributes:
        layout: All plans in one; its keys are such as "plot7/raft". What plans read differently,
            their floors and ends, stands in the layouts of the parts.
        part_of: Number of each activity's plan.
        names: Plan and key of each activity.
    """

    layout: Layout
    parts: Sequence[Part]
    part_of: NDArray[np.int32]
    names: Sequence[Key]


def with_others(
    plans: Mapping[str, Network], links: Iterable[CrossLink]
) -> dict[str, tuple[Network, dict[str, Key]]]:
    """Each plan with the activities of other plans that it waits for, and where those stand.

    Raises:
        UnknownActivityError: a link names an activity that is not there.
    """
    found: dict[str, tuple[Network, dict[str, Key]]] = {
        name: (network.copy(), {}) for name, network in plans.items()
    }
    for link in links:
        name, after = link.after
        if name not in plans or after not in plans[name].activities:
            raise UnknownActivityError(key=called(link.after))
        network, others = found[name]
        for plan, key in _ends(plans, link.before):
            before = key if plan == name else called((plan, key))
            if plan != name and before not in others:
                _put_other(network, plans[plan], key, called=before)
                others[before] = plan, key
            network.link(Link(before, after, link.kind, link.lag, lag_calendar=link.lag_calendar))
    return found


def _ends(plans: Mapping[str, Network], before: Key) -> list[Key]:
    """What a link from an activity comes from: below a summary, from all of it."""
    plan, key = before
    if plan not in plans or key not in plans[plan].activities:
        raise UnknownActivityError(key=called(before))
    network = plans[plan]
    kind = network.activities[key].kind
    if kind is not ActivityKind.SUMMARY:
        return [before] if kind not in SPANNING else []
    below = members_of(network)[key]
    return [(plan, each) for each in below if network.activities[each].kind not in SPANNING]


def _put_other(network: Network, home: Network, key: str, *, called: str) -> None:
    """Put an activity of another plan into one, on the calendar it works on at home."""
    activity = home.activities[key]
    calendar = calendar_of(home, working_on(home, activity))
    network.add(
        replace(
            activity,
            key=called,
            calendar=calendar_in(network, calendar),
            wbs="",
            constraint=None,
            second_constraint=None,
            deadline=None,
            committed=None,
            external_start=None,
            external_finish=None,
            needs={},
        )
    )


def spans_of_all(networks: Sequence[Network]) -> Iterable[Span]:
    """A span that holds the first guess of every plan, then the longest there is."""
    guesses = [list(spans_of(network)) for network in networks]
    first = _around([each[0] for each in guesses])
    if not first.is_whole:
        yield first
    yield _around([each[-1] for each in guesses])


def _around(spans: Sequence[Span]) -> Span:
    origin = min(span.origin for span in spans)
    last = max(span.origin + timedelta(days=span.days) for span in spans)
    return Span(origin, (last - origin).days, is_whole=all(span.is_whole for span in spans))


def joined(plans: Mapping[str, tuple[Network, dict[str, Key]]], span: Span) -> Joined:
    """A programme laid out over a span of days.

    Raises:
        LoopError: activities wait for each other.
        UnknownActivityError, UnknownCalendarError: a plan is not sound.
    """
    pieces = _pieces(plans, span)
    names = [name for piece in pieces for name in piece.names()]
    order = order_of(
        len(names),
        _column(pieces, lambda piece: piece.numbers[piece.layout.links.before]),
        _column(pieces, lambda piece: piece.numbers[piece.layout.after]),
        called=lambda number: called(names[number]),
    )
    calendars: dict[Calendar, int] = {}
    for piece in pieces:
        piece.number_calendars(calendars)
    in_order = [names[number] for number in order.activity.tolist()]

    def by_activity(of: Callable[[_Piece], NDArray[Any]]) -> NDArray[Any]:
        return _column(pieces, lambda piece: of(piece)[piece.is_own])[order.activity]

    def by_link(of: Callable[[_Piece], NDArray[Any]]) -> NDArray[Any]:
        return _column(pieces, of)[order.link]

    layout = Layout(
        keys=tuple(called(name) for name in in_order),
        order=order,
        worktime=worktime_of(list(calendars), origin=span.origin, days=span.days),
        activities=Activities(*(by_activity(_of_activities(name)) for name in Activities._fields)),
        links=Links(
            order.into, order.before, *(by_link(_of_links(name)) for name in Links._fields[2:])
        ),
        link_of=order.link.astype(np.int64),
        float_calendar=by_activity(lambda piece: piece.calendars[piece.layout.float_calendar]),
        open_ends_are_critical=False,
        late_by_the_minute=by_activity(lambda piece: piece.layout.late_by_the_minute),
        counts=by_activity(lambda piece: piece.layout.counts),
        floor=min((piece.layout.floor for piece in pieces), default=0),
        end=None,
        as_late_as_possible=by_activity(lambda piece: piece.layout.as_late_as_possible),
        draws_to_late_dates=False,
    )
    parts = [
        Part(
            piece.name,
            piece.network,
            replace(piece.layout, counts=piece.layout.counts & piece.is_own),
            order.position[piece.numbers].astype(np.int64),
        )
        for piece in pieces
    ]
    part_of = by_activity(lambda piece: np.full(piece.is_own.size, piece.place, dtype=np.int32))
    return Joined(layout, parts, part_of, in_order)


@dataclass(eq=False)
class _Piece:
    """A plan on its way into the layout of all."""

    place: int
    name: str
    network: Network
    layout: Layout
    is_own: NDArray[np.bool_]
    numbers: Numbers  # in the row of all, before it is put in order
    calendars: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, dtype=np.int32))

    def names(self) -> Iterable[Key]:
        for key, own in zip(self.layout.keys, self.is_own.tolist(), strict=True):
            if own:
                yield self.name, key

    def number_calendars(self, calendars: dict[Calendar, int]) -> None:
        """Give its calendars their numbers among all; equal ones have one."""
        found = [
            calendars.setdefault(each, len(calendars)) for each in self.layout.worktime.calendars
        ]
        self.calendars = np.array(found, dtype=np.int32)


def _pieces(plans: Mapping[str, tuple[Network, dict[str, Key]]], span: Span) -> list[_Piece]:
    pieces: list[_Piece] = []
    numbers: dict[Key, int] = {}
    for place, (name, (network, others)) in enumerate(plans.items()):
        layout = _laid_out(name, network, span)
        is_own = np.array([key not in others for key in layout.keys], dtype=np.bool_)
        own = len(numbers) + np.cumsum(is_own) - 1
        piece = _Piece(place, name, network, layout, is_own, own)
        numbers.update(zip(piece.names(), own[is_own].tolist(), strict=True))
        pieces.append(piece)
    for piece in pieces:
        others = plans[piece.name][1]
        for local in np.flatnonzero(~piece.is_own).tolist():
            piece.numbers[local] = numbers[others[piece.layout.keys[local]]]
    return pieces


def _laid_out(name: str, network: Network, span: Span) -> Layout:
    try:
        return layout_of(network, span)
    except LoopError as loop:
        placed = [each.key for each in network.activities.values() if each.kind not in SPANNING]
        raise loop_error(loop.loops, lambda number: called((name, placed[number]))) from None


def _column(pieces: Sequence[_Piece], of: Callable[[_Piece], NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate([of(piece) for piece in pieces])


def _of_activities(name: str) -> Callable[[_Piece], NDArray[Any]]:
    if name == "calendar":
        return lambda piece: piece.calendars[piece.layout.activities.calendar]
    return lambda piece: getattr(piece.layout.activities, name)


def _of_links(name: str) -> Callable[[_Piece], NDArray[Any]]:
    if name != "lag_calendar":
        return lambda piece: getattr(piece.layout.links, name)

    def numbered(piece: _Piece) -> NDArray[Any]:
        own = piece.layout.links.lag_calendar
        return np.where(own == DAY_AND_NIGHT, own, piece.calendars[own])

    return numbered


def called(key: Key) -> str:
    """An activity as it is called outside of its plan."""
    return "/".join(key)
