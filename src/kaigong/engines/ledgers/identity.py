"""Is this row a project we know? By code, by name, by an earlier name; if in doubt, ask."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .folding import folded, half_width, simplified
from .rows import LedgerRow, LedgerRows
from .telling import Told, telling, unheard

MatchedBy: TypeAlias = Literal["code", "name", "alias", "answer", "likely", "new", "unnamed"]

# The answer that a row is a project of its own.
NEW = ""

LIKELY = 0.84
_MAX_CANDIDATES = 3
_MAX_COMPARED = 12
# Pairs of characters that half of the ledger shares (产业, 项目) lead nowhere.
_MAX_SHARED = 400

_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_TAIL = re.compile(r"(?:(?:建设|新建|改造|改扩建)?(?:项目|工程|programme|program|project)s?)+$")
_PARENTHESES = re.compile(r"[(\[【〔（][^()\[\]【】〔〕（）]*[)\]】〕）]")
_PHASE = re.compile(
    r"第?([一二三四五六七八九1-9])(?:期|标段|批|阶段|号)|(?:phase|stage|tranche|lot)([1-9]|i{1,3}|iv|v)\b"
)


@dataclass(frozen=True, slots=True)
class KnownProject:
    """A project on record: its code (may be blank), and its names, the present one first."""

    id: str
    code: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Which known project a row is.

    Attributes:
        row: Row number as in the file.
        by: How it was recognised; `likely` is a question, `unnamed` has neither code nor name.
        id: The project; None where it is new, unnamed or still a question.
        candidates: Of a question: ids with their likeness, best first.
    """

    row: int
    by: MatchedBy
    id: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()


def fold_name(text: str) -> str:
    """A project's name for comparing: 长髮智慧城市産業基地 and 长发智慧城市产业基地项目 are one.

    Width, script, case, spaces and punctuation do not count; neither does a final 项目, 工程 or
    Programme. Phases do: 一期 and 二期 are two projects.
    """
    whole = folded(text)
    shorter = _TAIL.sub("", whole)
    return shorter if len(shorter) >= 2 else whole


def fold_code(text: str) -> str:
    """A code for comparing: width, case and spaces do not count; signs do (1-1 is not 11)."""
    return re.sub(r"\s+", "", simplified(half_width(text))).casefold()


def identify(
    rows: LedgerRows | Sequence[LedgerRow],
    known: Sequence[KnownProject],
    *,
    answers: Mapping[int, str] | None = None,
    code_field: str = "code",
    name_field: str = "name",
    told: Told = unheard,
) -> tuple[Match, ...]:
    """One match per row, in order.

    A code goes before a name. Where they point to two projects, where a name fits several, or
    where it is merely alike, the row becomes a question: nothing is merged on a guess. No project
    is matched by two rows; the second one becomes a question too.

    Args:
        answers: Earlier decisions by row number: a project's id, or `NEW`.
        told: Hears how many rows are done.
    """
    decided = answers or {}
    index = _Index(known)
    matches: list[Match] = []
    for row in telling(tuple(rows), told):
        if row.number in decided:
            chosen = decided[row.number]
            matches.append(Match(row.number, "answer", chosen or None))
            continue
        matches.append(index.match(row.number, _word(row, code_field), _word(row, name_field)))
    return _each_once(matches)


def _word(row: LedgerRow, field: str) -> str:
    value = row.values.get(field)
    return value if isinstance(value, str) else ""


def _each_once(matches: Sequence[Match]) -> tuple[Match, ...]:
    taken: dict[str, Match] = {}
    result = []
    strength = {"answer": 0, "code": 1, "name": 2, "alias": 3}
    for match in sorted(matches, key=lambda match: strength.get(match.by, 9)):
        if match.id is None:
            continue
        taken.setdefault(match.id, match)
    for match in matches:
        if match.id is not None and taken[match.id] is not match:
            match = Match(match.row, "likely", None, ((match.id, 1.0),))
        result.append(match)
    return tuple(result)


