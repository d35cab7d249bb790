"""A plan as an IFC 4.3 work schedule, read by another program's eyes."""

from dataclasses import replace
from datetime import datetime

import ifcopenshell
import ifcopenshell.util.date
import ifcopenshell.validate
import pytest
from hypothesis import given, settings

from kaigong.engines.scheduling import (
    ALL_HOURS,
    PLAIN,
    Calendar,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
    ProgressRule,
    UnknownActivityError,
)
from kaigong.engines.scheduling.files import StoredDates, lost_in_ifc, read_xer, written_ifc
from tests.engines.scheduling.files.archives import plans
from tests.engines.scheduling.files.networks import a_plan, msp_networks, p6_networks

ON = datetime.fromisoformat("2026-05-01 08:00")


def opened(content: bytes) -> ifcopenshell.file:
    return ifcopenshell.file.from_string(content.decode("ascii"))


def complaints(model: ifcopenshell.file) -> list[str]:
    logger = ifcopenshell.validate.json_logger()
    ifcopenshell.validate.validate(model, logger)
    return [str(each["message"]) for each in logger.statements]


@settings(max_examples=15)
@given(p6_networks() | msp_networks())
def test_any_plan_is_valid_by_the_schema(network):
    assert complaints(opened(written_ifc(network, {}))) == []


@pytest.mark.shared_data
def test_a_real_plan_says_the_same_in_ifc(shared_data):
    content = plans(shared_data, ".xer")["p6/p6_v23_progress_override_successor_lag.xer"]
    project = read_xer(content).projects[1]
    network = project.network
    model = opened(written_ifc(network, project.stored))
    tasks = {task.Identification: task for task in model.by_type("IfcTask") if task.TaskTime}
    assert tasks.keys() == network.activities.keys()
    for key, task in tasks.items():
        time, stored = task.TaskTime, project.stored[key]
        spoken = ifcopenshell.util.date.ifc2datetime(time.ScheduleDuration)
        assert spoken.total_seconds() == network.activities[key].duration * 60
        if stored.early_start:
            assert time.EarlyStart == f"{stored.early_start:%Y-%m-%dT%H:%M:%S}"
        assert time.ActualStart == (
            f"{network.activities[key].started:%Y-%m-%dT%H:%M:%S}"
            if network.activities[key].started
            else None
        )
    sequences = [
        (each.RelatingProcess.Identification, each.RelatedProcess.Identification)
        for each in model.by_type("IfcRelSequence")
    ]
    assert sequences == [(link.before, link.after) for link in network.links]


def test_the_wbs_nests_and_the_top_hangs_on_the_schedule():
    plan = a_plan()
    plan.change("A", wbs="Z/一段")
    plan.wbs_names["Z/一段"] = "一段桩基 'é' 🏗"
    model = opened(written_ifc(plan, {}))
    (task,) = [each for each in model.by_type("IfcTask") if each.Identification == "A"]
    node = task.Nests[0].RelatingObject
    assert node.Name == "一段桩基 'é' 🏗"
    assert node.Nests[0].RelatingObject.Name == "Z"
    (schedule,) = model.by_type("IfcWorkSchedule")
    (top,) = schedule.Controls
    assert {each.Identification for each in top.RelatedObjects} == {"Z", "B", "C"}


def test_lags_dates_and_calendars_are_as_they_are():
    plan = a_plan()
    plan.calendars["5x8"] = Calendar.weekly("Mon-Fri 8-12 13-24").open("2026-05-02", "8-12")
    plan.links = [
        Link("A", "B", LinkKind.SS, -90, lag_calendar=ALL_HOURS),
        Link("B", "C", lag_share=0.5),
    ]
    stored = StoredDates(early_start=ON, total_float=-480, is_critical=True)
    model = opened(written_ifc(plan, {"A": stored}, at=ON))
    first, second = model.by_type("IfcRelSequence")
    assert (first.SequenceType, first.TimeLag.LagValue.wrappedValue) == ("START_START", "-PT1H30M")
    assert first.TimeLag.DurationType == "ELAPSEDTIME"
    assert second.TimeLag.LagValue.wrappedValue == 0.5
    (time,) = [each.TaskTime for each in model.by_type("IfcTask") if each.Identification == "A"]
    assert (time.TotalFloat, time.IsCritical, time.EarlyStart) == (
        "-PT8H0M",
        True,
        "2026-05-01T08:00:00",
    )
    (calendar,) = model.by_type("IfcWorkCalendar")
    (week,), (day,) = calendar.WorkingTimes, calendar.ExceptionTimes
    assert week.RecurrencePattern.WeekdayComponent == (1, 2, 3, 4, 5)
    assert [each.EndTime for each in week.RecurrencePattern.TimePeriods] == ["12:00:00", "24:00:00"]
    assert (day.StartDate, day.FinishDate) == ("2026-05-02", "2026-05-02")


def test_the_same_plan_gives_the_same_bytes():
    assert written_ifc(a_plan(), {}) == written_ifc(a_plan(), {})


def test_what_ifc_has_no_place_for_is_told():
    plan = a_plan()
    plan.rules = replace(PLAIN, progress=ProgressRule.ACTUAL_DATES)
    plan.change("A", constraint=Constraint(ConstraintKind.START_ON, ON), committed=ON)
    assert [each.in_language("en") for each in lost_in_ifc(plan)] == [
        "The plan, its progress rule: “actual dates” becomes “retained logic”.",
        "Activity A, its constraint: “SO 2026-05-01 08:00” does not survive.",
        "Activity A, its committed date: “2026-05-01 08:00” does not survive.",
    ]


def test_a_link_to_nowhere_is_refused():
    plan = a_plan()
    plan.links.append(Link("A", "nowhere"))
    with pytest.raises(UnknownActivityError, match="nowhere"):
        written_ifc(plan, {})
