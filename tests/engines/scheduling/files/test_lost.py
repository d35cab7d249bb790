"""What is lost on a crossing is found, field by field, and told in both languages."""

from dataclasses import fields, replace
from datetime import datetime

import pytest

from kaigong.engines.scheduling import (
    ALL_HOURS,
    Activity,
    ActivityKind,
    Calendar,
    Constraint,
    ConstraintKind,
    Link,
)
from kaigong.engines.scheduling.files.lost import lost_fields
from tests.engines.scheduling.files.networks import a_plan

ON = datetime.fromisoformat("2026-05-01 08:00")
OTHER = {
    "name": "other",
    "duration": 1,
    "kind": ActivityKind.LEVEL_OF_EFFORT,
    "trade": "works",
    "wbs": "X",
    "constraint": Constraint(ConstraintKind.START_ON, ON),
    "second_constraint": Constraint(ConstraintKind.AS_LATE_AS_POSSIBLE),
    "remaining": 5,
    "is_manual": True,
    "is_active": False,
    "ignores_resource_calendars": True,
    "needs": {"rig": 1.0},
}


@pytest.mark.parametrize(
    "name",
    [each.name for each in fields(Activity) if each.name not in ("key", "calendar", "rests")],
)
def test_any_field_of_an_activity_that_differs_is_named(name):
    plan, other = a_plan(), a_plan()
    other.change("A", **{name: OTHER.get(name, ON)})
    found = [each for each in lost_fields(plan, other) if each.thing == "activity"]
    assert (found[0].key, found[0].field) == ("A", name)
    for language in ("zh-hans", "en"):
        assert "A" in found[0].in_language(language)


def test_the_sentence_says_how_it_was_and_how_it_is():
    plan, other = a_plan(), a_plan()
    plan.change("A", deadline=ON)
    plan.change("B", constraint=OTHER["constraint"])
    other.change("B", constraint=replace(OTHER["constraint"], kind=ConstraintKind.MANDATORY_START))
    first, second = lost_fields(plan, other)
    assert first.in_language("en") == (
        "Activity A, its deadline: “2026-05-01 08:00” does not survive."
    )
    assert first.in_language("zh") == "工作 A 的截止日期「2026-05-01 08:00」没有保留。"
    assert second.in_language("zh") == (
        "工作 B 的约束「SO 2026-05-01 08:00」变成「MS 2026-05-01 08:00」。"
    )


def test_a_calendar_is_the_same_whatever_way_it_is_said():
    plan, other = a_plan(), a_plan()
    days = plan.calendars["5x8"].closed("2026-05-01").closed("2026-05-02/2026-05-04")
    span = other.calendars["5x8"].closed("2026-05-01/2026-05-04")
    plan.calendars["5x8"], other.calendars["5x8"] = days, span
    assert lost_fields(plan, other) == ()
    other.calendars["5x8"] = span.open("2026-05-04", "8-9")
    (found,) = lost_fields(plan, other)
    assert (found.thing, found.field, found.before) == ("calendar", "days", "1: 2026-05-04 …")


def test_a_season_written_as_days_is_told_though_its_days_are_the_same():
    plan, other = a_plan(), a_plan()
    plan.calendars["5x8"] = Calendar.weekly("Mon-Fri 8-12 13-17").closed("--11-15/--03-15")
    spans = [f"{year}-11-15/{year + 1}-03-15" for year in range(2025, 2037)]
    for span in spans:
        other.calendars["5x8"] = other.calendars["5x8"].closed(span)
    found = [each for each in lost_fields(plan, other) if each.field == "season"]
    assert [each.before for each in found] == ["--11-15/--03-15"]


def test_links_are_compared_by_their_ends_and_what_they_say():
    plan, other = a_plan(), a_plan()
    plan.links = [Link("A", "B", lag_share=0.5), Link("A", "C", lag_calendar=ALL_HOURS)]
    other.links = [Link("A", "B", lag=60), Link("A", "C"), Link("B", "C")]
    assert [(each.key, each.before, each.after) for each in lost_fields(plan, other)] == [
        ("A → B", "FS 50.0000%", "FS 60"),
        ("B → C", "", "FS 0"),
    ]


def test_where_an_activity_stood_still_is_named_where_it_is_known_no_more():
    plan, other = a_plan(), a_plan()
    plan.change("A", interruption=960, rests=((480, 960),))
    other.change("A", interruption=960)
    assert [each.field for each in lost_fields(plan, other)] == ["rests"]
    assert lost_fields(other, plan) == ()  # more is known than before
    other.change("A", interruption=0)
    assert [each.field for each in lost_fields(plan, other)] == ["interruption"]
