"""A delay going through a programme: a master plan and many plans linked to it and to each other.

Ours answers with every commitment that slips, by how much and through which plans; MPXJ, which
knows no what-if, reckons all of it anew. It gets the programme as one project, written as an XER of
ours, is warm, and its CPU time holds all of Java's threads. Nobody is timed before nearly all
early dates are the same, and before the what-if is what a full rerun finds.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.scheduling import START, Mpxj, network_of
from benchmarks.timing import agree, in_turns, no_collecting, resident_megabytes

PER_PLAN = 1_000
TOGETHER = 8  # plans of one front; each waits for three activities of the one before it


def programme_of(plans: int, *, per_plan: int) -> Any:
    """Plans of one make, a promised end in each, and a master with a milestone for every plan."""
    from kaigong.engines.scheduling import P6, Network, Programme

    draw = np.random.default_rng(20_260_312)
    of_all = {f"plan{n}": _plan(per_plan, seed=n) for n in range(plans)}
    one = of_all["plan0"]
    master = Network(start=START, calendar=one.calendar, calendars=one.calendars, rules=P6)
    for name in of_all:
        master.milestone(f"{name} done").commit("2027-06-30 17:00")
    master.milestone("handover", after=list(master.activities)).commit("2027-12-31 17:00")
    programme = Programme(master=master, plans=of_all)
    for number, name in enumerate(of_all):
        programme.link((name, "end"), f"{name} done")
        for _ in range(3 if number % TOGETHER else 0):
            source, target = draw.integers(0, per_plan // 4, 2)
            programme.link((f"plan{number - 1}", f"a{source}"), (name, f"a{target}"), lag="2d")
    return programme


def _plan(activities: int, *, seed: int) -> Any:
    plan = network_of(activities, seed=seed)
    # MPXJ sees SF and leads otherwise, and over many plans that adds up.
    plan.links = [link for link in plan.links if link.lag >= 0 and link.kind.value != "SF"]
    followed = {link.before for link in plan.links}
    ends = [key for key in plan.activities if key not in followed]
    plan.milestone("end", after=ends).commit("2027-06-30 17:00")
    return plan


def flat_of(programme: Any) -> Any:
    """The programme as one network, for those who know no other."""
    from kaigong.engines.scheduling import P6, Link, Network

    one = programme.plan("plan0")
    flat = Network(start=START, calendar=one.calendar, calendars=one.calendars, rules=P6)
    for name, plan in programme.plans.items():
        for key, activity in plan.activities.items():
            flat.add(_renamed(activity, _called((name, key))))
        for link in plan.links:
            ends = _called((name, link.before)), _called((name, link.after))
            flat.link(Link(*ends, link.kind, link.lag))
    for link in programme.links:
        flat.link(Link(_called(link.before), _called(link.after), link.kind, link.lag))
    return flat


def _renamed(activity: Any, key: str) -> Any:
    from dataclasses import replace

    return replace(activity, key=key, wbs="")


def _called(key: tuple[str, str]) -> str:
    return " ".join(key)


@no_collecting()
def measure(plans: int, *, turns: int) -> dict[str, Any]:
    from kaigong.engines.scheduling import schedule_of
    from kaigong.engines.scheduling.programme.schedule import programme_schedule_of

    programme_schedule_of(programme_of(2, per_plan=50), by_numba=True)  # compiled, and in memory
    programme = programme_of(plans, per_plan=PER_PLAN)
    before = resident_megabytes()
    schedule = programme_schedule_of(programme, by_numba=True)
    megabytes = resident_megabytes() - before
    flat = flat_of(programme)
    peer = Mpxj(flat)
    for _ in range(2):
        peer.reckon()
    flat_schedule = schedule_of(flat, by_numba=True)
    share = peer.agreement(flat_schedule)
    if share < 0.97:
        raise SystemExit(f"MPXJ has {share:.1%} of our early dates")
    for name in programme.plans:
        for key in list(programme.plan(name).activities)[::7]:
            ours, theirs = schedule[name, key].early, flat_schedule[_called((name, key))].early
            agree(f"{name} {key}", ours, theirs)
    delay = {first_behind(schedule, "plan0"): "60d"}
    in_every_front = {
        first_behind(schedule, name): "60d" for name in list(programme.plans)[TOGETHER::TOGETHER]
    }
    asked, everywhere = schedule.what_if(delay), schedule.what_if(in_every_front)
    again = _delayed(programme, in_every_front)
    for slip in everywhere.slips():
        agree("rerun", slip.becomes, again[slip.plan, slip.key].early.finish)
    return {
        "plans": plans + 1,
        "activities": len(schedule.layout.keys),
        "links": int(schedule.layout.links.before.size),
        "across plans": len(programme.links),
        "early dates in common, %": round(100 * share, 2),
        "megabytes that ours holds": round(megabytes, 1),
        "one delay": {
            **_told(asked),
            "seconds": in_turns(
                {
                    "ours": lambda: schedule.what_if(delay).slips(),
                    "MPXJ, warm, all anew": peer.reckon,
                },
                turns=turns,
            ),
        },
        "a delay in every front": {
            **_told(everywhere),
            "seconds": in_turns(
                {"ours": lambda: schedule.what_if(in_every_front).slips()}, turns=turns
            ),
        },
        "from descriptions to dates": {
            "seconds": in_turns(
                {"ours": lambda: programme_schedule_of(programme, by_numba=True)}, turns=1
            )
        },
    }


def first_behind(schedule: Any, plan: str) -> tuple[str, str]:
    """The activity that the chain behind a plan's promised end begins with."""
    name, key = schedule.slips((plan, "end")).chain[0].split("/")
    return name, key


def _delayed(programme: Any, delay: dict[tuple[str, str], str]) -> Any:
    """The programme reckoned anew, with activities that take longer."""
    from kaigong.engines.scheduling import Programme
    from kaigong.engines.scheduling.programme.schedule import programme_schedule_of

    plans = {name: plan.copy() for name, plan in programme.plans.items()}
    for (name, key), more in delay.items():
        activity, plan = plans[name].activity(key), plans[name]
        by = plan.minutes(more, calendar=plan.calendar_of(activity))
        plan.change(key, duration=activity.duration + by)
    master = plans.pop("master")
    return programme_schedule_of(
        Programme(master=master, plans=plans, links=programme.links), by_numba=True
    )


def _told(asked: Any) -> dict[str, int]:
    slips = asked.slips()
    return {
        "activities moved": int(asked.ripple.is_moved.sum()),
        "commitments that slip": len(slips),
        "plans on the longest way": max((len(slip.along) for slip in slips), default=0),
    }
