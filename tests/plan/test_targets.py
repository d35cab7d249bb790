"""The year's target, from the zone down to measures: proved, set, kept by the lock, undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.audit.models import Entry
from kaigong.plan.errors import (
    LockedTargetError,
    NegativeTargetError,
    TargetReasonMissingError,
    TargetTakenBackError,
)
from kaigong.plan.indicators import Indicator, Share, indicators
from kaigong.plan.models import QUANTITY, Front, TargetEdit, TargetWay
from kaigong.plan.pages.quantities import QuantitiesPage
from kaigong.plan.pages.targets import TargetLine, TargetsPage
from kaigong.plan.selectors.targets import THE_ZONE, Whose, targets_in_force
from kaigong.plan.services.activities import report_progress
from kaigong.plan.services.forecasts import make_forecast
from kaigong.plan.services.fronts import set_front
from kaigong.plan.services.plans import lock_plan as lock_sub_plan
from kaigong.plan.services.targets import set_targets, take_targets_back
from kaigong.plan.target_tree import TargetTree, target_tree
from kaigong.plan.target_years import TargetYear
from kaigong.portfolio.headline import Unit
from kaigong.portfolio.models import MonthlyTarget, Project
from kaigong.portfolio.services.plans import lock_plan, set_plan
from tests.api.conftest import Program
from tests.builders import WAN, YI, a_plan, a_project, a_report
from tests.plan.site import Site

pytestmark = pytest.mark.django_db
MONTH = date(2021, 3, 1)


class Zone(Site):
    """Two fronts and a project in none: 3 + 2 + 1 亿 this year; a quarter has passed."""

    def __init__(self) -> None:
        super().__init__()
        self.project.stage = "construction"
        self.project.save()
        self.road = a_project(self.zone, "净月大街", code="JY-7", stage="signed")
        self.lone = a_project(self.zone, "仓库", code="JY-8", stage="construction")
        for project, planned in ((self.project, 3), (self.road, 2), (self.lone, 1)):
            self.planned(project, planned * YI)
        self.film = set_front(
            self.zone, "film", name="影都战线", name_en="Film front", projects=[self.project],
            leader=self.somebody(Role.LEADER).user, place=0, by=None,
        )  # fmt: skip
        self.city = set_front(
            self.zone, "city", name="城建战线", projects=[self.road], place=1, by=None
        )

    def planned(self, project: Project, amount: Decimal) -> None:
        plan = a_plan(
            project, planned=amount, is_start_planned=project.stage == "signed",
            is_completion_planned=False,
        )  # fmt: skip
        for month in range(1, 13):  # each with its history
            MonthlyTarget.objects.create(plan=plan, month=month, planned_amount=amount / 12)
        a_report(project, MONTH, amount / 12 * 2)

    def tree(self, key: str = "investment") -> TargetTree:
        return target_tree(TargetYear(self.planner, MONTH), indicator(key))

    def set(self, values: dict[int, Decimal | None], front: Front | None = None, **given: str):  # type: ignore[no-untyped-def]
        whose = Whose(front=front.pk) if front else THE_ZONE
        return set_targets(
            self.zone, 2021, indicator=given.pop("indicator", "investment"), whose=whose,
            values=values, by=self.planner.user, **given,
        )  # fmt: skip

    def approve(self) -> None:
        lock_plan(
            self.zone, year=2021, reason="主任办公会", approver=self.planner.user,
            by=self.planner.user,
        )  # fmt: skip


@pytest.fixture
def zone() -> Zone:
    return Zone()


def indicator(key: str) -> Indicator:
    return next(each for each in indicators if each.key == key)


def browser_of(standing: Standing) -> Client:
    browser = Client()
    browser.force_login(standing.user)
    return browser


def year_of(tree: TargetTree, key: str) -> int:
    """A node's target of the year, in 亿元."""
    place = next(n for n, node in enumerate(tree.nodes) if node.key == key)
    return int(tree.targets.totals[place, 0]) // int(YI * 100)


def lines_of(zone: Zone, key: str = "investment", **asked: object) -> list[TargetLine]:
    return TargetsPage(TargetYear(zone.planner, MONTH), indicator(key), **asked).lines  # type: ignore[arg-type]


# --- the tree ------------------------------------------------------------------------------------


