"""Plans: drawn, changed, undone, locked; every change reckons the dates and none half happens."""

from __future__ import annotations

from datetime import date

import pytest

from kaigong.audit.models import Entry
from kaigong.engines.scheduling import LoopError
from kaigong.plan import errors as wrong
from kaigong.plan.link_words import WrittenLink
from kaigong.plan.models import (
    Activity,
    BaselineActivity,
    Link,
    PlanEdit,
    SubPlan,
    WorkCalendar,
)
from kaigong.plan.moments import finish_day, moment_of, start_day
from kaigong.plan.pages.plan_head import head_of
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.services.activities import (
    ActivityWords,
    change_activity,
    remove_activities,
    report_progress,
    undo_edit,
)
from kaigong.plan.services.calendars import set_calendar
from kaigong.plan.services.mornings import reckon_plans
from kaigong.plan.services.plans import lock_plan
from kaigong.plan.tasks import enqueue_reckoning_due
from kaigong.plan.templates import templates
from tests.plan.site import DAY, Site, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return Site()


def test_an_activity_starts_when_what_it_waits_for_is_done(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 6)
    site.add(plan, "B", 2, "A")
    # Six days a week from Monday 29 March, with Saturday 3 to Monday 5 April off (清明).
    a, b = row(plan, "A"), row(plan, "B")
    assert moment_of(a.early_start or 0).isoformat() == "2021-03-29T08:00:00"
    assert finish_day(a.early_finish or 0) == date(2021, 4, 6)
    assert start_day(b.early_start or 0) == date(2021, 4, 7)
    assert (a.total_float, a.is_critical) == (0, True)


def test_the_late_dates_say_when_each_step_must_start(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 10)
    site.add(plan, "B", 5, "A")
    site.add(plan, "C", 2, "A")
    site.add(plan, "H", 0, "B, C", committed_on=date(2021, 4, 30), kind="finish milestone")
    head = head_of(open_plan(site.planner, site.project.code))
    worst = head.worst
    assert worst is not None
    assert worst.promised_on == date(2021, 4, 30)
    assert worst.days_left is not None
    assert worst.days_left > 0
    assert (row(plan, "C").total_float or 0) - (row(plan, "B").total_float or 0) == 3 * DAY
    # 30 April was a working Friday: B needs its five days until then.
    assert start_day(row(plan, "B").late_start or 0) == date(2021, 4, 26)


def test_a_promise_that_cannot_be_kept_says_how_many_days_are_short(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 20)
    site.add(plan, "H", 0, "A", committed_on=date(2021, 4, 17), kind="finish milestone")
    worst = head_of(open_plan(site.planner, site.project.code)).worst
    assert worst is not None
    # 29 March to 17 April has 16 working days of a six-day week without the three of 清明.
    assert worst.short == 4


def test_a_loop_is_named_and_nothing_is_kept(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 1)
    site.add(plan, "B", 1, "A")
    words = ActivityWords("A", DAY, links=(WrittenLink("B", "FS", 0),))
    with pytest.raises(LoopError, match="A"):
        change_activity(plan, "A", words, standing=site.planner)
    assert Link.objects.filter(after__key="A").count() == 0
    assert SubPlan.objects.get(pk=plan.pk).version == 2


def test_an_edit_is_undone_and_done_again(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 1)
    site.add(plan, "B", 3, "A")
    before = kept(plan)
    remove_activities(plan, ["A"], standing=site.planner)
    after = kept(plan)
    assert Activity.objects.filter(sub_plan=plan).count() == 1
    undo_edit(plan, 3, standing=site.planner)
    assert kept(plan) == before
    undo_edit(plan, 4, standing=site.planner)
    assert kept(plan) == after
    with pytest.raises(wrong.EditUndoneError):
        undo_edit(plan, 3, standing=site.planner)


