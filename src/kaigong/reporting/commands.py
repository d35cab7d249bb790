"""`kaigong brief`: the monthly briefing for scripts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kaigong.accounts.operator import operator_in
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio.feeds.asked import UnreadableMonthError
from kaigong.reporting.briefing import briefing_of
from kaigong.reporting.printing import briefing_pdf
from kaigong.reporting.word import briefing_docx
from kaigong.wording import said


class UnknownFormError(KaigongError):
    code = "reporting.unknown-form"
    zh = "「{file}」要以 .docx 或 .pdf 结尾，才知道出哪一种。"
    en = "“{file}” must end in .docx or .pdf, to say which form is wanted."


def brief(
    zone: Annotated[str, typer.Option(help=said("园区代号", "Zone slug"))],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help=said("文件，.docx 或 .pdf", "File, .docx or .pdf")),
    ],
    month: Annotated[
        str, typer.Option(help=said("月份，如 2021-03；默认本月", "Month; else the present one"))
    ] = "",
) -> None:
    """Write the monthly briefing on project delivery, each number with its note."""
    forms = {".docx": briefing_docx, ".pdf": briefing_pdf}
    if output.suffix not in forms:
        raise UnknownFormError(file=output.name)
    standing = operator_in(zone)
    try:
        first = date.fromisoformat(f"{month}-01") if month else standing.zone.today()
    except ValueError as error:
        raise UnreadableMonthError(text=month[:20]) from error
    found = briefing_of(standing, first)
    output.write_bytes(forms[output.suffix](found))
    record(
        "reporting.briefing.taken", by=standing.user, zone=zone,
        month=f"{found.month:%Y-%m}", form=output.suffix.removeprefix("."),
    )  # fmt: skip
    typer.echo(
        said(
            f"{output}：{found.title}，{len(found.notes)} 个数字有脚注。",
            f"{output}: {found.title}, {len(found.notes)} figures with notes.",
        )
    )
