"""Which column holds which field: by its heading, by what stands in it, by earlier answers."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, TypeAlias

from .amounts import amount
from .cells import Cell, is_blank, is_number, text_of
from .days import Day, day
from .fields import DATE_KINDS, TEXT_KINDS, Field
from .folding import folded, half_width
from .headings import numbering_heading
from .layout import Column, Table
from .short_dates import Order, is_short_date
from .units import Unit, without_unit

Certainty: TypeAlias = Literal["sure", "unsure", "unknown"]

SURE, POSSIBLE, MARGIN = 0.92, 0.62, 0.06
_SAMPLE = 80
_NARRATIVE = 60
# 三月底 is a date too, but a column of dates has some in digits.
_HAS_DIGIT = re.compile(r"\d|[一二三四五六七八九十]")
_YEAR = re.compile(r"(?:19|20)\d{2}年?度?|(?:今|本|当)年度?|年度")
_FOUR_DIGITS = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody decided about a column of this shape: its field (None: leave it), unit, order.

    Attributes:
        source: The file it was said of, where that was another one.
        order: How it writes days as three short numbers, where that was asked.
    """

    field: str | None
    unit: Unit | None = None
    source: str = ""
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    field: str
    score: float


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What one column was taken for.

    Attributes:
        field: Key of the field; None while it is unsure or unknown.
        candidates: Best first; the choices of the question when unsure.
        unit: Unit of money of this column: stated in heading or title, or answered.
        asks_unit: Whether a unit is needed and stated nowhere.
        is_remembered: Whether an earlier answer decided.
        source: The file of another shape whose answer decided.
        proposal: An earlier answer given elsewhere, which decides nothing.
        order: How somebody said that it writes short dates.
    """

    column: Column
    field: str | None
    certainty: Certainty
    candidates: tuple[Candidate, ...] = ()
    unit: Unit | None = None
    asks_unit: bool = False
    is_remembered: bool = False
    source: str = ""
    proposal: Answer | None = None
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something the officer has to settle before the file can be taken as a whole.

    Attributes:
        proposal: What was answered last time, about such a heading in a file of another shape.
        readings: Of an order: each order to choose from, with the day that it makes of an example.
    """

    kind: Literal["field", "unit", "order"]
    column: Column
    zh: str
    en: str
    candidates: tuple[str, ...] = ()
    proposal: Answer | None = None
    readings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    matches: tuple[ColumnMatch, ...]

    def column_of(self, key: str) -> Column | None:
        return next((match.column for match in self.matches if match.field == key), None)

    def extras(self) -> tuple[ColumnMatch, ...]:
        """Columns without a field: their cells go along as they are."""
        return tuple(match for match in self.matches if match.field is None)

    def with_answers(self, answers: Mapping[str, Answer]) -> ColumnMapping:
        """The mapping after somebody answered; keys are `Column.key`."""
        taken = {answer.field for key, answer in answers.items() if answer.field}
        matches = []
        for match in self.matches:
            answer = answers.get(match.column.key)
            if answer is not None:
                match = _answered(match, answer)
            elif match.field in taken:
                match = replace(match, field=None, certainty="unknown")
            matches.append(match)
        return ColumnMapping(tuple(matches))

    def questions(self, fields: Sequence[Field]) -> tuple[Question, ...]:
        by_key = {one.key: one for one in fields}
        asked = []
        for match in self.matches:
            heading = match.column.heading
            if match.certainty == "unsure":
                names = [by_key[c.field] for c in match.candidates]
                asked.append(
                    Question(
                        "field",
                        match.column,
                        f"{match.column.letter} 列「{heading}」是什么？可能是："
                        f"{'、'.join(one.zh for one in names)}；也可以原样保留。",
                        f"What is column {match.column.letter} “{heading}”? It may be: "
                        f"{', '.join(one.en for one in names)}; or keep it as it is.",
                        tuple(one.key for one in names),
                        match.proposal,
                    )
                )
            elif match.asks_unit:
                asked.append(
                    Question(
                        "unit",
                        match.column,
                        f"{match.column.letter} 列「{heading}」没有写明单位，是元、万元还是亿元？",
                        f"Column {match.column.letter} “{heading}” states no unit: is it single "
                        "units, thousands or millions?",
                        proposal=match.proposal,
                    )
                )
        return tuple(asked)


def shape_fingerprint(table: Table) -> str:
    """The same for every file of the same shape: headings in order, years and units aside."""
    keys = "\n".join(_YEAR.sub("年", column.key) for column in table.columns)
    return hashlib.sha256(keys.encode()).hexdigest()[:32]


def shape_key(column: Column) -> str:
    """The key of a column for remembering: next year's file says 2022 where this one says 2021."""
    return _YEAR.sub("年", column.key)


