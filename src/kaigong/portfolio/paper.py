"""The ledger as a plain table: for print, and for a reader whose browser runs no script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.portfolio.columns import COLUMNS, GROUPS, Column, Kind, sums_of
from kaigong.portfolio.sheet import Bundle, Sheet, View, Window, together
from kaigong.web.amounts import ledger_unit, shown_amount
from kaigong.wording import said

ALWAYS = ["code", "name", "name_en", "is_sample", "has_sample_amounts", "reason", "lamp"]
COLOURS = ("red", "amber", "green", "grey")


@dataclass(frozen=True)
class Head:
    """One heading: over some columns, or of one."""

    text: str
    classes: str = ""
    span: int = 1


@dataclass(frozen=True)
class Cell:
    """What stands in one cell; `share` draws a bar, `lamps` counts of each colour."""

    text: str = ""
    classes: str = ""
    lamp: str = ""
    share: float | None = None
    href: str = ""
    hint: str = ""
    is_sample: bool = False
    has_sample_amounts: bool = False
    lamps: tuple[tuple[str, int], ...] = ()

    @property
    def is_text(self) -> bool:
        """Most are nothing but text, and are written without asking for all the rest."""
        return self == Cell(self.text, self.classes)


@dataclass(frozen=True)
class Line:
    cells: list[Cell]
    classes: str = ""
    number: str = ""


@dataclass(frozen=True)
class PlainTable:
    """Everything that the template writes; it decides nothing itself."""

    bands: list[Head]
    heads: list[Head]
    lines: list[Line]
    total: Line | None  # none where it was not asked for
    count: int
    left_out: int = 0
    tick: float = 0
    columns: list[Column] = field(default_factory=list)


def zone_address(zone: Zone) -> str:
    """Where all addresses of a zone begin: `/jingyue/`."""
    return reverse("portfolio:ledger", args=[zone.slug]).removesuffix("ledger/")


class Paper:
    """Writes the rows of a view, with groups and totals, as lines of a plain table."""

    def __init__(
        self,
        standing: Standing,
        view: View,
        keys: Sequence[str],
        *,
        tick: float,
        is_print: bool = False,
    ) -> None:
        self._sheet = Sheet(standing, view)
        self._zone = standing.zone
        self._columns = [COLUMNS[key] for key in keys]
        self._keys = list(dict.fromkeys([*ALWAYS, *keys]))
        self._tick = tick
        self._is_print = is_print

    def every_row(self) -> PlainTable:
        """All rows in their groups, and the total."""
        sums, window = sums_of(self._keys), self._sheet.every_row(self._keys)
        groups = self._sheet.groups(sums)
        total = together(groups) if groups else self._sheet.total(sums)
        return self._table(list(self._grouped(window, groups)), window, total)

    def first_rows(self, most: int, *, summed_up_to: int | None = None) -> PlainTable:
        """The first few rows, and the total of all unless there are more than `summed_up_to`."""
        window = self._sheet.window(self._keys, limit=most)
        is_summed = summed_up_to is None or window.total <= summed_up_to
        total = self._sheet.total(sums_of(self._keys)) if is_summed else None
        return self._table(list(self._rows(window, 0, len(window.rows))), window, total)

    def _table(self, lines: list[Line], window: Window, total: Bundle | None) -> PlainTable:
        return PlainTable(
            bands=self._bands(),
            heads=[Head(self._title(column), self._classes(column)) for column in self._columns],
            lines=lines,
            total=Line(self._sums(total, said("合计", "Total"), ""), "total") if total else None,
            count=window.total,
            left_out=window.total - len(window.rows),
            tick=self._tick * 100,
            columns=self._columns,
        )

    def _title(self, column: Column) -> str:
        share = f" ┃{self._tick * 100:.1f}" if column.key == "year_share" else ""
        return f"{column.label}{share}"

    def _bands(self) -> list[Head]:
        unit = ledger_unit(self._zone.currency).name
        names = {group.key: str(group.label) for group in GROUPS}
        names["investment"] = said(
            f"{names['investment']}（{unit}）", f"{names['investment']} ({unit})"
        )
        bands: list[tuple[str, int]] = []
        for column in self._columns:
            if bands and bands[-1][0] == column.group:
                bands[-1] = (column.group, bands[-1][1] + 1)
            else:
                bands.append((column.group, 1))
        heads = [
            Head(names[group], "g" if place else "", span)
            for place, (group, span) in enumerate(bands)
        ]
        first = heads[0]
        return [Head(first.text, "ice", first.span + 1), *heads[1:]]

    def _classes(self, column: Column) -> str:
        place = self._columns.index(column)
        names = []
        if column.kind in {Kind.AMOUNT, Kind.NUMBER}:
            names.append("num")
        if column.kind is Kind.LAMP:
            names.append("mid")
        if column.key == "name":
            names.append("ice")
        elif place and self._columns[place - 1].group != column.group:
            names.append("g")
        return " ".join(names)

    def _grouped(self, window: Window, groups: list[Bundle]) -> Iterator[Line]:
        if not groups:
            yield from self._rows(window, 0, len(window.rows))
        for group in groups:
            size = said(f"{group.count} 个", f"{group.count}")
            label = group.label or said("没有填写", "not stated")
            yield Line(self._sums(group, label, size), "group", "▾")
            yield from self._rows(window, group.offset, group.count)

    def _rows(self, window: Window, offset: int, count: int) -> Iterator[Line]:
        places = {key: place for place, key in enumerate(window.keys)}
        for number, row in enumerate(window.rows[offset : offset + count], start=offset + 1):
            values = {key: row[place] for key, place in places.items()}
            cells = [self._cell(column, values) for column in self._columns]
            yield Line(cells, "is-stale" if values["lamp"] == "grey" else "", str(number))

    def _cell(self, column: Column, values: Mapping[str, object]) -> Cell:
        value = values.get(f"{column.key}.label", values[column.key])
        classes = self._classes(column)
        if column.kind is Kind.LAMP:
            return Cell(lamp=str(value or "green"), classes=classes)
        if column.kind is Kind.PERCENT:
            return self._share(value, classes)
        if column.key != "name":
            return Cell(self._text(column, value), classes)
        href = f"{zone_address(self._zone)}projects/{values['code']}/"
        return Cell(
            self._name(values),
            classes,
            href=href,
            is_sample=bool(values["is_sample"]),
            has_sample_amounts=bool(values["has_sample_amounts"]),
        )

    def _name(self, values: Mapping[str, object]) -> str:
        """In the reader's language; on paper as stored, as it stands in every other paper."""
        name, english = str(values["name"]), str(values["name_en"] or "")
        return name if self._is_print else said(name, english or name)

    def _share(self, value: object, classes: str) -> Cell:
        if not isinstance(value, float | Decimal | int):
            return Cell("—", classes)
        share = float(value) * 100
        return Cell(f"{share:.1f}", f"{classes} ro", share=max(0.0, min(100.0, share)))

    def _text(self, column: Column, value: object) -> str:
        if value is None or value == "":
            return "—" if column.kind in {Kind.AMOUNT, Kind.NUMBER} else ""
        if column.kind is Kind.AMOUNT:
            amount = Decimal(str(value))
            return shown_amount(
                amount, currency=self._zone.currency, unit="ledger", digits=column.digits
            ).digits
        if column.kind is Kind.FLAG:
            return said("是", "yes") if value else ""
        if column.choices is not None:
            return str(dict(column.choices.choices).get(str(value), value))
        return str(value)

    def _sums(self, bundle: Bundle, label: str, hint: str) -> list[Cell]:
        cells = []
        for column in self._columns:
            classes = self._classes(column)
            if column.key == "name":
                cells.append(Cell(label, classes, hint=hint))
            elif column.key == "reason":
                lamps = tuple((colour, bundle.lamps[colour]) for colour in COLOURS)
                cells.append(Cell(classes=classes, lamps=lamps))
            elif column.key == "year_share":
                planned = bundle.sums.get("planned_amount")
                done = bundle.sums.get("year_amount")
                share = done / planned if planned and done is not None else None
                cells.append(self._share(share, classes))
            elif column.key in bundle.sums:
                cells.append(Cell(self._text(column, bundle.sums[column.key]), classes))
            else:
                cells.append(Cell(classes=classes))
        return cells
