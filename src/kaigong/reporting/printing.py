"""A briefing as PDF, and its chart as a picture. The fonts are our own: a machine may have none."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from kaigong.errors import KaigongError
from kaigong.reporting.briefing import Briefing, Chart, Run, Section, Table
from kaigong.wording import is_chinese

ROOM = Path(__file__).resolve().parent
PAPERS, FONTS = ROOM / "papers", ROOM / "fonts"
DPI = 220


class UnprintableError(KaigongError):
    code = "reporting.unprintable"
    zh = "通报排版时有问题：{what}。请改用 Word 版，并告诉管理员。"
    en = "Laying out the briefing met a problem: {what}. Take the Word file and tell the office."


def briefing_pdf(briefing: Briefing) -> bytes:
    """The briefing as PDF/A-2b, with every number's note at the foot of its page.

    Raises:
        UnprintableError: the layout warns of something, such as letters that no font of ours has.
    """
    text = json.dumps(_as_json(briefing), ensure_ascii=False)
    return _compiled("briefing.typ", {"briefing": text}, format="pdf", pdf_standards=["a-2b"])


def chart_png(chart: Chart) -> bytes:
    """The chart as a picture, for papers that cannot draw."""
    text = json.dumps(asdict(chart), ensure_ascii=False)
    return _compiled("figure.typ", {"chart": text}, format="png", ppi=float(DPI))


@cache
def _compiler(paper: str) -> Any:
    import typst  # 0.1 s and 80 MB: only those who print pay

    return typst.Compiler(
        str(PAPERS / paper), root=str(PAPERS), font_paths=[str(FONTS)], ignore_system_fonts=True
    )


def _compiled(paper: str, inputs: dict[str, str], **options: Any) -> bytes:
    import typst

    try:
        made, warnings = _compiler(paper).compile_with_warnings(sys_inputs=inputs, **options)
    except typst.TypstError as error:
        raise UnprintableError(what=str(error)[:200]) from error
    if warnings:  # a missing font is only a warning, and the paper is full of holes
        raise UnprintableError(what=str(warnings[0])[:200])
    assert isinstance(made, bytes)  # noqa: S101  (one page or one file)
    return made


def _as_json(briefing: Briefing) -> dict[str, object]:
    told: set[int] = set()
    return {
        "language": "zh" if is_chinese() else "en",
        "zone_name": briefing.zone_name,
        "title": briefing.title,
        "age": briefing.age,
        "chart": asdict(briefing.chart) if briefing.chart else None,
        "sections": [_section(each, briefing, told) for each in briefing.sections],
    }


def _section(section: Section, briefing: Briefing, told: set[int]) -> dict[str, object]:
    return {
        "title": section.title,
        "has_chart": section.has_chart,
        "paragraphs": [
            [_run(run, briefing, told) for run in paragraph] for paragraph in section.paragraphs
        ],
        "tables": [asdict(table) | {"widths": widths_of(table)} for table in section.tables],
    }


def _run(run: Run, briefing: Briefing, told: set[int]) -> dict[str, object]:
    """A run with its note; the note is written where its figure stands first."""
    if run.note is None:
        return {"text": run.text, "note": None}
    first = run.note not in told
    told.add(run.note)
    return {
        "text": run.text,
        "note": run.note,
        "first": first,
        "told": briefing.notes[run.note - 1],
    }


def widths_of(table: Table) -> list[int]:
    """How wide the columns are to each other: words need more room than figures."""
    if table.words == len(table.heads):
        return [3, 4, 2, 3]
    return [3 if place < table.words else 2 for place in range(len(table.heads))]
