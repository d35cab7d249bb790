"""Photos and papers at an issue, its place, and what was raised already; from the pages."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client

from kaigong.accounts.models import KeptAnswer, Role
from kaigong.accounts.services import appoint
from kaigong.audit import clock
from kaigong.coordination.errors import MissingForMoveError, MoveNotPossibleError
from kaigong.coordination.models import Issue, IssueState, Paper, PaperUse
from kaigong.coordination.selectors import issues_for
from kaigong.coordination.selectors.alike import alike_issues, report_from
from kaigong.coordination.services.followers import join_issue
from kaigong.coordination.services.issues import move_issue, remark_on_issue
from kaigong.coordination.services.papers import keep_papers
from kaigong.portfolio.models import Milestone
from tests.builders import a_project, a_standing, an_organisation
from tests.coordination.cast import Cast

pytestmark = pytest.mark.django_db
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PDF = b"%PDF-1.4 as built"


@pytest.fixture
def cast() -> Cast:
    return Cast()


def browser_of(standing: Any) -> Client:
    browser = Client()
    browser.force_login(standing.user)
    return browser


def a_file(name: str = "现场.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def typed(cast: Cast, **given: Any) -> dict[str, Any]:
    values = {
        "project": cast.project.code,
        "category": "power",
        "title": "工地还没有接通施工用电",
        "severity": 3,
    }
    return values | given


def address(cast: Cast, rest: str = "") -> str:
    return f"/{cast.zone.slug}/issues/{rest}"


def test_an_issue_is_raised_with_photos_a_place_and_the_milestone_it_endangers(cast: Cast) -> None:
    due = date(2021, 6, 30)
    milestone = Milestone.objects.create(project=cast.project, name="正式供电", due_on=due)
    browser = browser_of(cast.builder)
    form = browser.get(address(cast, f"new/?project={cast.project.code}")).content.decode()
    assert "正式供电" in form
    given = typed(
        cast, milestone=milestone.pk, longitude="125.451234", latitude="43.801234",
        papers=[a_file(), a_file("图纸.pdf", PDF)],
    )  # fmt: skip
    answer = browser.post(address(cast, "new/"), given, follow=True)
    issue = Issue.objects.get()
    assert issue.milestone == milestone
    assert [str(issue.longitude), str(issue.latitude)] == ["125.451234", "43.801234"]
    assert {(use.paper.name, use.paper.organisation) for use in issue.papers.all()} == {
        ("现场.png", cast.firm),
        ("图纸.pdf", cast.firm),
    }
    page = answer.content.decode()
    assert page.count("<img") == 1
    assert "图纸.pdf" in page
    assert "正式供电" in page
    assert 'aria-label="位置示意图' in page


def test_degrees_come_in_pairs_and_a_milestone_from_the_project(cast: Cast) -> None:
    strange = Milestone.objects.create(
        project=a_project(cast.zone), name="别处", due_on=date(2021, 5, 1)
    )
    browser = browser_of(cast.command)
    for wrong in ({"longitude": "125.4"}, {"longitude": "181", "latitude": "43"},
                  {"milestone": strange.pk}):  # fmt: skip
        assert browser.post(address(cast, "new/"), typed(cast, **wrong)).status_code == 422
    assert not Issue.objects.exists()


def test_of_several_files_one_that_is_no_paper_keeps_the_others_out(cast: Cast) -> None:
    given = typed(cast, papers=[a_file(), a_file("x.exe", b"MZ a program")])
    answer = browser_of(cast.builder).post(address(cast, "new/"), given)
    assert answer.status_code == 422
    assert "x.exe" in answer.content.decode()
    assert not Issue.objects.exists()
    assert not Paper.objects.exists()


def test_a_photo_alone_proves_that_it_is_solved(cast: Cast) -> None:
    issue = cast.in_state(IssueState.WORKING)
    with pytest.raises(MissingForMoveError):
        move_issue(issue, "claim", standing=cast.electrician)
    url = address(cast, f"{issue.number}/move/claim/")
    browser_of(cast.electrician).post(url, {"papers": [a_file("送电.png")]})
    issue.refresh_from_db()
    assert issue.state == IssueState.CLAIMED
    use = issue.papers.get()
    assert use.turn is not None
    assert (use.turn.move, use.paper.organisation) == ("claim", cast.power)
    assert (
        "送电.png"
        in browser_of(cast.builder).get(address(cast, f"{issue.number}/")).content.decode()
    )


def test_a_firm_meets_no_internal_paper_beside_a_remark(cast: Cast) -> None:
    issue = cast.in_state(IssueState.WORKING)
    browser = browser_of(cast.electrician)
    url = address(cast, f"{issue.number}/")
    browser.post(url + "remark/", {"papers": [a_file("内部.png")], "is_internal": "on"})
    use = PaperUse.objects.get()
    assert use.is_internal
    firm, command = browser_of(cast.builder), browser_of(cast.command)
    assert "内部.png" not in firm.get(url).content.decode()
    assert "内部.png" in command.get(url).content.decode()
    paper = f"/{cast.zone.slug}/papers/{use.paper_id}/"
    assert firm.get(paper).status_code == 404
    assert command.get(paper).status_code == 200
    browser.post(url + "remark/", {"papers": [a_file("内部.png")], "words": "给企业看"})
    assert firm.get(paper).status_code == 200


def test_what_is_alike_is_shown_before_anything_is_raised(cast: Cast) -> None:
    first = cast.issue()
    browser = browser_of(cast.builder)
    while_typing = browser.get(address(cast, "alike/"), typed(cast)).content.decode()
    assert first.number in while_typing
    answer = browser.post(address(cast, "new/"), typed(cast, papers=[a_file()]))
    assert answer.status_code == 409
    told = answer.content.decode()
    assert f'value="{first.number}"' in told
    assert "不是同一件，照样提出" in told
    assert Issue.objects.count() == 1
    kept = Paper.objects.get()
    assert f'name="kept" value="{kept.pk}"' in told
    browser.post(address(cast, "new/"), typed(cast, kept=[kept.pk], seen=f"{first.number} "))
    second = Issue.objects.exclude(pk=first.pk).get()
    assert [use.paper for use in second.papers.all()] == [kept]


def test_words_and_photos_go_to_the_issue_that_tells_the_same(cast: Cast) -> None:
    first = cast.issue()
    given = typed(cast, join=first.number, papers=[a_file()])
    browser_of(cast.electrician).post(address(cast, "new/"), given)
    assert not Issue.objects.exclude(pk=first.pk).exists()  # not theirs to see, so not to join
    assert not PaperUse.objects.exists()
    browser_of(cast.builder).post(address(cast, "new/"), given | {"papers": [a_file()]})
    turn = first.turns.get()
    assert (turn.words, turn.acting_for) == ("工地还没有接通施工用电", cast.firm)
    assert turn.papers.get().paper.name == "现场.png"
    assert Issue.objects.count() == 1


def test_who_joins_an_issue_follows_it_also_when_the_project_is_no_longer_theirs(
    cast: Cast,
) -> None:
    cast.project.lead_department = cast.water
    cast.project.save()
    issue = cast.issue()
    join_issue(issue, standing=cast.plumber, words="我们也缺电")
    assert issue.followers.get().organisation == cast.water
    cast.project.lead_department = None
    cast.project.save()
    assert issues_for(cast.plumber).get() == issue
    join_issue(issue, standing=cast.plumber, words="还是没电")
    assert issue.followers.count() == 1


def test_one_person_of_two_firms_does_not_show_the_one_what_the_other_raised(cast: Cast) -> None:
    other = an_organisation(cast.zone, "别家", kind="firm")
    colleague = cast.somebody(Role.FIRM, other)
    appoint(colleague.user, role=Role.FIRM, organisation=cast.firm, by=None)
    both = a_standing(colleague.user, cast.zone)
    theirs = cast.somebody(Role.FIRM, other)
    issue = cast.issue()
    join_issue(issue, standing=both, words="一样")
    assert issue in issues_for(both)
    assert not issues_for(theirs).exists()


def test_a_firm_is_not_hinted_at_what_it_does_not_see(cast: Cast) -> None:
    cast.issue(raised_for=None, by=cast.command.user, title="工地还没有接通施工用电")
    stranger = an_organisation(cast.zone, "别家", kind="firm")
    cast.issue(raised_for=stranger, by=None, title="工地没有接通施工用电")
    browser = browser_of(cast.builder)
    assert browser.get(address(cast, "alike/"), typed(cast)).content.decode().strip() == ""
    assert browser.post(address(cast, "new/"), typed(cast)).status_code == 302
    mine = Issue.objects.get(raised_by=cast.builder.user)
    url = address(cast, f"{mine.number}/")
    assert "可能是同一件事" in browser_of(cast.command).get(url).content.decode()
    assert "可能是同一件事" not in browser.get(url).content.decode()


def test_what_closed_lately_is_alike_and_what_closed_long_ago_is_not(cast: Cast) -> None:
    issue = cast.in_state(IssueState.CLOSED)
    report = report_from("工地还没有接通施工用电")
    power = cast.categories["power"]

    def found() -> list[Issue]:
        near = alike_issues(cast.builder, report, category=power, project=cast.project)
        assert not any(each.may_be_joined for each in near)
        return [each.issue for each in near]

    assert found() == [issue]
    with pytest.raises(MoveNotPossibleError):
        join_issue(issue, standing=cast.builder, words="又没电了")
    Issue.objects.update(closed_at=clock.now() - timedelta(days=31))
    assert found() == []


def test_another_category_or_project_is_another_matter(cast: Cast) -> None:
    cast.issue()
    report = report_from("施工用电未接通")
    for category, project in (
        (cast.categories["water"], cast.project),
        (cast.categories["power"], None),
    ):
        assert alike_issues(cast.builder, report, category=category, project=project) == []


def test_a_stranger_joins_nothing(cast: Cast) -> None:
    stranger = cast.somebody(Role.FIRM, an_organisation(cast.zone, "别家", kind="firm"))
    with pytest.raises(Http404):
        join_issue(cast.issue(), standing=stranger, words="一样")


def test_a_form_that_a_phone_sends_twice_is_taken_once(cast: Cast) -> None:
    browser = browser_of(cast.builder)
    key = {"HTTP_IDEMPOTENCY_KEY": "a1b2", "HTTP_ACCEPT": "application/json"}
    given = typed(cast)
    first = browser.post(address(cast, "new/"), given | {"papers": [a_file()]}, **key)
    again = browser.post(address(cast, "new/"), given | {"papers": [a_file()]}, **key)
    issue = Issue.objects.get()
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert first.json()["url"].endswith(f"/issues/{issue.number}/")
    assert issue.number in first.json()["told"][0]
    changed = browser.post(address(cast, "new/"), given | {"title": "另一件"}, **key)
    assert changed.status_code == 422
    assert changed.json()["code"] == "web.other-content"
    command = browser_of(cast.command)  # another person's key is another key
    other = command.post(address(cast, "new/"), given | {"title": "围挡被风吹倒"}, **key)
    assert other.status_code == 201
    assert Issue.objects.count() == 2


def test_a_refused_sending_can_be_put_right_under_the_same_key(cast: Cast) -> None:
    first = cast.issue()
    browser = browser_of(cast.builder)
    key = {"HTTP_IDEMPOTENCY_KEY": "c3", "HTTP_ACCEPT": "application/json"}
    nameless = browser.post(address(cast, "new/"), typed(cast, title=""), **key)
    assert nameless.status_code == 422
    assert nameless.json()["message"]
    asked = browser.post(address(cast, "new/"), typed(cast, papers=[a_file()]), **key)
    assert asked.status_code == 409
    assert not Paper.objects.exists()  # the phone has it still
    assert not KeptAnswer.objects.exists()
    ways = [each["fields"] for each in asked.json()["choices"]]
    assert ways == [{"join": first.number}, {"seen": first.number}]
    joined = browser.post(address(cast, "new/"), typed(cast, papers=[a_file()]) | ways[0], **key)
    assert joined.status_code == 201
    assert first.papers.count() == 1
    assert Issue.objects.count() == 1


def test_a_remark_and_a_move_are_sent_once_and_a_stale_move_is_told(cast: Cast) -> None:
    issue = cast.in_state(IssueState.WORKING)
    browser = browser_of(cast.electrician)
    url = address(cast, f"{issue.number}/")
    for key, path, given, done in (
        ("r", "remark/", {"words": "看过现场"}, 201),
        ("m", "move/claim/", {"words": "已送电", "version": issue.version}, 201),
        ("n", "move/hand_back/", {"words": "不对", "version": issue.version}, 422),
    ):
        named = {"HTTP_IDEMPOTENCY_KEY": key, "HTTP_ACCEPT": "application/json"}
        for _ in range(2):
            assert browser.post(url + path, given, **named).status_code == done
    assert [turn.move for turn in issue.turns.all()][-2:] == ["", "claim"]


def test_papers_are_kept_together_or_not_at_all(cast: Cast) -> None:
    issue = cast.issue()
    papers = keep_papers(cast.zone, files=[a_file(), a_file("b.pdf", PDF)], by=None)
    remark_on_issue(issue, standing=cast.builder, words="", papers=papers)
    assert issue.turns.get().papers.count() == 2
