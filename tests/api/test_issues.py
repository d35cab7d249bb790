"""Issues over the API: read as on the pages, moved once, refused to who has read an older one."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kaigong.accounts.models import Role
from kaigong.coordination.models import HelpState, Issue, IssueState, Paper
from tests.api.conftest import Program
from tests.coordination.cast import Cast

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


@pytest.fixture
def cast() -> Cast:
    return Cast()


def read(program: Program, path: str) -> dict[str, object]:
    answer = program.ask("get", path)
    assert answer.status_code == 200, answer.content
    found: dict[str, object] = json.loads(answer.content)
    return found


def test_a_firm_raises_and_follows_its_issue(cast: Cast, program: Programs) -> None:
    firm, base = program(cast.builder.user), f"/zones/{cast.zone.slug}/issues"
    body = {"title": "施工用电未接通", "category": "power", "project": cast.project.code}
    made = firm.ask("post", base, body, Idempotency_Key="k1")
    again = firm.ask("post", base, body, Idempotency_Key="k1")
    assert (made.status_code, made.content) == (201, again.content)
    issue = Issue.objects.get()
    assert (issue.raised_for, issue.project) == (cast.firm, cast.project)
    other = cast.issue(title="别人的", raised_for=None, by=cast.command.user)
    assert [each["number"] for each in read(firm, base)["items"]] == [issue.number]  # type: ignore[attr-defined]
    assert firm.ask("get", f"{base}/{other.number}").status_code == 404
    unknown = firm.ask("post", base, body | {"category": "nothing"})
    assert json.loads(unknown.content)["code"] == "coordination.unknown-category"


def test_an_issue_is_moved_by_who_has_read_it(cast: Cast, program: Programs) -> None:
    issue = cast.issue()
    command, base = program(cast.command.user), f"/zones/{cast.zone.slug}/issues/{issue.number}"
    tag = command.ask("get", base).headers["ETag"]
    assert command.ask("get", base, If_None_Match=tag).status_code == 304
    assign = {"move": "assign", "lead": "供电公司"}
    moved = command.ask("post", f"{base}/moves", assign, If_Match=tag)
    assert (moved.status_code, json.loads(moved.content)["state"]) == (201, "assigned")
    stale = command.ask("post", f"{base}/moves", assign, If_Match=tag)
    assert (stale.status_code, json.loads(stale.content)["faults"][0]["theirs"]) == (
        412,
        "assigned",
    )
    refused = command.ask("post", f"{base}/moves", {"move": "accept"})
    assert json.loads(refused.content)["code"] == "coordination.not-your-move"
    nobody = command.ask("post", f"{base}/moves", {"move": "assign", "lead": "长发集团"})
    assert json.loads(nobody.content)["code"] == "coordination.unknown-body"


def test_words_helps_questions_and_papers(cast: Cast, program: Programs) -> None:
    issue = cast.in_state(IssueState.WORKING)
    base = f"/zones/{cast.zone.slug}/issues/{issue.number}"
    command, plumber = program(cast.command.user), program(cast.plumber.user)
    command.ask("post", f"{base}/remarks", {"words": "内部说", "is_internal": True})
    help_ = {"organisation": "水务公司", "task": "挪管线", "due_on": "2021-04-02"}
    assert command.ask("post", f"{base}/helps", help_).status_code == 201
    done = {"organisation": "水务公司", "state": "done", "words": "已挪"}
    assert plumber.ask("post", f"{base}/helps/answer", done).status_code == 201
    assert issue.helps.get().state == HelpState.DONE
    asked = {"text": "变压器多大？", "due_on": "2021-04-02"}
    assert command.ask("post", f"{base}/questions", asked).status_code == 201
    firm = program(cast.builder.user)
    for _ in range(2):
        file = SimpleUploadedFile("图.pdf", b"%PDF-1.4", "application/pdf")
        answer = firm.client.post(f"/api/v1{base}/papers", {"file": file})
        assert answer.status_code == 201, answer.content
    assert Paper.objects.get().organisation == cast.firm
    seen = read(firm, base)
    assert [each["text"] for each in seen["questions"]] == ["变压器多大？"]  # type: ignore[attr-defined]
    assert [each["name"] for each in seen["papers"]] == ["图.pdf"]  # type: ignore[attr-defined]
    assert seen["helps"] == []
    assert "内部说" not in json.dumps(seen, ensure_ascii=False)
    inside = read(command, base)
    assert "内部说" in json.dumps(inside, ensure_ascii=False)
    assert inside["helps"][0]["answer"] == "已挪"  # type: ignore[index]


def test_a_list_is_narrowed_and_read_page_by_page(cast: Cast, program: Programs) -> None:
    for title in ("甲", "乙", "丙"):
        cast.issue(title=title)
    cast.in_state(IssueState.CLOSED)
    command, base = program(cast.command.user), f"/zones/{cast.zone.slug}/issues"
    first = read(command, f"{base}?view=open&limit=2")
    second = read(command, f"{base}?view=open&limit=2&cursor={first['next']}")
    titles = [each["title"] for page in (first, second) for each in page["items"]]  # type: ignore[attr-defined]
    assert (titles, first["total"], second["next"]) == (["甲", "乙", "丙"], 3, None)
    assert read(command, f"{base}?state=closed")["total"] == 1
    assert read(command, f"{base}?q=%E4%B9%99")["total"] == 1
    stranger = program(cast.somebody(Role.FIRM).user)
    assert read(stranger, base)["total"] == 0
