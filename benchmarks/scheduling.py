"""Recalculating a large network to the minute on three calendars, against MPXJ's P6 scheduler.

Both sides hold the network ready and reckon all dates and floats anew; MPXJ reads it from an XER of
ours, is warm, and its CPU time holds all of Java's threads. Nobody is timed before nearly all early
dates are the same wherever those before them are. MPXJ sees SF links, some leads and some finishes
that FF links set otherwise (tests/engines/scheduling/test_stored_dates.py); what is handed on from
there grows with the network, for an hour before the winter stop is four months behind it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from benchmarks.timing import in_turns, no_collecting

START = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - a plan's moments are local
KINDS = ("FS", "SS", "FF", "SF")


def network_of(activities: int, *, seed: int = 20_260_311) -> Any:
    """A layered network: about 2 links each, a third with lags, on three calendars."""
    from kaigong.engines.scheduling import P6, Activity, Calendar, Link, LinkKind, Network

    draw = np.random.default_rng(seed)
    calendars = {
        "office": Calendar.weekly("Mon-Fri 8-12 13-17", name="office"),
        "site": Calendar.weekly("Mon-Sat 8-12 13-18", name="site").closed("--11-15/--03-15"),
        "day and night": Calendar.all_hours(),
    }
    network = Network(start=START, calendar=calendars["office"], calendars=calendars, rules=P6)
    names = draw.choice(list(calendars), activities, p=[0.45, 0.45, 0.1]).tolist()
    durations = (draw.integers(1, 21, activities) * 240).tolist()
    for number in range(activities):
        network.add(Activity(f"a{number}", duration=durations[number], calendar=names[number]))
    links, depth = 2 * activities, max(2, activities // 60)
    after = draw.integers(depth, activities, links)
    before = after - draw.integers(1, depth + 1, links)
    before, after = np.unique(np.stack([before, after]), axis=1)
    kinds = draw.choice(KINDS, before.size, p=[0.85, 0.07, 0.07, 0.01]).tolist()
    lags = np.where(draw.random(before.size) < 0.3, draw.integers(-2, 11, before.size) * 120, 0)
    rows = zip(before.tolist(), after.tolist(), kinds, lags.tolist(), strict=True)
    for source, target, kind, lag in rows:
        network.link(Link(f"a{source}", f"a{target}", LinkKind(kind), lag))
    return network


@no_collecting()
def measure(activities: int, *, turns: int) -> dict[str, Any]:
    from kaigong.engines.scheduling import schedule_of
    from kaigong.engines.scheduling.passes import early_dates_of, passes_of

    network = network_of(activities)
    schedule = schedule_of(network, by_numba=True)
    layout = schedule.layout
    early_dates_of(layout, layout.activities, by_numba=True)
    peer = Mpxj(network)
    for _ in range(3 if activities < 50_000 else 2):
        peer.reckon()
    differing = peer.differing(schedule)
    handed_on = {link.after for link in network.links if link.before in differing}
    first = differing - handed_on
    if len(first) > 0.01 * activities:
        raise SystemExit(f"MPXJ has {len(first)} other early dates than we after the same ones")
    return {
        "activities": activities,
        "links": len(network.links),
        "levels": layout.order.levels.size - 1,
        "early dates in common, %": round(100 * (1 - len(differing) / activities), 2),
        "differ though all before them agree": len(first),
        "recalculation": {
            "seconds": in_turns(
                {
                    "ours": lambda: passes_of(layout, by_numba=True),
                    "ours without Numba": lambda: passes_of(layout, by_numba=False),
                    "MPXJ, warm": peer.reckon,
                },
                turns=turns,
            )
        },
        "a delay goes through": {
            "seconds": in_turns(
                {"ours": lambda: early_dates_of(layout, layout.activities, by_numba=True)},
                turns=turns,
            )
        },
        "from descriptions to dates": {
            "seconds": in_turns({"ours": lambda: schedule_of(network, by_numba=True)}, turns=1)
        },
    }


class Mpxj:
    """The same network in MPXJ, in this process, and its P6 scheduler."""

    def __init__(self, network: Any) -> None:
        from kaigong.engines.scheduling.files import Format, write
        from kaigong.engines.scheduling.files.mpp import _java

        java: Any = _java()
        stream = java.JClass("java.io.ByteArrayInputStream")(
            write(network, format=Format.XER, stored={}).content
        )
        self.project = java.JClass("org.mpxj.reader.UniversalProjectReader")().read(stream)
        self.scheduler = java.JClass("org.mpxj.cpm.PrimaveraScheduler")()
        moment = network.start.isoformat(timespec="minutes")
        self.start = java.JClass("java.time.LocalDateTime").parse(moment)

    def reckon(self) -> None:
        self.scheduler.schedule(self.project, self.start)

    def agreement(self, schedule: Any) -> float:
        """The share of activities whose early dates are the same."""
        return 1 - len(self.differing(schedule)) / len(schedule.number)

    def differing(self, schedule: Any) -> set[str]:
        """The activities with work between their early start or finish and ours."""
        found = set()
        for task in self.project.getTasks():
            key = str(task.getCanonicalActivityID())
            if key in schedule.number:
                early = schedule[key].early
                for ours, theirs in (
                    (early.start, task.getEarlyStart()),
                    (early.finish, task.getEarlyFinish()),
                ):
                    if schedule.work_between(key, ours, datetime.fromisoformat(str(theirs))) != 0:
                        found.add(key)
        return found
