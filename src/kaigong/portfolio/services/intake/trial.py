"""The dry run: what a file would do to the ledger, computed and not kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.engines import ledgers
from kaigong.engines.ledgers.fields import DATE_KINDS
from kaigong.engines.ledgers.tables import numbering_column
from kaigong.errors import KaigongError
from kaigong.portfolio.cells import Names
from kaigong.portfolio.models import Project
from kaigong.portfolio.models.intake import DryRunStep
from kaigong.portfolio.services import oc4ids
from kaigong.portfolio.services.intake.answers import earlier_answers
from kaigong.portfolio.services.intake.attempts import Told
from kaigong.portfolio.services.intake.closed_sectors import without_closed_sectors
from kaigong.portfolio.services.intake.fields import fields
from kaigong.portfolio.services.intake.fitting import as_cells, on_record
from kaigong.portfolio.services.intake.own_workbooks import (
    is_own_form,
    own_columns,
    own_mark,
    reckoned_headings,
    without_noes,
)
from kaigong.portfolio.services.intake.unread import Unread, left_unread
from kaigong.portfolio.services.oc4ids.promises import Beside
from kaigong.portfolio.sheet import View


class NoTableError(KaigongError):
    code = "portfolio.no-table"
    zh = "「{file}」里没有找到带表头的项目表；请确认有一行写着项目名称等列名。"
    en = "No table with headings was found in “{file}”; make sure one row names the columns."


class NoSuchSheetError(KaigongError):
    code = "portfolio.no-such-sheet"
    zh = "「{file}」没有叫「{sheet}」的工作表；有：{names}。"
    en = "“{file}” has no sheet called “{sheet}”; it has {names}."


@dataclass(frozen=True)
class Wishes:
    """What somebody said about a file.

    Attributes:
        sheet: The sheet to read; empty takes the first with a table.
        answers: Heading (or column letter) → field key; empty keeps the column as it is.
        units: Heading → unit text, where a column states none.
        orders: Heading → order of short dates (`dmy`, `mdy`, `ymd`); of "" for all other columns.
        identities: Row number → id of a known project, or empty for a new one.
        month: The month in view; none lets the file say it.
    """

    sheet: str = ""
    answers: Mapping[str, str] | None = None
    units: Mapping[str, str] | None = None
    orders: Mapping[str, str] | None = None
    identities: Mapping[int, str] | None = None
    month: date | None = None
    takes_faulty_rows: bool = False


@dataclass(frozen=True)
class Trial:
    """A file, read and compared."""

    workbook: ledgers.Workbook
    table: ledgers.Table
    unread: tuple[Unread, ...]  # what else stands in the file
    mapping: ledgers.ColumnMapping
    questions: tuple[ledgers.Question, ...]
    rows: ledgers.LedgerRows
    dry_run: ledgers.DryRun
    month: date
    base_moment: datetime | None
    token: str  # changes when the ledger does
    known: tuple[ledgers.KnownProject, ...]
    ours: Mapping[str, Mapping[str, ledgers.Value]]  # what the ledger holds, by project id
    context: ledgers.Context
    promises: Mapping[int, Sequence[Beside]]  # plans and milestones of a package, by row


def _unheard(_step: DryRunStep, _done: int, _of: int) -> None:
    """Nobody wants to know how far it is."""


def try_file(
    content: bytes,
    *,
    name: str,
    standing: Standing,
    wishes: Wishes,
    told: Told = _unheard,
) -> Trial:
    """Read a file and compare it with the ledger. Nothing is written.

    Args:
        told: Hears how far it is, and may end it by an exception.

    Raises:
        ledgers.LedgerError, NoTableError, NoSuchSheetError: the file cannot be taken at all.
    """
    zone = standing.zone
    promises: Mapping[int, Sequence[Beside]] = {}
    if oc4ids.is_package(content):
        package = content
        content, name = oc4ids.ledger_of(content), f"{name}.csv"
        promises = oc4ids.promises_of(package, currency=zone.currency)
    told(DryRunStep.OPENING, 0, 1)
    workbook = ledgers.read_workbook(content, name=name, told=partial(told, DryRunStep.OPENING))
    told(DryRunStep.MATCHING, 0, 1)
    tables, table = _tables(workbook, wishes.sheet)
    own = own_mark(content)
    month = wishes.month or (own and own.month) or _month_said(workbook, table, zone)
    known_fields = fields()
    earlier = earlier_answers(zone, table)
    mapping = ledgers.match_columns(
        table,
        known_fields,
        remembered=earlier.decided,
        proposed=earlier.proposed,
        year=month.year,
    )
    has_own_form = own is not None or is_own_form(table.columns)
    if has_own_form:
        mapping = own_columns(mapping)
    mapping = mapping.with_answers(_answers(mapping, wishes, known_fields))
    month = wishes.month or _year_of_column(table, mapping, month)
    context = ledgers.Context(year=month.year, currency=zone.currency)
    names = Names.of(zone, year=month.year)
    told(DryRunStep.READING, 0, 1)
    rows = as_cells(
        ledgers.read_rows(
            table,
            mapping,
            fields=known_fields,
            context=context,
            told=partial(told, DryRunStep.READING),
        ),
        names,
        skipped=_numbering(table) | (reckoned_headings(table.columns) if has_own_form else set()),
    )
    base_moment = own.moment if own else None
    ours = on_record(standing, rows, names, View(month=month))
    base = None
    if base_moment:
        base = on_record(standing, rows, names, View(month=month, as_of=base_moment))
        rows = replace(
            rows, rows=tuple(replace(row, values=without_noes(row.values)) for row in rows.rows)
        )
        ours, base = (
            {key: without_noes(cells) for key, cells in each.items()} for each in (ours, base)
        )
    known = _known(zone)
    matches = ledgers.identify(
        rows, known, answers=wishes.identities, told=partial(told, DryRunStep.MEETING)
    )
    rows = without_closed_sectors(rows, ours, base, matches=matches, names=names)
    dry_run = ledgers.compare(
        rows,
        ours,
        base,
        matches=matches,
        takes_faulty_rows=wishes.takes_faulty_rows,
        told=partial(told, DryRunStep.COMPARING),
    )
    return Trial(
        workbook=workbook,
        table=table,
        unread=left_unread(workbook, tables, table),
        mapping=mapping,
        questions=(*mapping.questions(known_fields), *rows.questions),
        rows=rows,
        dry_run=dry_run,
        month=month,
        base_moment=base_moment,
        token=state_of(zone),
        known=tuple(known),
        ours=ours,
        context=context,
        promises=promises,
    )


def state_of(zone: Zone) -> str:
    """A fingerprint of the ledger: it changes with every change of a project."""
    versions = Project.objects.filter(zone=zone).order_by("id").values_list("id", "version")
    return hashlib.sha256(repr(list(versions)).encode()).hexdigest()


def _tables(workbook: ledgers.Workbook, sheet: str) -> tuple[list[ledgers.Table], ledgers.Table]:
    """Every table of a file, and the one to read."""
    names = [each.name for each in workbook]
    if sheet and sheet not in names:
        raise NoSuchSheetError(file=workbook.name, sheet=sheet, names="、".join(names))
    tables = [table for each in workbook for table in ledgers.find_tables(each)]
    found = [table for table in tables if not sheet or table.sheet.name == sheet]
    if not found:
        raise NoTableError(file=workbook.name)
    # The ledger is the table with the most rows of data; cover sheets and legends are small.
    return tables, max(found, key=lambda table: len(table.data_rows()))


def _answers(
    mapping: ledgers.ColumnMapping, wishes: Wishes, known_fields: Sequence[ledgers.Field]
) -> dict[str, ledgers.Answer]:
    """What the person said, by the engine's key; a heading or a letter names a column too."""
    dated = {one.key for one in known_fields if one.kind in DATE_KINDS}
    answers = {}
    for match in mapping.matches:
        column = match.column
        names = (column.key, column.heading, column.letter, *column.path)
        said, unit, order = (
            next((given[name] for name in names if name in given), None) if given else None
            for given in (wishes.answers, wishes.units, wishes.orders)
        )
        if order is None and wishes.orders and (said or match.field) in dated:
            order = wishes.orders.get("")
        if said is None and unit is None and order is None:
            continue
        answers[column.key] = ledgers.Answer(
            field=(said or None) if said is not None else match.field,
            unit=ledgers.parsed_unit(unit) if unit else match.unit,
            order=ledgers.known_order(order or ""),
        )
    return answers


