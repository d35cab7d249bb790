"""Which links of a changed network are new, changed or gone: links have no keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from kaigong.engines.scheduling.network import Link

Place = TypeVar("Place")  # where a file has a link: a line, an element


@dataclass(frozen=True)
class LinkChanges(Generic[Place]):
    """Links that come, that change where they stand, and that go."""

    come: list[Link]
    changed: list[tuple[Link, Place, Link]]  # as it was, where, as it is to be
    gone: list[tuple[Link, Place]]


def link_changes(old: Iterable[tuple[Link, Place]], new: Iterable[Link]) -> LinkChanges[Place]:
    """Equal links stay; of the others, those between the same ends are changed."""
    left: dict[Link, list[Place]] = {}
    for link, place in old:
        left.setdefault(link, []).append(place)
    fresh = []
    for link in new:
        if left.get(link):
            left[link].pop()
        else:
            fresh.append(link)
    between: dict[tuple[str, str], list[tuple[Link, Place]]] = {}
    for link, places in left.items():
        ends = (link.before, link.after)
        between.setdefault(ends, []).extend((link, place) for place in places)
    changes: LinkChanges[Place] = LinkChanges([], [], [])
    for link in fresh:
        same = between.get((link.before, link.after))
        if same:
            changes.changed.append((*same.pop(), link))
        else:
            changes.come.append(link)
    for rest in between.values():
        changes.gone.extend(rest)
    return changes
