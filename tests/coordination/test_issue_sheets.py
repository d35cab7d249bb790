"""Issues as Word: one to hand on, a view for the promotion meeting, each as its reader may read."""

from __future__ import annotations

import io

import docx
import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from kaigong.audit.models import Entry
from kaigong.coordination.models import Issue, IssueState, WordPaper
from kaigong.coordination.services import issue_sheets
from kaigong.coordination.services.helps import ask_for_help
from kaigong.coordination.services.issue_sheets import TooManyForWordError, issue_sheet
from kaigong.coordination.services.issues import move_issue, remark_on_issue
from kaigong.coordination.services.layouts import keep_layout, withdraw_layouts
from kaigong.coordination.services.meeting_errors import TemplateUnreadableError
from kaigong.coordination.services.papers import keep_paper, put_beside
from tests.builders import TODAY
from tests.coordination.cast import Cast
from tests.coordination.test_meetings import a_layout, text_of
from tests.coordination.test_pages import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


def a_travelled_issue(cast: Cast) -> Issue:
    """Assigned, refused, assigned again, with a word among officers, a helper and a photo."""
    issue = cast.issue(text="变压器 <500 kVA> & 电缆未到", location="北区 3 号地块")
    move_issue(issue, "assign", standing=cast.command, lead=cast.power)
    move_issue(issue, "refuse", standing=cast.electrician, words="不归我们管")
    move_issue(issue, "assign", standing=cast.command, lead=cast.power, words="按分工由你们办")
    move_issue(issue, "accept", standing=cast.electrician)
    remark_on_issue(issue, standing=cast.command, words="先别告诉企业", is_internal=True)
    ask_for_help(issue, of=cast.water, task="让出管位", due_on=TODAY, standing=cast.command)
    photo = ContentFile(b"\xff\xd8\xff a box", name="变压器.jpg")
    paper = keep_paper(cast.zone, file=photo, by=cast.builder.user, organisation=cast.firm)
    put_beside(paper, issue, by=cast.builder.user)
    return issue


def test_a_sheet_tells_the_problem_both_clocks_what_happened_and_the_papers(cast: Cast) -> None:
    issue = a_travelled_issue(cast)
    answer = browser_of(cast.command).get(f"/{cast.zone.slug}/issues/{issue.number}/word/")
    text = text_of(answer.content)
    for words in (
        "问题情况单", "编号：W-2021-0001", "变压器 <500 kVA> & 电缆未到", "北区 3 号地块",
        "受理期限：2021年3月30日（2021年3月29日受理）", "办结期限：2021年4月20日",
        "提出：2021年3月29日 长发集团", "不受理：不归我们管", "交办：按分工由你们办",
        "留言（内部）：先别告诉企业", "让出管位", "变压器.jpg", "代价：已历 0 天", "退回 1 次",
    ):  # fmt: skip
        assert words in text, words
    told = Entry.objects.get(act="coordination.issue.taken")
    assert (told.subject, told.actor) == (issue.number, cast.command.user)


def test_a_firm_s_sheet_holds_no_internal_word_no_helper_and_no_price(cast: Cast) -> None:
    text = text_of(issue_sheet(a_travelled_issue(cast), cast.builder))
    assert "不受理：不归我们管" in text
    for hidden in ("先别告诉企业", "让出管位", "代价"):
        assert hidden not in text
    other = browser_of(cast.plumber)  # helps, so sees it
    assert other.get(f"/{cast.zone.slug}/issues/W-2021-0001/word/").status_code == 200


def test_who_does_not_see_an_issue_cannot_take_it_along(cast: Cast) -> None:
    issue = cast.issue()
    answer = browser_of(cast.plumber).get(f"/{cast.zone.slug}/issues/{issue.number}/word/")
    assert answer.status_code == 404


def test_a_view_is_a_table_with_the_latest_of_each_issue(cast: Cast) -> None:
    issue = a_travelled_issue(cast)
    fence = cast.issue(title="围挡缺一段", category=cast.categories["fencing"])
    cast.in_state(IssueState.CLOSED)
    browser = browser_of(cast.command)
    address = f"/{cast.zone.slug}/issues.docx?view=open"
    assert f"{address}" in browser.get(f"/{cast.zone.slug}/issues/?view=open").content.decode()
    rows = rows_of(browser.get(address).content)
    assert [row[1] for row in rows[1:]] == [
        f"围挡缺一段\n{fence.number}", f"施工用电未接通\n{issue.number}",
    ]  # fmt: skip
    assert rows[2][4].startswith("供电公司")
    assert rows[2][7] == "3-29 留言（内部） 先别告诉企业"
    narrowed = browser.get(f"{address}&category=fencing").content
    assert len(rows_of(narrowed)) == 2
    assert "未销号；施工围挡" in text_of(narrowed)
    seen_by_firm = rows_of(browser_of(cast.builder).get(address).content)
    assert "先别告诉企业" not in str(seen_by_firm)


