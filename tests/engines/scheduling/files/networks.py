"""Small plans of every kind, for laws that hold for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from kaigong.engines.scheduling import (
    ALL_HOURS,
    MSP,
    P6,
    Activity,
    ActivityKind,
    Calendar,
    Constraint,
    ConstraintKind,
    CriticalBy,
    FloatKind,
    From,
    LagCalendar,
    Link,
    LinkKind,
    Network,
    ProgressRule,
    Rules,
)
from kaigong.engines.scheduling.files.paths import path_of_names

_START = datetime.fromisoformat("2026-03-02 08:00")
_MILESTONES = (ActivityKind.START_MILESTONE, ActivityKind.FINISH_MILESTONE)
moments = st.integers(0, 500_000).map(lambda minutes: _START + timedelta(minutes=minutes))
days = st.integers(-400, 900).map(lambda count: date(2026, 3, 2) + timedelta(days=count))
names = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x9FFF, exclude_categories=("C",)),
    min_size=1,
    max_size=8,
).map(str.strip)
minutes = st.integers(0, 60_000)
p6_rules = st.builds(
    Rules,
    name=st.just("p6"),
    progress=st.sampled_from(ProgressRule),
    lag_calendar=st.sampled_from(LagCalendar),
    total_float=st.sampled_from(FloatKind),
    critical=st.sampled_from(CriticalBy),
    critical_float=st.integers(0, 5000),
    start_lag_from_early_start=st.booleans(),
    uses_expected_finish=st.booleans(),
    open_ends_are_critical=st.booleans(),
    ignores_other_projects=st.booleans(),
)
constraints = (
    st.none()
    | st.builds(
        Constraint,
        st.sampled_from([each for each in ConstraintKind if each.value != "ALAP"]),
        moments,
    )
    | st.just(Constraint(ConstraintKind.AS_LATE_AS_POSSIBLE))
)


@st.composite
def calendars(draw):
    calendar = Calendar.weekly(draw(st.sampled_from(["Mon-Sat 7-12 13-18", "Mon-Sun 0-24"])))
    for day in draw(st.lists(days, max_size=3)):
        calendar = calendar.closed(day)
    for day in draw(st.lists(days, max_size=2)):
        calendar = calendar.open(day, draw(st.sampled_from(["8-12", "0-24", "22-24"])))
    return calendar


@st.composite
def p6_activities(draw, key, calendar_keys):
    kind = draw(st.sampled_from([each for each in ActivityKind if each.value != "summary"]))
    duration = 0 if kind in _MILESTONES else draw(minutes)
    started = draw(st.none() | moments)
    finished = draw(st.none() | moments) if started else None
    first = draw(constraints)
    return Activity(
        key,
        draw(names | st.just("两行\n名称")),
        duration,
        draw(st.sampled_from(calendar_keys)),
        kind,
        wbs=draw(st.sampled_from(["", "A", "A/B", "C%2Fx"])),
        constraint=first,
        second_constraint=draw(constraints) if first else None,
        started=started,
        finished=finished,
        remaining=None if finished or kind in _MILESTONES else draw(minutes),
        resumes=draw(st.none() | moments),
        expected_finish=draw(st.none() | moments),
        external_start=draw(st.none() | moments),
        external_finish=draw(st.none() | moments),
        needs=draw(st.dictionaries(st.sampled_from(["rig", "crane"]), st.sampled_from([1.0, 2.5]))),
    )


@st.composite
def p6_networks(draw):
    """Plans with all that P6 knows, and nothing it does not."""
    shared = {key: draw(calendars()) for key in ("5x8", "冬季停工")}
    network = Network(
        start=_START,
        data_date=draw(st.none() | moments),
        must_finish_by=draw(st.none() | moments),
        calendar=draw(st.sampled_from(list(shared.values())) | calendars()),
        calendars=shared,
        rules=draw(p6_rules),
        name=draw(names),
    )
    network.resources.update({"rig": 2.0, "crane": 1.0})
    network.resource_calendars["rig"] = "5x8"
    network.wbs_names.update({"A": "桩基", "A/B": "试桩"})
    keys = draw(st.lists(names.filter(bool), unique=True, min_size=1, max_size=5))
    for key in keys:
        network.add(draw(p6_activities(key, list(shared))))
    ends = st.sampled_from(keys)
    links = st.builds(Link, ends, ends, st.sampled_from(LinkKind), st.integers(-5000, 5000))
    network.links += draw(st.lists(links, max_size=6))
    return network


msp_rules = st.builds(
    replace,
    st.just(MSP),
    schedule_from=st.sampled_from(From),
    critical_float=st.integers(0, 20).map(lambda count: count * 480),
    open_ends_are_critical=st.booleans(),
)
_MSP_CONSTRAINTS = [
    each
    for each in ConstraintKind
    if each not in (ConstraintKind.MANDATORY_START, ConstraintKind.MANDATORY_FINISH)
]


@st.composite
def msp_activities(draw, key, wbs, kind):
    is_point = kind is ActivityKind.FINISH_MILESTONE
    duration = 0 if is_point else draw(minutes.filter(bool))
    started = draw(st.none() | moments)
    finished = draw(st.none() | moments) if started else None
    constraint = draw(st.none() | st.sampled_from(_MSP_CONSTRAINTS))
    is_manual = draw(st.booleans())
    is_alap = constraint is ConstraintKind.AS_LATE_AS_POSSIBLE
    return Activity(
        key,
        draw(names),
        duration,
        draw(st.sampled_from([None, "5x8", "冬季停工", ALL_HOURS])),
        kind,
        wbs=wbs,
        constraint=Constraint(constraint, None if is_alap else draw(moments))
        if constraint
        else None,
        deadline=draw(st.none() | moments),
        started=started,
        finished=finished,
        remaining=None if finished or is_point else draw(minutes),
        resumes=draw(st.none() | moments) if started and not finished else None,
        is_manual=is_manual,
        manual_start=draw(moments) if is_manual else None,
        manual_finish=draw(moments) if is_manual else None,
        is_active=draw(st.booleans()),
        ignores_resource_calendars=draw(st.booleans()),
        needs=draw(st.dictionaries(st.sampled_from(["rig", "crane"]), st.sampled_from([1.0, 2.5]))),
    )


@st.composite
def msp_networks(draw):
    """Plans with all that MS Project knows, and nothing it does not."""
    shared = {key: draw(calendars()) for key in ("5x8", "冬季停工")}
    shared = {key: replace(each, minutes_per_day=480) for key, each in shared.items()}
    rules = draw(msp_rules)
    network = Network(
        start=_START,
        data_date=draw(moments),
        finish=draw(moments) if rules.schedule_from is From.FINISH else None,
        calendar=draw(st.sampled_from(list(shared.values()))),
        calendars={**shared, ALL_HOURS: Calendar.all_hours()},
        rules=rules,
        name=draw(names.filter(bool)),
    )
    network.resources.update({"rig": 2.0, "crane": 1.0})
    network.resource_calendars["rig"] = "5x8"
    network.wbs_names.update({"A": "桩基", "A/B": "试桩"})
    keys = draw(st.lists(names.filter(bool), unique=True, min_size=1, max_size=5))
    places = ["", "A", "A/B", "C%2Fx"]
    for key in keys:
        kind = draw(
            st.sampled_from(
                [ActivityKind.TASK, ActivityKind.FINISH_MILESTONE, ActivityKind.SUMMARY]
            )
        )
        wbs = draw(st.sampled_from(places))
        network.add(draw(msp_activities(key, wbs, kind)))
        if kind is ActivityKind.SUMMARY:
            places.append(path_of_names(wbs, key, ()))
    ends = st.sampled_from(keys)
    links = st.builds(
        Link,
        ends,
        ends,
        st.sampled_from(LinkKind),
        st.integers(-5000, 5000),
        lag_share=st.none() | st.integers(-100, 200).map(lambda percent: percent / 100),
        lag_calendar=st.sampled_from([None, ALL_HOURS]),
    )
    network.links += draw(st.lists(links, max_size=6))
    return network


def a_plan() -> Network:
    """A fixed one, small enough to say what should come of changing it."""
    network = Network(start=_START, rules=replace(P6, critical_float=60), name="P")
    network.calendars["5x8"] = network.calendar
    for key in ("A", "B", "C"):
        network.add(Activity(key, f"工作 {key}", 2400, "5x8"))
    network.links += [Link("A", "B"), Link("B", "C", LinkKind.SS, 480)]
    return network
