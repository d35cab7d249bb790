"""What the facts of an act say to a reader: names, amounts, days, and ways to what still exists.

A line keeps its facts as the machine wrote them, because its seal holds them so. Every slice says
here what its own facts are called and how each is told; the line itself never changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.accounts.models import Zone
    from kaigong.accounts.selectors import Standing
    from kaigong.audit.models import Entry

MOST = 8  # of a long list; the line as it was written holds all


@dataclass(frozen=True)
class Named:
    """Something that a fact names by its key; its own slice knows what it is called today."""

    kind: str
    key: str


@dataclass(frozen=True)
class Told:
    """A stretch of text for the reader, with the page of what it names where there is one."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class About:
    """What a value is told about: the zone of its amounts and days, and the line's subject."""

    zone: Zone
    subject: str


Piece = str | Named
Tell = Callable[[object, About], list[Piece]]
Finder = Callable[["Standing", "set[str]"], Mapping[str, Told]]


class Choices(Protocol):
    """A choice of ours: `TextChoices`, or anything else that pairs values with labels."""

    @property
    def choices(self) -> Sequence[tuple[str, str]]: ...


# --- how a value is told; nothing to say is an empty list ----------------------------------------


def text(value: object, about: About) -> list[Piece]:
    """As it was written; of several, the first ones and how many there are."""
    if value in (None, "", False) or value == [] or value == {}:
        return []
    if isinstance(value, bool):
        return yes(value, about)
    if isinstance(value, list):
        return several(text)(value, about)
    if isinstance(value, dict):
        return [json.dumps(value, ensure_ascii=False, sort_keys=True)]
    return [str(value)]


def yes(value: object, _about: About) -> list[Piece]:
    """A yes is told; a no is the usual case and is not."""
    return [said("是", "yes")] if value in (True, "1") else []


def some(value: object, _about: About) -> list[Piece]:
    """A count, where there is one."""
    return [f"{value:,}"] if isinstance(value, int) and value else []


def moment(value: object, about: About) -> list[Piece]:
    """A moment in the zone's own time."""
    if not value:
        return []
    at = datetime.fromisoformat(str(value)).astimezone(ZoneInfo(about.zone.timezone))
    return [f"{at:%Y-%m-%d %H:%M}"]


def size(value: object, _about: About) -> list[Piece]:
    """The size of a file."""
    return [f"{int(str(value)) / 1024:,.1f} KiB"] if value else []


def short(value: object, _about: About) -> list[Piece]:
    """The beginning of a check sum: enough to tell two apart."""
    return [f"{str(value)[:12]}…"] if value else []


def choice(choices: Choices | Mapping[str, str]) -> Tell:
    """A value by its label."""

    def tell(value: object, _about: About) -> list[Piece]:
        labels = choices if isinstance(choices, Mapping) else dict(choices.choices)
        return [str(labels.get(str(value), value))] if value not in (None, "") else []

    return tell


def named(kind: str) -> Tell:
    """A key, told by the name of what it stands for."""

    def tell(value: object, _about: About) -> list[Piece]:
        return [Named(kind, str(value))] if value not in (None, "") else []

    return tell


def several(tell: Tell) -> Tell:
    """A list, each told alike; a long one is cut, and its length is said."""

    def tell_all(value: object, about: About) -> list[Piece]:
        values = value if isinstance(value, list) else [value]
        pieces: list[Piece] = []
        for each in values[:MOST]:
            if pieces:
                pieces.append(said("、", ", "))
            pieces += tell(each, about)
        if len(values) > MOST:
            pieces.append(said(f" …… 共 {len(values)} 个", f" … {len(values)} in all"))
        return pieces

    return tell_all


# --- what the facts of an act are -----------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """What one fact is called, and how its value is told."""

    label: str
    tell: Tell = text


Cells = Callable[[str], Fact]  # the fact of a key, where before and after are several values

SUBJECT, CHANGE = "subject", "change"  # whom or what it was done to; from before to after
_FACTS: dict[str, dict[str, Fact]] = {}
_CELLS: dict[str, Cells] = {}
_FINDERS: dict[str, Finder] = {}


def register(whose: str, facts: Mapping[str, Fact]) -> None:
    """Say what the facts of a slice, or of one act of it, are.

    `subject` is the line's own subject, `change` what stands before and after.
    """
    _FACTS.setdefault(whose, {}).update(facts)


