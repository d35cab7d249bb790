"""Two versions of a plan: what moved, by how much, and by what cause."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from kaigong.accounts.models import Role
from kaigong.plan.errors import UnknownVersionError
from kaigong.plan.models import SubPlan
from kaigong.plan.pages.comparison import Comparison, comparison_of
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.selectors.versions import pair_of
from kaigong.plan.services.activities import (
    ActivityWords,
    add_activity,
    change_activity,
    remove_activities,
    report_progress,
    undo_edit,
)
from kaigong.plan.services.plans import draw_plan, lock_plan
from kaigong.wording import ENGLISH
from tests.api.conftest import Program
from tests.builders import a_project
from tests.plan.site import DAY, Site
from tests.plan.test_past_plans import FIRST, Diary, browser_of

pytestmark = pytest.mark.django_db
BEGIN = FIRST + timedelta(days=1)  # Tuesday 2 March 2021


@pytest.fixture
def diary() -> Diary:
    """A10 → A20 → the promise, beside them B10; locked on the day it was drawn."""
    diary = Diary()
    site = diary.site
    with diary.next_day():
        plan = site.drawn(start=BEGIN)
        site.add(plan, "A10", 5, name="桩基")
        site.add(plan, "A20", 4, "A10", name="承台")
        site.add(plan, "B10", 3, name="围挡")
        site.add(
            plan, "H10", 0, "A20", name="交付", kind="finish milestone",
            committed_on=date(2021, 3, 13),
        )  # fmt: skip
        lock_plan(plan, reason="推进会", standing=site.planner)
    return diary


def plan_of(site: Site) -> SubPlan:
    return SubPlan.objects.select_related("project__zone").get(project=site.project)


def compared(site: Site, left: str = "", right: str = "") -> Comparison:
    return comparison_of(pair_of(open_plan(site.planner, site.project.code), left, right))


def change(site: Site, key: str, name: str, days: float, reason: str = "", **given: object) -> None:
    words = ActivityWords(name, round(days * DAY), links=None, **given)  # type: ignore[arg-type]
    change_activity(plan_of(site), key, words, standing=site.planner, reason=reason)


def causes(found: Comparison) -> dict[str, list[int]]:
    assert found.by_cause is not None
    return {line.cause: list(line.days) for line in found.by_cause}


def why(found: Comparison) -> dict[str, list[str]]:
    return {line.row.key: list(line.why) for line in found.changed}


def test_a_promise_slips_by_the_days_of_an_edit_upstream(diary: Diary) -> None:
    site = diary.site
    with diary.on(BEGIN):
        change(site, "A10", "桩基", 8, reason="design")
    found = compared(site)
    assert found.pair.left.key == "baseline-1"
    (promise,) = found.promises
    assert promise.moved.finish_days == 3
    assert causes(found) == {"design": [3]}
    assert found.sums == [3]
    (line,) = [line for line in found.changed if line.row.key == "A10"]
    assert [(each.name, each.before, each.after) for each in line.changes] == [("工期", "5d", "8d")]
    assert (line.moved.start_days, line.moved.finish_days) == (0, 3)
    told = why(found)
    planner = site.planner.user
    assert told["A10"] == [f"设计变更，{planner}，第 5 次修编"]
    assert told["A20"] == [f"随「桩基」：设计变更，{planner}，第 5 次修编"]
    assert told["H10"] == [f"随「桩基」（经 承台）：设计变更，{planner}，第 5 次修编"]
    assert "B10" not in told


def test_days_without_progress_are_a_cause_and_all_causes_add_up(diary: Diary) -> None:
    site = diary.site
    with diary.next_day():
        pass  # Wednesday: nothing was begun
    with diary.next_day():
        change(site, "A20", "承台", 6, reason="weather")
    with diary.next_day():
        report_progress(
            plan_of(site), "A10", standing=site.planner, started_on=diary.day, share=0.6
        )
    found = compared(site)
    days = causes(found)
    # Three mornings without a start, three days done in one; then two more of the caps.
    assert days["day"] == [3]
    assert days["weather"] == [2]
    assert days["actual"] == [-3]
    assert sum(each[0] for each in days.values()) == found.promises[0].moved.finish_days == 2
    assert found.sums == [2]
    own = why(found)["A10"][0]
    assert own.startswith("实际进度")


def test_work_that_was_not_done_in_its_time_is_named_where_it_began(diary: Diary) -> None:
    with diary.next_day():
        pass
    with diary.next_day():
        pass
    found = compared(diary.site)
    assert found.promises[0].moved.finish_days == 2
    assert why(found)["A10"] == ["到日子没做，也没有新进度"]
    assert why(found)["H10"] == ["随「桩基」（经 承台）：到日子没做，也没有新进度"]
    assert causes(found) == {"day": [2]}
    assert found.pair.edits == []


def test_what_was_undone_is_nobodys_doing(diary: Diary) -> None:
    site = diary.site
    with diary.on(BEGIN):
        change(site, "A10", "桩基", 9, reason="owner")
        undo_edit(plan_of(site), 5, standing=site.planner)
        change(site, "B10", "围挡", 20, reason="land")
        change(site, "A20", "承台", 5, reason="funds")
    found = compared(site)
    assert len(found.pair.edits) == 4
    assert causes(found) == {"funds": [1]}
    assert set(why(found)) == {"A20", "B10", "H10"}
    assert "建设单位" not in str(why(found))


def test_a_link_taken_out_lets_go_what_followed_it(diary: Diary) -> None:
    site = diary.site
    with diary.on(BEGIN):
        words = ActivityWords("承台", 4 * DAY)
        change_activity(plan_of(site), "A20", words, standing=site.planner, reason="contractor")
    found = compared(site)
    (line,) = [line for line in found.changed if line.row.key == "A20"]
    assert [(each.name, each.before, each.after) for each in line.changes] == [
        ("紧前工作", "A10", "—")
    ]
    assert found.promises[0].moved.finish_days == -5
    assert causes(found) == {"contractor": [-5]}
    assert why(found)["H10"][0].startswith("随「承台」：施工组织")


def test_a_finish_that_a_link_holds_moves_with_what_holds_it(diary: Diary) -> None:
    site = diary.site
    with diary.on(BEGIN):
        site.add(plan_of(site), "C10", 6, "A20 SS+1d, A20 FF+2d", name="内装")
        lock_plan(plan_of(site), reason="再锁", standing=site.planner)
        change(site, "C10", "内装", 4, reason="contractor")
        change(site, "A20", "承台", 7, reason="permit")
    told = why(compared(site))
    # Four days of fit-out would start later and end no sooner: the caps hold their end.
    assert told["C10"][0].startswith("随「承台」：审批手续")
    assert told["C10"][1].startswith("施工组织")


def test_new_and_gone_activities_and_moved_promises(diary: Diary) -> None:
    site = diary.site
    with diary.on(BEGIN):
        remove_activities(plan_of(site), ["B10"], standing=site.planner, reason="owner")
        words = ActivityWords("道路", 2 * DAY)
        add_activity(plan_of(site), "C10", words, standing=site.planner, reason="owner")
        change(site, "H10", "交付", 0, kind="finish milestone", committed_on=date(2021, 3, 20))
    found = compared(site)
    assert [row.key for row in found.added] == ["C10"]
    assert [str(row) for row in found.removed] == ["围挡"]
    assert found.promises[0].promised == (date(2021, 3, 13), date(2021, 3, 20))
    (line,) = found.changed
    assert [each.name for each in line.changes] == ["承诺"]
    assert not line.why
    assert found.columns == []


def test_another_projects_delay_is_told_without_its_name_to_who_may_not_see_it() -> None:
    diary = Diary()
    site = diary.site
    with diary.next_day():
        other = a_project(site.zone, "配套道路")
        road = draw_plan(other, standing=site.planner, start=BEGIN)
        site.add(road, "R10", 3)
        plan = site.drawn(start=BEGIN)
        site.add(plan, "A10", 2, f"{other.code}/R10", committed_on=date(2021, 3, 6))
        lock_plan(plan, reason="推进会", standing=site.planner)
    with diary.next_day():  # it has not begun either, so it is a day later still
        change_activity(road, "R10", ActivityWords("R10", 7 * DAY), standing=site.planner)
    found = compared(site)
    assert causes(found) == {"elsewhere": [5]}
    assert why(found)["A10"] == ["随配套道路 R10"]
    firm = site.somebody(Role.FIRM, site.firm)
    theirs = comparison_of(pair_of(open_plan(firm, site.project.code), "", ""))
    assert why(theirs)["A10"] == ["随另一个项目的节点"]


def test_past_days_are_compared_and_the_older_one_stands_left(diary: Diary) -> None:
    site = diary.site
    with diary.next_day():
        change(site, "A20", "承台", 6, reason="weather")
    with diary.next_day():
        change(site, "A20", "承台", 9, reason="permit")
    with diary.next_day():
        pass
    found = compared(site, "2021-03-04", "2021-03-03")
    assert (found.pair.left.key, found.pair.right.key) == ("2021-03-03", "2021-03-04")
    assert causes(found) == {"permit": [3], "day": [1]}
    assert found.sums == [4]
    same = compared(site, "now", "now")
    assert same.is_same
    before = compared(site, "2021-02-01", "2021-03-02")
    assert [row.key for row in before.added] == ["A10", "A20", "B10", "H10"]
    with pytest.raises(UnknownVersionError):
        compared(site, "baseline-7")
    with pytest.raises(UnknownVersionError):
        compared(site, "gestern")


def test_a_comparison_takes_as_many_questions_for_many_edits(diary: Diary) -> None:
    site = diary.site

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            compared(site)
        return len(found)

    with diary.on(BEGIN):
        change(site, "A10", "桩基", 6, reason="design")
        compared(site)  # what a process asks once is asked
        few = asked()
        for days in range(7, 17):
            change(site, "A10", "桩基", days, reason="design")
            change(site, "B10", "围挡", days, reason="land")
    assert asked() == few
    assert few <= 24


def test_the_page_the_workbook_and_the_program(diary: Diary) -> None:
    site = diary.site
    with diary.on(BEGIN):
        change(site, "A10", "桩基", 8, reason="design")
    browser = browser_of(site.planner)
    url = f"/{site.zone.slug}/schedules/{site.project.code}"
    page = browser.get(f"{url}/versions/").content.decode()
    assert "承诺推迟最多" in page
    assert "设计变更" in page
    assert f"{url}/versions.xlsx?left=baseline-1&amp;right=now" in page
    with translation.override(ENGLISH):
        english = browser.get(
            f"{url}/versions/?left=day&left_on=2021-03-02", headers={"Accept-Language": "en"}
        )
    assert english.status_code == 200
    assert browser.get(f"{url}/versions/?left=baseline-9").status_code == 422
    book = load_workbook(BytesIO(browser.get(f"{url}/versions.xlsx").getvalue()))
    rows = list(book.active.iter_rows(min_row=5, values_only=True))  # type: ignore[union-attr]
    assert rows[0][:3] == ("承诺", "H10", "交付")
    assert rows[0][8] == 3
    told = Program(site.planner.user, ["read"])
    path = f"/zones/{site.zone.slug}/schedule-comparisons/{site.project.code}"
    answer = told.ask("get", path).json()
    assert answer["by_cause"] == [{"cause": "design", "days": {"H10": 3}, "edits": [5]}]
    assert answer["promises"][0]["finish_days"] == 3
    with diary.next_day():
        pass
    one = f"/zones/{site.zone.slug}/schedules/{site.project.code}"
    assert told.ask("get", f"{one}?as_of=2021-03-01").json()["activities"] == []
    then = told.ask("get", f"{one}?as_of=2021-03-02").json()
    assert (then["version"], then["reckoned_for"]) == (5, "2021-03-02T00:00:00")
    maps = told.ask("get", f"/zones/{site.zone.slug}/war-map?as_of=2021-03-02").json()
    assert maps["as_of"] == "2021-03-02"
    firm = site.somebody(Role.FIRM, site.firm)
    assert browser_of(firm).get(f"{url}/versions/").status_code == 200
    stranger = site.somebody(Role.FIRM)
    assert browser_of(stranger).get(f"{url}/versions/").status_code == 404
    with pytest.raises(Http404):
        open_plan(stranger, site.project.code)
