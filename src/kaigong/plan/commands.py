"""`kaigong schedule`: the dates of a plan file, without a database."""

from __future__ import annotations

import json as texts
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from kaigong.engines.scheduling import MSP, P6, PLAIN, Network, Schedule, files
from kaigong.engines.scheduling.checking import checked
from kaigong.engines.scheduling.comparing import FIELDS, Agreement, agreement_of, is_of_weeks_alone
from kaigong.engines.scheduling.files import FileProject
from kaigong.engines.scheduling.schedule import Reckoned
from kaigong.plan.errors import NoSuchActivityError, NoSuchFileError, UnreadableCommitmentError
from kaigong.plan.moments import minute_of
from kaigong.plan.promises import refuse_far_promise
from kaigong.wording import CHINESE, ENGLISH, said


class RuleName(Enum):
    """Whose rules a file is read by; auto are its own."""

    AUTO = "auto"
    PLAIN = "plain"
    P6 = "p6"
    MSP = "msp"


_RULES = {RuleName.PLAIN: PLAIN, RuleName.P6: P6, RuleName.MSP: MSP}
_MOST = 20  # differences shown; --json has all


def schedule(
    file: Annotated[
        Path, typer.Argument(help=said("XER、P6 XML、MSPDI 或 mpp", "XER, P6 XML, MSPDI or mpp"))
    ],
    rules: Annotated[
        RuleName,
        typer.Option(
            help=said("按谁的规则；auto 为文件自己的", "by whose rules; auto: the file's")
        ),
    ] = RuleName.AUTO,
    compare: Annotated[
        bool,
        typer.Option(
            help=said("与文件里存的日期比较", "compare with the dates stored in the file")
        ),
    ] = False,
    check: Annotated[
        bool,
        typer.Option(help=said("体检十四点，逐点说明", "the fourteen points of a sound plan")),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=said("输出 JSON", "write JSON"))] = False,
    commit: Annotated[
        list[str] | None,
        typer.Option(
            help=said(
                "承诺，可多次：工作=2022-07-30；倒排并说缺几天",
                "a promise, several times: ACTIVITY=2022-07-30; backward, with the days short",
            )
        ),
    ] = None,
) -> None:
    """The dates of every project in a plan file; with --commit backward from what was promised."""
    if not file.is_file():
        raise NoSuchFileError(file=file)
    found = files.read(file.read_bytes(), name=file.name)
    promises = dict(_promise(each) for each in commit or [])
    known = {key for project in found.projects for key in project.network.activities}
    for key in promises:
        if key not in known:
            raise NoSuchActivityError(key=key)
    networks = {each.key: _asked(each, rules, promises) for each in found.projects}
    schedules = files.schedules_of(found, networks)
    told = [
        (each, schedules[each.key], _compared(each, schedules[each.key]) if compare else None)
        for each in found.projects
    ]
    if as_json:
        remarks = [remark.in_language(said(CHINESE, ENGLISH)) for remark in found.remarks]
        document = {
            "file": file.name,
            "format": found.format.value,
            "remarks": remarks,
            "projects": [_as_json(*each, check=check) for each in told],
        }
        typer.echo(texts.dumps(document, ensure_ascii=False, indent=1, default=str))
        return
    for project, reckoned, compared in told:
        _say(project, reckoned, compared, promises)
        if check:
            _say_points(project, reckoned)


def _promise(text: str) -> tuple[str, datetime]:
    key, _, day = text.rpartition("=")
    try:
        if len(day) == len("2022-07-30"):  # all of that day
            return key, datetime.fromisoformat(day) + timedelta(days=1)
        return key, datetime.fromisoformat(day)
    except (ValueError, OverflowError):
        raise UnreadableCommitmentError(text=text) from None