def test_the_zone_is_the_sum_of_its_fronts_and_they_of_their_projects(zone: Zone) -> None:
    tree = zone.tree()
    assert year_of(tree, "zone") == 6
    assert [year_of(tree, f"front:{key}") for key in ("film", "city", "")] == [3, 2, 1]
    assert tree.is_proved
    assert not any(tree.differs(place) for place in range(len(tree.nodes)))
    assert int(tree.done.totals[0, 0]) == int(YI * 100)


def test_what_a_front_was_set_and_its_projects_do_not_add_up_to_is_said_in_red(
    zone: Zone,
) -> None:
    zone.set({0: 4 * YI}, zone.film, reason="专题会")
    tree = zone.tree()
    place = next(n for n, node in enumerate(tree.nodes) if node.key == "front:film")
    proof = tree.targets.proof(place)
    assert (proof.of_children, proof.not_broken_down, proof.target) == (
        int(3 * YI * 100), int(YI * 100), int(4 * YI * 100),
    )  # fmt: skip
    assert year_of(tree, "zone") == 7
    rests = [line for line in lines_of(zone) if line.kind == "rest"]
    assert [(line.parent, line.target, line.is_red) for line in rests] == [
        ("front:film", "1.00", True)
    ]
    assert "目标比下面合计多 1 亿元" in rests[0].note
    words = [line.name for line in lines_of(zone) if line.kind == "proof"]
    assert words == [
        "3 条战线合计 7 + 未分解 0 = 目标 7 亿元",
        "1 个项目合计 3 + 未分解 1 = 目标 4 亿元",
        "1 个项目合计 2 + 未分解 0 = 目标 2 亿元",
        "1 个项目合计 1 + 未分解 0 = 目标 1 亿元",
    ]


def test_a_zone_set_below_its_fronts_says_by_how_much_they_exceed_it(zone: Zone) -> None:
    zone.set({0: 5 * YI})
    page = TargetsPage(TargetYear(zone.planner, MONTH), indicator("investment"))
    assert page.differing == [(str(zone.zone), "下面合计比目标多 1 亿元")]
    assert page.tree.is_proved  # the rest, −1, has a row of its own


def test_a_front_without_projects_holds_what_was_set_as_not_broken_down(zone: Zone) -> None:
    empty = set_front(zone.zone, "new", name="新战线", projects=[], by=None)
    zone.set({0: YI}, empty)
    rests = [line for line in lines_of(zone) if line.kind == "rest"]
    assert [(line.parent, line.is_red) for line in rests] == [("front:new", True)]


def test_works_with_amounts_carry_their_part_of_the_year_and_the_rest_is_named(
    zone: Zone,
) -> None:
    plan = zone.drawn(start=date(2021, 1, 4))
    zone.add(plan, "A", 60, name="桩基", amount=YI)
    zone.add(plan, "B", 40, name="主体", amount=YI / 2, owner=zone.planner.user)
    lines = lines_of(zone, front="film")
    works = {line.name: line for line in lines if line.kind == "work"}
    assert {name: line.target for name, line in works.items()} == {"桩基": "1.00", "主体": "0.50"}
    assert works["主体"].owner == str(zone.planner.user)
    rest = next(line for line in lines if line.kind == "rest")
    assert (rest.target, rest.is_red) == ("1.50", False)
    assert zone.tree().is_proved


def test_works_that_cost_more_than_the_plan_of_the_year_are_red(zone: Zone) -> None:
    plan = zone.drawn(start=date(2021, 1, 4))
    zone.add(plan, "A", 60, name="桩基", amount=4 * YI)
    rest = next(line for line in lines_of(zone, front="film") if line.kind == "rest")
    assert (rest.target, rest.is_red) == ("-1.00", True)


def test_a_start_is_carried_by_the_work_it_begins_with(zone: Zone) -> None:
    zone.road.planned_start_on = date(2021, 4, 1)
    zone.road.save()
    zone.project = zone.road
    plan = zone.drawn(start=date(2021, 3, 29))
    zone.add(plan, "A", 5, name="许可", trade="permit")
    zone.add(plan, "B", 40, "A", name="路基")
    tree = zone.tree("starts")
    assert int(tree.targets.totals[0, 0]) == 100
    assert int(tree.targets.totals[0, 4]) == 100
    assert [node.work.row.key for node in tree.nodes if node.work] == ["B"]
    assert not tree.targets.not_broken_down.any()


