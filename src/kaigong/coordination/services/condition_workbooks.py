"""The wall chart as an Excel workbook, as an office passes it on."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter

from kaigong.accounts.selectors import Standing
from kaigong.audit.services import record
from kaigong.coordination.pages.conditions import ShownCell, ShownRow
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.coordination.pages.wall_chart import WallChart

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter", "text_wrap": True}
_EDGE = {"border": 1, "border_color": "#d6dbe1"}
_FORMS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": False},
    "small": {"font_color": "#5b6673", "text_wrap": False},
    "head": {"bold": True, "align": "center", "bg_color": "#eef1f4", **_EDGE},
    # A quoted cell stays a text when somebody edits it, whatever it begins with.
    "text": {"quote_prefix": True, **_EDGE},
    "day": {"num_format": "yyyy-mm-dd", "align": "center", **_EDGE},
    "count": {"bold": True, "align": "center", "bg_color": "#eef1f4", **_EDGE},
}
_MARKS = {"red": "◆ ", "amber": "▲ ", "green": "● "}
HEAD_ROW = 3


def wall_workbook(chart: WallChart, *, standing: Standing) -> bytes:
    """Every row of the chart under its filters; who took it out of the house is on record."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    forms = {name: book.add_format(_FONT | form) for name, form in _FORMS.items()}
    sheet = book.add_worksheet(said("开工要素", "Conditions"))
    zone = standing.zone
    title = said(f"{zone} 开工要素保障表", f"{zone}: start-up conditions")
    told = said(
        f"截至 {chart.today}，共 {len(chart.all_rows)} 个项目",
        f"As of {chart.today}, {len(chart.all_rows)} projects",
    )
    sheet.write_string(0, 0, title, forms["title"])
    sheet.write_string(
        1, 0, "；".join(filter(None, [told, chart.filters_in_words])), forms["small"]
    )
    heads = [
        said("项目", "Project"), said("编码", "Code"), said("专员", "Officer"),
        said("计划开工", "Planned start"),
        *(f"{kind}（{kind.unit_shown}）" if kind.unit else str(kind) for kind in chart.kinds),
        said("到位", "There"), said("预计齐备", "Ready by"), said("卡在哪里", "What blocks it"),
        said("备注", "Remarks"),
    ]  # fmt: skip
    for place, head in enumerate(heads):
        sheet.write_string(HEAD_ROW, place, head, forms["head"])
    for at, row in enumerate(chart.all_rows, start=HEAD_ROW + 1):
        _write(sheet, at, row, chart, forms)
    last = HEAD_ROW + 1 + len(chart.all_rows)
    sheet.write_string(last, 0, said("缺（项目数）", "Missing (projects)"), forms["count"])
    for place, count in enumerate(chart.missing, start=4):
        sheet.write_number(last, place, count, forms["count"])
    _set_page(sheet, len(heads))
    book.close()
    record(
        "coordination.conditions.exported",
        by=standing.user,
        zone=zone.slug,
        rows=len(chart.all_rows),
    )
    return file.getvalue()


def _write(sheet, at: int, row: ShownRow, chart: WallChart, forms) -> None:  # type: ignore[no-untyped-def]  # xlsxwriter has no types
    project, readiness = row.of.project, row.of.readiness
    sample = said("（样例）", " (sample)") if project.is_sample else ""
    texts = {0: f"{project}{sample}", 1: project.code, 2: str(project.service_officer or "")}
    for place, text in texts.items():
        sheet.write_string(at, place, text, forms["text"])
    if project.planned_start_on:
        sheet.write_datetime(at, 3, project.planned_start_on, forms["day"])
    else:
        sheet.write_blank(at, 3, None, forms["day"])
    by_kind = {cell.kind.pk: cell for cell in row.cells}
    for place, kind in enumerate(chart.kinds, start=4):
        cell = by_kind.get(kind.pk)
        sheet.write_string(at, place, _cell_text(cell) if cell else "", forms["text"])
    end = 4 + len(chart.kinds)
    met = f"{readiness.met}/{readiness.of}" if readiness else ""
    remarks = (
        f"{cell.kind}：{cell.condition.remark}"
        for cell in row.cells
        if cell.condition and cell.condition.remark
    )
    blocks = _MARKS.get(row.lamp, "") + row.blocks
    for place, text in enumerate((met, row.forecast, blocks, "；".join(remarks)), start=end):
        sheet.write_string(at, place, text, forms["text"])


def _cell_text(cell: ShownCell) -> str:
    return "\n".join(filter(None, [_MARKS.get(cell.lamp, "") + cell.text, cell.note]))


def _set_page(sheet, columns: int) -> None:  # type: ignore[no-untyped-def]  # xlsxwriter has no types
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_footer("&L&A&C&P / &N&R&D")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 3, 11)
    sheet.set_column(4, columns - 3, 16)
    sheet.set_column(columns - 2, columns - 1, 34)
