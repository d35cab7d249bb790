"""What is scarce in a plan: stated and needed as edits, levelled as the engine does, taken back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random

import pytest
from django.utils import translation
from openpyxl import load_workbook

from kaigong.accounts.models import Role
from kaigong.engines.scheduling import Network
from kaigong.engines.scheduling.availability import availability_of
from kaigong.engines.scheduling.levelling.loads import SpanLoad
from kaigong.engines.scheduling.remedies import MeasureKind
from kaigong.plan.errors import (
    EditOverlaidError,
    NeedOfASummaryError,
    NothingToLevelError,
    PlanChangedMeanwhileError,
    ResourceNameError,
    UnfitResourceError,
    UnknownResourceError,
)
from kaigong.plan.levelling import levelled, levelled_back, network_unlevelled
from kaigong.plan.models import PlanEdit, SubPlan, WorkCalendar
from kaigong.plan.moments import minute_of, start_day
from kaigong.plan.pages.levelled import back_shown, levelled_shown
from kaigong.plan.pages.resources import load_chart, resources_shown
from kaigong.plan.pasted_cells import read_pasted
from kaigong.plan.remedies import offers_of
from kaigong.plan.resources import Resource, needs_in, needs_written, resources_of
from kaigong.plan.selectors.plans import OpenPlan, open_plan
from kaigong.plan.services.activities import (
    change_activity,
    remove_activities,
    report_progress,
    undo_edit,
    words_of,
)
from kaigong.plan.services.outline import Asking
from kaigong.plan.services.pastes import paste_rows
from kaigong.plan.services.plans import lock_plan
from kaigong.plan.services.resources import accept_levelling, state_needs, state_resources
from tests.plan.site import Site, row
from tests.plan.test_pages import address, browser_of

pytestmark = pytest.mark.django_db
RIG = Resource("", "打桩机", "Piling rig", unit="台", there=1)
CREW = Resource("", "结构班组", "Structure crew", unit="组", there=3)


@pytest.fixture
def site() -> Site:
    return Site()


def opened(site: Site) -> OpenPlan:
    return open_plan(site.planner, site.project.code)


def three_stages(site: Site, rigs: float = 1) -> SubPlan:
    """Three stages with piles and structure each; all wait for what there is only one of."""
    plan = site.drawn()
    outdoor = WorkCalendar.objects.get(zone=site.zone, key="outdoor")
    for number in (1, 2, 3):
        site.add(plan, f"P{number}", 20, name=f"{number} 号棚桩基", calendar=outdoor)
        site.add(plan, f"S{number}", 30, f"P{number}", name=f"{number} 号棚主体")
    day = date(2021, 7, 20)
    site.add(plan, "open", 0, "S1, S2, S3", kind="finish milestone", name="交付", committed_on=day)
    state_resources(
        plan,
        [Resource(**{**RIG.row, "key": "", "there": rigs}), CREW],
        standing=site.planner,
    )
    needs = {f"P{number}": {"R1": 1.0} for number in (1, 2, 3)}
    needs |= {f"S{number}": {"R2": 2.0} for number in (1, 2, 3)}
    state_needs(plan, needs, standing=site.planner)
    return plan


def dates(plan: SubPlan) -> dict[str, tuple[int, int]]:
    rows = plan.activities.values_list("key", "early_start", "early_finish")
    return {key: (start, finish) for key, start, finish in rows}


def test_needs_are_read_as_people_write_them_and_written_as_they_are_read() -> None:
    known = [Resource("R1", "打桩机", "Piling rig"), Resource("R2", "塔吊 2", unit="台")]
    read = {
        "打桩机 2；塔吊 2": {"R1": 2.0, "R2": 1.0},
        "打桩机×1.5、塔吊 2 3": {"R1": 1.5, "R2": 3.0},
        "piling RIG: 2": {"R1": 2.0},
        "打桩机, 打桩机": {"R1": 2.0},
        "打桩机 0": {},
        "": {},
    }
    for text, units in read.items():
        assert needs_in(text, known) == units
        assert needs_in(needs_written(units, known), known) == units
    with pytest.raises(UnknownResourceError, match="挖机"):
        needs_in("挖机 2", known)
    with pytest.raises(UnfitResourceError):
        needs_in("打桩机 2.125", known)


def test_a_unit_is_read_in_both_languages_and_one_that_cannot_be_is_left_out() -> None:
    units = [RIG, *(replace(RIG, unit=unit) for unit in ("t", "机组|teams", "神秘单位"))]
    assert [each.unit_shown for each in units] == ["台", "t", "机组", "神秘单位"]
    with translation.override("en"):
        assert [each.unit_shown for each in units] == ["machines", "t", "teams", ""]


def test_resources_and_needs_are_edits_that_are_taken_back_whole(site: Site) -> None:
    plan = three_stages(site)
    stated, needed = plan.edits.order_by("number").values_list("number", flat=True)[7:9]
    assert [(each.key, each.name, each.there) for each in resources_of(opened(site).plan)] == [
        ("R1", "打桩机", 1.0), ("R2", "结构班组", 3.0),
    ]  # fmt: skip
    _rig, crew = resources_of(opened(site).plan)
    state_resources(plan, [crew], standing=site.planner)
    assert row(plan, "P1").needs == {}  # the rig is gone, so is what was needed of it
    undo_edit(plan, plan.edits.first().number, standing=site.planner)
    assert row(plan, "P1").needs == {"R1": 1.0}
    undo_edit(plan, stated, standing=site.planner)
    assert (opened(site).plan.resources, row(plan, "P1").needs) == ({}, {})
    with pytest.raises(EditOverlaidError):
        undo_edit(plan, needed, standing=site.planner)
    undo_edit(plan, plan.edits.first().number, standing=site.planner)
    undo_edit(plan, needed, standing=site.planner)
    assert row(plan, "P1").needs == {}
    assert [each.name for each in resources_of(opened(site).plan)] == ["打桩机", "结构班组"]


def test_needs_of_what_is_not_there_are_refused(site: Site) -> None:
    plan = three_stages(site)
    with pytest.raises(UnknownResourceError):
        state_needs(plan, {"P1": {"R9": 1.0}}, standing=site.planner)
    site.add(plan, "yard", 1)
    site.add(plan, "huts", 3, below="yard")
    with pytest.raises(NeedOfASummaryError):
        state_needs(plan, {"yard": {"R1": 2.0}}, standing=site.planner)
    with pytest.raises(ResourceNameError):
        state_resources(plan, [RIG, RIG], standing=site.planner)


def test_two_planners_who_change_one_resource_do_not_overwrite_each_other(site: Site) -> None:
    plan = three_stages(site)
    seen = opened(site).plan.version
    rig, crew = resources_of(opened(site).plan)
    more = Resource(**{**rig.row, "key": rig.key, "there": 2.0})
    state_resources(plan, [more, crew], standing=site.planner, seen_version=seen)
    site.add(plan, "fence", 2)  # another row disturbs nobody
    with pytest.raises(PlanChangedMeanwhileError, match="打桩机"):
        state_resources(plan, [rig, crew][1:], standing=site.planner, seen_version=seen)


def test_stating_resources_moves_no_date(site: Site) -> None:
    plan = three_stages(site)
    assert len({dates(plan)[key] for key in ("P1", "P2", "P3")}) == 1


def engines_own(site: Site, plan: SubPlan) -> Network:
    """The same plan put together by hand."""
    shown = opened(site)
    network = Network(
        start="2021-03-29 00:00",
        data_date=shown.network.data_date,
        calendar=shown.calendars[plan.calendar_id],
    )
    outdoor = shown.calendars[row(plan, "P1").calendar_id]
    for number in (1, 2, 3):
        key = f"P{number}"
        network.task(key, 20 * 480, calendar=outdoor, needs={"R1": 1})
        network.task(f"S{number}", 30 * 480, after=key, needs={"R2": 2})
    network.milestone("open", after=["S1", "S2", "S3"]).commit(
        shown.network.activities["open"].committed
    )
    network.resources = {"R1": 1.0, "R2": 3.0}
    return network


def test_the_accepted_dates_are_those_that_the_engine_levels(site: Site) -> None:
    plan = three_stages(site)
    made = engines_own(site, plan).level()
    accept_levelling(opened(site))
    for key, (start, finish) in dates(plan).items():
        assert (start, finish) == (minute_of(made.starts[key]), minute_of(made.finishes[key])), key
    edit = PlanEdit.objects.get(sub_plan=plan, verb="level")
    # What follows by its links needs no day of its own.
    touched = {each["key"] for each in edit.changes}
    assert touched < {"P1", "P2", "P3", "S1", "S2", "S3"}
    assert "open" not in touched


def test_a_levelling_is_taken_back_as_one_edit(site: Site) -> None:
    plan = three_stages(site)
    before = dates(plan)
    accept_levelling(opened(site))
    assert dates(plan) != before
    undo_edit(plan, plan.edits.first().number, standing=site.planner)
    assert dates(plan) == before
    assert not plan.activities.exclude(levelled=None).exists()


def test_levelling_again_begins_without_the_days_of_the_last_time(site: Site) -> None:
    plan = three_stages(site)
    before = dates(plan)
    accept_levelling(opened(site))
    with pytest.raises(NothingToLevelError):
        accept_levelling(opened(site))
    rig, crew = resources_of(opened(site).plan)
    many = [Resource(**{**each.row, "key": each.key, "there": 9.0}) for each in (rig, crew)]
    state_resources(plan, many, standing=site.planner)
    assert dates(plan) != before  # nothing moves before it is accepted
    assert network_unlevelled(opened(site)).activities["P2"].constraint is None
    accept_levelling(opened(site))
    assert dates(plan) == before


def test_levelling_keeps_a_day_that_somebody_set(site: Site) -> None:
    plan = three_stages(site)
    site.add(
        plan, "P4", 5, constraint="FNLT", constraint_on=date(2021, 12, 30), needs={"R1": 1.0}
    )  # fmt: skip
    made = levelled(opened(site))
    accept_levelling(opened(site))
    assert row(plan, "P4").constraint == "FNLT"
    assert dates(plan)["P4"] == (minute_of(made.starts["P4"]), minute_of(made.finishes["P4"]))


def test_what_runs_is_not_interrupted_though_there_is_too_little(site: Site) -> None:
    plan = three_stages(site)
    for key in ("P1", "P2"):
        report_progress(plan, key, standing=site.planner, started_on=date(2021, 3, 29), share=0.1)
    before = dates(plan)
    made = levelled(opened(site))
    shown = levelled_shown(opened(site), made)
    assert {each.key for each in shown.over} <= {"P1", "P2"}
    assert shown.over
    assert "已经开始或日期定死" in (
        browser_of(site.planner).get(address(site, "resources/?with=level")).content.decode()
    )
    accept_levelling(opened(site))
    after = dates(plan)
    assert (after["P1"], after["P2"]) == (before["P1"], before["P2"])
    assert after["P3"][0] >= before["P1"][1]
    for key in ("P3", "S1", "S2", "S3", "open"):
        assert after[key] == (minute_of(made.starts[key]), minute_of(made.finishes[key]))


def test_more_crews_are_offered_as_far_as_the_resources_go(site: Site) -> None:
    plan = three_stages(site)

    def shares(key: str) -> set[float]:
        shown = opened(site)
        offers = offers_of(shown.schedule, shown.work)
        kind = MeasureKind.CREWS
        return {round(each.work, 2) for each in offers if each.key == key and each.kind is kind}

    assert shares("P1") == set()  # there is one rig, and it takes it
    assert shares("S1") == {0.9, 0.8, 0.7}  # two crews of three
    state_needs(plan, {"S1": {"R2": 2.5}}, standing=site.planner)
    assert shares("S1") == {0.9}


def test_a_levelling_of_a_locked_plan_says_its_own_reason(site: Site) -> None:
    plan = three_stages(site)
    lock_plan(plan, reason="推进会", standing=site.planner)
    accept_levelling(opened(site))
    assert row(plan, "P2").levelled is not None or row(plan, "P3").levelled is not None


def test_a_removed_activity_comes_back_with_what_it_needs(site: Site) -> None:
    plan = three_stages(site)
    remove_activities(plan, ["P2"], standing=site.planner)
    undo_edit(plan, plan.edits.first().number, standing=site.planner)
    assert row(plan, "P2").needs == {"R1": 1.0}


# --- the page ------------------------------------------------------------------------------------


def test_the_page_says_which_weeks_lack_how_many_and_whose_work_it_is(site: Site) -> None:
    three_stages(site)
    page = browser_of(site.planner).get(address(site, "resources/")).content.decode()
    assert "不够：最多同时要 3 台，只有 1 台" in page
    assert "缺 2 台" in page
    assert "2021-03-29 – 2021-04-25" in page  # four weeks of piles, all three at once
    assert "够用" not in page  # the crews lack as well
    shown = {each.resource.key: each for each in resources_shown(opened(site))}
    assert [row.key for row in shown["R1"].shortages[0].rows] == ["P1", "P2", "P3"]
    assert shown["R2"].missing == 3.0
    leader = browser_of(site.somebody(Role.LEADER))
    assert "保存资源" not in leader.get(address(site, "resources/")).content.decode()


def test_the_levelled_dates_of_the_page_are_the_engines(site: Site) -> None:
    plan = three_stages(site)
    made = engines_own(site, plan).level()
    shown = levelled_shown(opened(site), levelled(opened(site)))
    for each in shown.moved:
        key = each.row.key
        assert each.then == (made.starts[key].date(), made.finishes[key].date())
        assert each.now[0] == start_day(row(plan, key).early_start)
    assert shown.then_on == made.finish.date()
    assert (shown.bound_on, shown.is_proved) == (made.bound.date(), made.is_proved)
    assert shown.gap == pytest.approx(100 * made.gap)
    (promise,) = shown.promises
    assert promise.then_on == made.finishes["open"].date()
    assert promise.left_now > 0 > promise.left_then  # kept as planned, missed with one rig


def test_latest_starts_with_resources_are_the_engines_and_say_what_is_missing(site: Site) -> None:
    plan = three_stages(site)
    made = engines_own(site, plan).backward(tries=100)
    forward = engines_own(site, plan).level()
    shown = back_shown(opened(site), levelled_back(opened(site)), levelled(opened(site)))
    assert {each.row.key for each in shown.starts} == {*made.starts, *made.too_late}
    assert made.too_late
    for each in shown.starts:
        key, early = each.row.key, made.unlevelled[each.row.key].early.start
        if key in made.too_late:
            assert each.with_resources is None
            continue
        assert each.with_resources == made.starts[key].date()
        assert each.with_resources <= each.by_links
        assert (each.lacking > 0) is (made.starts[key] < early)
    promised = made.unlevelled.network.activities["open"].committed
    late = made.unlevelled.work_between("open", promised, forward.finishes["open"]) / 480
    assert shown.short == -int(-made.short_by_days // 1) > 0
    assert made.short_by_days <= late
    assert shown.then == (row(plan, "open"), forward.finishes["open"].date())


def test_what_finds_no_resource_in_time_is_too_late_and_no_day_of_the_past(site: Site) -> None:
    plan = three_stages(site)
    for key in ("P1", "P2"):
        report_progress(plan, key, standing=site.planner, started_on=date(2021, 3, 29), share=0.1)
    change_activity(
        plan,
        "open",
        replace(words_of(row(plan, "open")), committed_on=date(2021, 5, 20)),
        standing=site.planner,
    )
    forward = levelled(opened(site))
    shown = back_shown(opened(site), levelled_back(opened(site)), forward)
    found = {each.row.key: each for each in shown.starts}
    assert found["P3"].with_resources is None
    assert (shown.is_too_late, shown.short > 0) == (True, True)
    (promise,) = levelled_shown(opened(site), forward).promises
    assert shown.short == promise.short_then
    page = browser_of(site.planner).get(address(site, "resources/?with=back")).content.decode()
    assert "来不及" in page
    assert f"缺 {shown.short} 个工作日" in page


def test_a_planner_states_needs_levels_and_undoes_on_the_page(site: Site) -> None:
    plan = site.drawn()
    for key in ("A", "B"):
        site.add(plan, key, 10)
    browser = browser_of(site.planner)
    assert "还没有登记资源" in browser.get(address(site, "resources/")).content.decode()
    lines = {
        "key": ["", ""], "name": ["塔吊", ""], "name_en": ["Tower crane", ""],
        "unit": ["台", ""], "there": ["1", ""],
    }  # fmt: skip
    told = browser.post(address(site, "resources/state/"), lines, follow=True).content.decode()
    assert "没有未完的工作用它" in told
    needs = {"needs-A": "塔吊", "needs-B": "塔吊 1", "version": opened(site).plan.version}
    told = browser.post(address(site, "resources/needs/"), needs, follow=True).content.decode()
    assert "缺 1 台" in told
    told = browser.get(address(site, "resources/?with=level")).content.decode()
    assert "采用，排进计划" in told
    before = dates(plan)
    given = {"version": opened(site).plan.version}
    told = browser.post(address(site, "resources/accept/"), given, follow=True).content.decode()
    assert "够用：最多同时用 1 台" in told
    assert dates(plan) != before
    assert "按资源排，不早于" in browser.get(address(site, "?row=B")).content.decode()
    undo_edit(plan, plan.edits.first().number, standing=site.planner)
    assert dates(plan) == before


def test_what_is_typed_wrong_stands_in_the_page_with_the_reason_and_nothing_is_kept(
    site: Site,
) -> None:
    plan = site.drawn()
    site.add(plan, "A", 10)
    browser = browser_of(site.planner)
    lines = {
        "key": ["", ""], "name": ["塔吊", "班组"], "name_en": ["", ""],
        "unit": ["台", "组"], "there": ["很多", "3"],
    }  # fmt: skip
    told = browser.post(address(site, "resources/state/"), lines)
    page = told.content.decode()
    assert told.status_code == 422
    assert "资源「塔吊」的数量「很多」看不懂" in page
    assert all(f'value="{typed}"' in page for typed in ("塔吊", "很多", "班组", "3"))
    assert opened(site).plan.resources == {}
    browser.post(address(site, "resources/state/"), lines | {"there": ["1", "3"]})
    told = browser.post(address(site, "resources/needs/"), {"needs-A": "塔掉 1"})
    assert told.status_code == 422
    assert 'value="塔掉 1"' in told.content.decode()
    assert "塔掉" in told.content.decode().split('role="alert"')[1]
    assert opened(site).row("A").needs == {}


def test_what_can_never_be_had_is_said_by_name(site: Site) -> None:
    plan = three_stages(site)
    state_needs(plan, {"P1": {"R1": 2.0}}, standing=site.planner)
    page = browser_of(site.planner).get(address(site, "resources/?with=level")).content.decode()
    assert "工作「1 号棚桩基」需要资源「打桩机」2 台，而一共只有 1 台" in page


def test_the_form_of_an_activity_says_what_it_needs(site: Site) -> None:
    three_stages(site)
    browser = browser_of(site.planner)
    page = browser.get(address(site, "?row=P1")).content.decode()
    assert 'name="needs" maxlength="300" placeholder="打桩机 2" value="打桩机 1"' in page
    given = {"key": "P1", "name": "桩基", "duration": "20", "needs": "打桩机 1；结构班组 1"}
    browser.post(address(site, "rows/P1/"), given)
    plan = opened(site).plan
    assert row(plan, "P1").needs == {"R1": 1.0, "R2": 1.0}
    del given["needs"]  # a form that does not ask leaves them alone
    browser.post(address(site, "rows/P1/"), given)
    assert row(plan, "P1").needs == {"R1": 1.0, "R2": 1.0}
    wrong = browser.post(address(site, "rows/P1/"), {**given, "needs": "挖机 1"})
    assert wrong.status_code == 422
    assert "没有资源「挖机」" in wrong.content.decode()


def test_a_past_day_shows_the_resources_of_that_day(site: Site) -> None:
    three_stages(site)
    plan = opened(site).plan
    PlanEdit.objects.filter(sub_plan=plan).update(at="2021-03-26T09:00:00+08:00")
    state_resources(plan, [], standing=site.planner)
    today = browser_of(site.planner).get(address(site, "resources/")).content.decode()
    assert "还没有登记资源" in today
    then = browser_of(site.planner).get(address(site, "resources/?as_of=2021-03-26"))
    assert "打桩机" in then.content.decode()
    assert "保存资源" not in then.content.decode()


def test_a_pasted_table_says_what_activities_need_and_excel_brings_it_back(site: Site) -> None:
    plan = three_stages(site)
    text = "编号\t名称\t资源\nP1\t1 号棚桩基\t打桩机 1；结构班组 1\nP2\t2 号棚桩基\t挖机 1"
    by = Asking(site.planner)
    first, second = paste_rows(plan, read_pasted(text), after="", by=by)
    assert first.changes == [("资源", "打桩机 1", "打桩机 1；结构班组 1")]
    assert second.outcome == "rejected"
    assert "没有资源「挖机」" in second.words.faults[0]
    assert row(plan, "P1").needs == {"R1": 1.0, "R2": 1.0}
    answer = browser_of(site.planner).get(address(site, "plan.xlsx"))
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    plan_sheet, resources = book.worksheets
    heads = [cell.value for cell in plan_sheet[4]]
    assert heads[-1] == "资源"
    assert plan_sheet[5][heads.index("资源")].value == "打桩机 1；结构班组 1"
    assert [cell.value for cell in resources[5]][:5] == ["打桩机", "台", 1, "", ""]


def test_two_versions_say_what_is_needed_otherwise_and_what_waits_for_resources(
    site: Site,
) -> None:
    plan = three_stages(site)
    lock_plan(plan, reason="推进会", standing=site.planner)
    state_needs(plan, {"S1": {"R2": 3.0}}, standing=site.planner)
    accept_levelling(opened(site))
    page = browser_of(site.planner).get(address(site, "versions/")).content.decode()
    assert "结构班组 3" in page
    held = plan.activities.exclude(levelled=None).first()
    assert held is not None
    assert "资源平衡后不早于" in page
    assert f"{start_day(held.levelled)}" in page


@pytest.mark.parametrize("seed", [*range(6), 16, 34, 80, 95])
def test_whatever_is_levelled_is_accepted_as_it_was_shown(site: Site, seed: int) -> None:
    # From 16 on: what runs waits with its end for what a resource holds back.
    random = Random(seed)  # noqa: S311
    plan = site.drawn()
    outdoor = WorkCalendar.objects.get(zone=site.zone, key="outdoor")
    for number in range(10):
        links = [
            f"t{each} {random.choice(['FS', 'SS', 'FF'])}+{random.randint(0, 6)}d"
            for each in range(number)
            if random.random() < 0.2
        ]
        dated = random.random() < 0.2
        site.add(
            plan, f"t{number}", random.randint(1, 40), ", ".join(links),
            calendar=random.choice([None, outdoor]),
            constraint=random.choice(["SNET", "FNET", "FNLT"]) if dated else "",
            constraint_on=date(2021, random.randint(4, 9), 12) if dated else None,
        )  # fmt: skip
    state_resources(plan, [RIG, CREW], standing=site.planner)
    needs = {
        f"t{number}": {"R1": 1.0} if random.random() < 0.5 else {"R2": float(random.randint(1, 3))}
        for number in range(10)
    }
    state_needs(plan, needs, standing=site.planner)
    for key in random.sample(["t0", "t1", "t2", "t3"], 2):
        day = date(2021, 3, 29)
        report_progress(plan, key, standing=site.planner, started_on=day, share=0.3)
    made = levelled(opened(site))
    with suppress(NothingToLevelError):
        accept_levelling(opened(site))
    shown = {
        each.key: (minute_of(made.starts[each.key]), minute_of(made.finishes[each.key]))
        for each in plan.activities.filter(started=None)
    }
    assert {key: dates(plan)[key] for key in shown} == shown


@pytest.mark.parametrize(
    ("monday", "named"),
    [
        ("2025-04-28", {1: "2025-05", 5: "Jun"}),  # April's one week has no room for its name
        ("2025-04-14", {3: "2025-05", 7: "Jun"}),
        ("2025-04-07", {0: "2025-04", 4: "May"}),
        ("2025-12-22", {2: "2026-01", 6: "Feb"}),
    ],
)
def test_months_below_a_chart_do_not_lie_on_each_other(monday: str, named: dict[int, str]) -> None:
    first = datetime.fromisoformat(monday)
    weeks = [first + timedelta(weeks=number) for number in range(8)]
    spans = [SpanLoad(week, week + timedelta(weeks=1), 1.0, 0.0, ()) for week in weeks]
    with translation.override("en"):
        chart = load_chart(spans, there=availability_of(1.0), most=1.0)
    shown = {number: each.month for number, each in enumerate(chart.columns) if each.month}
    assert shown == named