def kept(plan: SubPlan) -> tuple[list[object], list[object]]:
    """What stands in a plan, with its dates."""
    rows = Activity.objects.filter(sub_plan=plan)
    links = Link.objects.filter(after__sub_plan=plan)
    return (
        list(rows.values_list("key", "name", "place", "duration", "early_start", "late_finish")),
        list(links.values_list("before__key", "after__key", "kind", "lag")),
    )


def test_an_edit_below_later_ones_of_the_same_row_cannot_be_undone(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 1)
    change_activity(plan, "A", ActivityWords("A", 2 * DAY), standing=site.planner)
    with pytest.raises(wrong.EditOverlaidError, match="A"):
        undo_edit(plan, 1, standing=site.planner)


def test_two_planners_disturb_each_other_only_in_the_same_row(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 1)
    site.add(plan, "B", 1)
    seen = plan.version
    change_activity(plan, "A", ActivityWords("甲", DAY), standing=site.planner)
    words = ActivityWords("乙", DAY)
    change_activity(plan, "B", words, standing=site.planner, seen_version=seen)
    with pytest.raises(wrong.PlanChangedMeanwhileError):
        change_activity(plan, "A", words, standing=site.planner, seen_version=seen)
    assert row(plan, "A").name == "甲"


def test_progress_moves_what_follows_and_cannot_be_of_tomorrow(site: Site) -> None:
    plan = site.drawn(start=date(2021, 3, 1))
    site.add(plan, "A", 10)
    site.add(plan, "B", 1, "A")
    report_progress(
        plan, "A", standing=site.planner, started_on=date(2021, 3, 1), share=0.5, why="雨天"
    )
    a = row(plan, "A")
    assert a.remaining == 5 * DAY
    # Five days from 29 March, then B; 3 to 5 April are off.
    assert finish_day(a.early_finish or 0) == date(2021, 4, 2)
    assert start_day(row(plan, "B").early_start or 0) == date(2021, 4, 6)
    with pytest.raises(wrong.ProgressOutOfOrderError):
        report_progress(plan, "A", standing=site.planner, started_on=date(2021, 3, 30))
    with pytest.raises(wrong.ProgressOutOfOrderError):
        report_progress(
            plan, "A", standing=site.planner, started_on=date(2021, 3, 9),
            finished_on=date(2021, 3, 8),
        )  # fmt: skip


def test_what_is_finished_keeps_its_days(site: Site) -> None:
    plan = site.drawn(start=date(2021, 3, 1))
    site.add(plan, "A", 10)
    site.add(plan, "B", 1, "A")
    report_progress(
        plan, "A", standing=site.planner, started_on=date(2021, 3, 1),
        finished_on=date(2021, 3, 5),
    )  # fmt: skip
    a = row(plan, "A")
    assert (start_day(a.early_start or 0), finish_day(a.early_finish or 0)) == (
        date(2021, 3, 1),
        date(2021, 3, 5),
    )
    assert a.total_float is None
    assert start_day(row(plan, "B").early_start or 0) == date(2021, 3, 29)


def test_a_summary_spans_what_lies_below_and_takes_no_links(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "S", 0, name="主体")
    site.add(plan, "A", 2, below="S")
    site.add(plan, "B", 2, "A", below="S")
    top = row(plan, "S")
    assert top.early_start == row(plan, "A").early_start
    assert top.early_finish == row(plan, "B").early_finish
    with pytest.raises(wrong.LinkedSummaryError):
        site.add(plan, "C", 1, "S")


def test_a_code_is_given_once(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 1)
    with pytest.raises(wrong.ActivityKeyTakenError):
        site.add(plan, "A", 1)
    with pytest.raises(wrong.NoSuchActivityError):
        site.add(plan, "B", 1, "Z")
    assert Activity.objects.filter(sub_plan=plan).count() == 1


