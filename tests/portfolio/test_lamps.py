"""The lamps of a zone: judged from its rows, written only where they turn."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django_tasks_db.models import DBTaskResult

from kaigong.accounts.models import Role, Zone
from kaigong.audit import clock
from kaigong.portfolio import registries
from kaigong.portfolio.lamp_receivers import MOST_AT_ONCE
from kaigong.portfolio.models import Milestone, MonthlyTarget, Project, ProjectLamp, Stage
from kaigong.portfolio.services.closing import close_month
from kaigong.portfolio.services.lamps import judge_projects, judge_zone, judged_together
from kaigong.portfolio.tasks import judge_lamps
from tests.builders import WAN, YI, a_person, a_plan, a_project, a_report, a_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return a_zone()


def lamp_of(project: Project) -> ProjectLamp:
    judge_zone(project.zone)
    return ProjectLamp.objects.get(project=project)


def under_way(zone: Zone, **given: object) -> Project:
    return a_project(zone, stage=Stage.CONSTRUCTION, started_on=date(2021, 3, 10), **given)


def test_a_late_start_says_so_in_both_languages(zone: Zone) -> None:
    lamp = lamp_of(a_project(zone, planned_start_on=date(2021, 3, 1)))
    assert (lamp.colour, lamp.rank, lamp.rule) == ("red", 0, "late-start")
    assert lamp.reason == "计划 2021-03-01 开工，已过 28 天，仍未开工"
    assert lamp.reason_en == "Start planned for 2021-03-01, 28 days ago, not started"


def test_behind_plan_compares_the_same_months_of_record_and_plan(zone: Zone) -> None:
    project = under_way(zone)
    plan = a_plan(project)
    for month, amount in [(1, 10), (2, 10), (3, 60)]:
        MonthlyTarget.objects.create(plan=plan, month=month, planned_amount=amount * YI)
    a_report(project, date(2021, 1, 1), 8 * YI)
    a_report(project, date(2021, 2, 1), 5 * YI)  # March is not reported yet, so not compared
    lamp = lamp_of(project)
    assert lamp.colour == "red"
    assert lamp.reason == "截至 2021 年 2 月完成 13 亿元，为同期计划 20 亿元的 65.0 %"
    assert "65.0 %" in lamp.reason_en
    assert "CNY 1.3 bn" in lamp.reason_en


def test_a_report_is_missing_only_after_its_due_day(zone: Zone) -> None:
    project = under_way(zone)
    a_plan(project)
    a_report(project, date(2021, 1, 1))
    assert lamp_of(project).reason == "月报缺 1 期，从 2021 年 2 月起"
    a_report(project, date(2021, 2, 1))
    assert lamp_of(project).colour == "green"
    zone.stands_on = date(2021, 3, 31)  # the day after 30 March
    assert lamp_of(project).reason == "月报缺 1 期，从 2021 年 3 月起"


def test_a_joint_part_and_a_suspended_project_owe_no_report(zone: Zone) -> None:
    main = under_way(zone)
    part = under_way(zone, counts_in=main)
    stopped = a_project(zone, stage=Stage.SUSPENDED)
    for project in (part, stopped):
        a_plan(project)
    a_report(main, date(2021, 1, 1))
    assert [lamp_of(each).colour for each in (main, part, stopped)] == ["grey", "green", "green"]


def test_works_that_nobody_can_ask_are_grey_until_their_stage_is_confirmed(zone: Zone) -> None:
    a_report(under_way(zone), date(2021, 1, 1))
    works = a_project(zone, stage=Stage.CONSTRUCTION)
    part = under_way(zone, counts_in=works)
    Project.objects.filter(pk=part.pk).update(started_on=date(2020, 1, 1))
    lamp = lamp_of(works)
    assert (lamp.colour, lamp.rule) == ("grey", "stage-unconfirmed")
    assert lamp.reason == "台账记为在建，但不在 2021 年计划，也从未报过月报：先核实阶段"
    assert lamp_of(part).colour == "green"  # its main project gives its figures
    a_plan(works)
    assert lamp_of(works).rule == "no-report"


def test_works_begun_this_year_owe_no_month_before_they_began(zone: Zone) -> None:
    a_report(a_project(zone), date(2021, 1, 1))
    assert lamp_of(under_way(zone)).colour == "green"  # begun on 10 March, February was not its own


def test_a_zone_that_does_not_report_by_the_month_misses_no_report(zone: Zone) -> None:
    project = a_project(zone)
    a_plan(project)
    assert lamp_of(project).colour == "green"


def test_the_earliest_milestone_that_passed_is_named(zone: Zone) -> None:
    project = under_way(zone)
    for name, day in [
        ("封顶", date(2021, 3, 28)),
        ("桩基", date(2021, 3, 25)),
        ("装修", date(2021, 5, 1)),
    ]:
        Milestone.objects.create(project=project, name=name, due_on=day)
    Milestone.objects.create(
        project=project, name="土方", due_on=date(2021, 1, 1), done_on=date(2021, 1, 1)
    )
    lamp = lamp_of(project)
    assert lamp.reason == "里程碑已过：「桩基」应在 2021-03-25 完成，已过 4 天"
    assert lamp.reason_en == "Milestone passed: “桩基” was due on 2021-03-25, 4 days ago"
    Milestone.objects.filter(name="桩基").update(name_en="Piles done")
    lamp = lamp_of(project)
    assert "「桩基」" in lamp.reason
    assert lamp.reason_en == "Milestone passed: “Piles done” was due on 2021-03-25, 4 days ago"


def test_an_old_figure_is_stale_and_none_at_all_is_said(zone: Zone) -> None:
    old, silent = (
        a_project(zone, stage=Stage.CONSTRUCTION, started_on=date(2020, 5, 1)) for _ in range(2)
    )
    a_report(old, date(2020, 12, 1))
    lamp = lamp_of(old)
    assert (lamp.colour, lamp.reason) == ("grey", "月报缺 2 期，从 2021 年 1 月起")
    assert lamp.others[0][:3] == ["grey", "figure-stale", "数字是 88 天前的（截至 2020-12-31）"]
    assert lamp_of(silent).others[0][2] == "2020-05-01 开工以来没有一笔完成数，已 332 天"


def test_reserve_cancelled_and_completed_projects_are_left_alone(zone: Zone) -> None:
    projects = [
        a_project(zone, kind="reserve", planned_start_on=date(2020, 1, 1)),
        a_project(zone, stage=Stage.CANCELLED, planned_start_on=date(2020, 1, 1)),
        a_project(zone, stage=Stage.COMPLETED, planned_completion_on=date(2020, 1, 1)),
    ]
    assert [lamp_of(project).colour for project in projects] == ["green"] * 3


def test_only_a_turn_is_a_row_of_history(zone: Zone) -> None:
    project = a_project(zone, planned_start_on=date(2021, 3, 27))
    first = judge_zone(zone)
    assert (first.judged, first.turned) == (1, 1)
    assert judge_zone(zone).turned == 0
    zone.stands_on = date(2021, 3, 30)  # a day later: the same rule in other words
    again = judge_zone(zone)
    assert (again.turned, again.reworded) == (0, 1)
    assert "已过 3 天" in ProjectLamp.objects.get(project=project).reason
    zone.stands_on = date(2021, 4, 15)
    assert judge_zone(zone).turned == 1
    colours = [row.colour for row in ProjectLamp.history.order_by("history_id")]
    assert colours == ["amber", "red"]


def test_since_is_the_moment_of_the_turn(zone: Zone) -> None:
    project = a_project(zone, planned_start_on=date(2021, 3, 20))
    early = datetime(2021, 3, 26, 9, tzinfo=ZoneInfo(zone.timezone))
    with clock.as_if(early):
        judge_zone(zone)
    with clock.as_if(early + timedelta(days=1)):
        judge_zone(zone)
    assert ProjectLamp.objects.get(project=project).since == early
    assert ProjectLamp.history.get().history_date == early


def test_while_the_past_is_recorded_its_own_day_is_judged(zone: Zone) -> None:
    a_project(zone, planned_start_on=date(2021, 3, 20))
    with clock.as_if(datetime(2021, 3, 20, 9, tzinfo=ZoneInfo(zone.timezone))):
        assert judge_zone(zone).colours["green"] == 1


def test_an_upper_slice_can_light_a_lamp(zone: Zone) -> None:
    project = a_project(zone)
    permit = registries.LitLamp(project.pk, "amber", "permit-late", "许可将到期", "Permit expires")
    registries.lamps.register(registries.LampSource("test", 1, lambda _zone, _ids, _day: [permit]))
    try:
        lamp = lamp_of(project)
    finally:
        registries.lamps.withdraw("test")
    assert (lamp.colour, lamp.rule, lamp.reason) == ("amber", "permit-late", "许可将到期")


def test_judging_one_project_leaves_the_others(zone: Zone) -> None:
    late, other = (a_project(zone, planned_start_on=date(2021, 1, 1)) for _ in range(2))
    assert judge_zone(zone, only=[late.pk]).judged == 1
    assert not ProjectLamp.objects.filter(project=other).exists()


def test_projects_touched_together_are_judged_once_and_as_they_stand_at_the_end(
    zone: Zone,
) -> None:
    late, other = (a_project(zone, planned_start_on=date(2021, 3, 1)) for _ in range(2))
    with judged_together():
        judge_projects(zone, [late.pk, other.pk])
        assert not ProjectLamp.objects.exists()
        Project.objects.filter(pk=late.pk).update(started_on=date(2021, 3, 2))
        judge_projects(zone, [late.pk])
    colours = {lamp.project_id: lamp.colour for lamp in ProjectLamp.objects.all()}
    assert (colours[late.pk], colours[other.pk]) == ("green", "red")
    assert ProjectLamp.history.count() == 2


def test_a_round_over_a_zone_costs_a_fixed_number_of_queries(
    zone: Zone, django_assert_max_num_queries: object
) -> None:
    for _ in range(30):
        a_report(under_way(zone), date(2021, 1, 1), WAN)
    with django_assert_max_num_queries(15):  # type: ignore[operator]  # pytest-django's fixture
        judge_zone(zone)


def test_a_project_judged_alone_misses_what_it_misses_among_all(zone: Zone) -> None:
    a_report(a_project(zone), date(2021, 2, 1))  # this year only, and another project's
    silent = under_way(zone)
    a_plan(silent)
    judge_zone(zone, only=[silent.pk])
    assert ProjectLamp.objects.get(project=silent).rule == "no-report"


def test_the_close_of_a_large_zone_leaves_its_lamps_to_the_worker(zone: Zone) -> None:
    Project.objects.bulk_create(
        Project(zone=zone, code=f"L{n}", name=f"L{n}", folded_name=f"L{n}")
        for n in range(MOST_AT_ONCE + 1)
    )
    close_month(zone, month=date(2021, 3, 1), by=a_person(zone, Role.STATISTICIAN))
    assert not ProjectLamp.objects.exists()
    assert DBTaskResult.objects.get().task_path == judge_lamps.module_path
