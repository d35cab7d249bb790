"""A network with measures taken: what a plan becomes when a way to win days is accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import prod

from kaigong.engines.scheduling.network import Activity, LinkKind, Network
from kaigong.engines.scheduling.remedies.hastened_calendars import hastened_calendar
from kaigong.engines.scheduling.remedies.measures import Measure


def network_hastened(network: Network, measures: Iterable[Measure]) -> Network:
    """The network with some measures taken; reckoned, its dates are those the search promised.

    An activity that has begun has less left, one that has not is shorter; what works through the
    winter or in a second shift has a calendar of its own; what follows an overlapped activity has a
    lead on it.

    Args:
        measures: No two of the same kind for one activity.

    Raises:
        UnknownActivityError: an activity of a measure is not there.
    """
    made = network.copy()
    by_key: dict[str, list[Measure]] = {}
    for measure in measures:
        by_key.setdefault(measure.key, []).append(measure)
    for key, its in by_key.items():
        made.activities[key] = _hastened(made, network.activity(key), its)
        overlap = sum(measure.overlap for measure in its)
        if overlap:
            made.links = [
                replace(link, lag=link.lag - overlap)
                if link.before == key and link.kind is LinkKind.FS
                else link
                for link in made.links
            ]
    return made


def _hastened(made: Network, activity: Activity, measures: list[Measure]) -> Activity:
    left = round(activity.left * prod(measure.work for measure in measures))
    changed = (
        replace(activity, remaining=left)
        if activity.started
        else replace(activity, duration=left, remaining=None)
    )
    winter = any(measure.through_winter for measure in measures)
    shift = next((measure.shift for measure in measures if measure.shift), None)
    if not winter and shift is None:
        return changed
    key = f"{activity.key}+"
    made.calendars[key] = hastened_calendar(made.calendar_of(activity), winter=winter, shift=shift)
    return replace(changed, calendar=key)
