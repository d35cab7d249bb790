"""`kaigong import`: the door of the ledger for scripts."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from kaigong.accounts.models import Zone
from kaigong.accounts.operator import operator_in
from kaigong.accounts.selectors import Standing
from kaigong.engines import ledgers
from kaigong.errors import KaigongError
from kaigong.portfolio.columns import COLUMNS
from kaigong.portfolio.models import ImportRun, Project
from kaigong.portfolio.models.intake import DryRunStep, RunState
from kaigong.portfolio.services import intake
from kaigong.portfolio.services.intake.fields import YEAR_FIELD
from kaigong.wording import is_chinese, said

OUTCOMES = ("new", "changed", "unchanged", "conflicting", "rejected", "left_out")
CLEAN, FAULTS, UNREADABLE = 0, 1, 2
CANCELLED = 130  # as a shell says of a command that Ctrl C ended


class UnreadableMapError(KaigongError):
    code = "portfolio.unreadable-map"
    zh = "--map 「{text}」看不懂；写成 列名=字段，如 总投资额=total_amount。字段见 columns 参考页。"
    en = "--map “{text}” cannot be read; write COLUMN=FIELD, such as Budget=total_amount."


class UnreadableOrderError(KaigongError):
    code = "portfolio.unreadable-order"
    zh = "--order 「{text}」看不懂；写成 dmy（日月年）、mdy（月日年）、ymd（年月日），或 列名=dmy。"
    en = "--order “{text}” cannot be read; write dmy, mdy or ymd, or COLUMN=dmy."


class UnreadableRowError(KaigongError):
    code = "portfolio.unreadable-row"
    zh = "--row 「{text}」看不懂；写成 行号=项目编码（台账里有的），或 行号=new。"
    en = "--row “{text}” cannot be read; write ROW=CODE with a code on record, or ROW=new."


def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    zone: Annotated[str, typer.Option(help=said("园区代号", "Zone slug"))],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=said("只试算，不写入", "Only say what would happen"))
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help=said("全部写入，有误则一行不写", "Write all or nothing"))
    ] = False,
    apply_good: Annotated[
        bool, typer.Option("--apply-good", help=said("只写好的行", "Write the good rows only"))
    ] = False,
    sheet: Annotated[str, typer.Option(help=said("工作表名", "Name of the sheet"))] = "",
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", help=said("列名=字段，可多次", "COLUMN=FIELD, may be repeated")),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", help=said("列名=单位，如 预算=万元", "COLUMN=UNIT: budget=£m")),
    ] = None,
    order: Annotated[
        list[str] | None,
        typer.Option(
            help=said(
                "03/04/2021 怎么读：dmy、mdy、ymd，或 列名=dmy",
                "How 03/04/2021 is meant: dmy, mdy, ymd; or COLUMN=dmy",
            )
        ),
    ] = None,
    month: Annotated[
        str,
        typer.Option(help=said("月份 2021-03，默认看文件", "Month 2021-03; else as the file says")),
    ] = "",
    row: Annotated[
        list[str] | None,
        typer.Option(
            help=said("行号=项目编码，或 行号=new", "ROW=CODE: that row is that project; ROW=new")
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=said("输出 JSON", "Print JSON"))] = False,
) -> None:
    """Take a workbook into the ledger: a dry run first, then all of it, or the good rows."""
    if dry_run + apply + apply_good != 1:
        raise typer.BadParameter("--dry-run | --apply | --apply-good")
    standing = operator_in(zone)
    console = Console(stderr=True)
    # What cannot be read is said before the file is kept.
    fields, units = _pairs(map_ or [], fields=True), _pairs(unit or [], fields=False)
    orders, identities = _orders(order or []), _identities(row or [], standing.zone)
    run = intake.receive_file(
        standing.zone, name=file.name, content=file.read_bytes(), by=standing.user
    )
    intake.answer_run(
        run,
        fields=fields,
        units=units,
        orders=orders,
        identities=identities,
        sheet=sheet,
        month=date.fromisoformat(f"{month}-01") if month else None,
    )
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
    ) as progress:
        _try(run, standing, progress)
        if run.state == RunState.REFUSED:
            progress.stop()
            _say_refused(run, as_json=as_json)
            raise typer.Exit(UNREADABLE)
        refusal = ""
        if not dry_run:
            progress.add_task(said("写入 …", "Writing …"), total=None)
            try:
                intake.apply_run(run, standing, good_only=apply_good)
            except KaigongError as error:
                refusal = error.in_language("zh" if is_chinese() else "en")
    if dry_run:
        intake.drop_run(run, by=standing.user)
    _report(run, as_json=as_json, refusal=refusal, console=console)
    faults = [fault for fault in run.report["faults"] if fault["weight"] != "remark"]
    if faults or refusal or run.report["conflicting"]:
        raise typer.Exit(FAULTS)


def _try(run: ImportRun, standing: Standing, progress: Progress) -> None:
    """The dry run with a bar for each step; Ctrl C ends it and leaves the file's record alone."""
    bars = {}

    def tell(step: DryRunStep, done: int, of: int) -> None:
        if step not in bars:
            _finish(progress)
            bars[step] = progress.add_task(str(step.label), total=None)
        progress.update(bars[step], total=of if of > 1 else None, completed=done)

    try:
        intake.try_run(run, standing, told=tell)
    except KeyboardInterrupt:
        intake.cancel_run(run, by=standing.user)
    except intake.AttemptEndedError:  # somebody cancelled it on its page
        pass
    else:
        _finish(progress)
        return
    progress.stop()
    text = said("试算已取消，台账没有改动。", "Dry run cancelled; the ledger is unchanged.")
    typer.secho(text, fg=typer.colors.YELLOW, err=True)
    raise typer.Exit(CANCELLED)