def surroundings(table: Table, column: Column) -> str:
    """A fingerprint of what gives a heading its meaning: both neighbours and the unit stated."""
    keys = ["", *map(shape_key, table.columns), ""]
    place = table.columns.index(column) + 1
    unit = column.unit or table.unit
    text = "\n".join((keys[place - 1], keys[place + 1], str(unit or "")))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def match_columns(
    table: Table,
    fields: Sequence[Field],
    *,
    remembered: Mapping[str, Answer] | None = None,
    proposed: Mapping[str, Answer] | None = None,
    year: int | None = None,
) -> ColumnMapping:
    """Match every column of a table to a field, or ask, or keep it as it is.

    Args:
        remembered: Earlier answers, by `shape_key(column)`; they decide.
        proposed: Earlier answers about tables of other shapes, by the same key; they become the
            proposal of a question.
        year: Of several columns that differ by year alone, the one of this year is meant.
    """
    answers = remembered or {}
    spellings = {one.key: {_comparable(word) for word in one.spellings()} for one in fields}
    scores: dict[int, list[Candidate]] = {}
    data = [row.index for row in table.data_rows()]
    for column in table.columns:
        evidence = _Evidence.of(_sampled(table, data, column))
        named = [one for one in fields if _names(column, spellings[one.key])]
        scored = [
            Candidate(one.key, round(_score(column, one, spellings[one.key], evidence, year), 4))
            # A heading that is a field's own name is not compared with the names of all others.
            for one in named or fields
        ]
        scored.sort(key=lambda candidate: -candidate.score)
        scores[column.index] = [c for c in scored if c.score >= POSSIBLE][:5]
    decided = {
        column.index: answers[shape_key(column)]
        for column in table.columns
        if shape_key(column) in answers
    }
    taken: set[str | None] = {answer.field for answer in decided.values() if answer.field}
    matches = []
    for column in table.columns:
        blank = ColumnMatch(column, None, "unknown", unit=column.unit or table.unit)
        if column.index in decided:
            answer = decided[column.index]
            # What the file itself states goes before what was said of another one.
            match = _answered(blank, replace(answer, unit=None) if blank.unit else answer)
        else:
            match = _matched(blank, scores, taken)
            proposal = (proposed or {}).get(shape_key(column))
            if proposal and proposal.field not in taken:
                match = _proposed(match, proposal)
        matches.append(_with_unit(match, table, fields))
    return ColumnMapping(tuple(matches))


