"""The pages of issues: raised in three fields, moved by buttons, seen by whom it concerns."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.coordination.duties.issues import issue_duties
from kaigong.coordination.life import Asks, moves_from
from kaigong.coordination.models import Issue, IssueState
from kaigong.coordination.parties import moves_for
from kaigong.coordination.selectors import issues_waiting_for
from kaigong.coordination.services.helps import ask_for_help
from tests.coordination.cast import Cast

pytestmark = pytest.mark.django_db
TODAY = date(2021, 3, 29)


@pytest.fixture
def cast() -> Cast:
    return Cast()


def browser_of(standing: Standing) -> Client:
    browser = Client()
    browser.force_login(standing.user)
    return browser


def address(cast: Cast, issue: Issue | None = None, rest: str = "") -> str:
    return f"/{cast.zone.slug}/issues/" + (f"{issue.number}/" if issue else "") + rest


def test_a_firm_raises_a_need_in_three_fields_and_sees_who_has_it(cast: Cast) -> None:
    browser = browser_of(cast.builder)
    page = browser.get(address(cast, rest=f"new/?project={cast.project.code}")).content.decode()
    assert "施工用电" in page
    given = {
        "project": cast.project.code,
        "category": "power",
        "title": "临时变压器没有到位",
        "severity": 2,
    }
    answer = browser.post(address(cast, rest="new/"), given, follow=True)
    issue = Issue.objects.get()
    assert (issue.raised_by, issue.raised_for) == (cast.builder.user, cast.firm)
    told = answer.content.decode()
    assert "已提出：W-2021-0001" in told
    assert "指挥部" in told
    again = browser.get(address(cast, rest=f"new/?project={cast.project.code}")).content.decode()
    assert "这个项目已有的问题" in again
    assert "临时变压器没有到位" in again


def test_what_is_missing_is_said_and_nothing_is_raised(cast: Cast) -> None:
    answer = browser_of(cast.builder).post(address(cast, rest="new/"), {"category": "power"})
    assert answer.status_code == 422
    assert not Issue.objects.exists()


@pytest.mark.parametrize("state", list(IssueState))
def test_a_page_offers_the_moves_that_its_reader_can_make(cast: Cast, state: IssueState) -> None:
    issue = cast.in_state(state)
    for standing in (cast.command, cast.electrician, cast.builder):
        if standing is cast.electrician and not issue.lead:
            continue  # not theirs yet
        page = browser_of(standing).get(address(cast, issue)).content.decode()
        offered = {move.key for move in moves_for(issue, standing)}
        for move in moves_from(state):
            assert (f"/move/{move.key}/" in page) is (move.key in offered)
            asks_whom = f'id="lead-{move.key}"' in page
            assert asks_whom is (move.key in offered and Asks.LEAD in move.asks)
            asks_why = re.search(rf'id="words-{move.key}"[^>]* required', page) is not None
            assert asks_why is (move.key in offered and Asks.REASON in move.asks)
            shows_proof = re.search(rf'id="words-{move.key}".*?(?=</form>)', page, re.DOTALL)
            takes_photo = shows_proof is not None and 'type="file"' in shows_proof[0]
            assert takes_photo is (move.key in offered and Asks.PROOF in move.asks)


def test_an_issue_is_moved_by_buttons_and_a_stale_page_is_told(cast: Cast) -> None:
    issue = cast.issue()
    command = browser_of(cast.command)
    command.post(address(cast, issue, "move/assign/"), {"lead": cast.power.pk, "version": 1})
    issue.refresh_from_db()
    assert (issue.state, issue.lead) == (IssueState.ASSIGNED, cast.power)
    electrician = browser_of(cast.electrician)
    electrician.post(address(cast, issue, "move/accept/"), {"version": 2})
    late = electrician.post(address(cast, issue, "move/begin/"), {"version": 2})
    assert late.status_code in {409, 422}
    assert "请看过再办" in late.content.decode()
    refused = electrician.post(address(cast, issue, "move/verify/"), {"version": 3})
    assert refused.status_code in {409, 422}
    issue.refresh_from_db()
    assert issue.state == IssueState.ACCEPTED
    assert electrician.post(address(cast, issue, "move/dance/")).status_code == 404


def test_words_deadline_and_help_from_the_page(cast: Cast) -> None:
    issue = cast.in_state(IssueState.WORKING)
    command = browser_of(cast.command)
    command.post(address(cast, issue, "remark/"), {"words": "周五现场办公", "is_internal": "on"})
    command.post(address(cast, issue, "deadline/"), {"to": "2021-04-30", "words": "汛期"})
    command.post(
        address(cast, issue, "help/"),
        {"organisation": cast.water.pk, "task": "挪管线", "due_on": "2021-04-02"},
    )
    issue.refresh_from_db()
    assert issue.solution_due_on == date(2021, 4, 30)
    plumber = browser_of(cast.plumber)
    page = plumber.get(address(cast, issue)).content.decode()
    assert "挪管线" in page
    assert "周五现场办公" in page
    plumber.post(
        address(cast, issue, "help/answer/"),
        {"organisation": cast.water.pk, "state": "done", "words": "已挪"},
    )
    assert issue.helps.get().answer == "已挪"
    firm = browser_of(cast.builder).get(address(cast, issue)).content.decode()
    assert "周五现场办公" not in firm
    wrong = command.post(address(cast, issue, "deadline/"), {"to": "soon"}, follow=True)
    assert issue.solution_due_on == date(2021, 4, 30)
    assert "日期" in wrong.content.decode()


def test_a_strangers_issue_does_not_exist(cast: Cast) -> None:
    issue = cast.in_state(IssueState.WORKING)
    stranger = browser_of(cast.somebody(Role.FIRM))
    for rest in ("", "move/accept/", "remark/", "help/", "help/answer/"):
        ask = stranger.post if rest else stranger.get
        assert ask(address(cast, issue, rest)).status_code == 404


def test_everybody_has_the_duties_of_the_moment(cast: Cast) -> None:
    expected = {
        IssueState.RAISED: "command",
        IssueState.TRIAGED: "command",
        IssueState.ASSIGNED: "electrician",
        IssueState.ACCEPTED: "electrician",
        IssueState.WORKING: "electrician",
        IssueState.CLAIMED: "builder",
        IssueState.VERIFIED: "command",
        IssueState.CLOSED: "",
        IssueState.WITHDRAWN: "",
    }
    for state, whose in expected.items():
        issue = cast.in_state(state)
        for name in ("command", "electrician", "plumber", "builder"):
            standing = getattr(cast, name)
            waits = set(issues_waiting_for(standing))
            assert (issue in waits) is (name == whose), (state, name)
            told = {duty.key for duty in issue_duties(standing, TODAY)}
            assert (f"issue-{issue.pk}" in told) is (name == whose)
    working = cast.in_state(IssueState.WORKING)
    due = date(2021, 4, 2)
    ask_for_help(working, of=cast.water, task="挪管线", due_on=due, standing=cast.command)
    (duty,) = issue_duties(cast.plumber, TODAY)
    assert (duty.what, duty.due_on) == ("挪管线", due)


def test_the_list_begins_with_what_waits_for_the_reader(cast: Cast) -> None:
    mine = cast.in_state(IssueState.ASSIGNED)
    other = cast.issue(title="围挡不合规", category=cast.categories["fencing"])
    browser = browser_of(cast.electrician)
    page = browser.get(address(cast)).content.decode()
    assert mine.title in page
    assert other.title not in page
    command = browser_of(cast.command)
    everything = command.get(address(cast, rest="?view=open")).content.decode()
    assert mine.title in everything
    assert other.title in everything
    fencing = command.get(address(cast, rest="?view=open&category=fencing")).content.decode()
    assert mine.title not in fencing
    assert other.title in fencing
    nothing = browser_of(cast.plumber).get(address(cast)).content.decode()
    assert "这里没有问题" in nothing


def test_a_project_shows_its_open_issues(cast: Cast) -> None:
    issue = cast.in_state(IssueState.WORKING)
    cast.in_state(IssueState.CLOSED)
    url = f"/{cast.zone.slug}/projects/{cast.project.code}/"
    page = browser_of(cast.command).get(url).content.decode()
    assert page.count(f"/issues/{issue.number}/") == 1
    assert page.count("/issues/W-") == 1
    assert f"/issues/new/?project={cast.project.code}" in page


def test_both_languages_say_the_whole_page(cast: Cast) -> None:
    issue = cast.in_state(IssueState.WORKING)
    browser = browser_of(cast.electrician)
    browser.post("/language/", {"language": "en"})
    page = browser.get(address(cast, issue)).content.decode()
    for words in ("Claim solved", "Hand back", "What happened", "Helping departments", "Solve by"):
        assert words in page


def test_a_list_of_many_asks_no_more_than_a_list_of_few(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    for number in range(3):
        cast.issue(title=f"第 {number} 件")
    browser = browser_of(cast.command)
    browser.get(address(cast))
    with django_assert_max_num_queries(24) as few:  # type: ignore[operator]
        browser.get(address(cast, rest="?view=open"))
    for number in range(40):
        cast.issue(title=f"另 {number} 件")
    with django_assert_max_num_queries(len(few.captured_queries)):  # type: ignore[operator]
        browser.get(address(cast, rest="?view=open"))
