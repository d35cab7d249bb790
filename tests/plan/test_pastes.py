"""Rows pasted into a plan: what they would do, and doing it as one edit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kaigong.plan import drafting
from kaigong.plan import errors as wrong
from kaigong.plan.models import Activity, Link, PlanEdit
from kaigong.plan.moments import finish_day, start_day
from kaigong.plan.pasted_cells import MOST_ROWS, PastedTable, read_pasted
from kaigong.plan.services.activities import undo_edit
from kaigong.plan.services.outline import Asking
from kaigong.plan.services.pastes import paste_rows, try_rows
from tests.plan.site import DAY, Site, row

CHINESE = (
    "编号\t工作名称\t工期（天）\t计划开始\t计划完成\t紧前工作\t责任人\t工程量\t单位\n"
    "A\t地基\t\t\t\t\t\t\t\n"
    "A10\t  桩基\t10\t2021年4月1日\t\t\t{who}\t1,200\t根\n"
    "A20\t  承台\t\t2021-04-19\t2021-04-24\tA10\t\t\t\n"
    "B10\t主体\t3周\t\t\tA20 FS+2d\t\t\t\n"
)
ENGLISH = (
    "ID\tOutline Level\tTask Name\tDuration\tStart\tPredecessors\n"
    "1\t1\tGround\t\t\t\n2\t2\tPiles\t10 days\t2021-04-01 8:00\t\n"
    "3\t2\tCaps\t5 days?\t\t2SS+3d\n"
)


def levels(table: PastedTable) -> list[tuple[str, int]]:
    return [(each.cell("name"), each.level) for each in table.rows]


def test_headings_are_read_in_either_language() -> None:
    assert set(read_pasted(CHINESE).columns) == {
        "key", "name", "duration", "start", "finish", "after", "owner", "quantity", "unit",
    }  # fmt: skip
    assert levels(read_pasted(CHINESE)) == [("地基", 0), ("桩基", 1), ("承台", 1), ("主体", 0)]
    english = read_pasted(ENGLISH)
    assert set(english.columns) == {"key", "level", "name", "duration", "start", "after"}
    assert levels(english) == [("Ground", 0), ("Piles", 1), ("Caps", 1)]


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("桩基\t10\n承台\t5\n", "name duration", [("桩基", 0), ("承台", 0)]),
        ("1\t地基\n1.1\t桩基\n1.1.1\t试桩\n2\t主体\n", "key name",
         [("地基", 0), ("桩基", 1), ("试桩", 2), ("主体", 0)]),
        ("地基\n　桩基\n　　试桩\n　承台\n主体\n", "name",
         [("地基", 0), ("桩基", 1), ("试桩", 2), ("承台", 1), ("主体", 0)]),
        ("A10\t桩基\t20d\t2021-04-01\t2021-04-24\t\t50%\nA20\t承台\t5d\t2021-04-26\t2021-04-30\tA10\t\n",
         "key name duration start finish after", [("桩基", 0), ("承台", 0)]),
        ('A1\t"桩基\n（一区）"\t5\nA2\t承台\t3\n', "key name duration",
         [("桩基\n（一区）", 0), ("承台", 0)]),
    ],
)  # fmt: skip
def test_without_headings_columns_and_levels_come_from_what_stands_there(
    text: str, columns: str, expected: list[tuple[str, int]]
) -> None:
    table = read_pasted(text)
    assert sorted(table.columns) == sorted(columns.split())
    assert levels(table) == expected
    assert not table.is_headed


def test_a_million_rows_are_refused_before_they_are_taken_apart() -> None:
    with pytest.raises(wrong.TooManyRowsPastedError, match=str(MOST_ROWS)):
        read_pasted("x\n" * 1_000_000)
    with pytest.raises(wrong.NothingPastedError):
        read_pasted("\t\n\t\n")


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.mark.django_db
def test_pasted_rows_become_activities_in_one_edit_and_leave_with_it(site: Site) -> None:
    plan = site.drawn()
    table = read_pasted(CHINESE.format(who=site.planner.user.username))
    trial = try_rows(plan, table, after="", standing=site.planner)
    assert trial.counts == {"new": 4, "changed": 0, "same": 0, "rejected": 0}
    assert not Activity.objects.filter(sub_plan=plan).exists()
    paste_rows(plan, table, after="", by=Asking(site.planner, plan.version))
    piles, caps, frame = (row(plan, key) for key in ("A10", "A20", "B10"))
    assert (piles.parent, caps.parent, frame.parent) == (row(plan, "A"), row(plan, "A"), None)
    assert (piles.quantity, piles.unit, piles.owner) == (Decimal(1200), "根", site.planner.user)
    assert start_day(piles.early_start or 0) == date(2021, 4, 1)
    assert caps.duration == 6 * DAY  # Monday 19 to Saturday 24 April
    assert (caps.constraint, frame.duration) == ("", 15 * DAY)
    link = Link.objects.get(after=frame)
    assert (link.before.key, link.lag) == ("A20", 2 * DAY)
    assert trial.ends_after == finish_day(frame.early_finish or 0)
    edit = PlanEdit.objects.get(sub_plan=plan)
    assert edit.verb == "paste"
    undo_edit(plan, edit.number, standing=site.planner)
    assert not Activity.objects.filter(sub_plan=plan).exists()


@pytest.mark.django_db
def test_rows_that_are_known_change_where_cells_are_filled(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A10", 5, name="桩基")
    site.add(plan, "A20", 2, "A10", name="承台")
    table = read_pasted("编号\t名称\t工期\t紧前\nA10\t\t8\t\nA20\t承台\t2\t\nA15\t褥垫层\t1\tA10\n")
    trial = try_rows(plan, table, after="", standing=site.planner)
    assert [each.outcome for each in trial.rows] == ["changed", "same", "new"]
    assert [change[1:] for change in trial.rows[0].changes] == [("5d", "8d")]
    assert trial.moved == 2
    paste_rows(plan, table, after="", by=Asking(site.planner, plan.version))
    rows = Activity.objects.filter(sub_plan=plan).order_by("place")
    assert list(rows.values_list("key", "name")) == [
        ("A10", "桩基"), ("A20", "承台"), ("A15", "褥垫层"),
    ]  # fmt: skip
    assert Link.objects.filter(after__sub_plan=plan, after__key="A20").count() == 1


@pytest.mark.django_db
def test_what_cannot_be_taken_says_why_and_takes_along_what_needs_it(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "X", 1)
    site.add(plan, "Y", 1, "X")
    text = (
        "编号\t级别\t名称\t工期\t开始\t紧前\t责任人\n"
        "A\t1\t桩基\tvier\t\t\t\n"
        "B\t1\t承台\t2\t\tA\t\n"
        "C\t1\t主体\t2\t\tZ9\t\n"
        "D\t1\t\t2\t\t\t\n"
        "E\t1\t屋面\t2\t2021-13-40\t\t\n"
        "F\t1\t门窗\t2\t\t\t路人\n"
        "G\t1\t总图\t\t\t\t\n"
        "H\t2\t道路\t2\t\t\t\n"
        "I\t1\t验收\t2\t\tG\t\n"
        "H\t1\t重复\t1\t\t\t\n"
        "X\t1\t\t\t\t\t\n"
        "J\t2\t下级\t1\t\t\t\n"
    )
    table = read_pasted(text)
    rows = try_rows(plan, table, after="", standing=site.planner).rows
    told = {each.words.row.number: "；".join(each.words.faults) for each in rows}
    for number, word in {
        2: "vier", 3: "没有紧前工作 A", 4: "Z9", 5: "没有名称", 6: "2021-13-40", 7: "路人",
        10: "汇总行", 11: "重复", 13: "不能变成汇总行",
    }.items():  # fmt: skip
        assert word in told[number], told
    assert [each.words.key for each in rows if each.outcome == "new"] == ["G", "H"]
    paste_rows(plan, table, after="", by=Asking(site.planner, plan.version))
    assert set(Activity.objects.filter(sub_plan=plan).values_list("key", flat=True)) == {
        "X", "Y", "G", "H",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_loop_is_named_and_cannot_be_kept(site: Site) -> None:
    plan = site.drawn()
    table = read_pasted("编号\t名称\t工期\t紧前\nA\t甲\t1\tB\nB\t乙\t1\tA\n")
    trial = try_rows(plan, table, after="", standing=site.planner)
    assert not trial.is_change
    assert "成了环" in trial.fault
    assert "B" in trial.fault


@pytest.mark.django_db
def test_the_page_shows_first_and_keeps_then(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A10", 5, name="桩基")
    browser = Client()
    browser.force_login(site.planner.user)
    url = f"/{site.zone.slug}/schedules/{site.project.code}/paste/"
    given = {"text": "承台\t5\n垫层\t2", "after": "A10", "version": plan.version}
    page = browser.post(url, given).content.decode()
    assert "写入 2 行" in page
    assert "A20" in page
    assert Activity.objects.filter(sub_plan=plan).count() == 1
    browser.post(url, given | {"write": "1"})
    assert list(plan.activities.order_by("place").values_list("name", flat=True)) == [
        "桩基", "承台", "垫层",
    ]  # fmt: skip
    refused = browser.post(url, given | {"text": "x\n" * 20_000})
    assert refused.status_code == 422
    assert f"最多粘贴 {MOST_ROWS} 行" in refused.content.decode()


@pytest.mark.django_db
def test_two_thousand_rows_are_reckoned_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = site.drawn()
    lines = ["编号\t名称\t工期\t紧前"]
    lines += [f"T{n}\t工作 {n}\t{n % 7 + 1}\t{f'T{n - 1}' if n % 9 else ''}" for n in range(2_000)]
    table = read_pasted("\n".join(lines))
    times = []
    reckoned = drafting.reckon_together

    def counted(*plans: Any, **given: Any) -> None:
        times.append(1)
        reckoned(*plans, **given)

    monkeypatch.setattr(drafting, "reckon_together", counted)
    paste_rows(plan, table, after="", by=Asking(site.planner, plan.version))
    assert len(times) == 1
    assert Activity.objects.filter(sub_plan=plan, early_start__isnull=False).count() == 2_000


@pytest.mark.django_db
def test_a_plan_on_a_calendar_of_its_own_takes_rows_too() -> None:
    site = Site()
    plan = site.on_its_own_calendar(site.drawn())
    paste_rows(
        plan, read_pasted("编号\t名称\t工期\nA1\t桩基\t5天\n"), after="",
        by=Asking(site.planner, plan.version),
    )  # fmt: skip
    assert row(plan, "A1").duration == 5 * DAY
