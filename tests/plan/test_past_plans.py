"""Plans as they stood on a past day: every edit is walked back, whatever it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kaigong.accounts.models import Role
from kaigong.audit import clock
from kaigong.plan.drafts import Draft
from kaigong.plan.models import Activity, SubPlan, WorkCalendar
from kaigong.plan.pages.plan_check import plan_check
from kaigong.plan.pages.war_map import war_map_for
from kaigong.plan.pages.weekly import OWN, week_page
from kaigong.plan.pasted_cells import read_pasted
from kaigong.plan.selectors.past import PastPlan, past_plan
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.services import outline
from kaigong.plan.services.activities import (
    ActivityWords,
    change_activity,
    remove_activities,
    report_progress,
    undo_edit,
    words_of,
)
from kaigong.plan.services.calendars import set_calendar
from kaigong.plan.services.fronts import set_front
from kaigong.plan.services.mornings import reckon_plans
from kaigong.plan.services.outline import Asking
from kaigong.plan.services.pastes import paste_rows
from kaigong.plan.services.plan_files import accept_plan_file, receive_plan_file
from kaigong.plan.services.plans import draw_plan, lock_plan
from kaigong.plan.services.undoing import undo_own
from kaigong.plan.services.weekly import Told, tell_progress
from kaigong.plan.walking_back import rows_after, rows_before
from kaigong.portfolio.services.notices import NoticeText, keep_notice
from tests.builders import a_project, an_organisation
from tests.plan.site import DAY, Site, row
from tests.plan.test_plan_files import hall

pytestmark = pytest.mark.django_db
FIRST = date(2021, 3, 1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Diary:
    """A site whose days go by; what its plans say each evening is written down."""

    def __init__(self) -> None:
        self.day = FIRST
        with self.on(FIRST):
            self.site = Site()
        self.evenings: dict[tuple[date, int], tuple[object, object]] = {}

    @contextmanager
    def on(self, day: date) -> Iterator[None]:
        self.day = day
        with clock.as_if(datetime.combine(day, time(10), tzinfo=SHANGHAI)):
            if hasattr(self, "site"):
                self._stand(day)
                reckon_plans(self.site.zone)
            yield
        if hasattr(self, "site"):
            self._write_down()

    @contextmanager
    def next_day(self) -> Iterator[None]:
        with self.on(self.day + timedelta(days=1)):
            yield

    def _stand(self, day: date) -> None:
        zone = self.site.planner.zone
        for each in (zone, self.site.zone):
            each.stands_on = day
        self.site.zone.save()

    def _write_down(self) -> None:
        for plan in SubPlan.objects.select_related("project__zone"):
            draft = Draft.of(plan)
            self.evenings[self.day, plan.pk] = draft.snapshot(), draft.reckoned()

    def then(self, day: date, code: str = "") -> PastPlan:
        return past_plan(open_plan(self.site.planner, code or self.site.project.code), day)

    def holds(self) -> None:
        """Every evening's plan, read today, says what was written down that evening."""
        codes = dict(SubPlan.objects.values_list("pk", "project__code"))
        for (day, number), (rows, dates) in self.evenings.items():
            if day == self.day:
                continue
            draft = self.then(day, codes[number]).draft
            assert draft.snapshot() == rows, day
            assert draft.reckoned() == dates, day


@pytest.fixture
def diary() -> Diary:
    return Diary()


def test_every_evening_of_a_plan_is_read_again_as_it_was(diary: Diary) -> None:
    site = diary.site
    by = Asking(site.planner)
    with diary.next_day():
        plan = site.drawn("sound-stage-group", start=FIRST, promised_on=date(2021, 12, 30))
    with diary.next_day():
        site.add(plan, "X10", 4, "A10", below="A", owner=site.planner.user)
        change_activity(plan, "B10", words_of(row(plan, "B10")), standing=site.planner)
        lock_plan(plan, reason="推进会", standing=site.planner)
    with diary.next_day():
        report_progress(plan, "A10", standing=site.planner, started_on=FIRST, share=0.2)
        outline.move_activities(
            plan, ["X10"], is_up=True, by=Asking(site.planner, reason="contractor")
        )
    with diary.next_day():
        set_calendar(
            WorkCalendar.objects.get(zone=site.zone, key="site"), name="现场", week="Mon-Fri 8-12",
            changes="closed 2021-04-01/2021-05-10", follows_notices=True, by=site.planner.user,
        )  # fmt: skip
        reckon_plans(site.zone)
    with diary.next_day():
        remove_activities(plan, ["A"], standing=site.planner, reason="owner")
    with diary.next_day():
        undo_own(plan, standing=site.planner)
    with diary.next_day():
        undo_own(plan, standing=site.planner, is_again=True)
    with diary.next_day():
        undo_own(plan, standing=site.planner)
        rows = "编号\t工作名称\t工期\t紧前工作\nP10\t围挡\t6\tA20\nP20\t道路\t9\tP10\n"
        paste_rows(plan, read_pasted(rows), after="", by=Asking(site.planner, reason="design"))
    with diary.next_day():
        outline.add_below(plan, "A", per_day=DAY, by=by)
        outline.draw_link(plan, "P20", "C10", "SS", by=Asking(site.planner, reason="design"))
    with diary.next_day():
        kept = receive_plan_file(
            site.project, content=hall(), name="hall.xer", way="replace", standing=site.planner
        )
        accept_plan_file(kept, standing=site.planner)
    with diary.next_day():
        undo_edit(plan, SubPlan.objects.get(pk=plan.pk).version, standing=site.planner)
    with diary.next_day():
        pass
    assert len({str(rows) for rows, _dates in diary.evenings.values()}) == 9
    diary.holds()