def test_an_indicator_that_another_slice_registers_is_broken_down_as_the_others_are(
    zone: Zone,
) -> None:
    jobs = Indicator(
        "jobs", 9, "就业", "新增岗位", Unit.COUNT,
        lambda _standing, _month, rows: {rows[0].project.pk: Share(12000, 3000)},
    )  # fmt: skip
    indicators.register(jobs)
    try:
        lines = lines_of(zone, "jobs")
    finally:
        indicators.withdraw("jobs")
    assert (lines[0].target, lines[0].done) == ("120", "30")


def test_the_tree_is_held_against_the_ledger_and_says_where_they_differ(zone: Zone) -> None:
    stale = TargetYear(zone.planner, MONTH)
    assert len(stale.prospects) == 3  # read before the ledger is
    set_plan(zone.lone, year=2021, planned_amount=9 * YI, by=None, month_amounts={12: 9 * YI})
    page = TargetsPage(stale, indicator("investment"))
    assert not page.tree.is_proved
    assert page.differences == ["目标：项目合计 6，台账 14，差 8"]


# --- months --------------------------------------------------------------------------------------


def test_months_are_summed_up_and_say_how_far_behind_a_node_is(zone: Zone) -> None:
    top = lines_of(zone)[0]
    assert (top.due, top.done, top.lamp.colour) == ("1.50", "1.00", "red")
    assert top.lamp.words == "落后，欠 0.50"
    assert [cell.target for cell in top.months[:3]] == ["0.50"] * 3
    assert [cell.done for cell in top.months[:4]] == ["0.00", "0.00", "1.00", ""]
    summed = lines_of(zone, is_summed=True)[0]
    assert [cell.target for cell in summed.months][-1] == "6.00"


def test_a_quantity_falls_on_months_by_the_calendar_and_adds_up(zone: Zone) -> None:
    plan = zone.drawn(start=date(2021, 3, 29))
    zone.add(plan, "A", 30, name="桩基", quantity=Decimal(1000), unit="m³")
    report_progress(
        plan, "A", standing=zone.planner, started_on=date(2021, 3, 29), quantity_done=Decimal(10)
    )
    year = TargetYear(zone.planner, MONTH)
    ((_front, _prospect, (line,)),) = QuantitiesPage(year).projects
    assert sum(line.parts) == 1000 * 100
    assert line.parts[3] > 0
    assert line.parts[4] > line.parts[3]
    assert line.proof == "此前 0 + 今年 1,000 + 以后 0 = 1,000 m³"
    assert line.lamp.colour in ("red", "amber")


def test_months_set_for_a_work_that_do_not_fit_its_quantity_are_red(zone: Zone) -> None:
    plan = zone.drawn(start=date(2021, 3, 29))
    row = zone.add(plan, "A", 30, name="桩基", quantity=Decimal(100), unit="根")
    whose = Whose(sub_plan=plan.pk, key=row.key)
    months: dict[int, Decimal | None] = {month: Decimal(0) for month in range(1, 13)}
    set_targets(
        zone.zone, 2021, indicator=QUANTITY, whose=whose, by=None,
        values=months | {5: Decimal(60), 6: Decimal(60)},
    )  # fmt: skip
    ((_front, _prospect, (line,)),) = QuantitiesPage(TargetYear(zone.planner, MONTH)).projects
    assert line.is_red
    assert "比总量 100 多 20" in line.proof


# --- setting, keeping, taking back ----------------------------------------------------------------


def test_what_is_set_is_on_record_and_taken_back_it_follows_from_below_again(zone: Zone) -> None:
    first = zone.set({0: 7 * YI})
    second = zone.set({0: 8 * YI})
    assert first is not None
    assert second is not None
    assert zone.set({0: 8 * YI}) is None
    take_targets_back(second, by=zone.planner.user)
    assert year_of(zone.tree(), "zone") == 7
    assert Entry.objects.filter(act="plan.targets.set").count() == 2
    assert Entry.objects.filter(act="plan.targets.taken-back").count() == 1
    with pytest.raises(TargetTakenBackError):
        take_targets_back(second, by=None)
    zone.set({0: None})
    assert year_of(zone.tree(), "zone") == 6


def test_a_past_moment_has_the_targets_of_then(zone: Zone) -> None:
    edit = zone.set({0: 7 * YI})
    assert edit is not None
    at = edit.at
    take_targets_back(edit, by=None)
    assert targets_in_force(zone.zone, 2021, at=at) == {("investment", THE_ZONE, 0): 7 * YI}
    assert targets_in_force(zone.zone, 2021) == {}


