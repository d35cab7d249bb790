"""Microsoft Project's XML: read as others read it, written as it came but for what changed."""

import itertools
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaigong.engines.scheduling import (
    ALL_HOURS,
    MSP,
    Activity,
    ActivityKind,
    Calendar,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
    Network,
    Shift,
    SpecialWeeks,
)
from kaigong.engines.scheduling.files import BrokenXmlError, UnreadableCellError
from kaigong.engines.scheduling.files.days import week_and_special_days
from kaigong.engines.scheduling.files.lost import lost_fields
from kaigong.engines.scheduling.files.mspdi import read_mspdi
from kaigong.engines.scheduling.files.mspdi_rewriting import rewritten_mspdi, written_mspdi
from kaigong.engines.scheduling.files.xer import read_xer
from kaigong.engines.scheduling.files.xml_documents import parsed, written
from kaigong.errors import KaigongError
from tests.engines.scheduling.files.archives import oracles, plans, small
from tests.engines.scheduling.files.networks import a_plan, msp_networks
from tests.engines.scheduling.files.of_the_oracle import matching, misses

REAL = "msp/mpxj/sample.xml"


def msp_plans(shared_data):
    return {
        name: content for name, content in plans(shared_data, ".xml").items() if "p6/" not in name
    }


@pytest.mark.shared_data
def test_every_fact_of_the_real_files_is_read_as_the_oracle_tells_it(shared_data):
    told = oracles(shared_data)
    compared = 0
    for name, content in msp_plans(shared_data).items():
        if Path(name).name in told:
            (project,) = read_mspdi(content, name=name).projects
            theirs = matching(project, told[Path(name).name])
            compared += len(theirs["activities"])
            assert list(misses(project, theirs)) == [], name
    assert compared == 112


@pytest.mark.parametrize("key", ["wbs:", "wbs:A", "key:", "key:wbs:A", "key"])
def test_a_key_that_looks_like_a_mark_of_ours_stays_a_key(key):
    network = Network(start=a_plan().start, rules=MSP, name="P")
    network.add(Activity(key, "0", 480, wbs="A"))
    again = read_mspdi(written_mspdi(network, {})).projects[0].network
    assert list(again.activities) == [key]
    assert again.activities[key].wbs == "A"


@settings(max_examples=25)
@given(msp_networks())
def test_whatever_project_knows_comes_back_from_its_xml(network):
    again = read_mspdi(written_mspdi(network, {})).projects[0].network
    assert lost_fields(network, again) == ()


@pytest.mark.shared_data
def test_every_real_file_unchanged_is_itself_and_survives_on_its_own(shared_data):
    for name, content in small(msp_plans(shared_data)).items():
        (project,) = read_mspdi(content, name=name).projects
        assert rewritten_mspdi(content, project.network, project.stored) == content
        (again,) = read_mspdi(written_mspdi(project.network, project.stored)).projects
        assert lost_fields(project.network, again.network) == (), name
        assert again.stored == project.stored


@pytest.mark.shared_data
def test_a_document_that_is_parsed_and_written_says_the_same(shared_data):
    for name in (REAL, "synthetic/msp_winter_12.mspdi.xml"):
        content = msp_plans(shared_data)[name]
        again = written(*parsed(content))
        assert canonicalize(again.decode()) == canonicalize(content.decode().rstrip())


@pytest.mark.shared_data
def test_one_changed_duration_leaves_all_else_as_it_was(shared_data):
    content = msp_plans(shared_data)[REAL]
    network = read_mspdi(content).projects[0].network.copy()
    minutes = network.activities["9"].duration
    network.change("9", duration=minutes + 60)
    lines = [
        canonicalize(each.decode()).replace("><", ">\n<").splitlines()
        for each in (content, rewritten_mspdi(content, network, {}))
    ]
    differing = [(old, new) for old, new in itertools.zip_longest(*lines) if old != new]
    longer = f"PT{minutes // 60 + 1}H0M0S"
    assert [new for _, new in differing] == [
        f"<Duration>{longer}</Duration>",
        f"<RemainingDuration>{longer}</RemainingDuration>",
    ]