@pytest.mark.parametrize("key", list(templates()))
def test_every_template_gives_a_plan_whose_steps_all_lead_to_the_hand_over(
    site: Site, key: str
) -> None:
    plan = site.drawn(key, promised_on=date(2023, 12, 31))
    opened = open_plan(site.planner, site.project.code)
    assert len(opened.rows) == len(templates()[key].steps)
    leads = {before for before, _after, _kind, _lag in opened.links}
    ends = [each.key for each in opened.work if each.key not in leads]
    assert len(ends) == 1
    last = row(plan, ends[0])
    assert last.committed is not None
    assert last.early_finish == max(each.early_finish or 0 for each in opened.work)
    assert all(each.duration_source == "assumed" for each in opened.rows)


def test_wet_works_stand_still_in_winter(site: Site) -> None:
    plan = site.drawn(start=date(2021, 11, 1))
    outdoor = WorkCalendar.objects.get(zone=site.zone, key="outdoor")
    site.add(plan, "A", 20, calendar=outdoor)
    a = row(plan, "A")
    # 1 to 14 November has 12 of the days; the rest waits for 16 March.
    assert finish_day(a.early_finish or 0) == date(2022, 3, 24)


def test_a_lock_keeps_the_dates_that_were_approved(site: Site) -> None:
    plan = site.drawn()
    with pytest.raises(wrong.NothingToLockError):
        lock_plan(plan, reason="推进会", standing=site.planner)
    site.add(plan, "A", 1)
    first = lock_plan(plan, reason="推进会第 3 次", standing=site.planner)
    words = ActivityWords("A", 9 * DAY)
    change_activity(plan, "A", words, standing=site.planner, reason="design")
    second = lock_plan(plan, reason="变更", standing=site.planner)
    assert (first.number, second.number) == (1, 2)
    spans = {each.baseline_id: each.finish - each.start for each in BaselineActivity.objects.all()}
    assert spans[first.pk] < spans[second.pk]


def test_every_change_leaves_one_line_in_the_chain(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 1)
    lines = Entry.objects.filter(act="plan.plan.edited")
    assert lines.count() == PlanEdit.objects.count() == 1
    assert lines.get().actor == site.planner.user
    assert lines.get().facts["verb"] == "add"


def test_a_new_day_moves_what_is_not_begun_and_leaves_no_edit(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 2)
    assert reckon_plans(site.zone) == 0
    site.zone.stands_on = date(2021, 4, 1)
    site.zone.save()
    assert enqueue_reckoning_due() == [site.zone.slug]
    assert enqueue_reckoning_due() == []  # it is in the queue
    assert reckon_plans(site.zone) == 1
    assert start_day(row(plan, "A").early_start or 0) == date(2021, 4, 1)
    assert SubPlan.objects.get().version == plan.version == 1
    assert reckon_plans(site.zone) == 0


def test_other_calendars_reckon_the_plans_anew(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 10)
    before = row(plan, "A").early_finish
    calendar = WorkCalendar.objects.get(zone=site.zone, key="site")
    set_calendar(
        calendar, name="连续", week="Mon-Sun 8-12 13-17", changes="", follows_notices=False,
        by=None,
    )  # fmt: skip
    assert reckon_plans(site.zone) == 1
    after = row(plan, "A").early_finish
    assert finish_day(after or 0) == date(2021, 4, 7)
    assert before != after


def test_a_plan_that_a_morning_cannot_reckon_keeps_its_dates_and_says_why(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 10)
    before = row(plan, "A").early_finish
    calendar = WorkCalendar.objects.get(zone=site.zone, key="site")
    set_calendar(
        calendar, name="停工", week="Mon 8-12", changes="closed 2021-04-06/2055-12-31",
        follows_notices=False, by=None,
    )  # fmt: skip
    reckon_plans(site.zone)
    kept = SubPlan.objects.get()
    assert row(plan, "A").early_finish == before
    assert "停工" in kept.fault
    assert "停工" in kept.fault_en
    set_calendar(
        calendar, name="工地", week="Mon-Sat 8-12 13-17", changes="", follows_notices=True, by=None
    )
    reckon_plans(site.zone)
    assert SubPlan.objects.get().fault == ""
