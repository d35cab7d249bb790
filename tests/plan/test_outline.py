"""The outline as it is edited: each edit one request, the new dates in its answer."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.plan.models import Activity, Link, PlanEdit, SubPlan
from kaigong.plan.moments import begin_of, end_of, finish_day, start_day
from kaigong.plan.services.activities import ActivityWords, add_activity, undo_edit
from kaigong.plan.services.outline import next_key
from kaigong.plan.services.plans import lock_plan
from tests.plan.site import DAY, Site, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return Site()


class Desk:
    """A planner at the outline of a plan, who has seen its version."""

    def __init__(self, site: Site, standing: Any = None) -> None:
        self.browser = Client()
        self.browser.force_login((standing or site.planner).user)
        self.url = f"/{site.zone.slug}/schedules/{site.project.code}/outline/"
        self.version = SubPlan.objects.get(project=site.project).version

    def ask(self, act: str, **given: Any) -> tuple[int, dict[str, Any]]:
        body = json.dumps({"act": act, "version": self.version, **given})
        answer = self.browser.post(
            self.url + "?way=forward", body, content_type="application/json",
            headers={"Accept": "application/json"},
        )  # fmt: skip
        told = answer.json()
        if answer.status_code == 200 and not given.get("trial"):
            self.version = told["feed"]["version"]
        return answer.status_code, told

    def does(self, act: str, **given: Any) -> dict[str, Any]:
        status, told = self.ask(act, **given)
        assert status == 200, told
        return told

    def is_refused(self, act: str, **given: Any) -> tuple[str, str]:
        status, told = self.ask(act, **given)
        assert status == 422, told
        return told["code"], told["message"]


def three(site: Site) -> SubPlan:
    plan = site.drawn()
    site.add(plan, "A10", 5)
    site.add(plan, "A20", 2, "A10")
    site.add(plan, "A30", 1, "A20", committed_on=date(2021, 4, 30))
    return plan


def keys(told: dict[str, Any]) -> list[tuple[str, int]]:
    rows = told["feed"]["rows"]
    return list(zip(rows["key"], rows["level"], strict=True))


def test_a_longer_duration_moves_what_follows_in_the_answer_itself(site: Site) -> None:
    three(site)
    desk = Desk(site)
    told = desk.does("duration", key="A10", text="8天")
    rows = told["feed"]["rows"]
    assert rows["duration"] == ["8d", "2d", "1d"]
    assert rows["after"] == ["", "A10", "A20"]
    finish = told["feed"]["bars"]["finish"][told["feed"]["bars"]["key"].index("A30")]
    assert finish == Activity.objects.get(key="A30").early_finish
    assert "3 项日期变动" in told["told"]
    assert "个工作日" in told["pieces"]["head"]
    assert 'id="plan-edits"' in told["pieces"]["edits"]


def test_a_trial_answers_with_dates_and_keeps_nothing(site: Site) -> None:
    plan = three(site)
    desk = Desk(site)
    before = row(plan, "A30").early_finish
    told = desk.does("duration", key="A10", text="30", trial=True)
    tried = told["feed"]["bars"]["finish"][-1]
    assert before is not None
    assert tried > before
    assert row(plan, "A30").early_finish == before
    assert PlanEdit.objects.filter(sub_plan=plan).count() == 3


@pytest.mark.parametrize(
    ("act", "given", "code", "word"),
    [
        ("after", {"key": "A10", "text": "A30"}, "scheduling.loop", "A20"),
        ("after", {"key": "A10", "text": "Z9"}, "plan.no-such-activity", "Z9"),
        ("duration", {"key": "A10", "text": "vier"}, "scheduling.unreadable-span", "vier"),
        ("duration", {"key": "Z9", "text": "1"}, "plan.no-such-activity", "Z9"),
        ("done", {"key": "A10", "text": "fertig"}, "plan.unreadable-progress", "fertig"),
        ("indent", {"keys": ["A10"]}, "plan.nowhere-to-indent", "A10"),
        ("indent", {"keys": ["A20"]}, "plan.becomes-summary", "A10"),
        ("outdent", {"keys": ["A10"]}, "plan.nowhere-to-outdent", "A10"),
        ("indent", {"keys": []}, "plan.unreadable-edit", "keys"),
        ("fly", {}, "plan.unreadable-edit", "act"),
        ("drag", {"key": "A10", "start": "x", "finish": 1}, "plan.unreadable-edit", "start"),
        ("undo", {}, "plan.nothing-to-undo", "修编"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_says_why_and_nothing_is_kept(
    site: Site, act: str, given: dict[str, Any], code: str, word: str
) -> None:
    plan = three(site)
    if act == "undo":
        PlanEdit.objects.filter(sub_plan=plan).update(by=None)
    told = Desk(site).is_refused(act, **given)
    assert told[0] == code
    assert word in told[1]
    assert SubPlan.objects.get(pk=plan.pk).version == 3


def test_rows_are_put_in_moved_and_made_parts_of_others(site: Site) -> None:
    site.drawn()
    desk = Desk(site)
    assert desk.does("add", key="")["chosen"] == "A10"
    assert desk.does("add", key="A10")["chosen"] == "A20"
    assert desk.does("add", key="A10")["chosen"] == "A30"
    told = desk.does("indent", keys=["A30", "A20"])
    assert keys(told) == [("A10", 0), ("A30", 1), ("A20", 1)]
    assert keys(desk.does("up", keys=["A20"])) == [("A10", 0), ("A20", 1), ("A30", 1)]
    # Below a summary the new one is its first part.
    assert keys(desk.does("add", key="A10"))[1] == ("A40", 1)
    # Outdented it stands behind its summary, which keeps the others.
    told = desk.does("outdent", keys=["A20"])
    assert keys(told) == [("A10", 0), ("A40", 1), ("A30", 1), ("A20", 0)]
    told = desk.does("up", keys=["A20"])
    assert keys(told) == [("A20", 0), ("A10", 0), ("A40", 1), ("A30", 1)]
    assert keys(desk.does("down", keys=["A10"])) == keys(told)  # at the edge nothing moves
    told = desk.does("remove", keys=["A10", "A30"])
    assert keys(told) == [("A20", 0)]


def test_undo_and_redo_go_through_ones_own_edits(site: Site) -> None:
    plan = three(site)
    desk = Desk(site)
    desk.does("duration", key="A10", text="6")
    desk.does("duration", key="A20", text="4")
    other = Desk(site, site.somebody(Role.COMMAND))
    other.does("name", key="A30", text="别人的")
    desk.version = other.version
    desk.does("undo")
    desk.does("undo")
    assert [row(plan, key).duration / DAY for key in ("A10", "A20")] == [5, 2]
    desk.does("redo")
    assert [row(plan, key).duration / DAY for key in ("A10", "A20")] == [6, 2]
    desk.does("redo")
    assert [row(plan, key).duration / DAY for key in ("A10", "A20")] == [6, 4]
    assert desk.is_refused("redo")[0] == "plan.nothing-to-undo"
    desk.does("undo")
    assert row(plan, "A20").duration == 2 * DAY
    assert row(plan, "A30").name == "别人的"


def test_room_made_in_the_outline_is_nobodys_conflict(site: Site) -> None:
    plan = three(site)
    desk, other = Desk(site), Desk(site, site.somebody(Role.COMMAND))
    desk.does("add", key="A10")  # pushes A20 and A30 down one line
    other.does("name", key="A30", text="三")
    desk.version = other.version
    desk.does("undo")
    rows = Activity.objects.filter(sub_plan=plan).order_by("place")
    assert list(rows.values_list("key", flat=True)) == ["A10", "A20", "A30"]


def test_what_comes_back_finds_its_summary_though_its_line_is_taken(site: Site) -> None:
    site.drawn()
    desk = Desk(site)
    for after in ("", "A10", "A20", "A30"):
        desk.does("add", key=after)
    desk.does("indent", keys=["A30", "A40"])
    desk.does("remove", keys=["A20"])
    plan = SubPlan.objects.get(project=site.project)
    for key in ("X1", "X2", "X3"):  # they take the lines that are free now
        add_activity(plan, key, ActivityWords(key, DAY), standing=site.planner, after_line="A10")
    undo_edit(plan, PlanEdit.objects.get(verb="remove").number, standing=site.planner)
    desk.version = plan.version
    told = desk.does("name", key="A10", text="甲")
    at = [key for key, _level in keys(told)].index("A20")
    assert keys(told)[at : at + 3] == [("A20", 0), ("A30", 1), ("A40", 1)]


def test_a_plan_on_a_calendar_of_its_own_is_dragged_too(site: Site) -> None:
    plan = three(site)
    site.on_its_own_calendar(plan)
    desk = Desk(site)
    a = row(plan, "A10")
    desk.does("duration", key="A10", text="6d")
    desk.does("drag", key="A10", start=a.early_start, finish=end_of(date(2021, 4, 8)))
    assert row(plan, "A10").duration > 6 * DAY


def test_a_dragged_bar_starts_no_earlier_and_its_end_is_its_duration(site: Site) -> None:
    plan = three(site)
    desk = Desk(site)
    a = row(plan, "A10")
    assert a.early_start is not None
    assert a.early_finish is not None
    week = 7 * 1440
    desk.does("drag", key="A10", start=a.early_start + week, finish=a.early_finish + week)
    a = row(plan, "A10")
    assert (a.constraint, a.constraint_at) == ("SNET", begin_of(date(2021, 4, 5)))
    # 5 April 2021 was the holiday of 清明: the work begins the day after.
    assert start_day(a.early_start or 0) == date(2021, 4, 6)
    desk.does("drag", key="A10", start=a.early_start, finish=end_of(date(2021, 4, 15)))
    a = row(plan, "A10")
    assert a.duration == 9 * DAY  # Tuesday 6 to Thursday 15, without the Sunday
    assert finish_day(a.early_finish or 0) == date(2021, 4, 15)
    desk.does("done", key="A10", text="0%")
    code, told = desk.is_refused("drag", key="A10", start=0, finish=a.early_finish)
    assert code == "plan.started-bar-moved"
    assert "A10" in told


def test_a_link_is_drawn_from_bar_to_bar(site: Site) -> None:
    plan = three(site)
    desk = Desk(site)
    site.add(plan, "B10", 3)
    desk.version += 1
    told = desk.does("link", before="A10", after="B10", kind="FS")
    assert told["feed"]["rows"]["after"][-1] == "A10"
    assert Link.objects.get(after__sub_plan=plan, after__key="B10").kind == "FS"
    assert desk.is_refused("link", before="B10", after="A10", kind="FS")[0] == "scheduling.loop"
    assert desk.is_refused("link", before="B10", after="A10", kind="XX")[0].endswith("edit")


def test_somebody_else_who_changed_the_row_is_named(site: Site) -> None:
    three(site)
    desk = Desk(site)
    other = site.somebody(Role.COMMAND)
    Desk(site, other).does("duration", key="A20", text="9")
    code, told = desk.is_refused("duration", key="A20", text="3")
    assert code == "plan.changed-meanwhile"
    assert str(other.user) in told
    desk.does("duration", key="A10", text="3")  # another row is nobody's business


def test_dates_of_a_locked_plan_move_with_a_reason_only(site: Site) -> None:
    plan = three(site)
    lock_plan(plan, reason="推进会", standing=site.planner)
    desk = Desk(site)
    desk.does("name", key="A10", text="桩基")  # no date moves
    code, told = desk.is_refused("duration", key="A10", text="9")
    assert code == "plan.reason-missing"
    assert "3 项" in told
    desk.does("duration", key="A10", text="9", reason="weather", why="连续降雨")
    edit = PlanEdit.objects.filter(sub_plan=plan).first()
    assert edit is not None
    assert (edit.reason, edit.words, edit.by) == ("weather", "连续降雨", site.planner.user)
    desk.does("undo")  # brings the reason of what it takes back
    desk.does("done", key="A10", text="20%")  # a fact needs none


def test_progress_is_typed_as_a_share_or_as_a_quantity(site: Site) -> None:
    plan = three(site)
    site.add(plan, "B10", 10, quantity=Decimal(200), unit="根")
    desk = Desk(site)
    told = desk.does("done", key="B10", text="50")
    assert told["feed"]["rows"]["done"][-1] == "50/200 根"
    b = row(plan, "B10")
    assert (b.quantity_done, b.remaining, start_day(b.started or 0)) == (
        Decimal(50), round(7.5 * DAY), date(2021, 3, 29),
    )  # fmt: skip
    assert desk.does("done", key="B10", text="50%")["feed"]["rows"]["done"][-1] == "100/200 根"
    desk.does("done", key="A10", text="100%")
    assert finish_day(row(plan, "A10").finished or 0) == date(2021, 3, 29)
    desk.does("done", key="A10", text="")
    assert row(plan, "A10").started is None


def test_only_planners_edit_and_only_where_they_see(site: Site) -> None:
    three(site)
    stranger = site.somebody(Role.FIRM, site.firm)
    assert Desk(site, stranger).ask("duration", key="A10", text="1")[0] == 404
    assert Desk(site).ask("duration", key="A10", text="1")[0] == 200


@pytest.mark.parametrize(
    ("after", "free"),
    [("A10", "A30"), ("P7", "P8"), ("根", "根2"), ("A020", "A040"), ("B09", "B10")],
)
def test_a_new_code_goes_on_in_the_manner_of_the_one_above(after: str, free: str) -> None:
    assert next_key({"A10", "A20", "A020", "A030", "P7", "根", "B09"}, after) == free