def test_a_target_below_nothing_is_refused(zone: Zone) -> None:
    with pytest.raises(NegativeTargetError):
        zone.set({0: Decimal(-1)})


def test_the_lock_of_the_plan_keeps_what_every_level_had_to_reach(zone: Zone) -> None:
    plan = zone.drawn(start=date(2021, 3, 29))
    zone.add(plan, "A", 30, name="桩基", quantity=Decimal(100), unit="根")
    zone.approve()
    edit = TargetEdit.objects.get(way=TargetWay.LOCK)
    held = targets_in_force(zone.zone, 2021)
    assert held["investment", Whose(front=zone.film.pk), 0] == 3 * YI
    of_work = Whose(sub_plan=plan.pk, key="A")
    assert sum(held[QUANTITY, of_work, month] for month in range(1, 13)) == 100
    set_plan(zone.project, year=2021, planned_amount=2 * YI, by=None, month_amounts={12: 2 * YI})
    lines = lines_of(zone)
    rest = next(line for line in lines if line.kind == "rest" and line.parent == "front:film")
    assert (rest.target, rest.is_red) == ("1.00", True)
    with pytest.raises(LockedTargetError):
        take_targets_back(edit, by=None)


def test_after_the_lock_a_target_changes_with_a_reason_only(zone: Zone) -> None:
    zone.approve()
    with pytest.raises(TargetReasonMissingError):
        zone.set({0: 9 * YI})
    assert zone.set({0: 9 * YI}, reason="追加任务") is not None


def test_a_second_lock_draws_anew_what_nobody_set(zone: Zone) -> None:
    zone.set({0: 5 * YI}, zone.city)
    zone.approve()
    set_plan(zone.project, year=2021, planned_amount=2 * YI, by=None, month_amounts={12: 2 * YI})
    zone.approve()
    held = targets_in_force(zone.zone, 2021)
    assert held["investment", Whose(front=zone.film.pk), 0] == 2 * YI
    assert held["investment", Whose(front=zone.city.pk), 0] == 5 * YI


# --- what is expected -----------------------------------------------------------------------------


def test_zone_and_fronts_say_what_the_forecast_expects_of_their_target(zone: Zone) -> None:
    plan = zone.drawn(start=date(2021, 3, 29))
    zone.add(plan, "A", 120, name="主体")
    lock_sub_plan(plan, reason="推进会", standing=zone.planner)
    make_forecast(zone.zone, runs=300)
    lines = {line.key: line for line in lines_of(zone) if line.key}
    assert lines["zone"].expected
    assert lines["front:film"].chance is not None
    assert lines["project:JY-7"].chance is not None
    certain = zone.set({0: Decimal(100)}, zone.city)
    assert certain is not None
    lines = {line.key: line for line in lines_of(zone) if line.key}
    assert lines["front:city"].chance == 100
    assert lines["front:city"].gap == ""


# --- pages ----------------------------------------------------------------------------------------


def test_the_page_shows_the_tree_and_its_tabs(zone: Zone) -> None:
    plan = zone.drawn(start=date(2021, 3, 29))
    zone.add(plan, "A", 30, name="桩基", quantity=Decimal(100), unit="根", amount=50 * WAN)
    browser = browser_of(zone.planner)
    address = f"/{zone.zone.slug}/war-map/targets/"
    page = browser.get(address).content.decode()
    assert "逐级核对" in page
    assert "影都战线" in page
    assert "桩基" not in page
    assert "桩基" in browser.get(f"{address}?front=film").content.decode()
    assert "桩基" in browser.get(f"{address}?all=1").content.decode()
    assert "净月大街" in browser.get(f"{address}?indicator=starts").content.decode()
    assert "此前 0" in browser.get(f"{address}?indicator=quantity").content.decode()
    assert "目标分解" in browser.get(f"/{zone.zone.slug}/war-map/").content.decode()


def test_a_zone_without_a_plan_is_told_what_to_do_first() -> None:
    site = Site()
    page = browser_of(site.planner).get(f"/{site.zone.slug}/war-map/targets/").content.decode()
    assert "先在台账里编年度计划" in page