def _month_said(workbook: ledgers.Workbook, table: ledgers.Table, zone: Zone) -> date:
    """The month that the file's name or title speaks of; else the year, else the zone's today."""
    today = zone.today()
    for text in (workbook.name, *table.titles):
        if found := re.search(r"(20\d{2})\s*[年.\-_/]\s*(1[0-2]|0?[1-9])\s*(?:月|\D|$)", text):
            return date(int(found[1]), int(found[2]), 1)
    for text in (workbook.name, *table.titles):
        if found := re.search(r"(?<!\d)(20\d{2})(?!\d)", text):
            return _month_in_year(int(found[1]), today)
    return today.replace(day=1)


def _month_in_year(year: int, today: date) -> date:
    return today.replace(day=1) if year == today.year else date(year, 12, 1)


def _year_of_column(table: ledgers.Table, mapping: ledgers.ColumnMapping, month: date) -> date:
    """A year column that says the same year in every row decides the year."""
    column = mapping.column_of("year")
    if column is None:
        return month
    said = {str(cell).partition(".")[0].strip() for cell in table.cells(column)} - {"", "None"}
    if len(said) != 1 or not re.fullmatch(r"(19|20)\d{2}", (year := said.pop())):
        return month
    return month if month.year == int(year) else date(int(year), 12, 1)


def _numbering(table: ledgers.Table) -> set[str]:
    """The heading of the column 1, 2, 3, which says nothing of a project."""
    numbers = numbering_column(table.columns)
    return {numbers.heading} if numbers else set()


def _known(zone: Zone) -> list[ledgers.KnownProject]:
    projects = Project.objects.filter(zone=zone).prefetch_related("aliases")
    return [
        ledgers.KnownProject(
            id=str(project.pk),
            code=project.code,
            names=(
                project.name,
                *filter(None, [project.name_en]),
                *(alias.name for alias in project.aliases.all()),
            ),
        )
        for project in projects
    ]
