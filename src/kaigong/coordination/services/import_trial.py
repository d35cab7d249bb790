"""The dry run of an office's list of issues: what it would bring, reckoned and not kept."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import ImportedIssue, Issue
from kaigong.coordination.selectors.issues import categories_of, issues_for
from kaigong.coordination.services.import_columns import LABELS, fields_of, in_both, says_nothing
from kaigong.coordination.services.import_drafts import Draft, Reader
from kaigong.coordination.services.import_names import Names
from kaigong.engines import ledgers
from kaigong.engines.ledgers.fields import DATE_KINDS
from kaigong.engines.ledgers.folding import folded
from kaigong.errors import KaigongError
from kaigong.portfolio.services.intake.answers import earlier_answers

MOST_ROWS = 50_000  # as many as our own workbook holds
LIST = "issues"  # the kind of file whose answers about headings are remembered together
OUTCOMES = ("new", "same", "changed", "faulty")
_AT_ONCE = 500
Each = TypeVar("Each")


class NoIssueTableError(KaigongError):
    code = "coordination.no-issue-table"
    zh = "「{file}」里没有找到带表头的表；请确认有一行写着题目、项目、提出日期等列名。"
    en = "No table with headings was found in “{file}”; make sure one row names the columns."


class TooLongListError(KaigongError):
    code = "coordination.too-long-list"
    zh = "「{file}」有 {count} 行，一次最多 {most} 行；请分成几个文件。"
    en = "“{file}” has {count} rows, and {most} go at once; split it."


@dataclass(frozen=True)
class Wishes:
    """What somebody said about a list: its sheet, and by the key of a column its field and order.

    An empty field leaves a column to the first turn of each issue.
    """

    sheet: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TriedRow:
    """A row and what it comes to; `issue` is the one it is already."""

    number: int
    outcome: str  # of OUTCOMES
    draft: Draft | None = None
    issue: Issue | None = None
    differences: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Trial:
    """A list, read and compared."""

    sheets: list[str]
    table: ledgers.Table
    mapping: ledgers.ColumnMapping
    questions: tuple[ledgers.Question, ...]
    left_out: tuple[ledgers.LeftOut, ...]
    rows: list[TriedRow]
    faults: list[ledgers.Fault]
    left_to_us: Mapping[str, int]
    reader: Reader

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome; they add up to all rows."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in OUTCOMES}

    @property
    def new(self) -> list[TriedRow]:
        return [row for row in self.rows if row.outcome == "new"]

    @property
    def token(self) -> str:
        """Another one where the list would do something else than it would have done."""
        told = [
            (row.number, row.outcome, row.issue.pk if row.issue else 0, row.differences)
            for row in self.rows
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def try_list(
    content: bytes, *, name: str, list_name: str, standing: Standing, wishes: Wishes
) -> Trial:
    """Read a list and compare it with the issues of the zone. Nothing is written.

    Args:
        name: The file's, for messages.
        list_name: Whose numbers the rows carry.

    Raises:
        LedgerError, NoIssueTableError, TooLongListError: it cannot be taken at all.
    """
    zone = standing.zone
    kinds = categories_of(zone)
    fields = fields_of(kinds.values())
    workbook = ledgers.read_workbook(content, name=name)
    table, mapping = _table(zone, workbook, wishes, fields)
    rows = ledgers.read_rows(
        table, mapping, fields=fields, context=ledgers.Context(year=zone.today().year)
    )
    if len(rows.rows) > MOST_ROWS:
        raise TooLongListError(file=name, count=len(rows.rows), most=MOST_ROWS)
    reader = Reader(zone, rows, Names.of(standing), kinds)
    drafts = {row.number: reader.draft_of(row) for row in rows.rows}
    known = _known(standing, list_key_of(list_name), [one for one in drafts.values() if one])
    met: dict[str, int] = {}
    tried = []
    for number, draft in drafts.items():
        if draft is None:
            tried.append(TriedRow(number, "faulty"))
        elif draft.key in met:
            reader.note_twice(draft, met[draft.key])
            tried.append(TriedRow(number, "faulty"))
        else:
            met[draft.key] = number
            tried.append(_compared(draft, known.get(draft.key), reader))
    return Trial(
        sheets=[sheet.name for sheet in workbook],
        table=table,
        mapping=mapping,
        questions=(*mapping.questions(fields), *rows.questions),
        left_out=rows.left_out,
        rows=tried,
        faults=sorted([*rows.faults, *reader.faults], key=lambda each: each.row),
        left_to_us=reader.left_to_us,
        reader=reader,
    )


def list_key_of(list_name: str) -> str:
    """A list's name for comparing: width, script, case and signs do not count."""
    return folded(list_name)[:100]


