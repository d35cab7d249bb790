"""An office's list of issues comes in: our own export, a messy list, the same twice, and back."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.audit.models import Entry
from kaigong.coordination.asked import Asked
from kaigong.coordination.models import (
    Audience,
    EscalationCall,
    EscalationRule,
    ImportedIssue,
    ImportState,
    Issue,
    IssueImport,
    IssueState,
    NoticeKind,
    Severity,
)
from kaigong.coordination.selectors.messages import notices_for
from kaigong.coordination.services.categories import begin_categories
from kaigong.coordination.services.import_errors import (
    IssuesMovedError,
    MovedSinceImportError,
    NothingToBringError,
    NotOpenImportError,
)
from kaigong.coordination.services.import_undoing import undo_import
from kaigong.coordination.services.imports import (
    answer_import,
    apply_import,
    marked_list,
    receive_list,
)
from kaigong.coordination.services.issue_lists import issue_workbook
from kaigong.coordination.services.issues import move_issue, remark_on_issue
from kaigong.engines import ledgers
from kaigong.portfolio.models import RememberedHeading
from kaigong.portfolio.services.intake.answers import earlier_answers
from tests.builders import a_person, a_project, a_standing, a_zone, an_organisation
from tests.coordination.cast import Cast

pytestmark = pytest.mark.django_db
HEAD = ["编号", "题目", "项目", "类别", "提出日期", "牵头部门", "状态", "办理期限", "销号日期"]
ROW = ["JS-1", "施工用电未接通", "智慧城市产业基地", "施工用电", "2021-03-01", "供电公司", "办理中"]


@pytest.fixture
def cast() -> Cast:
    made = Cast()
    made.project.name = "智慧城市产业基地"
    made.project.save()
    return made


def a_list(rows: list[list[Any]], head: list[str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    for row in [head or HEAD, *rows]:
        sheet.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def brought(cast: Cast, content: bytes, list_name: str = "建设局台账") -> IssueImport:
    return receive_list(
        cast.zone, content=content, name="台账.xlsx", list_name=list_name, standing=cast.command
    )


def counts(run: IssueImport) -> tuple[int, int, int, int]:
    found = run.report["counts"]
    assert sum(found.values()) == run.report["rows"]
    return found["new"], found["same"], found["changed"], found["faulty"]


def codes(run: IssueImport, row: int) -> set[str]:
    return {each["code"].partition(".")[2] for each in run.report["faults"] if each["row"] == row}


def test_our_own_workbook_comes_in_again(cast: Cast) -> None:
    for state in IssueState:
        cast.in_state(state)
    Issue.objects.filter(state=IssueState.WORKING).update(
        title="变压器未到位", severity=Severity.GRAVE, text="两台\n未到", location="三号地块"
    )
    rows = Asked(view="all").rows(cast.command)
    content = issue_workbook(rows, cast.command, count=len(rows))
    run = brought(cast, content)
    assert counts(run) == (0, len(IssueState), 0, 0)
    assert not run.report["questions"]
    with pytest.raises(NothingToBringError):
        apply_import(run, standing=cast.command)
    # In another house the same workbook makes the same issues.
    other = Cast.__new__(Cast)
    other.zone = a_zone("other")
    begin_categories(other.zone, by=None)
    an_organisation(other.zone, "供电公司", kind="utility")
    an_organisation(other.zone, "长发集团", kind="firm")
    a_project(other.zone, cast.project.name)
    other.command = a_standing(a_person(other.zone, Role.COMMAND), other.zone)
    there = brought(other, content)
    assert counts(there) == (len(IssueState), 0, 0, 0)
    apply_import(there, standing=other.command)
    facts = ["title", "text", "state", "severity", "solution_due_on", "location", "category__key"]
    of = Issue.objects.order_by("state").values_list(*facts, "project__name", "lead__name")
    assert list(of.filter(zone=other.zone)) == list(of.filter(zone=cast.zone))


def test_a_messy_list_is_understood(cast: Cast) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["淨月高新区2021年問題台賬"])
    sheet.merge_cells("A1:J1")
    sheet.append(["序号", "問題編號", "問題情況", None, "涉及項目", "問題類別", "反映時間",
                  "責任單位", "辦理狀態", "備註"])  # fmt: skip
    sheet.append([None, None, "問題名稱", "問題描述"])
    for place in "ABEFGHIJ":
        sheet.merge_cells(f"{place}2:{place}3")
    sheet.merge_cells("C2:D2")
    code = cast.project.code
    days: list[Any] = ["2021年3月1日", date(2021, 3, 2), "2021.3.3", 44259, "２０２１／３／５"]
    for place, day in enumerate(days, start=1):
        sheet.append(
            [place, f"A-{place}", f"缺電 {place}", "變壓器\n未到", code, "施工用電", day,
             "供電公司", "正在辦理", "王工 办"]
        )  # fmt: skip
    sheet.append(["合計", None, "5 个"])
    run = brought(cast, saved(book))
    assert (counts(run), len(run.report["left_out"])) == ((5, 0, 0, 0), 1)
    assert apply_import(run, standing=cast.command) == 5
    made = list(Issue.objects.order_by("number"))
    assert [each.number for each in made] == [f"W-2021-{n:04d}" for n in range(1, 6)]
    there = [cast.zone.moment_there(each.raised_at).date() for each in made]
    assert there == [date(2021, 3, day) for day in range(1, 6)]
    first = made[0]
    assert (first.lead, first.project, first.category.key) == (cast.power, cast.project, "power")
    assert (first.state, first.solution_due_on) == (IssueState.WORKING, date(2021, 3, 22))
    assert (first.title, first.text) == ("缺電 1", "變壓器\n未到")
    turn = first.turns.get()
    assert turn.is_internal
    assert "「建设局台账」第 4 行，编号 A-1" in turn.words
    assert "備註：王工 办" in turn.words
    assert "序号" not in turn.words
    assert first.history.get().history_type == "+"
    (line,) = Entry.objects.filter(act__startswith="coordination.list")
    assert (line.facts["count"], line.facts["sha256"]) == (5, run.sha256)
    move_issue(first, "claim", standing=cast.electrician, words="送电了")  # it lives on as ours


def test_faults_name_their_cell_and_what_to_do(cast: Cast) -> None:
    rows: list[list[Any]] = [
        ROW,
        ["JS-1", "又是一号", *ROW[2:]],
        ["JS-3", "无此部门", *ROW[2:5], "供电公", "办理中"],
        ["JS-4", "无此项目", "智慧城市产业", *ROW[3:]],
        ["JS-5", "无此类别", ROW[2], "施工用点", *ROW[4:]],
        ["JS-6", "日期不对", *ROW[2:4], "三月某日", *ROW[5:]],
        ["JS-7", "已销号无日期", *ROW[2:6], "已销号"],
        ["JS-8", "没有牵头", *ROW[2:5], None, "办理中"],
        ["JS-9", "还没到", *ROW[2:4], "2031-01-01", *ROW[5:]],
        ["JS-10", "先销后提", *ROW[2:6], "已办结", None, "2021-02-01"],
        ["JS-11", "企业牵头", *ROW[2:5], "长发集团", "办理中"],
        ["JS-12", "既销又在办", *ROW[2:7], None, "2021-03-02"],
        ["JS-13", None, *ROW[2:]],
    ]
    content = a_list(rows)
    run = brought(cast, content)
    assert counts(run) == (1, 0, 0, 12)
    told = [next(iter(codes(run, row))) for row in range(3, 15)]
    assert told == [
        "list-twice", "list-unknown-body", "list-unknown-project", "unknown-choice", "not-a-date",
        "list-no-closing-day", "list-no-lead", "list-future-day", "before-start", "list-firm-leads",
        "list-closed-and-open", "required",
    ]  # fmt: skip
    proposals = {each["row"]: each["proposal"] for each in run.report["faults"]}
    assert [proposals[row] for row in (4, 5, 6)] == ["供电公司", "智慧城市产业基地", "施工用电"]
    (unknown,) = [each for each in run.report["faults"] if each["row"] == 4]
    assert (unknown["column"], unknown["heading"]) == ("F", "牵头部门")
    assert "供电公" in unknown["message_zh"]
    assert "供电公" in unknown["message_en"]
    marked = openpyxl.load_workbook(BytesIO(marked_list(run)))
    assert marked.sheetnames == ["问题清单", "台账"]
    assert marked["台账"]["F4"].comment is not None
    assert marked["台账"]["F2"].comment is None
    assert apply_import(run, standing=cast.command) == 1
    assert Issue.objects.get().title == ROW[1]


def test_the_same_list_makes_nothing_new_and_changed_rows_are_told(cast: Cast) -> None:
    plain = ["", "没有编号的", "", "资金", "2021-03-02", "", ""]
    apply_import(brought(cast, a_list([ROW, plain])), standing=cast.command)
    again = brought(cast, a_list([ROW, plain]))
    assert counts(again) == (0, 2, 0, 0)
    changed = [*ROW[:6], "已销号", None, "2021-03-20"]
    third = brought(cast, a_list([changed, plain, ["JS-2", *ROW[1:]]]))
    assert counts(third) == (1, 1, 1, 0)
    (told,) = third.report["changed"]
    assert told["issue"] == "W-2021-0001"
    assert told["cells"] == [
        {"field": "state", "ours": "working", "theirs": "closed"},
        {"field": "closed_on", "ours": "", "theirs": "2021-03-20"},
    ]
    assert apply_import(third, standing=cast.command) == 1
    assert Issue.objects.get(number="W-2021-0001").state == IssueState.WORKING
    # Another office's number 1 is another issue.
    assert counts(brought(cast, a_list([ROW]), "水务局台账")) == (1, 0, 0, 0)


def test_what_was_tried_is_what_is_applied(cast: Cast) -> None:
    first, second = brought(cast, a_list([ROW])), brought(cast, a_list([ROW]))
    apply_import(first, standing=cast.command)
    with pytest.raises(IssuesMovedError):
        apply_import(second, standing=cast.command)
    with pytest.raises(NotOpenImportError):
        apply_import(first, standing=cast.command)
    assert Issue.objects.count() == 1


def test_an_import_is_taken_back_as_a_whole(cast: Cast) -> None:
    kept = cast.issue()
    run = brought(cast, a_list([ROW, ["JS-2", *ROW[1:]]]))
    apply_import(run, standing=cast.command)
    issue = Issue.objects.filter(imported_as__run=run).first()
    assert issue is not None
    key = issue.pk
    assert undo_import(run, standing=cast.command) == 2
    assert list(Issue.objects.all()) == [kept]
    assert not ImportedIssue.objects.exists()
    assert set(Issue.history.filter(id=key).values_list("history_type", flat=True)) == {"+", "-"}
    assert Entry.objects.filter(act="coordination.list.taken-back").count() == 1
    with pytest.raises(NotOpenImportError):
        undo_import(run, standing=cast.command)
    assert counts(brought(cast, a_list([ROW]))) == (1, 0, 0, 0)


def test_a_reminder_inside_the_house_does_not_hold_an_import(cast: Cast) -> None:
    run = brought(cast, a_list([ROW, ["JS-2", *ROW[1:]]]))
    apply_import(run, standing=cast.command)
    issue = Issue.objects.get(imported_as__key="js-2")
    rule = EscalationRule.objects.filter(zone=cast.zone).first()
    said = {"rule": rule, "version": 1, "due_on": date(2021, 3, 1), "turn": 0}
    heard = Audience.objects.create(zone=cast.zone, key="a")
    EscalationCall.objects.create(
        **said, issue=issue, audience=heard, said_on=date(2021, 3, 29), at=issue.moved_at
    )
    assert undo_import(run, standing=cast.command) == 2
    assert not EscalationCall.objects.exists()


@pytest.mark.parametrize("how", ["moved", "remarked", "followed"])
def test_it_is_not_taken_back_once_somebody_worked_on_it(cast: Cast, how: str) -> None:
    run = brought(cast, a_list([ROW, ["JS-2", *ROW[1:]]]))
    apply_import(run, standing=cast.command)
    issue = Issue.objects.get(imported_as__key="js-2")
    if how == "moved":
        move_issue(issue, "claim", standing=cast.electrician, words="送电了")
    elif how == "remarked":
        remark_on_issue(issue, standing=cast.command, words="催办")
    else:
        issue.followers.create(organisation=cast.water, at=issue.moved_at)
    with pytest.raises(MovedSinceImportError, match=issue.number):
        undo_import(run, standing=cast.command)
    assert Issue.objects.count() == 2
    run.refresh_from_db()
    assert run.state == ImportState.APPLIED


def test_a_heading_that_is_not_known_is_answered(cast: Cast) -> None:
    head = ["题目", "类别", "提出日期", "由谁落实"]
    run = brought(cast, a_list([["缺电", "施工用电", "2021-03-01", "供电公司"]], head))
    (column,) = [each for each in run.report["columns"] if each["heading"] == "由谁落实"]
    assert column["field"] is None
    assert run.report["first"][0]["state"] == IssueState.RAISED
    answer_import(run, standing=cast.command, sheet="", fields={column["key"]: "lead"}, orders={})
    assert run.report["first"][0]["lead"] == "供电公司"
    apply_import(run, standing=cast.command)
    issue = Issue.objects.get()
    assert (issue.state, issue.lead) == (IssueState.ASSIGNED, cast.power)
    assert issue.acceptance_due_on is not None


def test_another_sheet_and_the_order_of_short_dates_are_answered(cast: Cast) -> None:
    book = openpyxl.Workbook()
    for title, days in {"旧": ["2021-01-01"] * 3, "新": ["03/04/20", "05/06/20"]}.items():
        sheet = book.create_sheet(title)
        sheet.append(["题目", "类别", "提出日期"])
        for place, day in enumerate(days):
            sheet.append([f"{title}{place}", "施工用电", day])
    run = brought(cast, saved(book))
    assert (run.report["sheet"], run.report["rows"]) == ("旧", 3)
    answer_import(run, standing=cast.command, sheet="新", fields={}, orders={})
    (question,) = run.report["questions"]
    assert (run.report["sheet"], question["kind"]) == ("新", "order")
    assert counts(run) == (0, 0, 0, 2)
    answer_import(
        run, standing=cast.command, sheet="新", fields={}, orders={question["key"]: "dmy"}
    )
    assert counts(run) == (2, 0, 0, 0)
    assert [each["raised_on"] for each in run.report["first"]] == ["2020-04-03", "2020-06-05"]


def test_the_pages_lead_from_the_list_to_the_undo(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.command.user)
    base = f"/{cast.zone.slug}/issues/"
    assert f"{base}import/" in browser.get(base).content.decode()
    assert browser.post(f"{base}import/", {"list_name": "x"}).status_code == 422
    refused = SimpleUploadedFile("x.xlsx", b"%PDF-1.4")
    answer = browser.post(f"{base}import/", {"file": refused, "list_name": "x"}, follow=True)
    assert "PDF" in answer.content.decode()
    file = SimpleUploadedFile("台账.xlsx", a_list([ROW, ["JS-2", "缺水", "无此项目", *ROW[3:]]]))
    answer = browser.post(f"{base}import/", {"file": file, "list_name": "x"}, follow=True)
    page = answer.content.decode()
    assert "导入 1 个新问题" in page
    assert "没有叫「无此项目」的项目" in page
    url = answer.redirect_chain[-1][0]
    columns = {f"field:{each}": "" for each in ("类别",)}
    assert "没写类别" in browser.post(f"{url}answer/", columns, follow=True).content.decode()
    assert browser.get(f"{url}marked.xlsx").content.startswith(b"PK")
    assert "撤销这次导入" in browser.post(f"{url}apply/", follow=True).content.decode()
    assert browser.post(f"{url}apply/").status_code == 409
    browser.post("/language/", {"language": "en"})
    assert "Dry run again" in browser.post(f"{url}undo/", follow=True).content.decode()
    clerk = Client()
    clerk.force_login(cast.electrician.user)
    assert clerk.get(url).status_code == clerk.post(f"{url}undo/").status_code == 404


def test_who_became_responsible_is_told_once_of_the_whole_list(cast: Cast) -> None:
    rows = [[f"JS-{n}", f"缺电 {n}", *ROW[2:]] for n in range(3)]
    to_assign = ["JS-9", "没有牵头", *ROW[2:5], "", "待交办"]
    closed = ["JS-10", "已经办完", *ROW[2:6], "已销号", None, "2021-03-20"]
    run = brought(cast, a_list([*rows, to_assign, closed]))
    chief = cast.somebody(Role.COMMAND)
    assert apply_import(run, standing=cast.command) == 5
    (notice,) = notices_for(cast.electrician)
    assert (notice.kind, notice.brought, notice.words) == (NoticeKind.BROUGHT, run, "3")
    assert [each.words for each in notices_for(chief)] == ["1"]  # to assign
    assert list(notices_for(cast.command)) == []  # who brought it knows
    browser = Client()
    browser.force_login(cast.electrician.user)
    page = browser.get(f"/{cast.zone.slug}/messages/").content.decode()
    assert "建设局台账" in page
    assert "有 3 个问题" in page
    undo_import(run, standing=cast.command)
    assert list(notices_for(cast.electrician)) == []


def test_an_answer_about_a_heading_is_remembered_for_lists_alone(cast: Cast) -> None:
    head = ["题目", "类别", "提出日期", "由谁落实", "牵头部门"]
    row = ["缺电", "施工用电", "2021-03-01", "供电公司", "王工"]
    run = brought(cast, a_list([row], head))
    keys = {each["heading"]: each["key"] for each in run.report["columns"]}
    said = {keys["由谁落实"]: "lead", keys["牵头部门"]: "", keys["题目"]: "title"}
    answer_import(run, standing=cast.command, sheet="", fields=said, orders={})
    assert keys["题目"] not in run.answers["fields"]  # understood without it
    apply_import(run, standing=cast.command)
    assert Issue.objects.get().lead == cast.power

    def columns(run: IssueImport) -> dict[str, tuple[str | None, bool, str]]:
        return {
            each["heading"]: (each["field"], each["is_remembered"], each["source"])
            for each in run.report["columns"]
        }

    again = columns(brought(cast, a_list([["缺水", *row[1:]]], head), "水务局台账"))
    assert again["由谁落实"] == ("lead", True, "")
    assert again["牵头部门"] == (None, True, "")
    assert again["题目"] == ("title", False, "")
    # In a list of another shape it decides where its neighbours are the same.
    wider = columns(brought(cast, a_list([["缺气", *row[1:], "x"]], [*head, "备注栏"])))
    assert wider["由谁落实"] == ("lead", True, "台账.xlsx")
    (kept,) = RememberedHeading.objects.filter(zone=cast.zone, field="lead")
    assert kept.of == "issues"  # the ledger means other things by the same words
    (table,) = ledgers.find_tables(ledgers.read_workbook(a_list([row], head), name="x").sheets[0])
    assert earlier_answers(cast.zone, table).decided == {}
    assert len(earlier_answers(cast.zone, table, of=kept.of).decided) == 2