def test_plans_that_wait_for_each_other_are_read_back_together(diary: Diary) -> None:
    site = diary.site
    with diary.next_day():
        plan = site.drawn(start=FIRST)
        site.add(plan, "A10", 5)
        other = a_project(site.zone, "配套道路", investor=site.firm)
        road = draw_plan(other, standing=site.planner, start=FIRST)
        site.add(road, "R10", 8)
    with diary.next_day():
        site.add(plan, "A20", 3, f"A10, {other.code}/R10")
    with diary.next_day():
        site.add(road, "R20", 2, f"R10, {site.project.code}/A10")
        change_activity(road, "R10", ActivityWords("R10", 12 * DAY), standing=site.planner)
    with diary.next_day():
        remove_activities(road, ["R20"], standing=site.planner)
        remove_activities(plan, ["A20"], standing=site.planner)
    with diary.next_day():
        pass
    assert diary.then(diary.day - timedelta(days=1)).links == []
    past = diary.then(FIRST + timedelta(days=2))
    assert past.others[f"{other.code}/R10"].duration == 8 * DAY
    assert past.names[f"{other.code}/R10"] == "配套道路 R10"
    diary.holds()


def test_what_an_old_edit_did_not_know_is_as_it_is_now() -> None:
    now = {("activity", "A"): {"name": "桩基", "amount": None, "duration": 960}}
    changes = [
        {
            "table": "activity", "key": "A",
            "before": {"name": "基础", "duration": 480}, "after": {"name": "桩基", "duration": 960},
        }
    ]  # fmt: skip
    before = rows_before(now, [changes])
    assert before == {("activity", "A"): {"name": "基础", "amount": None, "duration": 480}}
    assert rows_after(before, [changes]) == now


def test_a_holiday_notice_that_came_later_moves_no_past_date(diary: Diary) -> None:
    site = diary.site
    with diary.next_day():
        plan = site.drawn(start=FIRST)
        site.add(plan, "A10", 30)
    with diary.next_day():
        days = [("加放", date(2021, 3, 15), date(2021, 3, 17))]
        text = NoticeText("试放〔2021〕1 号", FIRST, 2021, days, [date(2021, 3, 14)])
        keep_notice(site.zone, text=text, by=site.planner.user)
        SubPlan.objects.update(reckoned_for=None)
        reckon_plans(site.zone)
    with diary.next_day():
        pass
    finish = [diary.evenings[FIRST + timedelta(days=n), plan.pk][1]["A10"][1] for n in (1, 2)]
    assert finish[0] != finish[1]
    diary.holds()


def two_days(diary: Diary) -> SubPlan:
    """A plan whose promise held on 2 March and is short since 3 March."""
    site = diary.site
    site.project.stage = "construction"
    with diary.next_day():
        site.project.save()
        plan = site.drawn(start=FIRST)
        site.add(plan, "A10", 5, name="桩基")
        site.add(plan, "A20", 2, "A10", name="承台", committed_on=date(2021, 3, 20))
        lock_plan(plan, reason="推进会", standing=site.planner)
    with diary.next_day():
        words = ActivityWords("桩基加深", 30 * DAY)
        change_activity(plan, "A10", words, standing=site.planner, reason="design")
    with diary.next_day():
        pass
    return plan


def browser_of(standing: Any) -> Client:
    browser = Client()
    browser.force_login(standing.user)
    return browser