def _finish(progress: Progress) -> None:
    for task in progress.tasks:
        progress.update(task.id, total=1, completed=1)


def _pairs(texts: list[str], *, fields: bool) -> dict[str, str]:
    pairs = {}
    for text in texts:
        column, sign, field = text.rpartition("=")
        known = {*COLUMNS, YEAR_FIELD.key, ""}
        if not sign or not column or (fields and field not in known):
            raise UnreadableMapError(text=text)
        pairs[column] = field
    return pairs


def _orders(texts: list[str]) -> dict[str, str]:
    """By column; one without a column is for all others."""
    found = {}
    for text in texts:
        column, _, order = text.rpartition("=")
        if ledgers.known_order(order) is None:
            raise UnreadableOrderError(text=text)
        found[column] = order
    return found


def _identities(texts: list[str], zone: Zone) -> dict[int, str]:
    found = {}
    for text in texts:
        number, sign, code = text.partition("=")
        project = Project.objects.filter(zone=zone, code=code).first()
        if not sign or not number.isdigit() or (code != "new" and project is None):
            raise UnreadableRowError(text=text)
        found[int(number)] = str(project.pk) if project else ""
    return found


def _say_refused(run: ImportRun, *, as_json: bool) -> None:
    text = run.report["zh" if is_chinese() else "en"]
    if as_json:
        json.dump({"error": run.report["code"], "message": text}, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    typer.secho(text, fg=typer.colors.RED, err=True)


def _report(run: ImportRun, *, as_json: bool, refusal: str, console: Console) -> None:
    language = "zh" if is_chinese() else "en"
    if as_json:
        kept = {
            "file": run.file_name,
            "sheet": run.sheet,
            "unread": [
                {
                    "sheet": one["sheet"],
                    "row": one["row"],
                    "rows": one["rows"],
                    "why": one["why"],
                    "message": one[language],
                }
                for one in run.report.get("unread", [])
            ],
            "month": f"{run.month:%Y-%m}" if run.month else None,
            "state": run.state,
            "change_set": run.change_set_id,
            "rows": run.report["rows"],
            **{outcome: run.report[outcome] for outcome in OUTCOMES},
            "beside": intake.counted_beside(run.report.get("beside", [])),
            "faults": [
                {
                    "sheet": fault["sheet"],
                    "row": fault["row"],
                    "column": fault["column"],
                    "field": fault["field"],
                    "message": fault[f"message_{language}"],
                    "proposal": fault["proposal"],
                    "code": fault["code"],
                    "weight": fault["weight"],
                }
                for fault in run.report["faults"]
            ],
            "questions": [question[language] for question in run.report["questions"]],
            "left_out_rows": run.report["left_out_rows"],
            "refusal": refusal,
        }
        json.dump(kept, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        _table(run, language)
    for question in run.report["questions"]:
        console.print(f"? {question[language]}", style="yellow", highlight=False)
    if refusal:
        console.print(refusal, style="red", highlight=False)


def _table(run: ImportRun, language: str) -> None:
    console = Console()
    counts = run.report
    sum_ = " + ".join(f"{counts[key]} {_WORDS[key][language]}" for key in OUTCOMES)
    sheet = said(f"工作表「{run.sheet}」：", f"Sheet “{run.sheet}”: ")
    line = f"{sheet}{counts['rows']} {said('行', 'rows')} = {sum_}"
    console.print(line, highlight=False, markup=False)
    for one in counts.get("unread", []):
        console.print(f"  {one[language]}", style="yellow", highlight=False, markup=False)
    _beside(counts.get("beside", []), console, language)
    faults = [fault for fault in counts["faults"] if fault["weight"] != "remark"]
    if faults:
        table = Table(said("位置", "Where"), said("原文", "Written"), said("怎么办", "What to do"))
        for fault in faults:
            where = f"{fault['sheet']}!{fault['column']}{fault['row'] or ''}"
            table.add_row(where, fault["raw"][:30], fault[f"message_{language}"])
        console.print(table)
    if run.state == RunState.APPLIED:
        done = said("已写入，可在导入页一次撤销。", "Written; the import page undoes it as one.")
        console.print(done, style="green")


def _beside(told: list[dict[str, str]], console: Console, language: str) -> None:
    """What a package brings beside its rows; nothing is said of a file that brings none."""
    if not told:
        return
    counts = intake.counted_beside(told)
    parts = [
        f"{count} {_BESIDE[kind][language]} {_WORDS[outcome][language]}"
        for kind in ("plans", "milestones")
        for outcome, count in cast("dict[str, int]", counts[kind]).items()
    ]
    parts.append(f"{counts['rejected']} {_WORDS['rejected'][language]}")
    head = said("处年计划与节点", "plans and milestones")
    console.print(f"{counts['all']} {head} = {' + '.join(parts)}", highlight=False)
    for one in told:
        if one["how"] == "fault":
            console.print(f"  {one['name']}: {one[language]}", highlight=False, markup=False)


_BESIDE = {
    "plans": {"zh": "年计划", "en": "plans"},
    "milestones": {"zh": "节点", "en": "milestones"},
}
_WORDS = {
    "new": {"zh": "新增", "en": "new"},
    "changed": {"zh": "改动", "en": "changed"},
    "unchanged": {"zh": "不变", "en": "unchanged"},
    "conflicting": {"zh": "冲突", "en": "conflicting"},
    "rejected": {"zh": "有误", "en": "rejected"},
    "left_out": {"zh": "合计、注释、空行", "en": "totals, notes, blank"},
}