def _asked(project: FileProject, rules: RuleName, promises: Mapping[str, datetime]) -> Network:
    """The network of a project with the rules and the promises that were asked for."""
    network = project.network.copy()
    if rules is not RuleName.AUTO:
        network.rules = _RULES[rules]
    if promises:
        network.must_finish_by = None  # the file's own end would hide what was promised
        network.rules = replace(network.rules, late_by_the_minute=True)
    for key, promised in promises.items():
        if key in network.activities:
            name = network.activities[key].name or key
            refuse_far_promise(name, minute_of(promised), start=minute_of(network.start))
            network.change(key, committed=promised)
    return network


@dataclass(frozen=True)
class _Compared:
    """What agrees with the stored dates, and whether all would on weeks without special days."""

    agreement: Agreement
    is_of_weeks_alone: bool


def _compared(project: FileProject, reckoned: Schedule) -> _Compared:
    agreement = agreement_of(reckoned, project.stored)
    asks = bool(agreement.differences)
    return _Compared(agreement, asks and is_of_weeks_alone(reckoned.network, project.stored))


def _own(project: FileProject, reckoned: Schedule) -> list[Reckoned]:
    """The activities of a project; what it waits for in others stands in its schedule too."""
    return [row for row in reckoned if row.key in project.network.activities]


def _as_json(
    project: FileProject, reckoned: Schedule, compared: _Compared | None, *, check: bool
) -> dict[str, object]:
    document: dict[str, object] = {
        "key": project.key,
        "name": project.network.name,
        "rules": project.network.rules.name,
        "finish": reckoned.finish.isoformat(),
        "activities": [
            {
                "key": row.key,
                "name": row.activity.name,
                "es": row.early.start.isoformat(),
                "ef": row.early.finish.isoformat(),
                "ls": row.late.start.isoformat(),
                "lf": row.late.finish.isoformat(),
                "tf_h": row.total_float / 60,
                "critical": row.is_critical,
            }
            for row in _own(project, reckoned)
        ],
        "commitments": [
            {
                "key": each.key,
                "promised": each.promised.isoformat(),
                "finish": each.finish.isoformat(),
                "short_by_days": each.short_by_days,
                "spare_days": each.spare_days,
                "chain": list(each.chain),
            }
            for each in reckoned.commitments()
        ],
    }
    if check:
        document["check"] = [
            {
                "number": each.number,
                "what": each.in_language(said(CHINESE, ENGLISH)),
                "found": each.found,
                "of": each.of,
                "limit": each.limit,
                "is_fit": each.is_fit,
                "keys": list(each.keys),
            }
            for each in checked(reckoned)
        ]
    if compared is not None:
        agreement = compared.agreement
        document["agreement"] = {
            field: {
                "asked": agreement.asked[field],
                "met": agreement.met[field],
                "share": agreement.share(field),
            }
            for field in FIELDS
        }
        document["differences"] = [
            {"key": each.key, "field": each.field, "ours": each.ours, "stored": each.stored}
            for each in agreement.differences
        ]
        document["agrees_without_special_days"] = compared.is_of_weeks_alone
    return document