def test_the_page_of_a_past_day_is_said_and_read_only(diary: Diary) -> None:
    two_days(diary)
    browser = browser_of(diary.site.planner)
    url = f"/{diary.site.zone.slug}/schedules/{diary.site.project.code}/"
    then = browser.get(f"{url}?as_of=2021-03-02&row=A10").content.decode()
    assert "你在看 2021-03-02 的计划" in then
    assert "桩基加深" not in then
    assert "要抢回" not in then
    assert 'edit="' not in then
    assert "记进度" not in then
    assert "feed.json?as_of=2021-03-02" in then
    now = browser.get(f"{url}?row=A10").content.decode()
    assert "桩基加深" in now
    assert "要抢回" in now
    assert 'edit="' in now
    feed = browser.get(f"{url}feed.json?as_of=2021-03-02&way=forward").json()
    assert feed["rows"]["name"] == ["桩基", "承台"]
    assert "duration" not in feed["rows"]
    paper = browser.get(f"{url}?as_of=2021-03-02&print=1").content.decode()
    assert "截至 2021-03-02" in paper
    early = browser.get(f"{url}?as_of=2021-03-01").content.decode()
    assert "到这一天，计划还没有编" in early
    assert browser.get(f"{url}?as_of=soon").status_code == 422


def test_the_tabs_of_a_plan_keep_the_day_or_say_that_they_show_today(diary: Diary) -> None:
    plan = two_days(diary)
    site, url = diary.site, f"/{diary.site.zone.slug}/schedules/{diary.site.project.code}/"
    browser = browser_of(site.planner)
    page = browser.get(f"{url}?as_of=2021-03-02").content.decode()
    for tab in ("", "ahead/", "check/"):
        assert f'"{url}{tab}?as_of=2021-03-02"' in page
    assert f'"{url}paste/"' not in page
    assert page.count("<small>今天</small>") == 2  # what if, files
    then = browser.get(f"{url}ahead/?as_of=2021-03-02&weeks=6").content.decode()
    assert "你在看 2021-03-02 的计划" in then
    assert "2021-03-02 起 6 周" in then
    assert "桩基加深" not in then
    assert "?as_of=2021-03-02&amp;row=A10#row" in then
    assert "桩基加深" in browser.get(f"{url}ahead/?weeks=6").content.decode()
    sheet = browser.get(f"{url}ahead.xlsx?as_of=2021-03-02")
    told = load_workbook(BytesIO(b"".join(sheet.streaming_content))).active
    assert told is not None
    assert told["A2"].value == "截至 2021-03-02"
    checked = {
        day: plan_check(past_plan(open_plan(site.planner, site.project.code), day))
        for day in (date(2021, 3, 2), date(2021, 3, 3))
    }
    float_points = {
        day: next(each for each in found.points if each.number == 7).verdict
        for day, found in checked.items()
        if found is not None
    }
    assert float_points == {date(2021, 3, 2): "fit", date(2021, 3, 3): "unfit"}
    assert (
        "你在看 2021-03-02 的计划" in browser.get(f"{url}check/?as_of=2021-03-02").content.decode()
    )
    assert plan.project.code in url


def test_the_week_of_a_past_day_is_what_its_page_said_that_evening(diary: Diary) -> None:
    site = diary.site
    evenings: dict[date, list[Any]] = {}

    def seen(day: date | None = None) -> list[Any]:
        return [
            (
                line.row.key,
                line.planned,
                line.comes_on,
                line.lamp,
                line.is_told,
                *line.cells.values(),
            )
            for line in week_page(site.planner, day=day).lines
        ]

    def evening() -> None:
        reckon_plans(site.zone)
        evenings[diary.day] = seen()

    with diary.next_day():
        plan = site.drawn(start=FIRST)
        site.add(plan, "P", 0, name="基础")
        site.add(plan, "A10", 5, name="桩基", below="P", owner=site.planner.user)
        site.add(plan, "A20", 30, "A10", name="承台", committed_on=date(2021, 3, 20))
        site.add(plan, "A30", 9, "A20", name="主体")
        evening()
    with diary.next_day():
        lock_plan(plan, reason="推进会", standing=site.planner)
        report_progress(plan, "A10", standing=site.planner, started_on=diary.day, share=0.4)
        told = Told(late_reason="weather", remark="下雪")
        tell_progress(plan, "A10", told, per_day=DAY, standing=site.planner)
        evening()
    with diary.next_day():
        remove_activities(plan, ["A30"], standing=site.planner)
        report_progress(
            plan, "A10", standing=site.planner, started_on=date(2021, 3, 3), finished_on=diary.day
        )
        evening()
    for _ in range(12):
        with diary.next_day():
            pass
    assert {day: seen(day) for day in evenings} == evenings
    assert [row[0] for row in evenings[date(2021, 3, 2)]] == ["A10", "A20"]  # type: ignore[index]
    assert seen() != evenings[date(2021, 3, 4)]  # a week later what was done then has left
    page = browser_of(site.planner).get(f"/{site.zone.slug}/weekly/?as_of=2021-03-03")
    text = page.content.decode()
    assert "你在看 2021-03-03 的周进度" in text
    assert "下雪" in text
    assert "<weekly-progress" not in text
    assert 'name="started"' not in text
    own = week_page(site.planner, who=OWN, day=date(2021, 3, 3))
    assert [line.row.key for line in own.lines] == ["A10"]
    stranger = site.somebody(Role.FIRM, an_organisation(site.zone, "别的公司", kind="firm"))
    assert week_page(stranger, day=date(2021, 3, 3)).lines == []


