"""Activities that take their dates from others: summaries and levels of effort."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kaigong.engines.scheduling.arrays import Dates as DateArrays
from kaigong.engines.scheduling.arrays import Layout
from kaigong.engines.scheduling.network import Activity, ActivityKind, LinkKind, Network
from kaigong.engines.scheduling.shift_tables import Minutes
from kaigong.engines.scheduling.summaries import members_of

_AT_START = {LinkKind.SS, LinkKind.SF}


class Spanned(NamedTuple):
    """Instants of an activity that spans others."""

    early_start: int
    early_finish: int
    late_start: int
    late_finish: int


def spanned(network: Network, layout: Layout, dates: DateArrays) -> dict[str, Spanned]:
    """Dates of everything that spans others; what spans nothing has none."""
    number = {key: n for n, key in enumerate(layout.keys)}
    found: dict[str, Spanned] = {}
    for key, members in members_of(network).items():
        inside = np.array([number[each] for each in members if each in number], dtype=np.int64)
        if inside.size:
            found[key] = Spanned(
                int(dates.early_start[inside].min()),
                int(dates.early_finish[inside].max()),
                int(dates.late_start[inside].min()),
                int(dates.late_finish[inside].max()),
            )
    efforts = [
        activity
        for activity in network.activities.values()
        if activity.kind is ActivityKind.LEVEL_OF_EFFORT
    ]
    for effort in efforts:
        ends = _ends_of(network, effort, number)
        if ends[0] and ends[1]:
            found[effort.key] = _of_effort(dates, *ends)
    return found


Ends = list[tuple[int, bool]]  # an activity, and whether at its finish


def _ends_of(network: Network, effort: Activity, number: dict[str, int]) -> tuple[Ends, Ends]:
    """What the start and the finish of a level of effort hang on.

    Links into it tell; where none tell of an end, links out of it do.
    """
    starts: Ends = []
    finishes: Ends = []
    later: tuple[Ends, Ends] = ([], [])
    for link in network.links:
        if link.after == effort.key and link.before in number:
            end = (number[link.before], link.kind not in _AT_START)
            (starts if link.kind in (LinkKind.FS, LinkKind.SS) else finishes).append(end)
        elif link.before == effort.key and link.after in number:
            end = (number[link.after], link.kind in (LinkKind.FF, LinkKind.SF))
            later[link.kind not in _AT_START].append(end)
    return starts or later[0], finishes or later[1] or starts


def _of_effort(dates: DateArrays, starts: Ends, finishes: Ends) -> Spanned:
    def at(ends: Ends, start: Minutes, finish: Minutes) -> list[int]:
        return [int((finish if at_finish else start)[n]) for n, at_finish in ends]

    early = dates.early_start, dates.early_finish
    late = dates.late_start, dates.late_finish
    return Spanned(
        min(at(starts, *early)),
        max(at(finishes, *early)),
        min(at(starts, *late)),
        max(at(finishes, *late)),
    )