def _say(
    project: FileProject,
    reckoned: Schedule,
    compared: _Compared | None,
    promises: Mapping[str, datetime],
) -> None:
    network = project.network
    rows = _own(project, reckoned)
    count = len(rows)
    critical = sum(row.is_critical for row in rows)
    typer.secho(network.name or project.key or said("计划", "plan"), bold=True)
    finish, name = f"{reckoned.finish:%Y-%m-%d %H:%M}", reckoned.network.rules.name
    typer.echo(
        said(
            f"{count} 项工作，{critical} 项关键，{finish} 完成（规则 {name}）",
            f"{count} activities, {critical} critical, done {finish} (rules {name})",
        )
    )
    if compared is not None:
        _say_agreement(compared)
    for each in reckoned.commitments():
        if each.key in promises:
            _say_promise(each.key, each.promised, each.finish, each.short_by_days, each.spare_days)
            if network.data_date and each.promised <= network.data_date:
                day = f"{network.data_date:%Y-%m-%d}"
                typer.echo(
                    said(
                        f"  承诺的日子在数据日期 {day} 之前，已经过去",
                        f"  the day promised lies before the data date, {day}: it has passed",
                    )
                )
            typer.echo("  " + " → ".join(each.chain))
    if promises and any(key in network.activities for key in promises):
        typer.echo(said("每项最迟开始：", "Each must start by:"))
        for row in sorted(rows, key=lambda row: row.late.start):
            if row.activity.finished is None and row.activity.started is None:
                days = row.total_float / network.calendar_of(row.activity).minutes_per_day
                typer.echo(
                    f"  {row.late.start:%Y-%m-%d}  {days:8.1f}  {row.key}  {row.activity.name}"
                )
    elif compared is None:
        typer.echo(said("编号  最早  最迟  总时差（天）", "code  early  late  float (days)"))
        for row in rows:
            days = row.total_float / network.calendar_of(row.activity).minutes_per_day
            typer.echo(
                f"  {row.key}  {_span(row.early.start, row.early.finish)}"
                f"  {_span(row.late.start, row.late.finish)}  {days:.1f}  {row.activity.name}"
            )


def _span(start: date, finish: date) -> str:
    return f"{start:%Y-%m-%d}–{finish:%Y-%m-%d}"


def _say_promise(
    key: str, promised: datetime, finish: datetime, short: float, spare: float
) -> None:
    last = promised - timedelta(minutes=1)
    if short:
        text = said(
            f"{key} 承诺 {last:%Y-%m-%d}，推算 {finish:%Y-%m-%d}，缺 {short:.1f} 个工作日",
            f"{key} promised {last:%Y-%m-%d}, comes out {finish:%Y-%m-%d},"
            f" {short:.1f} working days short",
        )
    else:
        text = said(
            f"{key} 承诺 {last:%Y-%m-%d}，推算 {finish:%Y-%m-%d}，余 {spare:.1f} 个工作日",
            f"{key} promised {last:%Y-%m-%d}, comes out {finish:%Y-%m-%d},"
            f" {spare:.1f} working days to spare",
        )
    typer.secho(text, fg=typer.colors.RED if short else None)


def _say_points(project: FileProject, reckoned: Schedule) -> None:
    for each in checked(reckoned):
        verdict = {True: "✓", False: "✗", None: "–"}[each.is_fit]
        size = f"{each.found:.2f}" if each.is_index else f"{each.found:.0f}/{each.of}"
        typer.secho(
            f"{verdict} {each.number:2d}  {size:>9}  {each.in_language(said(CHINESE, ENGLISH))}",
            fg=typer.colors.RED if each.is_fit is False else None,
        )
        if each.keys and each.is_fit is False:
            names = project.network.activities
            shown = "、".join(f"{key} {names[key].name}" for key in each.keys[:8])
            typer.echo(f"      {shown}" + (" …" if len(each.keys) > 8 else ""))


def _say_agreement(compared: _Compared) -> None:
    agreement = compared.agreement
    parts: Iterable[str] = (
        f"{field} {agreement.met[field]}/{agreement.asked[field]}"
        + ("" if (share := agreement.share(field)) is None else f" ({share:.1%})")
        for field in FIELDS
    )
    typer.echo(said("与存储日期一致：", "work-equal to the stored dates: ") + "  ".join(parts))
    for each in agreement.differences[:_MOST]:
        typer.echo(f"  {each.key}  {each.field}  {each.ours}  ≠  {each.stored}")
    if (left := len(agreement.differences) - _MOST) > 0:
        typer.echo(said(f"  另有 {left} 处，见 --json", f"  {left} more, see --json"))
    if compared.is_of_weeks_alone:
        typer.echo(
            said(
                "  不计日历里的假日时全部一致：这些日期存下之后，日历改过，或日期整体平移过。",
                "  Without the special days of the calendars all of them agree: the calendars were"
                " changed after these dates were stored, or the dates were moved as they stood.",
            )
        )