@pytest.mark.shared_data
def test_all_kinds_of_changes_at_once_come_back_and_touch_nothing_else(shared_data):
    content = msp_plans(shared_data)[REAL]
    network = read_mspdi(content).projects[0].network.copy()
    del network.activities["12"]
    network.links = [each for each in network.links if "12" not in (each.before, each.after)]
    network.links[0] = replace(network.links[0], lag_share=0.5, lag=0, kind=LinkKind.FF)
    network.calendars["夜班"] = Calendar.weekly("Mon-Fri 20-24").open("2003-02-15", "0-24")
    network.calendars[ALL_HOURS] = Calendar.all_hours()
    network.add(Activity("S", "新汇总", kind=ActivityKind.SUMMARY))
    network.add(Activity("NEW", "新增 & <其他>", 480, "夜班", wbs="S", needs={"rig": 2.0}))
    network.change("9", wbs="S", calendar=ALL_HOURS, deadline=network.start)
    network.links.append(Link("9", "NEW", LinkKind.SS, -60, lag_calendar=ALL_HOURS))
    again = rewritten_mspdi(content, network, {})
    # Project has no other hours of a day than the plan's.
    assert {each.field for each in lost_fields(network, read_mspdi(again).projects[0].network)} <= {
        "minutes_per_day"
    }
    assert again.count(b"<TimephasedData>") >= content.count(b"<TimephasedData>") - 5
    assert again.count(b"<IsNull>1") == content.count(b"<IsNull>1")


def a_task(texts: str, options: str = "") -> bytes:
    return f"""<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project">
    <StartDate>2026-03-02T08:00:00</StartDate>{options}<Tasks><Task><UID>1</UID>{texts}</Task>
    </Tasks></Project>""".encode()


def one(texts: str) -> Activity:
    return read_mspdi(a_task(texts)).projects[0].network.activities["1"]


def test_a_task_by_the_clock_runs_day_and_night():
    assert one("<Duration>PT24H0M0S</Duration><DurationFormat>8</DurationFormat>") == Activity(
        "1", duration=24 * 60, calendar=ALL_HOURS
    )


def test_what_was_stopped_stands_still_until_it_resumes():
    begun = "<Duration>PT24H</Duration><ActualStart>2026-03-02T08:00:00</ActualStart>"
    stop = "<Stop>2026-03-03T12:00:00</Stop>"
    assert one(f"{begun}{stop}<Resume>2026-03-03T13:00:00</Resume>").interruption == 0
    activity = one(f"{begun}{stop}<Resume>2026-03-05T08:00:00</Resume>")
    assert (activity.interruption, activity.resumes) == (12 * 60, None)


def split(*rests: tuple[int, int], needs: dict[str, float] | None = None) -> Network:
    network = Network(start="2026-03-02 08:00", rules=MSP, name="SPLIT")
    network.resources.update(needs or {})
    whole = sum(rest for _, rest in rests)
    network.add(Activity("A", duration=2400, interruption=whole, rests=rests, needs=needs or {}))
    network.add(Activity("B", duration=480))
    network.link(Link("A", "B"))
    return network


@pytest.mark.parametrize("needs", [{}, {"crew": 1.0}, {"crew": 1.0, "crane": 0.5}])
def test_the_parts_of_a_split_task_stand_in_a_new_file(needs):
    # Two days, three of rest, a day and a half, two hours of rest, the rest of five days.
    network = split((960, 1440), (1680, 120), needs=needs)
    content = written_mspdi(network, {})
    again = read_mspdi(content).projects[0].network
    assert lost_fields(network, again) == ()
    assert again.run()["B"].early == network.run()["B"].early
    assert content.count(b"<TimephasedData>") == 3 * max(1, len(needs))
    assert b"<Start>2026-03-09T08:00:00</Start>" in content  # the second part, behind the weekend
    assert rewritten_mspdi(content, again, {}) == content


def test_a_task_that_stands_still_nobody_knows_where_does_so_in_its_middle():
    network = split((1200, 960))
    network.change("A", rests=())
    again = read_mspdi(written_mspdi(network, {})).projects[0].network
    assert again.activity("A").rests == ((1200, 960),)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 700), st.integers(1, 3000)), min_size=1, max_size=4))
def test_any_split_comes_back_from_a_new_file(parts):
    done, rests = 0, []
    for work, rest in parts:
        done += work
        if done < 2400:
            rests.append((done, rest))
    network = split(*rests)
    again = read_mspdi(written_mspdi(network, {})).projects[0].network
    assert lost_fields(network, again) == ()


def test_durations_are_iso_whatever_their_parts():
    assert one("<Duration>P1DT2H30M30S</Duration>").duration == 26 * 60 + 30


def test_must_and_no_later_than_are_read_as_constraints():
    on = "<ConstraintDate>2026-05-04T17:00:00</ConstraintDate>"
    constraint = one(f"<ConstraintType>3</ConstraintType>{on}").constraint
    assert constraint is not None
    assert constraint.kind is ConstraintKind.FINISH_ON
    assert one("<ConstraintType>1</ConstraintType>").constraint == Constraint(
        ConstraintKind.AS_LATE_AS_POSSIBLE
    )