def _sampled(table: Table, data: Sequence[int], column: Column) -> list[Cell]:
    """Some filled cells of a column, spread over the table; all where few are filled."""
    rows = table.sheet.rows
    step = max(1, len(data) // (2 * _SAMPLE))
    spread = [cell for index in data[::step] if (cell := rows[index][column.index]) != ""]
    if len(spread) >= min(10, len(data)) or step == 1:
        return spread
    return [cell for index in data if (cell := rows[index][column.index]) != ""]


def _names(column: Column, spellings: set[str]) -> bool:
    return "".join(map(_comparable, column.path)) in spellings


def _answered(match: ColumnMatch, answer: Answer) -> ColumnMatch:
    return replace(
        match,
        field=answer.field,
        certainty="sure" if answer.field else "unknown",
        unit=answer.unit or match.unit,
        asks_unit=match.asks_unit and answer.unit is None,
        is_remembered=True,
        source=answer.source,
        order=answer.order or match.order,
    )


def _proposed(match: ColumnMatch, answer: Answer) -> ColumnMatch:
    """The match with an earlier answer beside it; where the two differ it becomes a question."""
    if match.certainty == "unknown" and answer.field is None:
        return match
    if match.certainty == "sure" and match.field == answer.field:
        return replace(match, proposal=answer)
    own = [c for c in match.candidates if c.field != answer.field]
    if answer.field is not None:
        own.insert(0, Candidate(answer.field, 1.0))
    return replace(match, field=None, certainty="unsure", candidates=tuple(own), proposal=answer)


def _matched(
    blank: ColumnMatch, scores: Mapping[int, list[Candidate]], taken: set[str | None]
) -> ColumnMatch:
    column = blank.column
    candidates = [c for c in scores[column.index] if c.field not in taken]
    if not candidates:
        return blank
    best = candidates[0]
    rivals = [
        other.score
        for index, others in scores.items()
        if index != column.index
        for other in others
        if other.field == best.field
    ]
    strongest = max(rivals, default=0.0)
    if best.score < SURE and strongest >= SURE:
        # Another column is this field beyond doubt: what remains here is a weaker likeness.
        rest = [
            c for c in candidates
            if max(
                (o.score for i, others in scores.items() if i != column.index for o in others
                 if o.field == c.field), default=0.0,
            ) < SURE
        ]  # fmt: skip
        return replace(blank, certainty="unsure", candidates=tuple(rest)) if rest else blank
    is_alone = len(candidates) < 2 or best.score - candidates[1].score >= MARGIN
    if best.score >= SURE and is_alone and best.score - strongest >= MARGIN / 2:
        return replace(blank, field=best.field, certainty="sure", candidates=tuple(candidates))
    return replace(blank, certainty="unsure", candidates=tuple(candidates))


def _with_unit(match: ColumnMatch, table: Table, fields: Sequence[Field]) -> ColumnMatch:
    kinds = {one.key: one.kind for one in fields}
    likely = match.field or (match.candidates[0].field if match.candidates else "")
    if kinds.get(likely, "amount") != "amount":
        return replace(match, unit=None)
    if not likely or match.unit is not None:
        return match
    cells = [cell for cell in table.cells(match.column) if not is_blank(cell)]
    without = sum(_states_no_unit(cell) for cell in cells)
    return replace(match, asks_unit=without * 2 > len(cells))


def _states_no_unit(cell: Cell) -> bool:
    return is_number(cell) or bool(re.fullmatch(r"[£$€¥]?\s*[\d.,\s]+", half_width(text_of(cell))))


@lru_cache(maxsize=20_000)
def _comparable(heading: str) -> str:
    return _YEAR.sub("年", folded(without_unit(heading)))


def _score(
    column: Column, one: Field, spellings: set[str], evidence: _Evidence, year: int | None
) -> float:
    """Between 0 and 1: how surely this column is that field."""
    if not column.path:
        return 0.0
    if numbering_heading(column.path[-1]) and evidence.is_counting:
        return 0.0
    parts = [_comparable(part) for part in column.path]
    forms = {"".join(parts[start:]): 1.0 - 0.03 * start for start in range(len(parts))}
    if len(parts) > 1:
        forms[parts[-1]] = 0.94
    score = 0.0
    for form, weight in forms.items():
        if not form:
            continue
        if form in spellings:
            score = max(score, weight)
            continue
        for spelling in spellings:
            score = max(score, weight * _likeness(form, spelling))
    if score < 0.4:
        return score
    years = {int(found) for part in column.path for found in _FOUR_DIGITS.findall(part)}
    if year is not None and years and year not in years:
        score -= 0.2
    return max(0.0, min(1.0, score + evidence.bearing_on(one, is_named=score >= SURE)))


def _likeness(form: str, spelling: str) -> float:
    if not spelling:
        return 0.0
    if len(spelling) >= 2 and (spelling in form or form in spelling):
        shorter, longer = sorted((len(form), len(spelling)))
        if shorter >= 2:
            return 0.66 + 0.22 * shorter / longer
    ratio = difflib.SequenceMatcher(None, form, spelling, autojunk=False)
    if ratio.real_quick_ratio() < 0.6 or ratio.quick_ratio() < 0.6:
        return 0.0
    return 0.9 * ratio.ratio()


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Shares of a column's filled cells (a sample of them) that read as this or that."""

    filled: int = 0
    numbers: float = 0.0
    dates: float = 0.0
    words: float = 0.0
    is_counting: bool = False
    distinct: float = field(default=0.0)

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> _Evidence:
        filled = [cell for cell in cells if not is_blank(cell)]
        step = max(1, len(filled) // _SAMPLE)
        sample = filled[::step][:_SAMPLE]
        if not sample:
            return cls()
        numbers = dates = 0
        for cell, times in Counter(map(_typed, sample)).items():
            if isinstance(cell, str) and (len(cell) > _NARRATIVE or not _HAS_DIGIT.search(cell)):
                continue
            is_day = is_short_date(cell) or isinstance(day(cell, year=2020), Day)
            numbers += times * (is_number(cell) or (not is_day and _is_decimal(cell)))
            dates += times * is_day
        counting = [cell for cell in sample if is_number(cell)]
        return cls(
            filled=len(sample),
            numbers=numbers / len(sample),
            dates=dates / len(sample),
            words=1 - max(numbers, dates) / len(sample),
            is_counting=len(counting) * 2 >= len(sample) or numbers == len(sample),
            distinct=len({text_of(cell) for cell in sample}) / len(sample),
        )

    def bearing_on(self, one: Field, *, is_named: bool) -> float:
        """A deduction where the cells contradict the kind of the field; never a reward.

        Words in a column of numbers are faults to be shown, not another column, if the heading
        names the field; where it is merely alike, they speak against it.
        """
        if self.filled < 3:
            return 0.0
        contradicts = doubtful = False
        if one.kind in ("amount", "number", "percent", "longitude", "latitude"):
            contradicts = self.dates > 0.6 > self.numbers
            doubtful = self.words > 0.8
        elif one.kind in DATE_KINDS:
            contradicts = self.numbers > 0.8 and self.dates < 0.2
            doubtful = self.dates < 0.2
        elif one.kind in TEXT_KINDS - {"code", "text"}:
            contradicts = self.numbers > 0.8 and self.dates < 0.2
        return -0.35 if contradicts or (doubtful and not is_named) else 0.0


def _is_decimal(cell: Cell) -> bool:
    read = amount(cell, unit=Unit(), currency="")
    return hasattr(read, "as_tuple") or getattr(read, "weight", "") == "remark"


def _typed(cell: Cell) -> Cell:
    """True and 1 are one key to a counter; as text they are two."""
    return text_of(cell) if isinstance(cell, bool) else cell
