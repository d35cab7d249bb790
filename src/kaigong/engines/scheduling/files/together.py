"""The projects of a file that wait for each other, reckoned as one programme."""

from __future__ import annotations

from collections.abc import Mapping

from kaigong.engines.scheduling.files.projects import ScheduleFile
from kaigong.engines.scheduling.network import Network
from kaigong.engines.scheduling.programme import CrossLink, Programme
from kaigong.engines.scheduling.schedule import Schedule


def schedules_of(
    file: ScheduleFile, networks: Mapping[str, Network] | None = None
) -> dict[str, Schedule]:
    """Every project of a file, reckoned, by its key.

    A project that waits for another of the file takes that one's dates as they are reckoned, and
    not those the file keeps for when the other is not at hand; by its rules it may ignore others.

    Args:
        networks: Changed networks of the projects, by key.

    Raises:
        LoopError: activities wait for each other; those of a loop through several projects are
            all named.
        UnknownActivityError, UnknownCalendarError, NeverWorksError, BeyondHorizonError.
    """
    plans = {project.key: project.network for project in file.projects} | dict(networks or {})
    links = [
        CrossLink((each.before_project, each.before), (plan, each.after), each.kind, each.lag)
        for each in file.crossings
        if not plans[plan := each.after_project].rules.ignores_other_projects
    ]
    if not links:
        return {key: network.run() for key, network in plans.items()}
    for link in links:
        _take_from_each_other(plans, link)
    reckoned = Programme(plans=plans, links=links).run()
    return {key: reckoned.plan(key) for key in plans}


def _take_from_each_other(plans: dict[str, Network], link: CrossLink) -> None:
    """Leave out the dates that stand for the other end of a link that is here."""
    for (plan, key), field in ((link.after, "external_start"), (link.before, "external_finish")):
        if getattr(plans[plan].activity(key), field):
            plans[plan] = plans[plan].copy()
            plans[plan].change(key, **{field: None})
