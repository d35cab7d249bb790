"""A plan put back into the network of the file that it came from, or into one of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from kaigong.engines.scheduling import Activity, Calendar, Link, LinkKind, Network
from kaigong.engines.scheduling.files.paths import path_of_names
from kaigong.engines.scheduling.summaries import members_of
from kaigong.plan import models
from kaigong.plan.beyond import WORDS
from kaigong.plan.file_rows import FileRows
from kaigong.plan.reckoning import activity_of
from kaigong.plan.resources_sent_back import ScarceBack
from kaigong.plan.row_changes import LinkKey

Number = TypeVar("Number")
# Fields of the engine's activity by the column of a plan that says them.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "kind": ("kind",),
    "duration": ("duration",),
    "calendar": ("calendar",),
    "constraint": ("constraint",),
    "constraint_at": ("constraint",),
    "started": ("started",),
    "finished": ("finished",),
    "remaining": ("remaining",),
    "beyond": tuple(WORDS),
    "levelled": ("constraint", "second_constraint"),
    "parent": ("wbs",),
}


def network_sent_back(
    network: Network,
    read: FileRows,
    rows: Iterable[models.Activity],
    links: Mapping[LinkKey, int],
    *,
    calendars: Mapping[str, int],
    definitions: Mapping[int, Calendar],
    whole: bool = False,
    scarce: ScarceBack,
) -> Network:
    """The file's network with what a plan has otherwise, and nothing else touched.

    Args:
        network: Of the file, and `read` its rows.
        rows, links: The plan's own now.
        calendars: Our numbers by the file's keys; `definitions` are ours by number.
        whole: With no more than a plan holds; what it then lacks is what stays in the file alone.
        scarce: The file's resources that the plan has as scarce ones; the others it does not hold.
    """
    back = _Back(network, read, rows, calendars, definitions, whole=whole, scarce=scarce)
    back.activities()
    back.links(links)
    return back.made


class _Back:
    def __init__(
        self,
        network: Network,
        read: FileRows,
        rows: Iterable[models.Activity],
        calendars: Mapping[str, int],
        definitions: Mapping[int, Calendar],
        *,
        whole: bool,
        scarce: ScarceBack,
    ) -> None:
        self.file, self.read, self.whole, self.scarce = network, read, whole, scarce
        self.made = network.copy()
        self.rows = {row.key: row for row in rows}
        self.numbers, self.definitions = calendars, definitions
        self.calendars = {number: key for key, number in reversed(list(calendars.items()))}
        self.summaries = {row.parent.key for row in self.rows.values() if row.parent}

    def activities(self) -> None:
        read, made = self.read, self.made
        of_plan = {source: key for key, source in read.sources.items()}
        made.activities = {}
        for source, its in self.file.activities.items():
            row = self.rows.get(of_plan.get(source, ""))
            if row is not None:
                made.activities[source] = self._changed(its, row)
            elif source not in of_plan and not self.whole:
                made.activities[source] = its  # what the plan never held
        if self.whole:
            made.resources = self._held(made.resources)
            made.resource_calendars = {}
            kept = {*read.nodes.values(), ""}
            made.wbs_names = {path: made.wbs_names[path] for path in made.wbs_names if path in kept}
        for key, row in self.rows.items():
            if key in read.sources:
                continue
            if key not in read.nodes and key not in self.summaries:
                needs = self.scarce.needs(key, row.needs, {})
                made.activities[key] = replace(self._activity(row, key), needs=needs)
            elif key not in read.nodes or self._is_renamed(row):
                made.wbs_names[self._path(row)] = row.name

    def _is_renamed(self, row: models.Activity) -> bool:
        return bool(row.name != self.read.activities[row.key]["name"])

    def _changed(self, its: Activity, row: models.Activity) -> Activity:
        """The file's activity with the columns that were changed; with all of them if `whole`."""
        if row.key in self.read.nodes:
            return replace(its, name=row.name) if self._is_renamed(row) else its
        made = self._activity(row, its.key)
        if self.whole:
            calendar = made.calendar if self._is_changed(row, "calendar") else its.calendar
            return replace(
                made, trade=its.trade, committed=its.committed, calendar=calendar,
                needs=self._held(its.needs),
            )  # fmt: skip
        names = {
            field
            for column, its_fields in _FIELDS.items()
            if self._is_changed(row, column)
            for field in its_fields
        }
        changed = {name: getattr(made, name) for name in names}
        needs = self.scarce.needs(row.key, row.needs, its.needs)
        if row.key not in self.summaries and needs != its.needs:
            changed["needs"] = needs
        return replace(its, **changed)

    def _held(self, units: Mapping[str, Number]) -> dict[str, Number]:
        return {key: each for key, each in units.items() if key in self.scarce.keys}

    def _is_changed(self, row: models.Activity, column: str) -> bool:
        if column == "levelled":
            return row.levelled is not None
        was = self.read.activities[row.key][column]
        if column == "parent":
            return bool(was != (row.parent.key if row.parent else None))
        if column == "calendar":
            return bool(row.calendar_id != (None if was is None else self.numbers[was]))
        return bool(was != getattr(row, column))

    def _activity(self, row: models.Activity, key: str) -> Activity:
        wbs = self._path(row.parent) if row.parent else ""
        return replace(  # what it needs of the plan's resources is not of the file's
            activity_of(row), key=key, name=row.name, calendar=self._calendar(row), wbs=wbs,
            needs={},
        )  # fmt: skip

    def _calendar(self, row: models.Activity) -> str | None:
        number: int | None = row.calendar_id
        if number is None:
            return None
        if number not in self.calendars:
            definition = self.definitions[number]
            name = path_of_names("", definition.name or str(number), self.made.calendars)
            self.made.calendars[name] = definition
            self.calendars[number] = name
        return self.calendars[number]

    def _path(self, row: models.Activity) -> str:
        known = self.read.nodes.get(row.key)
        if known is not None:
            return known
        return path_of_names(self._path(row.parent) if row.parent else "", row.key, ())

    def links(self, links: Mapping[LinkKey, int]) -> None:
        """The file's links that the plan still has as they were; the others anew."""
        read, members = self.read, members_of(self.file)
        keys = {source: key for key, source in read.sources.items()}
        # What waits for other projects stays here: their activities are not in this file.
        left = {ends: lag for ends, lag in links.items() if ends[0] in self.rows}
        self.made.links = []
        for link in self.file.links:
            ends = [
                (keys[before], keys[after], link.kind.value)
                for before in members.get(link.before, [link.before])
                for after in members.get(link.after, [link.after])
                if before in keys and after in keys and before != after
            ]
            held = [each for each in ends if each in read.links]
            if all(links.get(each) == read.links[each] for each in held):
                if held or not self.whole:
                    self.made.links.append(
                        _plain(link, read.links[held[0]]) if self.whole else link
                    )
                for each in held:
                    left.pop(each, None)
        self.made.links += [
            Link(
                read.sources.get(before, before),
                read.sources.get(after, after),
                LinkKind(kind),
                lag,
            )
            for (before, after, kind), lag in left.items()
        ]