def register_cells(act: str, cells: Cells) -> None:
    """Say what the facts are whose values an act keeps by name before and after."""
    _CELLS[act] = cells


def register_names(kind: str, finder: Finder) -> None:
    """Say who finds what keys of a kind stand for; what is no more, or not for this reader, is
    left out and keeps its key."""
    _FINDERS[kind] = finder


def row_ids(keys: Iterable[str]) -> set[int]:
    """The keys that can be numbers of rows; what else a line holds stands for none."""
    return {int(key) for key in keys if key.isdecimal() and len(key) < 19}


def fact_of(act: str, name: str) -> Fact | None:
    """What a fact of an act is; none if no version of today writes it."""
    for whose in (act, act.partition(".")[0]):
        if name in _FACTS.get(whose, {}):
            return _FACTS[whose][name]
    return None


def cells_of(act: str) -> Cells | None:
    """What the values are that an act keeps by name before and after, if it does."""
    return _CELLS.get(act)


# --- telling --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToldFact:
    """One fact in words; a change says what was there before."""

    label: str
    now: list[Told]
    before: list[Told] | None = None


@dataclass(frozen=True)
class Line:
    """A line of the chain as a reader sees it."""

    entry: Entry
    subject: list[Told]
    facts: list[ToldFact]


@dataclass
class _Draft:
    """A line whose names are still keys."""

    entry: Entry
    subject: list[Piece]
    facts: list[tuple[str, list[Piece], list[Piece] | None]] = field(default_factory=list)

    def pieces(self) -> Iterable[Piece]:
        yield from self.subject
        for _, now, before in self.facts:
            yield from now
            yield from before or ()


def lines_told(entries: Iterable[Entry], standing: Standing) -> list[Line]:
    """Lines of the chain for a reader; names cost one question a kind, however many lines."""
    drafts = [_drafted(entry, standing.zone) for entry in entries]
    wanted: dict[str, set[str]] = {}
    for draft in drafts:
        for piece in draft.pieces():
            if isinstance(piece, Named):
                wanted.setdefault(piece.kind, set()).add(piece.key)
    found = {kind: _FINDERS[kind](standing, keys) for kind, keys in wanted.items()}

    def told(pieces: list[Piece]) -> list[Told]:
        return [
            found[piece.kind].get(piece.key, Told(piece.key))
            if isinstance(piece, Named)
            else Told(piece)
            for piece in pieces
        ]

    return [
        Line(
            draft.entry,
            told(draft.subject),
            [
                ToldFact(label, told(now), None if before is None else told(before))
                for label, now, before in draft.facts
            ],
        )
        for draft in drafts
    ]


def _drafted(entry: Entry, zone: Zone) -> _Draft:
    about = About(zone, entry.subject)
    subject = fact_of(entry.act, SUBJECT) or Fact("")
    draft = _Draft(entry, _pieces(subject, entry.subject, about))
    facts = dict(entry.facts)
    if cells_of(entry.act) or fact_of(entry.act, CHANGE):
        before, after = facts.pop("before", None), facts.pop("after", None)
        draft.facts += _changes(entry.act, before, after, about)
    for name, value in facts.items():
        fact = fact_of(entry.act, name) or Fact(name)
        if pieces := _pieces(fact, value, about):
            draft.facts.append((str(fact.label), pieces, None))
    return draft


def _changes(
    act: str, before: object, after: object, about: About
) -> Iterable[tuple[str, list[Piece], list[Piece] | None]]:
    cells, whole = cells_of(act), fact_of(act, CHANGE)
    if cells is None:
        assert whole is not None  # noqa: S101  (the caller has asked)
        pairs = [(whole, before, after)]
    else:
        old = before if isinstance(before, dict) else {}
        new = after if isinstance(after, dict) else {}
        pairs = [(cells(key), old.get(key), new.get(key)) for key in {**old, **new}]
    for fact, was, now in pairs:
        is_told = was != now
        past, present = (_pieces(fact, value, about) for value in (was, now))
        if is_told and (past or present):
            yield str(fact.label), present, past


def _pieces(fact: Fact, value: object, about: About) -> list[Piece]:
    """The value in words; one that an older version wrote in another way stays as it is."""
    try:
        return fact.tell(value, about)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        return text(value, about)
