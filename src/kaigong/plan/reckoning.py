"""The dates of a plan, by the engine: rows become a network, and its dates are put on the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from kaigong.audit import clock
from kaigong.engines import scheduling
from kaigong.plan.beyond import beyond_of
from kaigong.plan.calendars import definitions_of
from kaigong.plan.crossing import activities_called
from kaigong.plan.models import Activity, SubPlan
from kaigong.plan.moments import begin_of, minute_of, moment_of
from kaigong.plan.resources import resources_of

_RULES = {"plain": scheduling.PLAIN, "p6": scheduling.P6, "msp": scheduling.MSP}
ENDS = ("must_finish_by", "finish")  # among a plan's options, in minutes
Links = Mapping[tuple[str, str, str], int]


def network_of(
    plan: SubPlan,
    rows: Iterable[Activity],
    links: Links,
    *,
    data_date: int,
    calendars: Mapping[int, scheduling.Calendar] | None = None,
    others: Mapping[str, Activity] | None = None,
) -> scheduling.Network:
    """The network of a plan on a day.

    Args:
        rows: All activities; those that others lie below are left out, with their links.
            Activities of other plans that they wait for stand beside them, where they stand.
        links: Lag in working minutes by key before, key after, and kind.
        data_date: What is not done yet lies after this minute.
        calendars: Those of the zone by number, where they have been read already.
        others: The activities of other plans by name, where they have been read already.

    Raises:
        UnreadableCalendarError: a work calendar cannot be understood.
    """
    rows = list(rows)
    if calendars is None:
        calendars = definitions_of(plan.project.zone, plans=[plan])
    network = scheduling.Network(
        start=moment_of(plan.start),
        data_date=moment_of(max(data_date, plan.start, plan.data_date or 0)),
        calendar=calendars[plan.calendar_id],
        calendars={str(number): calendar for number, calendar in calendars.items()},
        rules=rules_of(plan),
        name=str(plan.project),
        **{name: _moment(plan.options.get(name)) for name in ENDS},
    )
    network.resources = {each.key: each.availability for each in resources_of(plan)}
    summaries = {row.parent.key for row in rows if row.parent}
    for row in rows:
        if row.key not in summaries:
            network.add(activity_of(row))
    across = {before for before, _after, _kind in links} - {row.key for row in rows}
    if others is None:
        others = activities_called(plan.project.zone, across)
    for name in sorted(across & others.keys()):
        network.add(_standing_where_it_is(network, name, others[name]))
    for (before, after, kind), lag in links.items():
        network.link(scheduling.Link(before, after, scheduling.LinkKind(kind), lag))
    return network


def _standing_where_it_is(
    network: scheduling.Network, name: str, row: Activity
) -> scheduling.Activity:
    """An activity of another plan at the dates it has there."""
    calendar = str(row.calendar_id or row.sub_plan.calendar_id)
    start = row.early_start if row.early_start is not None else minute_of(network.start)
    finish = row.early_finish if row.early_finish is not None else start
    return scheduling.Activity(
        key=name,
        name=name,
        duration=row.duration,
        calendar=calendar if calendar in network.calendars else None,
        is_manual=True,
        manual_start=moment_of(start),
        manual_finish=moment_of(finish),
    )


def rules_of(plan: SubPlan) -> scheduling.Rules:
    """The rules that a plan is read by: those of its program, with the options of its file."""
    rules = _RULES[plan.rules]
    given = {name: value for name, value in plan.options.items() if name not in ENDS}
    # An option of JSON becomes what it is: a member of its enumeration, a number, yes or no.
    return replace(rules, **{name: type(getattr(rules, name))(given[name]) for name in given})


def activity_of(row: Activity, *, with_levelling: bool = True) -> scheduling.Activity:
    """A row that is no summary, as the engine reads it.

    Args:
        with_levelling: Whether it waits for the day that levelling has put it off to.
    """
    constraint = None
    if row.constraint:
        kind = scheduling.ConstraintKind(row.constraint)
        constraint = scheduling.Constraint(kind, _moment(row.constraint_at))
    beyond = beyond_of(row.beyond)
    if with_levelling and row.levelled is not None and row.started is None:
        second = beyond.pop("second_constraint", None)
        constraint, beyond["second_constraint"] = put_off(constraint, second, row.levelled)
    return scheduling.Activity(
        key=row.key,
        name=str(row),
        duration=row.duration,
        calendar=None if row.calendar_id is None else str(row.calendar_id),
        kind=scheduling.ActivityKind(row.kind),
        trade=row.trade,
        constraint=constraint,
        committed=_moment(row.committed),
        started=_moment(row.started),
        finished=_moment(row.finished),
        remaining=row.remaining,
        needs=dict(row.needs),
        **beyond,
    )


def put_off(
    first: scheduling.Constraint | None, second: scheduling.Constraint | None, minute: int
) -> tuple[scheduling.Constraint | None, scheduling.Constraint | None]:
    """Constraints that also hold a start until levelling allows it, as far as two can say it."""
    kind = scheduling.ConstraintKind.START_NO_EARLIER
    until = scheduling.Constraint(kind, moment_of(minute))

    def later(known: scheduling.Constraint) -> scheduling.Constraint:
        return until if known.on is None or known.on < moment_of(minute) else known

    if first is None or first.kind is kind:
        return (until if first is None else later(first)), second
    if second is None or second.kind is kind:
        return first, (until if second is None else later(second))
    return first, second


def _moment(minute: int | None) -> datetime | None:
    return None if minute is None else moment_of(minute)


def schedule_of(network: scheduling.Network) -> scheduling.Schedule:
    """The dates of a plan, the late ones counted back from what was promised.

    Where the last promise lies after all work, that is the end to count back from, so the days in
    between are float; where work ends later, only what leads to a promise is short of days.
    """
    schedule = network.run()
    return network.run() if with_its_end(network, schedule) else schedule


def with_its_end(network: scheduling.Network, schedule: scheduling.Schedule) -> bool:
    """Let late dates count back from the last promise, where that lies after all work."""
    promised = [each.committed for each in network.activities.values() if each.committed]
    is_later = bool(promised) and max(promised) > schedule.finish
    if is_later:
        network.must_finish_by = max(promised)
    return is_later


def reckon(
    plan: SubPlan,
    rows: Sequence[Activity],
    links: Links,
    *,
    on: date | None = None,
    calendars: Mapping[int, scheduling.Calendar] | None = None,
) -> None:
    """Put the dates on the rows, as of the zone's day; summaries span what lies below them.

    Args:
        on: As of a past day.
        calendars: Those of the zone by number, where they have been read already.

    Raises:
        KaigongError: the network has a loop, or an activity cannot be placed.
    """
    data_date = begin_of(on or plan.project.zone.today())
    plan.reckoned_for, plan.reckoned_at = data_date, clock.now()
    plan.fault = plan.fault_en = ""
    if not rows:
        return
    network = network_of(plan, rows, links, data_date=data_date, calendars=calendars)
    put_dates(rows, schedule_of(network))


def put_dates(rows: Sequence[Activity], schedule: scheduling.Schedule) -> None:
    """Put the dates of a schedule on the rows of its plan."""
    summaries = {row.parent.key for row in rows if row.parent}
    for row in rows:
        if row.key in summaries:
            continue
        found = schedule[row.key]
        row.early_start = row.started if row.started is not None else minute_of(found.early.start)
        row.early_finish = (
            row.finished if row.finished is not None else minute_of(found.early.finish)
        )
        row.late_start, row.late_finish = minute_of(found.late.start), minute_of(found.late.finish)
        row.total_float, row.is_critical = found.total_float, found.is_critical
        if row.finished is not None:
            row.late_start, row.late_finish = row.started, row.finished
            row.total_float, row.is_critical = None, False
    below: dict[str, list[Activity]] = {}
    for row in rows:
        if row.parent:
            below.setdefault(row.parent.key, []).append(row)
    for row in reversed(rows):
        if row.key in below:
            _span(row, below[row.key])


def _span(row: Activity, below: Sequence[Activity]) -> None:
    def least(values: Iterable[int | None]) -> int | None:
        return min((value for value in values if value is not None), default=None)

    row.early_start = least(each.early_start for each in below)
    row.early_finish = max(each.early_finish for each in below if each.early_finish is not None)
    row.late_start = least(each.late_start for each in below)
    row.late_finish = max(each.late_finish for each in below if each.late_finish is not None)
    row.total_float = least(each.total_float for each in below)
    row.is_critical = any(each.is_critical for each in below)