def test_the_war_map_of_a_past_day_has_its_lamps(diary: Diary) -> None:
    two_days(diary)
    site = diary.site
    set_front(site.zone, "film", name="影都战线", projects=[site.project], by=None)
    browser = browser_of(site.planner)
    url = f"/{site.zone.slug}/war-map"
    lamps = {
        day: [line.lamp for line in war_map_for(site.planner, as_of=day).lines]
        for day in (date(2021, 3, 2), date(2021, 3, 3), None)
    }
    assert lamps == {date(2021, 3, 2): ["green"], date(2021, 3, 3): ["red"], None: ["red"]}
    page = browser.get(f"{url}/?as_of=2021-03-02").content.decode()
    assert "你在看 2021-03-02 的作战图" in page
    assert f"/{site.zone.slug}/schedules/{site.project.code}/?as_of=2021-03-02" in page
    feed = browser.get(f"{url}.json?as_of=2021-03-02").json()
    assert feed["rows"]["lamp"] == ["", "green"]
    assert feed["is_past"]
    assert not browser.get(f"{url}.json").json()["is_past"]
    assert feed["rows"]["href"][1].endswith("?as_of=2021-03-02")
    assert "截至 2021-03-02" in browser.get(f"{url}/?as_of=2021-03-02&print=1").content.decode()
    empty = browser.get(f"{url}/?as_of=2021-02-01").content.decode()
    assert "到这一天还没有项目" in empty


def test_a_firm_reads_no_day_on_which_the_project_was_anothers(diary: Diary) -> None:
    two_days(diary)
    site = diary.site
    firm = site.somebody(Role.FIRM, site.firm)
    assert past_plan(open_plan(firm, site.project.code), date(2021, 3, 2)).rows
    with diary.next_day():
        other = an_organisation(site.zone, "接手公司", kind="firm")
        site.project.investor = other
        site.project.save()
    with diary.next_day():
        pass
    newcomer = site.somebody(Role.FIRM, other)
    with pytest.raises(Http404):
        past_plan(open_plan(newcomer, site.project.code), date(2021, 3, 2))
    assert war_map_for(newcomer, as_of=date(2021, 3, 2)).lines == []


def test_a_past_day_takes_as_many_questions_for_many_plans_and_edits(diary: Diary) -> None:
    site = diary.site

    def a_map(count: int) -> int:
        with diary.next_day():
            for number in range(count):
                project = a_project(site.zone, investor=site.firm, stage="construction")
                plan = draw_plan(project, standing=site.planner, start=FIRST)
                for place in range(number + 1):
                    site.add(plan, f"A{place}", 2, name=project.name)
        day = diary.day
        with diary.next_day():
            for row in Activity.objects.select_related("sub_plan__project__zone"):
                words = ActivityWords("改", 3 * DAY)
                change_activity(row.sub_plan, row.key, words, standing=site.planner)
        with diary.next_day():
            pass
        with CaptureQueriesContext(connection) as asked:
            found = war_map_for(site.planner, as_of=day)
        assert len(found.lines) == SubPlan.objects.count()
        return len(asked)

    few = a_map(1)
    assert a_map(4) == few
    code = SubPlan.objects.order_by("pk").last().project.code  # type: ignore[union-attr]
    counts = []
    for back in (2, 3):
        with CaptureQueriesContext(connection) as asked:
            _ = past_plan(open_plan(site.planner, code), diary.day - timedelta(days=back)).rows
        counts.append(len(asked))
    assert max(counts) <= 16
