"""The firm's door: what a firm is asked, who has the ball, its papers, and how it rates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import IssueState, IssueTurn, Paper, Question, Rating
from kaigong.coordination.pages.waits import Waits, waits_of
from kaigong.coordination.selectors.papers import papers_for
from kaigong.coordination.selectors.questions import (
    questions_for,
    ratings_by_department,
    words_of_ratings,
)
from kaigong.coordination.services.questions import (
    DueInThePastError,
    EmptyAnswerError,
    EmptyQuestionError,
    IssueOverError,
    NoFirmToAskError,
    NotAskedError,
    QuestionOverError,
    answer_question,
    ask_firm,
    withdraw_question,
)
from kaigong.coordination.services.ratings import NotRateableError, ScoreError, rate_issue
from tests.builders import TODAY, a_project, an_organisation
from tests.coordination.cast import Cast

pytestmark = pytest.mark.django_db
FRIDAY = date(2021, 4, 2)


@pytest.fixture
def cast() -> Cast:
    return Cast()


def browser_of(standing: Standing) -> Client:
    browser = Client()
    browser.force_login(standing.user)
    return browser


def a_pdf(words: str = "x") -> SimpleUploadedFile:
    return SimpleUploadedFile("图纸.pdf", b"%PDF-1.4 " + words.encode(), "application/pdf")


def test_a_firm_is_led_to_its_own_page_and_sees_who_has_the_ball(cast: Cast) -> None:
    quiet = a_project(cast.zone, "安静项目", investor=cast.firm, lead_department=cast.power)
    quiet.milestones.create(name="封顶", due_on=date(2021, 3, 1))
    cast.in_state(IssueState.ASSIGNED)
    browser = browser_of(cast.builder)
    page = browser.get("/", follow=True).content.decode()
    assert "长发集团" in page
    assert "由供电公司办" in page  # it is to accept the issue
    assert "2021-03-01 止，已过" in page  # the promise of the quiet project
    ask_firm(project=cast.project, text="围挡图纸", due_on=FRIDAY, standing=cast.command)
    page = browser.get(f"/{cast.zone.slug}/firm/").content.decode()
    assert "由你们办" in page
    assert "围挡图纸" in page
    assert f"/{cast.zone.slug}/months/2021-03/" in page


def test_a_question_is_asked_answered_with_papers_and_over(cast: Cast) -> None:
    issue = cast.in_state(IssueState.WORKING)
    electrician = browser_of(cast.electrician)
    url = f"/{cast.zone.slug}/issues/{issue.number}/"
    electrician.post(url + "ask/", {"text": "变压器多大？", "due_on": "2021-04-02"})
    question = Question.objects.get()
    assert (question.organisation, question.asked_for) == (cast.firm, cast.power)
    builder = browser_of(cast.builder)
    assert "变压器多大？" in builder.get(f"/{cast.zone.slug}/duties/").content.decode()
    page = f"/{cast.zone.slug}/questions/{question.pk}/"
    kept = f"/{cast.zone.slug}/firm/papers/"
    builder.post(kept, {"files": [a_pdf("first")]})
    paper = Paper.objects.get()
    assert "图纸.pdf" in builder.get(page).content.decode()
    given = {"words": "630 kVA", "papers": [paper.pk], "files": [a_pdf("second")]}
    builder.post(page + "answer/", given)
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("630 kVA", cast.builder.user)
    assert question.papers.count() == 2
    assert set(papers_for(cast.electrician)) == set(Paper.objects.all())
    assert "变压器多大" in builder.get(kept).content.decode()  # where it was used
    assert "630 kVA" in electrician.get(url).content.decode()
    with pytest.raises(QuestionOverError):
        answer_question(question, words="再答", standing=cast.builder)
    with pytest.raises(QuestionOverError):
        withdraw_question(question, standing=cast.electrician)


def test_what_cannot_be_asked_or_answered_says_why(cast: Cast) -> None:
    closed = cast.in_state(IssueState.CLOSED)
    asked = {"text": "何时？", "due_on": FRIDAY, "standing": cast.command}
    with pytest.raises(IssueOverError):
        ask_firm(issue=closed, **asked)
    with pytest.raises(NoFirmToAskError):
        ask_firm(project=a_project(cast.zone), **asked)
    with pytest.raises(EmptyQuestionError):
        ask_firm(project=cast.project, **asked | {"text": " "})
    with pytest.raises(DueInThePastError):
        ask_firm(project=cast.project, **asked | {"due_on": TODAY - timedelta(days=1)})
    question = ask_firm(project=cast.project, **asked)
    with pytest.raises(NotAskedError):
        answer_question(question, words="我答", standing=cast.electrician)
    with pytest.raises(EmptyAnswerError):
        answer_question(question, words=" ", standing=cast.builder)
    with pytest.raises(NotAskedError):
        withdraw_question(question, standing=cast.plumber)
    withdraw_question(question, standing=cast.command)
    with pytest.raises(QuestionOverError):
        answer_question(question, words="晚了", standing=cast.builder)
    assert not list(questions_for(cast.plumber))


def test_a_question_in_an_issue_that_the_firm_does_not_see_shows_no_issue(cast: Cast) -> None:
    note = cast.issue(title="监管发现违规", raised_for=None, by=cast.command.user)
    question = ask_firm(issue=note, text="说明情况", due_on=FRIDAY, standing=cast.command)
    browser = browser_of(cast.builder)
    pages = [f"questions/{question.pk}/", "firm/", "duties/"]
    for each in pages:
        page = browser.get(f"/{cast.zone.slug}/{each}").content.decode()
        assert "说明情况" in page
        assert "监管发现违规" not in page
        assert note.number not in page


def test_days_wait_for_the_firm_or_the_department_never_for_both(cast: Cast) -> None:
    issue = cast.in_state(IssueState.CLAIMED)
    begun = issue.raised_at = cast.zone.moment_there(issue.raised_at)
    turns = list(IssueTurn.objects.filter(issue=issue).order_by("id"))
    for turn, day in zip(turns, (1, 2, 2, 9), strict=True):  # assign, accept, begin, claim
        turn.at = begun + timedelta(days=day)
    asked = Question(asked_at=begun + timedelta(days=4), answered_at=begun + timedelta(days=7))
    today = begun.date() + timedelta(days=12)
    cast.zone.stands_on = issue.zone.stands_on = today
    waits = waits_of(issue, turns, [asked], today=today)
    # 1 to assign; 8 at work, of which 3 waited for the answer; 3 to be verified by the firm.
    assert waits == Waits(firm=6, department=5, command=1)
    assert waits.firm + waits.department + waits.command == 12


def test_a_firm_rates_once_and_the_command_office_sees_departments_only(cast: Cast) -> None:
    open_one = cast.in_state(IssueState.CLAIMED)
    with pytest.raises(NotRateableError):
        rate_issue(open_one, score=5, standing=cast.builder)
    solved = cast.in_state(IssueState.CLOSED)
    with pytest.raises(NotRateableError):
        rate_issue(solved, score=5, standing=cast.electrician)
    with pytest.raises(ScoreError):
        rate_issue(solved, score=6, standing=cast.builder)
    browser = browser_of(cast.builder)
    assert (
        f"/issues/{solved.number}/rate/" in browser.get(f"/{cast.zone.slug}/firm/").content.decode()
    )
    url = f"/{cast.zone.slug}/issues/{solved.number}/rate/"
    browser.post(url, {"score": 2, "words": "等了太久"})
    browser.post(url, {"score": 4, "words": "后来快了"})
    rating = Rating.objects.get()
    assert (rating.score, rating.lead, rating.history.count()) == (4, cast.power, 2)
    rate_issue(cast.in_state(IssueState.VERIFIED), score=5, standing=cast.builder)
    (row,) = ratings_by_department(cast.command)
    assert (row["department"], row["count"], row["mean"]) == (cast.power, 2, 4.5)
    assert row["scores"] == [1, 1, 0, 0, 0]
    page = browser_of(cast.command).get(f"/{cast.zone.slug}/ratings/").content.decode()
    assert "后来快了" in page
    for person in (cast.builder.user, cast.electrician.user):
        assert str(person) not in page
    assert ratings_by_department(cast.electrician) == []
    assert not words_of_ratings(cast.electrician)


def test_a_paper_given_once_is_put_beside_an_issue(cast: Cast) -> None:
    issue = cast.issue()
    browser = browser_of(cast.builder)
    kept = f"/{cast.zone.slug}/firm/papers/"
    browser.post(kept, {"files": [a_pdf()]})
    browser.post(kept, {"files": [a_pdf()]})  # the same content is the same paper
    paper = Paper.objects.get()
    browser.post(f"{kept}{paper.pk}/use/", {"issue": issue.number})
    assert issue.papers.get().paper == paper
    other = cast.somebody(Role.FIRM, an_organisation(cast.zone, "别家公司", kind="firm"))
    stranger = browser_of(other)
    assert stranger.post(f"{kept}{paper.pk}/use/", {"issue": issue.number}).status_code == 404
    browser.post(kept)
    assert Paper.objects.count() == 1


def test_the_projects_panel_asks_the_firm_and_leads_to_the_invitation(cast: Cast) -> None:
    url = f"/{cast.zone.slug}/projects/{cast.project.code}/"
    command = browser_of(cast.command)
    page = command.get(url).content.decode()
    assert f"/people/invitations/?firm={cast.firm.pk}" in page
    assert "1 人可以进企业门户" in page
    asked = {"text": "进场日期？", "due_on": "2021-04-02"}
    command.post(f"/{cast.zone.slug}/firm/ask/{cast.project.code}/", asked)
    assert "进场日期？" in command.get(url).content.decode()
    assert 'id="firm"' not in browser_of(cast.builder).get(url).content.decode()
