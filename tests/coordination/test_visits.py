"""On-site working: one form from a phone, solved there with proof or sent to the next meeting."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from kaigong.coordination.forms.visits import MOST_FINDINGS, finding_forms
from kaigong.coordination.models import Issue, Outcome, Paper, SiteVisit
from kaigong.coordination.selectors.visits import visits_for
from kaigong.coordination.services import agendas, meetings
from kaigong.coordination.services.meeting_errors import (
    FindingUnprovenError,
    VisitIncompleteError,
)
from kaigong.coordination.services.visits import Found, record_visit
from tests.coordination.cast import Cast
from tests.coordination.test_pages import browser_of

pytestmark = pytest.mark.django_db
TODAY = date(2021, 3, 29)
PHOTO = b"\xff\xd8\xff a fence"


@pytest.fixture
def cast() -> Cast:
    return Cast()


def a_visit(cast: Cast, *findings: Found, **given: Any) -> SiteVisit:
    values = {
        "visited_on": TODAY, "seen": "桩机已进场，围挡缺一段", "client_key": "k1",
        "standing": cast.command,
    }  # fmt: skip
    return record_visit(cast.project, findings=findings, **values | given)


def test_what_is_sent_on_becomes_an_issue_with_its_photo_on_the_next_agenda(cast: Cast) -> None:
    found = Found(
        "围挡缺 40 米", Outcome.MEETING, category=cast.categories["fencing"],
        files=[ContentFile(PHOTO, name="围挡.jpg")],
    )  # fmt: skip
    visit = a_visit(cast, found)
    issue = Issue.objects.get()
    assert issue.project == cast.project
    assert issue.papers.get().paper.name == "围挡.jpg"
    assert visit.papers.count() == 1
    meeting = meetings.plan_meeting(
        cast.zone, kind="dispatch", place="指挥部", standing=cast.command,
        planned_at=datetime(2021, 3, 30, 9, tzinfo=ZoneInfo("Asia/Shanghai")),
    )  # fmt: skip
    (item,) = agendas.draw_agenda(meeting, standing=cast.command)
    assert (item.source, item.issue) == ("visits", issue)
    meetings.begin_meeting(meeting, standing=cast.command)
    page = browser_of(cast.command).get(f"/{cast.zone.slug}/meetings/{meeting.pk}/session/")
    assert "围挡.jpg" in page.content.decode()


def test_solved_on_the_spot_needs_words_or_a_photo_and_raises_nothing(cast: Cast) -> None:
    with pytest.raises(FindingUnprovenError):
        a_visit(cast, Found("道路积水", Outcome.SOLVED))
    assert not SiteVisit.objects.exists()
    visit = a_visit(cast, Found("道路积水", Outcome.SOLVED, solution="当场抽排"))
    assert not Issue.objects.exists()
    assert visit.findings.get().solution == "当场抽排"


def test_a_finding_about_a_known_issue_is_told_there(cast: Cast) -> None:
    issue = cast.issue()
    a_visit(cast, Found("变压器已到", Outcome.SOLVED, solution="现场验收", issue=issue))
    assert issue.turns.last().words == "2021-03-29 现场解决：现场验收"  # type: ignore[union-attr]
    assert Issue.objects.count() == 1


def test_the_same_form_sent_twice_is_one_visit(cast: Cast) -> None:
    found = Found("围挡缺口", Outcome.ISSUE, category=cast.categories["fencing"])
    assert a_visit(cast, found) == a_visit(cast, found)
    assert (SiteVisit.objects.count(), Issue.objects.count()) == (1, 1)


def test_what_is_missing_is_said_and_nothing_is_kept(cast: Cast) -> None:
    with pytest.raises(VisitIncompleteError):
        a_visit(cast, seen=" ")
    with pytest.raises(VisitIncompleteError):
        a_visit(cast, visited_on=date(2021, 3, 30))
    with pytest.raises(VisitIncompleteError):
        a_visit(cast, Found("缺水", Outcome.ISSUE))
    assert not SiteVisit.objects.exists()


def test_a_firm_sees_no_visit_and_a_department_those_to_its_projects(cast: Cast) -> None:
    visit = a_visit(cast)
    assert not visits_for(cast.builder).exists()
    assert not visits_for(cast.electrician).exists()
    cast.project.lead_department = cast.power
    cast.project.save()
    assert list(visits_for(cast.electrician)) == [visit]


def test_the_form_is_one_plain_post(cast: Cast) -> None:
    browser = browser_of(cast.command)
    address = f"/{cast.zone.slug}/visits/new/"
    page = browser.get(address).content.decode()
    assert 'name="client_key" value="' in page
    assert 'data-outbox-key="client_key"' in page  # else two visits of one kept page were one
    given = {
        "client_key": "phone-1", "project": cast.project.code, "visited_on": "2021-03-29",
        "seen": "桩机进场", "f0-words": "缺围挡", "f0-outcome": "meeting",
        "f0-category": "fencing", "f0-files": SimpleUploadedFile("a.jpg", PHOTO),
        "files": SimpleUploadedFile("b.jpg", PHOTO + b"2"),
    }  # fmt: skip
    page = browser.post(address, given, follow=True).content.decode()
    assert "缺围挡" in page
    assert "提交下次会议" in page
    assert Paper.objects.count() == 2
    assert browser.post(address, {"client_key": "x"}).status_code == 422
    waits = browser.post(address, {"client_key": "x"}, headers={"Idempotency-Key": "k"})
    assert (waits.status_code, "message" in waits.json()) == (422, True)
    assert "桩机进场" in browser.get(f"/{cast.zone.slug}/visits/").content.decode()
    project = browser.get(f"/{cast.zone.slug}/projects/{cast.project.code}/").content.decode()
    assert "现场办公：桩机进场" in project


def test_a_visit_has_as_many_findings_as_there_are(cast: Cast) -> None:
    browser = browser_of(cast.command)
    address = f"/{cast.zone.slug}/visits/new/"
    written: dict[str, Any] = {
        "client_key": "phone-5", "project": cast.project.code, "visited_on": "2021-03-29",
        "seen": "五处要改",
    }  # fmt: skip
    for place in range(5):
        written |= {
            f"f{place}-words": f"围挡第 {place + 1} 段缺口", f"f{place}-outcome": "issue",
            f"f{place}-category": "fencing",
        }  # fmt: skip
    visit = browser.post(address, written, follow=True)
    assert visit.content.decode().count("围挡第") >= 5
    assert Issue.objects.count() == 5


def test_without_script_another_finding_is_a_page_away_and_what_is_written_stays(
    cast: Cast,
) -> None:
    written = {"client_key": "phone-6", "seen": "还没写完", "more": "1"}
    for place in range(3):
        written |= {f"f{place}-words": "", f"f{place}-outcome": "meeting"}
    written["f1-words"] = "缺围挡"
    answer = browser_of(cast.command).post(f"/{cast.zone.slug}/visits/new/", written)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="f3-words"' in page
    assert 'name="f4-words"' not in page
    assert "还没写完" in page
    assert 'value="缺围挡"' in page
    assert 'value="phone-6"' in page
    assert "errorlist" not in page
    assert not SiteVisit.objects.exists()


def test_nobody_brings_a_thousand_findings(cast: Cast) -> None:
    forms = finding_forms(cast.command, RequestFactory().post("/", {"f900-words": "x"}))
    assert len(forms) == MOST_FINDINGS
