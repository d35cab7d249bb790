"""The forecast of the year as an Excel workbook: targets, projects, actions, months."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from kaigong.plan.pages.forecast import ForecastPage
from kaigong.wording import said

Cell = str | float | None


def forecast_workbook(page: ForecastPage) -> bytes:
    """One sheet for each table of the page; amounts exact, in the zone's currency unit."""
    out, row = BytesIO(), page.kept.row
    how = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, how) as book:
        kept = page.kept
        _sheet(
            book,
            said("目标", "Targets"),
            [
                said("目标", "Target"),
                said("要求", "Asked"),
                "P10",
                "P50",
                "P90",
                said("把握", "Chance"),
            ],
            [
                [name, spread.target, spread.p10, spread.p50, spread.p90, chance]
                for name, spread, chance in (
                    (said("完成投资", "Investment"), kept.amount, row.amount_chance),
                    (said("开工", "Starts"), kept.starts, row.starts_chance),
                    (said("竣工", "Completions"), kept.completions, row.completions_chance),
                )
            ],
        )
        _sheet(
            book,
            said("项目", "Projects"),
            [
                said("编号", "Code"), said("项目", "Project"), said("依据", "Basis"),
                said("年计划", "Plan"), said("已完成", "Done"), "P10", "P50", "P90",
                said("占风险", "Share of the risk"), said("落空时欠", "Missing when missed"),
                said("开工把握", "P(start)"), said("竣工把握", "P(completion)"),
            ],
            [
                [
                    each.project.code, str(each.project), str(each.get_basis_display()),
                    float(each.planned_amount), float(each.done_amount), float(each.p10),
                    float(each.p50), float(each.p90), each.variance_share,
                    float(each.missed_amount), each.start_chance, each.completion_chance,
                ]
                for each in kept.projects
            ],
        )  # fmt: skip
        _sheet(
            book,
            said("措施", "Actions"),
            [
                said("类别", "Kind"), said("做什么", "What"), said("项目", "Project"),
                said("提前天数", "Days won"), said("多完成投资", "Money gained"),
                said("把握提高", "Chance gained"), said("三项都成的把握提高", "All three gained"),
            ],
            [
                [
                    str(line.row.get_kind_display()), line.words, str(line.row.project),
                    line.row.slip_days, float(line.row.gain_amount), line.row.gain_chance,
                    line.row.gain_all_chance,
                ]
                for line in page.actions
            ],
        )  # fmt: skip
        _sheet(
            book,
            said("月份", "Months"),
            [said("月", "Month"), "P10", "P50", "P80", "P90"],
            [[row.month + 1 + place, *values] for place, values in enumerate(row.months)],
        )
        told = [[line] for line in page.learned]
        told += [[f"{name}: {value}"] for name, value in page.assumed]
        told.append([said(f"种子 {row.seed}，{row.runs} 次", f"seed {row.seed}, {row.runs} runs")])
        _sheet(book, said("怎么算的", "How"), [said("说明", "In words")], told)
    return out.getvalue()


def _sheet(book: Any, name: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    sheet = book.add_worksheet(name)
    font = {"font_name": "Microsoft YaHei", "font_size": 10}
    bold = book.add_format({**font, "bold": True, "bg_color": "#eef1f4", "bottom": 1})
    plain = book.add_format({**font, "quote_prefix": True})
    number = book.add_format({**font, "num_format": "#,##0.00##"})
    for place, label in enumerate(head):
        sheet.set_column(place, place, 36 if place == 1 else 16)
        sheet.write_string(0, place, label, bold)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, place, value, plain)
            elif value is not None:
                sheet.write_number(line, place, value, number)
    sheet.freeze_panes(1, 0)
