"""The zone's one plan in Excel: a sheet for each indicator, folded by levels, and quantities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from kaigong.audit.services import record
from kaigong.plan.indicators import MONTHS, indicators
from kaigong.plan.pages.quantities import QuantitiesPage
from kaigong.plan.pages.target_rows import TargetRow, level_name, rows_of
from kaigong.plan.pages.targets import TargetsPage
from kaigong.plan.target_tree import amount_of
from kaigong.plan.target_years import TargetYear
from kaigong.portfolio.headline import Unit
from kaigong.web.amounts import table_unit
from kaigong.wording import said

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10}
_FORMS: dict[str, dict[str, object]] = {
    "head": {"bold": True, "bg_color": "#eef1f4", "bottom": 1, "text_wrap": True},
    "text": {"quote_prefix": True},
    "bold": {"bold": True, "quote_prefix": True},
    "number": {"num_format": "#,##0.00##"},
    "share": {"num_format": "0.0%"},
    "red": {"font_color": "#a81f14"},
    "red_number": {"font_color": "#a81f14", "num_format": "#,##0.00##"},
}
HEAD_ROW = 2


def targets_workbook(year: TargetYear) -> bytes:
    """All indicators of a year, each to its works, with the proof of every node."""
    file = BytesIO()
    how = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, how) as book:
        forms = {name: book.add_format(_FONT | form) for name, form in _FORMS.items()}
        for indicator in indicators:
            _tree_sheet(book, forms, TargetsPage(year, indicator, is_whole=True))
        _quantity_sheet(book, forms, QuantitiesPage(year))
    record(
        "plan.table.exported",
        by=year.standing.user,
        zone=year.zone.slug,
        subject=f"{year.year}",
        name=said("目标分解", "Target tree"),
        rows=len(year.prospects),
    )
    return file.getvalue()


def _tree_sheet(book: Any, forms: dict[str, Any], page: TargetsPage) -> None:
    sheet = book.add_worksheet(str(page.indicator.label)[:31])
    is_money = page.indicator.unit is Unit.AMOUNT
    unit = table_unit(page.figures.largest, page.year.zone.currency)
    size = unit.size if is_money else 1
    told = f"{page.year.zone} {page.year.year} {page.indicator.label}"
    sheet.write_string(0, 0, f"{told}（{unit.name}）" if is_money else told, forms["bold"])
    sheet.write_string(1, 0, _proof_words(page), forms["text" if page.tree.is_proved else "red"])
    heads = [
        said("层级", "Level"), said("名称", "Name"), said("责任人", "Owner"),
        said("目标", "Target"), said("怎么来的", "From"), said("下级合计", "Sum of children"),
        said("未分解", "Not broken down"), said("下级合计 + 未分解 − 目标", "Proof: is 0"),
        said("完成", "Done"), said("预计 P50", "Expected P50"), said("把握", "P(target)"),
        said("缺口", "Gap"), *(said(f"{m} 月目标", f"Target {m}") for m in MONTHS),
        *(said(f"{m} 月完成", f"Done {m}") for m in range(1, page.month.month + 1)),
    ]  # fmt: skip
    for place, head in enumerate(heads):
        sheet.write_string(HEAD_ROW, place, head, forms["head"])
    for at, row in enumerate(rows_of(page), start=HEAD_ROW + 1):
        _write(sheet, forms, at, list(_cells(row, size)), depth=row.depth)
        line = at + 1
        if row.is_broken_down:
            sheet.write_formula(at, 7, f"=ROUND(F{line}+G{line}-D{line},6)", forms["number"], 0)
        if row.not_broken_down < 0 or (row.not_broken_down and row.depth < 2):
            sheet.write_number(at, 6, float(row.not_broken_down / size), forms["red_number"])
        sheet.set_row(at, None, None, {"level": row.depth})
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, len(heads), 12)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)


def _proof_words(page: TargetsPage) -> str:
    if page.tree.is_proved:
        words = said(
            "每一级：下级合计 + 未分解 = 目标",
            "At every level: children + not broken down = target",
        )
        if page.indicator.ledger is None:
            return words
        return words + said("；项目合计与台账相等", "; projects add up to the ledger")
    return said("与台账不等：", "Not equal to the ledger: ") + "；".join(page.differences)


def _cells(row: TargetRow, size: object) -> Iterator[object]:
    def amount(value: Any) -> float | None:
        return None if value is None else float(value / size)

    is_inner = row.is_broken_down
    yield level_name(row.level)
    yield row.name
    yield row.owner
    yield amount(row.target)
    yield said("设定", "set") if row.is_set else ""
    yield amount(row.of_children) if is_inner else None
    yield amount(row.not_broken_down) if is_inner else None
    yield None
    yield amount(row.done)
    yield amount(row.expected)
    yield row.chance
    yield amount(row.gap)
    yield from (amount(each) for each in row.months)
    yield from (amount(each) for each in row.done_months or ())


def _write(
    sheet: Any, forms: dict[str, Any], at: int, cells: Sequence[object], *, depth: int = 0
) -> None:
    for place, value in enumerate(cells):
        if isinstance(value, str):
            text = "　" * depth + value if place == 1 else value
            sheet.write_string(at, place, text, forms["bold" if depth < 2 else "text"])
        elif isinstance(value, int | float):
            sheet.write_number(at, place, value, forms["share" if place == 10 else "number"])


def _quantity_sheet(book: Any, forms: dict[str, Any], page: QuantitiesPage) -> None:
    sheet = book.add_worksheet(said("工程量", "Quantities"))
    heads = [
        said("战线", "Front"), said("项目", "Project"), said("工作", "Activity"),
        said("责任人", "Owner"), said("单位", "Unit"), said("总量", "Whole"),
        said("此前", "Before"), said("以后", "Later"), said("已完成", "Done"),
        *(said(f"{m} 月", f"Month {m}") for m in MONTHS),
        said("此前完成", "Done before"),
        *(said(f"{m} 月完成", f"Done {m}") for m in range(1, page.last_month + 1)),
    ]  # fmt: skip
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, forms["head"])
    at = 0
    for front, prospect, lines in page.projects:
        for line in lines:
            at += 1
            row, parts = line.work.row, [float(amount_of(each)) for each in line.parts]
            done = None if row.quantity_done is None else float(row.quantity_done)
            cells: list[object] = [
                front, str(prospect.project), str(row), str(row.owner or ""), row.unit_shown,
                float(row.quantity or 0), parts[0], parts[-1], done, *parts[1:-1],
                *(float(amount_of(each)) for each in line.done_parts),
            ]  # fmt: skip
            for place, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(at, place, value, forms["text"])
                elif isinstance(value, float):
                    sheet.write_number(at, place, value, forms["number"])
    sheet.set_column(0, 3, 20)
    sheet.set_column(4, len(heads), 10)
    sheet.freeze_panes(1, 3)
