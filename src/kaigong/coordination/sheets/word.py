"""Issues as Word files: in the usual form of an office paper, or in the office's own layout."""

from __future__ import annotations

import io
from typing import Any

from kaigong.coordination.sheets.gathering import IssueSheet, IssueTable
from kaigong.coordination.word_pages import (
    HEAD_FONT,
    in_font,
    office_page,
    ruled_table,
    small,
)
from kaigong.wording import said


def sheet_docx(sheet: IssueSheet) -> bytes:
    """One issue on a page of its own."""
    document = _begun(f"{sheet.number} {sheet.title}", sheet.office)
    if sheet.is_sample:
        small(document, said("样例", "Sample"))
    _headed(document, sheet.office, sheet.heading)
    for label, words in (
        (said("编号", "Number"), sheet.number),
        (said("问题", "Issue"), sheet.title),
        (said("项目", "Project"), sheet.project),
        (said("类别", "Category"), f"{sheet.category} · {sheet.severity}"),
        (said("状态", "State"), sheet.state),
        (said("现在由", "Now with"), sheet.holder),
        (said("影响节点", "Milestone"), sheet.milestone),
        (said("位置", "Place"), sheet.place),
        (said("提出", "Raised"), sheet.raised),
        (said("牵头部门", "Lead"), " · ".join(filter(None, (sheet.lead, sheet.owner)))),
        (said("受理期限", "Accept by"), _kept(sheet.accept_by, sheet.accepted, "受理", "accepted")),
        (said("办结期限", "Solve by"), _kept(sheet.solve_by, sheet.solved, "报办结", "claimed")),
        (said("了结", "Over"), sheet.over),
        (said("说明", "Details"), sheet.text),
        (said("代价", "Price"), said("；", "; ").join(sheet.price)),
    ):
        if words:
            _fact(document, label, words)
    _history(document, sheet)
    if sheet.helps:
        document.add_heading(said("配合部门", "Helping departments"), 1)
        heads = [
            said("部门", "Department"), said("事项", "Asked for"), said("期限", "By"),
            said("答复", "Answer"),
        ]  # fmt: skip
        rows = [
            [each.body, each.task, each.due, f"{each.state} {each.answer}".strip()]
            for each in sheet.helps
        ]
        ruled_table(document, heads, rows, widths_cm=(3.6, 5.4, 3.0, 3.6))
    if sheet.papers:
        document.add_heading(said("材料", "Papers"), 1)
        for paper in sheet.papers:
            small(document, f"{paper.number}. {paper.name} · {paper.given}")
    small(document, sheet.printed)
    return _saved(document)


def table_docx(table: IssueTable) -> bytes:
    """A view of the list as one table, for who sits around it."""
    document = _begun(f"{table.heading} {table.day}", table.office, is_wide=True)
    _headed(document, table.office, table.heading)
    small(
        document,
        said(
            f"{table.day}　{table.view}　共 {table.count} 件，逾期 {table.late} 件",
            f"{table.day} · {table.view} · {table.count} issues, {table.late} late",
        ),
    )
    heads = [
        said("序号", "No."), said("问题", "Issue"), said("项目", "Project"),
        said("类别、轻重", "Category, severity"), said("现在由", "Now with"),
        said("提出", "Raised"), said("期限", "Due"), said("最近进展", "Latest"),
    ]  # fmt: skip
    rows = [
        [
            str(each.place),
            f"{each.title}{said('（样例）', ' (sample)') if each.is_sample else ''}\n{each.number}",
            each.project, f"{each.category}\n{each.severity}", f"{each.holder}\n{each.state}",
            said(f"{each.raised}\n{each.age_days} 天", f"{each.raised}\n{each.age_days} days"),
            each.due, each.latest,
        ]
        for each in table.issues
    ]  # fmt: skip
    ruled_table(document, heads, rows, widths_cm=(1.2, 5.4, 3.8, 2.4, 3.2, 2.6, 2.6, 4.5))
    if not rows:
        small(document, said("没有符合的问题。", "No issue fits."))
    small(document, table.printed)
    return _saved(document)


def _history(document: Any, sheet: IssueSheet) -> None:
    document.add_heading(said("经过", "What happened"), 1)
    heads = [said("日期", "Day"), said("谁", "Who"), said("做了什么、说了什么", "What")]
    rows = [[sheet.raised.split(" ")[0], sheet.raised.partition(" ")[2], said("提出", "Raised")]]
    for turn in sheet.turns:
        words = f"{turn.what}{said('：', ': ')}{turn.words}" if turn.words else turn.what
        if turn.papers:
            words += said("\n附：", "\nWith: ") + said("、", ", ").join(turn.papers)
        rows.append([turn.at, turn.who, words])
    ruled_table(document, heads, rows, widths_cm=(3.2, 4.2, 8.2))


def _kept(due: str, done: str, zh: str, en: str) -> str:
    """A clock in words: until when, and when it was kept."""
    if not done:
        return due
    return f"{due}{said(f'（{done}{zh}）', f' ({en} {done})')}"


def _begun(title: str, office: str, *, is_wide: bool = False) -> Any:
    import docx

    document = docx.Document()
    office_page(document, title=title, office=office, is_wide=is_wide)
    return document


def _headed(document: Any, office: str, heading: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for words, style in ((office, None), (heading, "Title")):
        document.add_paragraph(words, style=style).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _fact(document: Any, label: str, words: str) -> None:
    paragraph = document.add_paragraph()
    in_font(paragraph.add_run(said(f"{label}：", f"{label}: ")), HEAD_FONT)
    paragraph.add_run(words)


def _saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