def exceptions(texts: str) -> Calendar:
    content = a_task(
        "",
        "<CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID><Name>C</Name>"
        f"<WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking></WeekDay></WeekDays>"
        f"{texts}</Calendar></Calendars>",
    )
    return read_mspdi(content).projects[0].network.calendar


def closed_days(recurrence: str, first: str, last: str) -> list[date]:
    period = f"<TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate>"
    calendar = exceptions(
        f"<Exceptions><Exception>{period}</TimePeriod>{recurrence}"
        "<DayWorking>1</DayWorking></Exception></Exceptions>"
    )
    _, days = week_and_special_days(replace(calendar, week=((),) * 7), range(2026, 2027))
    return list(days)


@pytest.mark.parametrize(
    ("recurrence", "days"),
    [
        ("<Type>1</Type>", ["2026-01-05", "2026-01-06"]),
        ("<Type>1</Type><Period>3</Period>", ["2026-01-05", "2026-01-08"]),
        ("<Type>2</Type><Month>4</Month><MonthDay>1</MonthDay>", ["2026-05-01", "2027-05-01"]),
        (  # the fourth Thursday of November
            "<Type>3</Type><Month>10</Month><MonthItem>7</MonthItem><MonthPosition>3</MonthPosition>",
            ["2026-11-26", "2027-11-25"],
        ),
        ("<Type>4</Type><Period>2</Period><MonthDay>31</MonthDay>", ["2026-01-31", "2026-03-31"]),
        (  # the last weekday of a month
            "<Type>5</Type><MonthItem>1</MonthItem><MonthPosition>4</MonthPosition>",
            ["2026-01-30", "2026-02-27"],
        ),
        (  # Tuesdays and Saturdays of every other week
            "<Type>6</Type><Period>2</Period><DaysOfWeek>68</DaysOfWeek>",
            ["2026-01-06", "2026-01-10", "2026-01-20"],
        ),
    ],
)
def test_an_exception_comes_back_as_its_dialogue_says(recurrence, days):
    found = closed_days(recurrence, "2026-01-05", "2027-12-31")
    assert [day.isoformat() for day in found[: len(days)]] == days


def test_work_weeks_are_kept_as_weeks():
    week = "<WeekDay><DayType>7</DayType><DayWorking>1</DayWorking></WeekDay>"
    calendar = exceptions(
        "<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-05-01T00:00:00</FromDate>"
        "<ToDate>2026-05-31T23:59:00</ToDate></TimePeriod><Name>抢工</Name>"
        f"<WeekDays>{week}</WeekDays></WorkWeek></WorkWeeks>"
    )
    usual = (Shift(480, 720), Shift(780, 1020))
    (weeks,) = calendar.changes
    assert weeks == SpecialWeeks(
        date(2026, 5, 1), date(2026, 5, 31), (None,) * 5 + (usual, None), "抢工"
    )


@pytest.mark.shared_data
def test_a_plan_of_p6_crosses_with_its_links_and_its_wbs(shared_data):
    content = plans(shared_data, ".xer")["p6/p6_v23_progress_override_successor_lag.xer"]
    project = read_xer(content).projects[1]
    again = read_mspdi(written_mspdi(project.network, project.stored)).projects[0]
    lost = lost_fields(project.network, again.network)
    assert not [each for each in lost if each.thing in ("link", "wbs")]
    # Mandatory finishes, and the resumption of what has not begun: Project has neither.
    assert {each.field for each in lost if each.thing == "activity"} == {"constraint", "resumes"}
    assert len(again.network.activities) == 692
    assert again.stored == project.stored


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<Project",
        b"<Project>&nothing;</Project>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><Project>&b;</Project>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><Project/>',
        b'<?xml version="1.0" encoding="martian"?><Project/>',
        "<Project/>".encode("utf-16")[:-1],
    ],
)
def test_what_is_no_xml_or_has_entities_is_refused(content):
    with pytest.raises(BrokenXmlError):
        read_mspdi(content, name="plan.xml")


def test_a_duration_that_makes_no_sense_is_named_with_its_task():
    with pytest.raises(UnreadableCellError) as raised:
        read_mspdi(a_task("<Duration>three days</Duration>"))
    assert "Table Task, line 1: Duration says “three days”" in raised.value.in_language("en")


@settings(max_examples=60)
@given(st.binary(max_size=40), st.integers(0, 2000))
def test_whatever_comes_is_read_or_refused_in_words(junk, cut):
    content = WHOLE[: cut % len(WHOLE)] + junk + WHOLE[cut % len(WHOLE) :]
    for broken in (junk, content, content[:cut]):
        with suppress(KaigongError):
            read_mspdi(broken)


WHOLE = written_mspdi(a_plan(), {})
