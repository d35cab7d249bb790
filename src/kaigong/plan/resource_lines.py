"""The lines of a form that states resources: of a plan, and of what the plans of a zone share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import QueryDict

from kaigong.plan.later_numbers import later_in
from kaigong.plan.resources import MOST_UNITS, Resource, name_in, units_in

COLUMNS = ("key", "name", "name_en", "unit", "there", "later")
Line = dict[str, str]


def lines_typed(given: QueryDict) -> list[Line]:
    """The lines as they were typed; a column that the form does not have is empty."""
    count = len(given.getlist("name"))
    columns = (given.getlist(name) or [""] * count for name in COLUMNS)
    return [dict(zip(COLUMNS, line, strict=True)) for line in zip(*columns, strict=False)]


def typed_again(given: QueryDict) -> list[dict[str, object]]:
    """The same for the form to show again."""
    return [
        {**line, "later_shown": line["later"], "later_rows": line["later"].count("\n") + 1}
        for line in lines_typed(given)
    ]


def resources_typed(given: QueryDict, known: Mapping[str, Resource]) -> list[Resource]:
    """The resources of the lines; one whose name was emptied is left out.

    Args:
        known: Those that there are, by key.

    Raises:
        ResourceNameError, UnfitResourceError, UnfitLaterNumberError: a line cannot be.
    """
    found = []
    for line in lines_typed(given):
        if not line["name"].strip():
            continue
        key, name = line["key"], name_in(line["name"])
        there = units_in(line["there"] or "1", name=name)
        made = Resource(
            key if key in known else "",
            name,
            name_in(line["name_en"]) if line["name_en"].strip() else "",
            line["unit"].strip()[:20],
            there,
            later=later_in(line["later"], name=name, there=there, most=MOST_UNITS),
        )
        was = known.get(key)
        is_same = was is not None and was.availability == made.availability
        found.append(replace(made, is_assumed=was.is_assumed if was and is_same else False))
    return found
