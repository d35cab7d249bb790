"""`kaigong export`: the ledger for scripts."""

from __future__ import annotations

import json
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from django.http import Http404
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kaigong.accounts.operator import operator_in
from kaigong.errors import KaigongError
from kaigong.portfolio.columns import COLUMNS
from kaigong.portfolio.selectors.papers import layout_for, layouts_for
from kaigong.portfolio.services import oc4ids
from kaigong.portfolio.services.exports import Export, ledger_csv, note_export
from kaigong.portfolio.services.layouts import in_layout
from kaigong.portfolio.services.workbooks import write_workbook
from kaigong.portfolio.sheet import View
from kaigong.web.asof import UnreadableDayError
from kaigong.wording import said


class UnknownColumnError(KaigongError):
    code = "portfolio.unknown-column"
    zh = "没有叫「{key}」的列；有：{known}。"
    en = "There is no column “{key}”; there are {known}."


class UnknownLayoutError(KaigongError):
    code = "portfolio.unknown-layout"
    zh = "没有叫「{key}」的版式；有：{known}。last 是上次应用的导入。"
    en = "There is no layout “{key}”; there are: {known}. “last” is the import applied last."


class Form(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    OC4IDS = "oc4ids"


_BY_ENDING = {".csv": Form.CSV, ".json": Form.OC4IDS}


def export(
    zone: Annotated[str, typer.Option(help=said("园区代号", "Zone slug"))],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help=said("写到哪个文件，- 为标准输出", "File to write")),
    ] = None,
    form: Annotated[
        Form | None, typer.Option("--format", help=said("格式，默认看文件名", "Else the file's"))
    ] = None,
    as_of: Annotated[
        str, typer.Option(help=said("某日终了时的记录，如 2021-03-29", "As on record that day"))
    ] = "",
    month: Annotated[str, typer.Option(help=said("看哪个月，如 2021-03", "Month in view"))] = "",
    columns: Annotated[
        str, typer.Option(help=said("列，以逗号分隔；默认全部", "Keys by commas; else all"))
    ] = "",
    layout: Annotated[
        str, typer.Option(help=said("办公室版式的名称，或 last", "A layout's name, or last"))
    ] = "",
) -> None:
    """Write the whole ledger of a zone into a file."""
    standing = operator_in(zone)
    day = _day(as_of) if as_of else None
    first = _day(f"{month}-01") if month else (day or standing.zone.today()).replace(day=1)
    keys = [key.strip() for key in columns.split(",") if key.strip()] or list(COLUMNS)
    for key in keys:
        if key not in COLUMNS:
            raise UnknownColumnError(key=key, known=", ".join(COLUMNS))
    view = View(first, as_of=standing.zone.end_of(day) if day else None)
    found = Export(standing, view, keys)
    if layout:
        _write_in_layout(found, layout, output)
        return
    chosen = form or _BY_ENDING.get(output.suffix if output else "", Form.XLSX)
    ending = "json" if chosen is Form.OC4IDS else chosen.value
    target = output or Path(f"{found.base}.{ending}")
    _write(found, target, chosen)
    note_export(found, chosen)
    if str(target) != "-":
        typer.echo(said(f"{target}：{found.count} 行。", f"{target}: {found.count} rows."))


def _write_in_layout(found: Export, key: str, output: Path | None) -> None:
    """The ledger in the office's own workbook, and what became of it in words."""
    standing = found.standing
    try:
        layout = layout_for(standing, key)
    except Http404 as error:
        known = "、".join(one.name for one in layouts_for(standing)) or said("没有", "none")
        raise UnknownLayoutError(key=key, known=known) from error
    made = in_layout(layout, found)
    target = output or Path(f"{found.base}.xlsx")
    target.write_bytes(made.content)
    note_export(found, "layout")
    words = made.words
    typer.echo(
        said(
            f"{target}：{made.shown} 个项目，其中新插入 {made.added} 行。",
            f"{target}: {made.shown} projects, {made.added} rows put in.",
        )
    )
    if words:
        typer.echo(said(words["zh"], words["en"]), err=True)


def _write(found: Export, target: Path, form: Form) -> None:
    if form is Form.OC4IDS:
        package = oc4ids.package(found.standing, as_of=found.view.as_of, year=found.view.month.year)
        text = json.dumps(package, ensure_ascii=False, indent=1)
        if str(target) == "-":
            sys.stdout.write(f"{text}\n")
        else:
            target.write_text(text, encoding="utf-8")
        return
    if form is Form.CSV:
        if str(target) == "-":
            sys.stdout.writelines(ledger_csv(found))
            return
        with target.open("w", encoding="utf-8", newline="") as file:
            file.writelines(ledger_csv(found))
        return
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        console=Console(stderr=True),
    ) as progress:  # fmt: skip
        bar = progress.add_task(said("导出", "Export"), total=found.count)

        def advance(rows: int) -> None:
            progress.advance(bar, rows)

        write_workbook(found, target, advance=advance)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableDayError(text=text[:30]) from error