class _Index:
    def __init__(self, known: Sequence[KnownProject]) -> None:
        self.by_code: defaultdict[str, set[str]] = defaultdict(set)
        self.code_of: dict[str, str] = {}
        self.by_name: defaultdict[str, set[str]] = defaultdict(set)
        self.by_alias: defaultdict[str, set[str]] = defaultdict(set)
        # By the numbers in a name first: 3标段 is never taken for 4标段, nor compared with it.
        self.by_pair: defaultdict[tuple[tuple[str, ...], str], set[str]] = defaultdict(set)
        self.folded_names: dict[str, set[str]] = defaultdict(set)
        for project in known:
            if code := fold_code(project.code):
                self.by_code[code].add(project.id)
                self.code_of[project.id] = code
            for place, name in enumerate(project.names):
                key = fold_name(name)
                if not key:
                    continue
                (self.by_alias if place else self.by_name)[key].add(project.id)
                self.folded_names[key].add(project.id)
        self.pairs_of: dict[str, int] = {}
        for key in self.folded_names:
            numbers, pairs = _numbers(key), _pairs(key)
            self.pairs_of[key] = len(pairs)
            for pair in pairs:
                self.by_pair[numbers, pair].add(key)

    def match(self, number: int, code: str, name: str) -> Match:
        coded = self.by_code.get(fold_code(code), set()) if code else set()
        key = fold_name(name) if name else ""
        named = self.by_name.get(key, set()) if key else set()
        renamed = self.by_alias.get(key, set()) if key else set()
        if len(coded) == 1:
            (found,) = coded
            others = (named | renamed) - coded
            if others and found not in named | renamed:
                return _question(
                    number, [(found, 1.0), *((other, 1.0) for other in sorted(others))]
                )
            return Match(number, "code", found)
        if len(coded) > 1:
            both = coded & (named | renamed)
            if len(both) == 1:
                return Match(number, "code", both.pop())
            return _question(number, [(one, 1.0) for one in sorted(coded)])
        for is_alias, ids in ((False, named), (True, renamed - named)):
            # The same name under another code may be a project recoded, or another one.
            if len(ids) > 1 or any(self._has_other_code(one, code) for one in ids):
                return _question(number, [(one, 1.0) for one in sorted(ids)])
            if ids:
                return Match(number, "alias" if is_alias else "name", next(iter(ids)))
        if not key:
            # A code alone is a new project; the missing name is a fault of the row.
            return Match(number, "new" if code else "unnamed")
        # Merely alike and under another code is another project.
        alike = [pair for pair in self._alike(key) if not self._has_other_code(pair[0], code)]
        return _question(number, alike) if alike else Match(number, "new")

    def _has_other_code(self, project: str, code: str) -> bool:
        known = self.code_of.get(project, "")
        return bool(code and known) and known != fold_code(code)

    def _alike(self, key: str) -> list[tuple[str, float]]:
        shared: Counter[str] = Counter()
        numbers = _numbers(key)
        for pair in _pairs(key):
            names = self.by_pair.get((numbers, pair), ())
            if len(names) <= _MAX_SHARED:
                shared.update(names)
        # By the share of pairs in common, then by name: how often a set hands out a name first must
        # decide nothing, and a crowd of names with one common word must not push the right one out.
        own = len(_pairs(key))
        nearest = sorted(
            shared, key=lambda other: (-shared[other] / (own + self.pairs_of[other]), other)
        )
        found: dict[str, float] = {}
        for other in nearest[:_MAX_COMPARED]:
            score = likeness(key, other)
            if score >= LIKELY:
                for one in self.folded_names[other]:
                    found[one] = max(found.get(one, 0.0), score)
        ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return [(one, round(score, 4)) for one, score in ranked[:_MAX_CANDIDATES]]


def likeness(one: str, other: str) -> float:
    """Between 0 and 1, of two folded names; another phase or number is another project."""
    if _numbers(one) != _numbers(other):
        return 0.0
    ratio = difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 5 and longer.startswith(shorter):
        # 长发智慧城市 and 长发智慧城市产业基地: a name cut short.
        ratio = max(ratio, 0.86)
    return ratio


def _numbers(name: str) -> tuple[str, ...]:
    phases = [(found[1] or found[2]).translate(_DIGITS) for found in _PHASE.finditer(name)]
    return tuple(sorted({*phases, *re.findall(r"\d+", name)}))


def _pairs(key: str) -> set[str]:
    return {key[place : place + 2] for place in range(len(key) - 1)}


def _question(number: int, candidates: Iterable[tuple[str, float]]) -> Match:
    return Match(number, "likely", None, tuple(candidates))