def chunks(many: Sequence[Each]) -> Iterator[Sequence[Each]]:
    """Parts of a long list, each short enough for one statement."""
    for start in range(0, len(many), _AT_ONCE):
        yield many[start : start + _AT_ONCE]


def _compared(draft: Draft, issue: Issue | None, reader: Reader) -> TriedRow:
    if issue is None:
        outcome = "new" if reader.check_new(draft) else "faulty"
        return TriedRow(draft.row, outcome, draft)
    told = tuple(reader.differences(draft, issue))
    return TriedRow(draft.row, "changed" if told else "same", draft, issue, told)


def _table(
    zone: Zone, workbook: ledgers.Workbook, wishes: Wishes, fields: list[ledgers.Field]
) -> tuple[ledgers.Table, ledgers.ColumnMapping]:
    """The table to read, the one with most rows that has a title, and what its columns are."""
    tables = [table for sheet in workbook for table in ledgers.find_tables(sheet)]
    named = [table for table in tables if table.sheet.name == wishes.sheet] or tables
    if not named:
        raise NoIssueTableError(file=workbook.name)
    found = [(table, _mapping(zone, table, wishes, fields)) for table in named]
    return max(found, key=lambda one: (bool(one[1].column_of("title")), len(one[0].data_rows())))


def _mapping(
    zone: Zone, table: ledgers.Table, wishes: Wishes, fields: list[ledgers.Field]
) -> ledgers.ColumnMapping:
    earlier = earlier_answers(zone, table, of=LIST)
    mapping = ledgers.match_columns(
        table, fields, remembered=earlier.decided, proposed=earlier.proposed,
        year=zone.today().year,
    )  # fmt: skip
    answers = {
        match.column.key: ledgers.Answer(None)
        for match in mapping.matches
        if says_nothing(match.column.heading) and not match.is_remembered
    }
    if mapping.column_of("number") is None:
        # To the ledger 编号 1, 2, 3 only counts its rows; here it is the office's own number.
        numbered = {folded(word) for word in (*in_both(LABELS["number"]), "问题编号", "台账编号")}
        answers |= {
            match.column.key: ledgers.Answer("number")
            for match in mapping.matches
            if match.column.path
            and folded(match.column.path[-1]) in numbered
            and not match.is_remembered
        }
    dated = {one.key for one in fields if one.kind in DATE_KINDS}
    known = {one.key for one in fields}
    for match in mapping.matches:
        key = match.column.key
        if key in wishes.fields:
            said = wishes.fields[key]
            answers[key] = ledgers.Answer(said if said in known else None)
        taken = answers[key].field if key in answers else match.field
        if key in wishes.orders and taken in dated:
            order = ledgers.known_order(wishes.orders[key])
            answers[key] = ledgers.Answer(taken, order=order)
    return mapping.with_answers(_each_once(answers))


def _each_once(answers: Mapping[str, ledgers.Answer]) -> dict[str, ledgers.Answer]:
    """The answers with every field given once: the last column that was said to be it is."""
    last = {answer.field: key for key, answer in answers.items() if answer.field}
    return {
        key: answer if not answer.field or last[answer.field] == key else ledgers.Answer(None)
        for key, answer in answers.items()
    }


def _known(standing: Standing, list_key: str, drafts: list[Draft]) -> dict[str, Issue]:
    """By the key of a row, the issue that it is: brought by this list before, or one of ours."""
    zone: Zone = standing.zone
    brought = ImportedIssue.objects.filter(zone=zone, list_key=list_key).select_related("issue")
    known = {each.key: each.issue for each in brought}
    # The number of an issue of ours, in a workbook of ours that comes in again. Another house may
    # have counted to the same number: then the title and the day are others as well.
    wanted = {draft.number: draft for draft in drafts if draft.number and draft.key not in known}
    for numbers in chunks(list(wanted)):
        for issue in issues_for(standing).filter(number__in=numbers):
            draft = wanted[issue.number]
            day = zone.moment_there(issue.raised_at).date()
            if folded(draft.title) == folded(issue.title) or draft.day("raised_on") == day:
                known[draft.key] = issue
    return known