def test_the_questions_of_the_page_do_not_grow_with_its_projects(
    zone: Zone, django_assert_max_num_queries: object
) -> None:
    make_forecast(zone.zone, runs=100)
    browser = browser_of(zone.planner)
    for number in range(5):
        project = a_project(zone.zone, f"厂房 {number}", stage="construction")
        zone.planned(project, YI)
        zone.project = project
        zone.add(zone.drawn(start=date(2021, 3, 29)), "A", 10, amount=YI, quantity=Decimal(5))
    address = f"/{zone.zone.slug}/war-map/targets/?all=1"
    browser.get(address)
    with django_assert_max_num_queries(38):  # type: ignore[operator]
        browser.get(address)


def test_targets_are_set_on_a_page_in_the_units_of_the_ledger_and_undone(zone: Zone) -> None:
    browser = browser_of(zone.planner)
    address = f"/{zone.zone.slug}/war-map/targets/set/?indicator=investment&front=film"
    form = browser.get(address).content.decode()
    assert "下面合计 3" in form
    months = {f"m{month}": "0.25" for month in range(1, 13)}
    page = browser.post(address, {"m0": "4", **months, "reason": "专题会"}, follow=True)
    assert "目标已设" in page.content.decode()
    held = targets_in_force(zone.zone, 2021)
    assert held == {("investment", Whose(front=zone.film.pk), 0): 4 * YI}  # the months are drawn
    edit = TargetEdit.objects.get()
    browser.post(f"/{zone.zone.slug}/war-map/targets/{edit.pk}/undo/")
    assert targets_in_force(zone.zone, 2021) == {}


def test_a_locked_plan_asks_on_the_page_for_a_reason(zone: Zone) -> None:
    zone.approve()
    browser = browser_of(zone.planner)
    address = f"/{zone.zone.slug}/war-map/targets/set/"
    answer = browser.post(address, {"m0": "9"})
    assert answer.status_code == 422
    assert "要写明依据" in answer.content.decode()


def test_who_may_not_set_targets_sees_them_and_no_door_to_set_one(zone: Zone) -> None:
    inspector = browser_of(zone.somebody(Role.INSPECTOR))
    page = inspector.get(f"/{zone.zone.slug}/war-map/targets/").content.decode()
    assert "targets/set/" not in page
    assert inspector.get(f"/{zone.zone.slug}/war-map/targets/set/").status_code == 404
    assert "targets/set/" in browser_of(zone.planner).get(
        f"/{zone.zone.slug}/war-map/targets/"
    ).content.decode()  # fmt: skip


def test_excel_holds_every_level_with_a_proof_that_is_nothing(zone: Zone) -> None:
    plan = zone.drawn(start=date(2021, 3, 29))
    zone.add(plan, "A", 30, name="桩基", quantity=Decimal(100), unit="根", amount=YI)
    answer = browser_of(zone.planner).get(f"/{zone.zone.slug}/war-map/targets.xlsx")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert book.sheetnames == ["完成投资", "开工（含复工）", "竣工", "年度项目", "工程量"]
    rows = list(book["完成投资"].iter_rows(min_row=4, values_only=True))
    assert [row[1].strip("　") for row in rows][:3] == [str(zone.zone), "影都战线", "影视基地"]
    for row in rows:
        if row[5] is not None:
            assert row[5] + row[6] == pytest.approx(row[3])
    assert book["工程量"]["C2"].value == "桩基"


def test_other_programs_read_the_tree_with_its_proof(zone: Zone) -> None:
    zone.set({0: 4 * YI}, zone.film)
    answer = browser_of(zone.planner).get(f"/api/v1/zones/{zone.zone.slug}/targets")
    given = answer.json()
    assert given["is_proved"] is True
    film = next(node for node in given["nodes"] if node["key"] == "front:film")
    assert Decimal(film["of_children"]) + Decimal(film["not_broken_down"]) == Decimal(
        film["target"]
    )
    assert film["target"] == "400000000.00"
    address = f"/api/v1/zones/{zone.zone.slug}/targets?indicator=nothing"
    assert browser_of(zone.planner).get(address).status_code == 404


def test_the_shape_of_spending_moves_money_between_months(zone: Zone) -> None:
    plan = zone.drawn(start=date(2021, 3, 29))
    zone.add(plan, "A", 150, name="均匀", amount=YI)
    zone.add(plan, "B", 150, name="前重", amount=YI, shape="early")
    zone.add(plan, "C", 150, name="后重", amount=YI, shape="late")
    year = TargetYear(zone.planner, MONTH)
    even, early, late = (year.amounts(work) for work in year.works[zone.project.pk])
    assert sum(even) == sum(early) == sum(late) == int(YI * 100)
    assert early[4] > even[4] > late[4]


