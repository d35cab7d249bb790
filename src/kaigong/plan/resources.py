"""What is scarce in a plan 资源: crews, cranes, rigs; how many, and how needs are written.

A resource is renewable: who is done with it hands it on. The plan keeps it by a key of its own, an
activity keeps units by that key; people write names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kaigong.engines.scheduling import Availability
from kaigong.plan.errors import (
    ResourceNameError,
    UnfitResourceError,
    UnknownResourceError,
    UnknownSharedResourceError,
)
from kaigong.plan.later_numbers import (
    Later,
    availability,
    later_kept,
    later_of,
    later_written,
)
from kaigong.plan.models import SharedResource, SubPlan
from kaigong.plan.units import counted, is_same_unit, unit_shown
from kaigong.wording import said

MOST_RESOURCES = 60
MOST_UNITS = 100_000
_PARTED = re.compile(r"[,，;；、\n]+")
_COUNTED = re.compile(r"(?P<name>.+?)\s*[x×*:：]?\s*(?P<units>\d+(?:\.\d+)?)\s*(?P<unit>\D*)")
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,2})?")


@dataclass(frozen=True)
class Resource:
    """One scarce resource.

    Attributes:
        unit: What it is counted in, such as 台 or 班组, as it was typed; see `units`.
        there: Units at hand.
        later: Other numbers, each from a day on, in their order.
        shared: Key of the zone's resource that it is; then the zone says name, unit and numbers.
        is_assumed: Nobody has stated the number yet.
    """

    key: str
    name: str
    name_en: str = ""
    unit: str = ""
    there: float = 1.0
    place: int = 0
    is_assumed: bool = False
    later: Later = ()
    shared: str = ""

    def __str__(self) -> str:
        return said(self.name, self.name_en or self.name)

    @property
    def unit_shown(self) -> str:
        """The unit in the reader's language."""
        return unit_shown(self.unit)

    def counted(self, number: float) -> str:
        """So many of it, with the unit."""
        return counted(number, self.unit)

    @property
    def row(self) -> dict[str, Any]:
        """As an edit keeps it."""
        row = asdict(self)
        del row["key"]
        return row | {"later": later_kept(self.later)}

    @property
    def availability(self) -> Availability:
        """How many there are by date, as the engine reads it."""
        return availability(self.there, self.later)

    @property
    def stated(self) -> str:
        """How many there are, and from which days on other numbers, in words."""
        units = self.counted(self.there)
        if not self.later:
            return units
        later = later_written(self.later, unit=self.unit_shown, between=said("，", ", "))
        return said(f"{units}，{later}", f"{units}, {later}")

    @property
    def later_rows(self) -> int:
        """How many lines they take in a form."""
        return max(1, len(self.later))

    @property
    def later_shown(self) -> str:
        """The later numbers a line each, as they are typed."""
        return later_written(self.later)


def resources_of(plan: SubPlan) -> list[Resource]:
    """The resources of a plan in their order, what it shares as the zone states it now."""
    found = [as_kept(key, row) for key, row in plan.resources.items()]
    if any(each.shared for each in found):
        stated = plan.shared_resources
        found = [
            taken_over(stated[each.shared], key=each.key, place=each.place)
            if each.shared in stated
            else each
            for each in found
        ]
    return sorted(found, key=lambda each: (each.place, each.key))


def as_kept(key: str, row: Mapping[str, Any]) -> Resource:
    """A resource as an edit keeps it."""
    return Resource(key, **{**row, "later": later_of(row.get("later", ()))})


def taken_over(shared: SharedResource, *, key: str = "", place: int = 0) -> Resource:
    """A resource of the zone as one of a plan's."""
    later = later_of(shared.later)
    return Resource(
        key, shared.name, shared.name_en, shared.unit, shared.there, place,
        later=later, shared=shared.key,
    )  # fmt: skip


def shared_one(plan: SubPlan, shared: str, *, key: str = "") -> Resource:
    """A resource of the zone as one of a plan's, by the zone's key.

    Raises:
        UnknownSharedResourceError: the zone has none.
    """
    if shared not in plan.shared_resources:
        raise UnknownSharedResourceError(key=shared)
    return taken_over(plan.shared_resources[shared], key=key)


def units_in(text: str, *, name: str) -> float:
    """A number of units as it was typed.

    Raises:
        UnfitResourceError: it is none.
    """
    plain = text.strip()
    if not _NUMBER.fullmatch(plain) or float(plain) > MOST_UNITS:
        raise UnfitResourceError(name=name, text=plain, most=MOST_UNITS)
    return float(plain)


def name_in(text: str) -> str:
    """The name of a resource as it was typed.

    Raises:
        ResourceNameError: it is empty, or holds a sign that parts needs.
    """
    name = " ".join(text.split(" ")).strip()
    if not name or _PARTED.search(name) or "\t" in name:
        raise ResourceNameError(name=name)
    return name[:100]


def plain_name(text: str) -> str:
    """A name from elsewhere, without the signs that part resources where people write them."""
    return " ".join(_PARTED.sub(" ", text).split())[:100] or "—"


def needs_in(text: str, resources: Iterable[Resource]) -> dict[str, float]:
    """Units by key from words such as 「塔吊 1 台；木工班组 2」; a name alone is one unit.

    Raises:
        UnknownResourceError: a name is none of the plan's.
        UnfitResourceError: a number cannot be.
    """
    resources = list(resources)
    known = {
        name.casefold(): each.key
        for each in reversed(resources)
        for name in (each.key, each.name_en, each.name)
        if name
    }
    found: dict[str, float] = {}
    unit_of = {each.key: each.unit for each in resources}
    for part in filter(None, (each.strip() for each in _PARTED.split(text))):
        name, units, unit = part, 1.0, ""
        if part.casefold() not in known and (read := _COUNTED.fullmatch(part)):
            name, unit = read["name"], read["unit"].strip()
            units = units_in(read["units"], name=name)
        key = known.get(name.casefold())
        if key is None or (unit and not is_same_unit(unit, unit_of[key])):
            raise unknown(name if key is None else part, resources)
        found[key] = found.get(key, 0.0) + units
    return {key: units for key, units in found.items() if units}


def unknown(name: str, resources: Iterable[Resource]) -> UnknownResourceError:
    """That a plan has no resource of a name, with those that it has."""
    names = said("、", ", ").join(map(str, resources)) or "—"
    return UnknownResourceError(name=name, known=names)


def needs_written(needs: Mapping[str, float], resources: Iterable[Resource]) -> str:
    """The same in words, as `needs_in` reads them."""
    return said("；", "; ").join(
        f"{each} {needs[each.key]:.10g}" for each in resources if each.key in needs
    )