def test_in_english_the_papers_are_english(cast: Cast) -> None:
    issue = a_travelled_issue(cast)
    with translation.override("en"):
        text = text_of(issue_sheet(issue, cast.command))
    for words in (
        "Issue sheet",
        "Accept by: 2021-03-30 (accepted 2021-03-29)",
        "Refuse: 不归我们管",
    ):
        assert words in text, words


def test_the_office_s_own_layouts_are_used_and_wrong_ones_refused(cast: Cast) -> None:
    issue = a_travelled_issue(cast)
    marks = "{% for turn in issue.turns %}【{{ turn.what }}】{% endfor %}"
    keep_layout(
        WordPaper.SHEET, file=a_layout("转办单 {{ issue.text }} " + marks), standing=cast.command
    )
    text = text_of(issue_sheet(issue, cast.command))
    assert text.startswith("转办单 变压器 <500 kVA> & 电缆未到 【交办】【不受理】")
    wrong = a_layout("{{ list.count }}")  # a mark of the other paper
    with pytest.raises(TemplateUnreadableError):
        keep_layout(WordPaper.SHEET, file=wrong, standing=cast.command)
    withdraw_layouts(WordPaper.SHEET, standing=cast.command)
    assert "问题情况单" in text_of(issue_sheet(issue, cast.command))


def test_layouts_are_changed_by_the_page_and_by_nobody_else(cast: Cast) -> None:
    cast.issue()
    address = f"/{cast.zone.slug}/settings/layouts/"
    browser = browser_of(cast.command)
    file = a_layout("本区清单 {{ list.count }} 件")
    page = browser.post(address, {"paper": "table", "file": file}, follow=True).content.decode()
    assert "纪要模板.docx" in page
    table = browser.get(f"/{cast.zone.slug}/issues.docx?view=open")
    assert text_of(table.content) == "本区清单 1 件"
    browser.post(address, {"paper": "table", "withdraw": "1"})
    assert len(rows_of(browser.get(f"/{cast.zone.slug}/issues.docx?view=open").content)) == 2
    assert browser_of(cast.electrician).get(address).status_code == 404


def test_a_table_that_nobody_would_read_is_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.issue()
    monkeypatch.setattr(issue_sheets, "MOST_ROWS", 0)
    answer = browser_of(cast.command).get(f"/{cast.zone.slug}/issues.docx")
    assert answer.status_code == 422
    assert TooManyForWordError.code == "coordination.too-many-for-word"


def rows_of(content: bytes) -> list[list[str]]:
    (table,) = docx.Document(io.BytesIO(content)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_what_is_no_word_file_is_told_so_and_nothing_else_is_offered(cast: Cast) -> None:
    browser, page = browser_of(cast.command), f"/{cast.zone.slug}/settings/layouts/"
    for name, content in (
        ("纪要.docx", b"PK\x03\x04 half a file"),
        ("纪要.pdf", b"%PDF-1.7"),
        ("纪要.doc", b"\xd0\xcf\x11\xe0"),
    ):
        given = {"paper": "sheet", "file": ContentFile(content, name=name)}
        answer = browser.post(page, given)
        assert answer.status_code == 422
        told = answer.content.decode()
        assert f"「{name}」不能当模板：它不是 Word 文件（docx，不带宏）" in told
        assert "PDF、" not in told


def test_a_paper_that_the_layout_cannot_hold_is_offered_in_the_default_one(cast: Cast) -> None:
    # An empty paper has no turns, so the trial did not come to the mark that is wrong.
    marks = "{% for turn in issue.turns %}{{ turn.nobody }}{% endfor %}"
    keep_layout(WordPaper.SHEET, file=a_layout(marks), standing=cast.command)
    number = a_travelled_issue(cast).number
    address = f"/{cast.zone.slug}/issues/{number}/word/"
    for who, may_change in ((cast.command, True), (cast.builder, False)):
        answer = browser_of(who).get(address)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "填不进本单位的 Word 模板「纪要模板.docx」：里面有不认识的记号" in page
        assert ("去换模板" in page) is may_change
        assert 'href="?layout=default"' in page
        assert not Entry.objects.filter(act="coordination.issue.taken", subject=number).exists()
    plain = browser_of(cast.command).get(f"{address}?layout=default")
    assert "问题情况单" in text_of(plain.content)