def _plain(link: Link, lag: int) -> Link:
    """A link as a plan holds it."""
    return replace(link, lag=lag, lag_share=None, lag_calendar=None)


def outlined(
    network: Network, rows: Iterable[models.Activity], resources: Mapping[str, str]
) -> Network:
    """A plan's network with its outline as a WBS; calendars and resources go by their names.

    Args:
        resources: Their names by key.
    """
    rows = list(rows)
    made = network.copy()
    # What other projects do is not of this file, nor that something waits for it.
    ours = {row.key for row in rows}
    made.activities = {key: each for key, each in made.activities.items() if key in ours}
    made.links = [link for link in made.links if link.before in ours]
    paths: dict[str, str] = {}
    names: dict[str, str] = {}
    made.calendars = {}
    called = {key: resources[key] for key in made.resources if key in resources}
    made.resources = {called.get(key, key): units for key, units in made.resources.items()}
    for row in rows:  # summaries stand above what lies below them
        above = paths[row.parent.key] if row.parent else ""
        paths[row.key] = path_of_names(above, row.key, ())
        if row.key not in network.activities:
            made.wbs_names[paths[row.key]] = row.name
            continue
        activity = network.activities[row.key]
        key = activity.calendar
        if key is not None and key not in names:
            names[key] = path_of_names("", network.calendars[key].name or key, made.calendars)
            made.calendars[names[key]] = network.calendars[key]
        made.activities[row.key] = replace(
            activity, name=row.name, wbs=above, calendar=None if key is None else names[key],
            needs={called.get(each, each): units for each, units in activity.needs.items()},
        )  # fmt: skip
    return made
