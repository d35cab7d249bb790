"""Categories, holiday notices and the lamps of issues: what a zone sets, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.coordination.lamps import issue_lamps
from kaigong.coordination.models import EscalationRule, Issue, IssueCategory, IssueState, IssueTurn
from kaigong.coordination.services.categories import CategoryText, change_category
from kaigong.coordination.services.deadlines import reckon_deadlines
from kaigong.coordination.services.issues import move_deadline
from kaigong.portfolio.models import HolidayNotice, ProjectLamp
from kaigong.portfolio.selectors.calendars import calendar_of
from kaigong.portfolio.services.notices import (
    EmptyNoticeError,
    NoticeText,
    TakenNoticeError,
    begin_notices,
    keep_notice,
    withdraw_notice,
)
from tests.builders import a_project, a_zone
from tests.coordination.cast import Cast

pytestmark = pytest.mark.django_db
PLACE = ZoneInfo("Asia/Shanghai")
Budget = Callable[[int], AbstractContextManager[Any]]
# Of 2027, as the year may bring it; not the real one, which nobody knows.
OF_2027 = NoticeText(
    number="国办发明电〔2026〕9号",
    signed_on=date(2026, 11, 20),
    year=2027,
    off=[
        ("元旦", date(2027, 1, 1), date(2027, 1, 3)),
        ("春节", date(2027, 2, 5), date(2027, 2, 11)),
    ],
    working=[date(2027, 2, 13)],
)


@pytest.fixture
def cast() -> Cast:
    cast = Cast()
    cast.zone.stands_on = None
    cast.zone.save()
    return cast


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=PLACE)


def browser_of(standing: Standing) -> Client:
    browser = Client()
    browser.force_login(standing.user)
    return browser


def in_state(cast: Cast, state: IssueState, on: date) -> Issue:
    with clock.as_if(at(on)):
        return cast.in_state(state)


def test_a_new_zone_begins_with_notices_categories_and_rules() -> None:
    zone = a_zone()
    assert IssueCategory.objects.filter(zone=zone).count() == 14
    assert HolidayNotice.objects.filter(zone=zone, year=2021).exists()
    rules = EscalationRule.objects.filter(zone=zone)
    assert rules.count() == 9
    assert set(rules.values_list("is_on", "channel")) == {(True, None)}
    assert begin_notices(zone, by=None) == []
    elsewhere = a_zone(timezone="Europe/Berlin")
    assert not HolidayNotice.objects.filter(zone=elsewhere).exists()
    assert calendar_of(elsewhere).provisional_from <= date(2021, 1, 1)


def test_the_calendar_of_a_zone_is_its_own_notices(cast: Cast) -> None:
    spring = date(2021, 2, 15)
    assert not calendar_of(cast.zone).is_working(spring)
    notice = HolidayNotice.objects.get(zone=cast.zone, year=2021)
    withdraw_notice(notice, by=cast.command.user)
    assert calendar_of(cast.zone).is_working(spring)
    assert calendar_of(cast.zone).provisional_from == date(2020, 12, 25)
    assert not calendar_of(a_zone()).is_working(spring)


def test_a_notice_takes_the_provisional_mark_from_days_of_acceptance_too(cast: Cast) -> None:
    issue = in_state(cast, IssueState.ASSIGNED, date(2026, 12, 31))
    assert issue.is_acceptance_provisional
    with clock.as_if(at(date(2026, 12, 31))):
        keep_notice(cast.zone, text=OF_2027, by=cast.command.user)
    issue.refresh_from_db()
    due_on = calendar_of(cast.zone).due(date(2026, 12, 31), 1).on
    assert (issue.acceptance_due_on, issue.is_acceptance_provisional) == (due_on, False)


def test_a_notice_reckons_all_open_deadlines_anew_as_one_by_one(cast: Cast) -> None:
    days = [date(2026, 12, 7) + timedelta(days=n) for n in range(0, 28, 3)]
    states = [IssueState.WORKING, IssueState.ASSIGNED, IssueState.CLOSED]
    issues = [in_state(cast, states[n % 3], day) for n, day in enumerate(days)]
    by_hand = in_state(cast, IssueState.WORKING, date(2026, 12, 30))
    with clock.as_if(at(date(2026, 12, 30))):
        move_deadline(by_hand, to=date(2027, 2, 8), reason="汛期", standing=cast.command)
    before = {issue.pk: issue.solution_due_on for issue in Issue.objects.all()}
    assert Issue.objects.filter(is_due_provisional=True).exists()
    with clock.as_if(at(date(2026, 12, 31))):
        keep_notice(cast.zone, text=OF_2027, by=cast.command.user)
    calendar = calendar_of(cast.zone)
    moved = []
    for number, issue in enumerate(issues):
        issue.refresh_from_db()
        if issue.state == IssueState.CLOSED:
            assert issue.solution_due_on == before[issue.pk]
            continue
        due = calendar.due(days[number], issue.category.ordinary_days)
        assert (issue.solution_due_on, issue.is_due_provisional) == (due.on, False)
        if issue.state == IssueState.ASSIGNED:
            assert issue.acceptance_due_on == calendar.due(days[number], 1).on
        if due.on != before[issue.pk]:
            moved.append(issue)
            assert "放假通知变了" in issue.turns.latest("pk").words
    assert moved
    by_hand.refresh_from_db()
    assert (by_hand.solution_due_on, by_hand.is_due_provisional) == (date(2027, 2, 8), False)
    line = Entry.objects.filter(act="coordination.deadlines.reckoned").latest("pk")
    assert line.facts["moved"] >= len(moved)
    turns = IssueTurn.objects.count()
    reckon_deadlines(cast.zone, by=None)  # nothing is left to move
    assert IssueTurn.objects.count() == turns


def test_a_notice_is_typed_on_its_page_and_faults_are_said(cast: Cast) -> None:
    browser, home = browser_of(cast.command), f"/{cast.zone.slug}/settings/notices/"
    given = {
        "number": "国办发明电〔2026〕9号", "signed_on": "2026-11-20", "year": 2027,
        "off": "元旦 2027-01-01 至 2027-01-03\n春节：2027年2月5日至2027年2月11日\n清明 2027-4-5",
        "working": "2027-02-13，2027-02-20",
    }  # fmt: skip
    with clock.as_if(at(date(2026, 12, 1))):
        wrong = browser.post(f"{home}keep/", given | {"off": "春节 二月"})
        assert wrong.status_code == 422
        assert "看不懂" in wrong.content.decode()
        assert browser.post(f"{home}keep/", given | {"year": 2029}).status_code == 422
        page = browser.post(f"{home}keep/", given, follow=True).content.decode()
        assert "春节 02-05 – 02-11" in page.replace("\n", "")
        with pytest.raises(TakenNoticeError):
            keep_notice(cast.zone, text=OF_2027, by=cast.command.user)
        with pytest.raises(EmptyNoticeError):
            keep_notice(
                cast.zone, text=NoticeText("空", date(2026, 1, 1), 2027, [], []),
                by=cast.command.user,
            )  # fmt: skip
    calendar = calendar_of(cast.zone)
    assert not calendar.is_working(date(2027, 2, 8))
    assert calendar.is_working(date(2027, 2, 20))
    assert calendar.provisional_from == date(2027, 12, 25)
    row = HolidayNotice.objects.get(zone=cast.zone, year=2027)
    browser.post(f"{home}{row.pk}/withdraw/")
    assert calendar_of(cast.zone).provisional_from == date(2026, 12, 25)
    leader = browser_of(cast.somebody(Role.LEADER))
    assert leader.get(home).status_code == 200
    assert leader.post(f"{home}keep/", given).status_code == 404


def test_a_categorys_new_days_hold_from_the_next_assignment(cast: Cast) -> None:
    running = in_state(cast, IssueState.WORKING, date(2021, 3, 29))
    due = running.solution_due_on
    browser, home = browser_of(cast.command), f"/{cast.zone.slug}/settings/categories/"
    power = cast.categories["power"]
    given = {
        "name": "施工用电", "name_en": "Power", "is_start_condition": "on", "acceptance_days": 2,
        "grave_days": 1, "serious_days": 2, "ordinary_days": 3, "place": 2,
    }  # fmt: skip
    posted = {f"c{power.pk}-{name}": value for name, value in given.items()}
    page = browser.post(f"{home}power/change/", posted, follow=True).content.decode()
    assert "受理 2" in page  # among what happened
    reckon_deadlines(cast.zone, by=None)
    running.refresh_from_db()
    assert running.solution_due_on == due
    power.refresh_from_db()
    cast.categories["power"] = power
    new = in_state(cast, IssueState.ASSIGNED, date(2021, 3, 29))
    assert (new.acceptance_due_on, new.solution_due_on) == (date(2021, 3, 31), date(2021, 4, 1))
    wrong = browser.post(
        f"{home}power/change/", posted | {f"c{power.pk}-grave_days": 0}, follow=True
    )
    assert "严重" in wrong.content.decode()


def test_categories_are_added_closed_and_opened_again(cast: Cast) -> None:
    browser, home = browser_of(cast.command), f"/{cast.zone.slug}/settings/categories/"
    given = {
        "name": "管线保护", "name_en": "", "acceptance_days": 1, "grave_days": 1,
        "serious_days": 2, "ordinary_days": 3, "place": 1,
    }  # fmt: skip
    browser.post(f"{home}add/", given)
    made = IssueCategory.objects.get(zone=cast.zone, name="管线保护")
    assert browser.post(f"{home}add/", given).status_code == 422  # the name is taken
    raising = f"/{cast.zone.slug}/issues/new/"
    assert "管线保护" in browser.get(raising).content.decode()
    browser.post(f"{home}{made.key}/close/", follow=True)  # which tells so once
    assert "管线保护" not in browser.get(raising).content.decode()
    browser.post(f"{home}{made.key}/reopen/", follow=True)
    assert "管线保护" in browser.get(raising).content.decode()
    IssueCategory.objects.filter(zone=cast.zone).exclude(pk=made.pk).update(closed_at=clock.now())
    assert browser.post(f"{home}{made.key}/close/").status_code == 422  # the last one
    statistician = browser_of(cast.somebody(Role.STATISTICIAN))
    assert statistician.get(home).status_code == 200
    assert statistician.post(f"{home}add/", given).status_code == 404


@pytest.mark.parametrize(
    ("state", "severity", "day", "colour"),
    [
        (IssueState.WORKING, 1, date(2021, 4, 6), "red"),  # due on 1 April; two free days, Qingming
        (IssueState.WORKING, 1, date(2021, 4, 1), None),
        (IssueState.WORKING, 2, date(2021, 4, 9), "amber"),
        (IssueState.WORKING, 2, date(2021, 4, 22), "red"),
        (IssueState.WORKING, 3, date(2021, 4, 22), None),
        (IssueState.CLAIMED, 1, date(2021, 4, 22), None),
        (IssueState.ASSIGNED, 2, date(2021, 3, 31), "amber"),
        (IssueState.RAISED, 1, date(2021, 3, 31), "amber"),
        (IssueState.CLOSED, 1, date(2021, 4, 22), None),
    ],
)
def test_an_issue_lights_the_lamp_of_its_project(
    cast: Cast, state: IssueState, severity: int, day: date, colour: str | None
) -> None:
    with clock.as_if(at(date(2021, 3, 29))):
        issue = cast.issue(severity=severity)
        for key in {
            IssueState.RAISED: [], IssueState.ASSIGNED: ["assign"],
            IssueState.WORKING: ["assign", "accept", "begin"],
            IssueState.CLAIMED: ["assign", "accept", "begin", "claim"],
            IssueState.CLOSED: ["assign", "accept", "claim", "verify", "close"],
        }[state]:  # fmt: skip
            cast.step(issue, key)
    lit = list(issue_lamps(cast.zone, [cast.project.pk], day))
    assert [lamp.colour for lamp in lit] == ([colour] if colour else [])
    if lit:
        assert issue.title in lit[0].reason_zh
        assert lit[0].project_id == cast.project.pk


def test_the_lamp_turns_with_the_issue_and_no_sample_judges_what_is_real(cast: Cast) -> None:
    with clock.as_if(at(date(2021, 3, 29))):
        issue = cast.issue(severity=1)
        for key in ("assign", "accept", "begin"):
            cast.step(issue, key)
    with clock.as_if(at(date(2021, 4, 9))):
        late = move_deadline(issue, to=date(2021, 4, 2), reason="上会定", standing=cast.command)
        assert ProjectLamp.objects.get(project=cast.project).colour == "red"
        cast.step(late, "claim")
        lamp = ProjectLamp.objects.get(project=cast.project)
        assert "grave-issue-overdue" not in [lamp.rule, *(rule for _, rule, _, _ in lamp.others)]
    Issue.objects.update(state=IssueState.WORKING, is_sample=True)
    assert list(issue_lamps(cast.zone, [cast.project.pk], date(2021, 4, 9))) == []


def test_lamps_of_many_projects_cost_as_many_questions_as_of_one(
    cast: Cast, django_assert_num_queries: Budget
) -> None:
    projects = [a_project(cast.zone) for _ in range(5)]
    with clock.as_if(at(date(2021, 3, 1))):
        for project in projects:
            cast.step(cast.issue(project=project, severity=1), "assign")
    calendar_of(cast.zone)  # built once in a process
    for some in (projects[:1], projects):
        with django_assert_num_queries(2):
            found = list(issue_lamps(cast.zone, [each.pk for each in some], date(2021, 4, 9)))
        assert {lamp.project_id for lamp in found} == {each.pk for each in some}


def test_the_project_page_tells_how_many_issues_are_open_and_late(cast: Cast) -> None:
    with clock.as_if(at(date(2021, 3, 1))):
        cast.step(cast.issue(severity=1), "assign")
        cast.issue()
    cast.zone.stands_on = date(2021, 3, 29)
    cast.zone.save()
    page = browser_of(cast.command).get(f"/{cast.zone.slug}/projects/{cast.project.code}/")
    told = page.content.decode()
    assert "未销号问题" in told
    assert "其中逾期 1 件" in told
    assert "最久 28 天" in told


def test_unchanged_words_of_a_category_are_no_act(cast: Cast) -> None:
    power = cast.categories["power"]
    text = CategoryText(
        name=power.name, name_en=power.name_en, is_start_condition=power.is_start_condition,
        acceptance_days=1, grave_days=3, serious_days=7, ordinary_days=15, place=power.place,
    )  # fmt: skip
    lines = Entry.objects.count()
    change_category(power, text=text, by=cast.command.user)
    assert Entry.objects.count() == lines