# --- set by other programs ------------------------------------------------------------------------


def test_other_programs_set_targets_while_they_are_as_they_were_read(zone: Zone) -> None:
    program = Program(zone.planner.user, ["read", "write"])
    path = f"/zones/{zone.zone.slug}/targets"
    tag = program.ask("get", path).headers["ETag"]
    body = {
        "front": "film",
        "targets": [{"month": 0, "value": "400000000"}, {"month": 6, "value": "50000000.50"}],
    }
    answer = program.ask("patch", path, body, if_match=tag)
    assert answer.status_code == 200
    given = answer.json()
    assert (given["whose"], given["version"]) == ("film", 1)
    assert given["targets"][0] == {"month": 0, "value": "400000000.00", "is_set": True}
    assert given["targets"][6] == {"month": 6, "value": "50000000.50", "is_set": True}
    assert given["targets"][1] == {"month": 1, "value": "25000000.00", "is_set": False}
    held = targets_in_force(zone.zone, 2021)
    assert held["investment", Whose(front=zone.film.pk), 0] == 4 * YI
    again = program.ask("patch", path, body, if_match=tag)
    assert again.status_code == 412
    assert again.json()["faults"][0]["theirs"] == "1"
    same = program.ask("patch", path, body, if_match=answer.headers["ETag"]).json()
    assert (same["edit"], same["version"]) == (None, 1)
    back = program.ask("delete", f"{path}?edit={given['edit']}", if_match=answer.headers["ETag"])
    assert back.json()["version"] == 2
    assert targets_in_force(zone.zone, 2021) == {}
    assert program.ask("delete", f"{path}?edit={given['edit']}").status_code == 422
    assert program.ask("delete", f"{path}?edit={given['edit'] + 99}").status_code == 404


def test_a_program_sets_an_activitys_months_and_is_refused_what_is_not_there(zone: Zone) -> None:
    plan = zone.drawn(start=date(2021, 3, 29))
    zone.add(plan, "A", 30, name="桩基", quantity=Decimal(100), unit="根")
    zone.add(plan, "B", 3, name="清场")
    program = Program(zone.planner.user, ["read", "write"])
    path = f"/zones/{zone.zone.slug}/targets"
    of_work = {"project": zone.project.code, "activity": "A"}
    set_to = program.ask("patch", path, {**of_work, "targets": [{"month": 4, "value": "70"}]})
    assert set_to.json()["unit"] == "根"
    assert targets_in_force(zone.zone, 2021)[QUANTITY, Whose(None, plan.pk, "A"), 4] == 70
    emptied = program.ask("patch", path, {**of_work, "targets": [{"month": 4, "value": None}]})
    assert emptied.status_code == 200
    assert targets_in_force(zone.zone, 2021) == {}
    wrong = {
        422: [
            {**of_work, "targets": [{"month": 0, "value": "1"}]},  # a quantity has no year
            {"targets": [{"month": 1, "value": "-1"}]},
            {"indicator": "projects", "targets": [{"month": 3, "value": "1"}]},
            {"targets": []},
        ],
        404: [
            {**of_work, "activity": "B", "targets": [{"month": 4, "value": "1"}]},
            {"project": "X-1", "activity": "A", "targets": [{"month": 4, "value": "1"}]},
            {"front": "none", "targets": [{"month": 4, "value": "1"}]},
            {"indicator": "none", "targets": [{"month": 4, "value": "1"}]},
        ],
    }
    for status, bodies in wrong.items():
        for body in bodies:
            assert program.ask("patch", path, body).status_code == status, body
    zone.approve()
    body = {"targets": [{"month": 0, "value": "1"}]}
    assert program.ask("patch", path, body).json()["code"] == "plan.target-reason-missing"
    assert program.ask("patch", path, {**body, "reason": "追加任务"}).status_code == 200
    reader = Program(zone.planner.user, ["read"])
    assert reader.ask("patch", path, {**body, "reason": "x"}).status_code == 403
    inspector = Program(zone.somebody(Role.INSPECTOR).user, ["read", "write"])
    assert inspector.ask("patch", path, {**body, "reason": "x"}).status_code in (403, 404)
