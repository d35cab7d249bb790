"""The pages of plans: what a planner, a leader, a firm and a stranger find at their doors."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.plan.models import Activity, Baseline, SubPlan, WorkCalendar
from kaigong.plan.moments import begin_of, finish_day, start_day
from kaigong.plan.pages.plan_chart import chart_of
from kaigong.plan.pages.seasons import season_name
from kaigong.plan.pages.war_map import chart_of_map, war_map_for
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.services.activities import report_progress
from kaigong.plan.services.fronts import set_front
from kaigong.plan.services.plans import draw_plan, lock_plan
from kaigong.portfolio.models import ProjectLamp
from kaigong.portfolio.services.lamps import judge_zone
from kaigong.wording import CHINESE, ENGLISH
from tests.builders import a_project, an_organisation
from tests.plan.site import DAY, Site, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return Site()


def browser_of(standing: Standing) -> Client:
    browser = Client()
    browser.force_login(standing.user)
    return browser


def address(site: Site, rest: str = "") -> str:
    return f"/{site.zone.slug}/schedules/{site.project.code}/{rest}"


def test_a_planner_draws_a_plan_and_reads_how_many_days_are_short(site: Site) -> None:
    browser = browser_of(site.planner)
    assert "还没有施工计划" in browser.get(address(site)).content.decode()
    given = {"template": "factory", "start_on": "2021-03-29", "promised_on": "2021-09-30"}
    page = browser.post(address(site, "draw/"), given, follow=True).content.decode()
    assert "要抢回" in page
    assert "个工作日" in page
    assert "每一步最迟哪天开始" in page
    assert page.count("假定") >= 12


@pytest.mark.parametrize(("promised", "left"), [(2, "0"), (3, "0"), (6, "1"), (8, "3")])
def test_the_head_says_how_many_days_are_left_also_none(
    site: Site, promised: int, left: str
) -> None:
    plan = site.drawn()  # done on 2 April, and nobody works at Qingming, from the 3rd to the 5th
    site.add(plan, "A", 5, committed_on=date(2021, 4, promised))
    page = browser_of(site.planner).get(address(site)).content.decode()
    assert f'余量</span><span class="v">{left}<' in page


@pytest.mark.parametrize(("year", "shown"), [(2021, "12-20"), (2022, "2022-12-20")])
def test_the_head_says_the_year_of_a_day_in_another_one(site: Site, year: int, shown: str) -> None:
    plan = site.drawn()  # it is 29 March 2021
    site.add(plan, "A", 5, committed_on=date(year, 12, 24))
    page = browser_of(site.planner).get(address(site)).content.decode()
    assert f'下一项必须开始</span><span class="v">{shown}<' in page


def questions_of(page: str, site: Site, browser: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address(site, page)).status_code == 200
    return len(asked)


@pytest.mark.parametrize("page", ["", "feed.json", "ahead/", "check/", "plan.csv"])
def test_a_long_plan_asks_the_database_no_more_than_a_short_one(site: Site, page: str) -> None:
    plan = site.drawn()
    browser = browser_of(site.planner)

    def section(number: int) -> None:
        summary, below = f"S{number}", f"S{number}.1"
        site.add(plan, summary, 1)
        site.add(plan, below, 1, below=summary)
        for each in range(3):
            site.add(plan, f"{below}.{each}", 2, below=below)

    section(0)
    questions_of(page, site, browser)
    few = questions_of(page, site, browser)
    for number in range(1, 5):
        section(number)
    assert questions_of(page, site, browser) == few


def test_an_activity_is_added_linked_changed_and_taken_back(site: Site) -> None:
    plan = site.drawn()
    browser = browser_of(site.planner)
    for given in (
        {"key": "A", "name": "桩基", "duration": "10"},
        {"key": "B", "name": "承台", "duration": "5d", "links": "A SS+2d"},
    ):
        told = browser.post(address(site, "add/"), given | {"version": plan.version}, follow=True)
        assert told.status_code == 200
    page = browser.get(address(site, "?row=B")).content.decode()
    assert "A SS+2d" in page
    changed = {"key": "B", "name": "承台", "duration": "7", "links": "A", "reason": "design"}
    page = browser.post(address(site, "rows/B/"), changed, follow=True).content.decode()
    assert "设计变更" in page
    assert row(plan, "B").duration == 7 * DAY
    browser.post(address(site, "edits/3/undo/"))
    assert row(plan, "B").duration == 5 * DAY


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("links", "Z9", "没有工作"),
        ("links", "A SS+", "看不懂紧前工作"),
        ("duration", "vier", "看不懂时长"),
        ("duration", "-3", "看不懂时长"),
        ("key", "A,B", "编号不能有"),
        ("constraint", "SNET", "请填日期"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    site: Site, field: str, text: str, told: str
) -> None:
    plan = site.drawn()
    site.add(plan, "A", 1)
    given = {"key": "B", "name": "承台", "duration": "5", field: text}
    answer = browser_of(site.planner).post(address(site, "add/"), given)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Activity.objects.filter(sub_plan=plan).count() == 1


def test_what_was_typed_comes_back_with_the_reason(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 1)
    given = {"key": "A", "name": "改过的名", "duration": "5", "links": "Z9"}
    answer = browser_of(site.planner).post(address(site, "rows/A/"), given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "没有工作" in text
    assert 'value="改过的名"' in text
    assert 'value="Z9"' in text


def test_progress_is_reported_and_the_page_says_why_a_step_starts_when_it_does(
    site: Site,
) -> None:
    plan = site.drawn(start=date(2021, 3, 1))
    site.add(plan, "A", 10, name="桩基")
    site.add(plan, "B", 5, "A", name="承台")
    browser = browser_of(site.planner)
    given = {"started_on": "2021-03-01", "percent": "50"}
    assert browser.post(address(site, "rows/A/progress/"), given).status_code == 302
    assert row(plan, "A").remaining == 5 * DAY
    assert "桩基" in browser.get(address(site, "?row=B")).context["why"]
    wrong = {"started_on": "2021-04-01"}
    told = browser.post(address(site, "rows/A/progress/"), wrong)
    assert told.status_code == 422
    assert "实际时间不对" in told.content.decode()


def test_the_feed_has_one_entry_a_column_for_each_row_and_bar(site: Site) -> None:
    plan = site.drawn("sound-stage", promised_on=date(2022, 7, 30))
    lock_plan(plan, reason="推进会", standing=site.planner)
    browser = browser_of(site.planner)
    for way in ("", "?way=forward"):
        feed = browser.get(address(site, f"feed.json{way}")).json()
        assert {len(column) for column in feed["rows"].values()} == {21}
        assert len({len(column) for column in feed["bars"].values()}) == 1
        assert "baseline" in feed["bars"]["kind"]
        assert feed["flags"]["at"]
        assert ["冬停" in season[2] for season in feed["seasons"]].count(True) >= 2
    backward = browser.get(address(site, "feed.json")).json()
    starts = dict(zip(backward["bars"]["key"], backward["bars"]["start"], strict=True))
    assert starts["D10"] == row(plan, "D10").late_start
    assert 0 < sum(backward["links"]["is_driving"]) < len(backward["links"]["kind"])


def test_the_war_map_gathers_projects_under_fronts_the_shortest_first(site: Site) -> None:
    second = a_project(site.zone, "总部基地", stage="construction")
    site.project.stage = "construction"
    site.project.save()
    set_front(site.zone, "film", name="影都战线", by=None, projects=[site.project, second])
    plan = site.drawn("factory", promised_on=date(2021, 9, 30))
    page = browser_of(site.planner).get(f"/{site.zone.slug}/war-map/")
    text = page.content.decode()
    assert text.index("影都战线") < text.index("影视基地") < text.index("总部基地")
    assert "个缺天数" in text
    assert page.context["part"].short[0].project == plan.project
    feed = browser_of(site.planner).get(f"/{site.zone.slug}/war-map.json").json()
    assert feed["rows"]["level"] == [0, 1, 1]
    assert feed["bars"]["kind"].count("summary") == 1


def test_the_table_of_the_war_map_says_the_days_of_each_phase(site: Site) -> None:
    site.project.stage = "construction"
    site.project.save()
    site.drawn("sound-stage", promised_on=date(2022, 7, 30))
    browser = browser_of(site.planner)
    for way in ("backward", "forward"):
        table = browser.get(f"/{site.zone.slug}/war-map/?way={way}").content.decode()
        feed = browser.get(f"/{site.zone.slug}/war-map.json?way={way}").json()["bars"]
        phases = [bar for bar, kind in enumerate(feed["kind"]) if kind == "work"]
        assert len(phases) == 6
        for bar in phases:
            first, last = start_day(feed["start"][bar]), finish_day(feed["finish"][bar])
            assert f'{feed["label"][bar]} <span class="age">{first} 至 {last}</span>' in table


def test_the_table_of_the_war_map_says_what_the_ledger_has_of_a_project_without_a_plan(
    site: Site,
) -> None:
    a_project(
        site.zone, "路", stage="construction", started_on=date(2021, 1, 4),
        planned_completion_on=date(2021, 9, 30),
    )  # fmt: skip
    table = browser_of(site.planner).get(f"/{site.zone.slug}/war-map/").content.decode()
    assert '台账工期 <span class="age">2021-01-04 至 2021-09-30</span>' in table


@pytest.mark.parametrize("query", ["", "?way=forward", "?screen=1", "?print=1", "?front=nothing"])
def test_the_war_map_opens_in_every_dress(
    site: Site, query: str, django_assert_max_num_queries: object
) -> None:
    site.project.stage = "construction"
    site.project.save()
    site.drawn("road", promised_on=date(2021, 12, 31))
    browser = browser_of(site.planner)
    assert "影视基地" in browser.get(f"/{site.zone.slug}/war-map/{query}").content.decode()


def test_the_questions_of_the_war_map_do_not_grow_with_its_projects(
    site: Site, django_assert_max_num_queries: object
) -> None:
    for number in range(6):
        project = a_project(site.zone, f"厂房 {number}", stage="construction")
        draw_plan(
            project, standing=site.planner, start=date(2021, 3, 29), promised_on=None,
        )  # fmt: skip
    browser = browser_of(site.planner)
    browser.get(f"/{site.zone.slug}/war-map/")
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        browser.get(f"/{site.zone.slug}/war-map/")


def test_a_firm_sees_its_own_plan_alone_and_reports_but_does_not_edit(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 3)
    builder = site.somebody(Role.FIRM, site.firm)
    stranger = site.somebody(Role.FIRM, an_organisation(site.zone, "别的公司", kind="firm"))
    assert browser_of(builder).get(address(site)).status_code == 200
    assert browser_of(stranger).get(address(site)).status_code == 404
    assert browser_of(stranger).get(address(site, "feed.json")).status_code == 404
    given = {"key": "B", "name": "乙"}
    assert browser_of(builder).post(address(site, "add/"), given).status_code == 404
    progress = {"started_on": "2021-03-29"}
    assert browser_of(builder).post(address(site, "rows/A/progress/"), progress).status_code == 302
    assert row(plan, "A").started is not None
    text = browser_of(stranger).get(f"/{site.zone.slug}/war-map/").content.decode()
    assert "影视基地" not in text


def test_only_a_leader_or_the_command_office_locks_a_plan(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A", 1)
    officer = site.somebody(Role.STATISTICIAN)
    assert browser_of(officer).post(address(site, "lock/"), {"reason": "x"}).status_code == 404
    leader = site.somebody(Role.LEADER)
    page = browser_of(leader).post(address(site, "lock/"), {"reason": "推进会"}, follow=True)
    assert "推进会" in page.content.decode()
    assert Baseline.objects.get().approved_by == leader.user


def test_a_plan_that_misses_its_promise_lights_the_lamp_and_stands_on_the_project(
    site: Site,
) -> None:
    site.drawn("factory", promised_on=date(2021, 9, 30))
    judge_zone(site.zone)
    lamp = ProjectLamp.objects.get(project=site.project)
    assert lamp.colour == "red"
    assert "施工计划推算" in lamp.reason
    page = browser_of(site.planner).get(f"/{site.zone.slug}/projects/{site.project.code}/")
    assert "倒排缺天数" in page.content.decode()


def test_calendars_are_changed_in_words_and_what_cannot_be_read_is_refused(site: Site) -> None:
    browser = browser_of(site.planner)
    settings = f"/{site.zone.slug}/settings/calendars/"
    assert "冬停" in browser.get(settings).content.decode()
    browser.post(f"{settings}begin/")
    given = {
        "name": "工地",
        "week": "Mon-Sat 7-11 13-18",
        "changes": "closed --12-01/--03-01 冬停\nopen 2021-04-03 7-11 赶工",
    }
    assert browser.post(f"{settings}site/", given).status_code == 302
    kept = WorkCalendar.objects.get(zone=site.zone, key="site")
    assert (kept.week, kept.follows_notices) == (given["week"], False)
    for wrong in ({"week": "every day"}, {"changes": "shut 2021-04-03"}):
        answer = browser.post(f"{settings}site/", given | wrong)
        assert answer.status_code == 422
        assert "看不懂日历" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.week == given["week"]


def test_english_is_complete_on_the_page_of_a_plan(site: Site) -> None:
    plan = site.drawn("school", promised_on=date(2022, 8, 20))
    report_progress(plan, "A10", standing=site.planner, started_on=date(2021, 3, 29), share=0.1)
    browser = browser_of(site.planner)
    browser.cookies["kaigong_language"] = "en"
    site.planner.user.language = "en"
    site.planner.user.save()
    text = browser.get(address(site, "?row=B10")).content.decode()
    for words in ("Must start next", "Working drawings", "The day each step must start"):
        assert words in text
    assert SubPlan.objects.get().project == site.project


def test_the_cheapest_ways_to_win_the_days_are_told(site: Site) -> None:
    site.drawn("factory", promised_on=date(2022, 4, 30))
    browser = browser_of(site.planner)
    assert "schedules" in browser.get(address(site)).content.decode()
    text = browser.get(address(site, "remedies/")).content.decode()
    assert "办法 1" in text
    assert "为什么做不到：" in text
    assert "就不能在 2022-04-30 前完成。" in text
    assert "→" in text
    assert "工作日的费用" in text
    builder = site.somebody(Role.FIRM, an_organisation(site.zone, "别的公司", kind="firm"))
    assert browser_of(builder).get(address(site, "remedies/")).status_code == 404


def test_a_promise_that_nothing_can_keep_says_how_many_days_stay_short(site: Site) -> None:
    site.drawn("hospital", promised_on=date(2021, 6, 30))
    text = browser_of(site.planner).get(address(site, "remedies/")).content.decode()
    assert "所列措施都用上，还缺" in text


def test_a_promise_that_holds_has_no_remedies(site: Site) -> None:
    site.drawn("road", promised_on=date(2023, 6, 30))
    assert not browser_of(site.planner).get(address(site, "remedies/")).content


@pytest.mark.parametrize(
    ("note", "chinese", "english"),
    [
        ("冬停（假定） / winter stop (assumed)", "冬停", "winter stop"),
        ("冬停（假定）", "冬停", "冬停"),
        ("", "", ""),
    ],
)
def test_a_season_is_called_by_its_name_alone(note: str, chinese: str, english: str) -> None:
    for language, name in ((CHINESE, chinese), (ENGLISH, english)):
        with translation.override(language):
            assert season_name(note) == name


def test_what_has_begun_is_not_drawn_on_the_last_day_it_could_have_begun(site: Site) -> None:
    plan = site.drawn("sound-stage", start=date(2021, 1, 4), promised_on=date(2023, 12, 30))
    report_progress(plan, "A10", standing=site.planner, started_on=date(2021, 1, 4), share=0.9)
    site.project.stage = "construction"
    site.project.save()
    today = begin_of(date(2021, 3, 29))
    war_map = war_map_for(site.planner)
    bars = {bar.key: bar for bar in chart_of_map(war_map, zone="z", is_backward=True).bars}
    begun, later = (bars[f"{site.project.code}:{key}"] for key in ("A", "B"))
    assert begun.start == row(plan, "A10").started
    assert begun.done == today  # none of it was done after today
    assert later.start == row(plan, "B").late_start
    opened = open_plan(site.planner, site.project.code)
    of_plan = {bar.key: bar for bar in chart_of(opened, is_backward=True).bars}
    assert of_plan["A"].start == of_plan["A10"].start == row(plan, "A10").started
    assert of_plan["A"].finish == row(plan, "A").late_finish


def test_every_step_that_has_not_begun_has_the_day_it_must_start(site: Site) -> None:
    plan = site.drawn("sound-stage", promised_on=date(2022, 7, 30))
    page = browser_of(site.planner).get(address(site)).content.decode()
    waiting = [each for each in plan.activities.filter(children=None) if each.late_start]
    assert len(waiting) == 15
    card = page[page.index("每一步最迟哪天开始") : page.index("基线</h2>")]
    for each in waiting:
        assert f"{start_day(each.late_start or 0)}" in card
        assert each.name in card


def test_an_edit_is_listed_with_the_activity_it_changed(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A10", 5, name="桩基")
    report_progress(plan, "A10", standing=site.planner, started_on=date(2021, 3, 29), share=0.2)
    page = browser_of(site.planner).get(address(site)).content.decode()
    assert "填进度 桩基" in page


def test_an_edit_that_makes_work_later_leads_to_its_money_and_the_chance(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A10", 5, name="桩基")
    trial = {"key": "A10", "name": "桩基", "duration": "9", "version": plan.version}
    browser = browser_of(site.planner)
    page = browser.post(address(site, "rows/A10/effects/"), trial).content.decode()
    asked = f"/{site.zone.slug}/forecast/what-if/{site.project.code}/?activity=A10&amp;days=4"
    assert asked in page
    shorter = browser.post(address(site, "rows/A10/effects/"), trial | {"duration": "3"})
    assert "what-if" not in shorter.content.decode().split("<main")[1]
    firm = site.somebody(Role.FIRM, site.firm)
    told = {"started_on": "2021-03-29", "percent": "0", "version": plan.version}
    seen = browser_of(firm).post(address(site, "rows/A10/progress/effects/"), told)
    assert "forecast/what-if" not in seen.content.decode()


def test_a_locked_plan_asks_for_no_reason_before_the_effects_are_seen(site: Site) -> None:
    plan = site.drawn()
    site.add(plan, "A10", 5, name="桩基", committed_on=date(2021, 4, 2))
    lock_plan(plan, reason="推进会", standing=site.planner)
    plan.refresh_from_db()
    given = {"key": "A10", "name": "桩基", "duration": "9", "committed_on": "2021-04-02"}
    browser = browser_of(site.planner)
    for rest, told in (
        ("rows/A10/effects/", given),
        ("rows/A10/progress/effects/", {"started_on": "2021-03-29", "percent": "0"}),
        ("rows/A10/remove/effects/", {}),
    ):
        assert browser.post(address(site, rest), told).status_code == 200
    page = browser.post(address(site, "rows/A10/effects/"), given).content.decode()
    assert '<option value="outside" selected>' not in page
    assert "请选变动的原因" in browser.post(address(site, "rows/A10/"), given).content.decode()
    assert row(plan, "A10").duration == 5 * DAY
