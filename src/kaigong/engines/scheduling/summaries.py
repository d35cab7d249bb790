"""Links of summaries, handed on to what lies below them."""

from __future__ import annotations

from dataclasses import replace

from kaigong.engines.scheduling.errors import UnknownActivityError
from kaigong.engines.scheduling.network import ActivityKind, Link, Network

_SPANNING = {ActivityKind.LEVEL_OF_EFFORT, ActivityKind.SUMMARY}


def members_of(network: Network) -> dict[str, list[str]]:
    """The activities below each summary, however deep, that are no summaries themselves."""
    summaries = {
        key for key, each in network.activities.items() if each.kind is ActivityKind.SUMMARY
    }
    below: dict[str, list[str]] = {key: [] for key in summaries}
    if not summaries:
        return below
    for key, activity in network.activities.items():
        if activity.kind is ActivityKind.SUMMARY:
            continue
        for above in dict.fromkeys(activity.wbs.split("/")):
            if above in summaries:
                below[above].append(key)
    return below


def leaf_links(network: Network) -> list[tuple[int, Link]]:
    """All links between activities that are placed, each with the number of the link it is of.

    A link of a summary holds everything below it; one of a level of effort holds nobody.

    Raises:
        UnknownActivityError: a link names an activity that is not there.
    """
    below = members_of(network)
    plain = {key for key, each in network.activities.items() if each.kind not in _SPANNING}
    found: list[tuple[int, Link]] = []
    for number, link in enumerate(network.links):
        if link.before in plain and link.after in plain:
            found.append((number, link))
            continue
        befores, afters = (_end(network, below, key) for key in (link.before, link.after))
        found += [
            (number, replace(link, before=before, after=after))
            for before in befores
            for after in afters
            if before != after
        ]
    return found


def _end(network: Network, below: dict[str, list[str]], key: str) -> list[str]:
    try:
        kind = network.activities[key].kind
    except KeyError:
        raise UnknownActivityError(key=key) from None
    if kind is ActivityKind.LEVEL_OF_EFFORT:
        return []
    if kind is not ActivityKind.SUMMARY:
        return [key]
    return [
        each
        for each in below[key]
        if network.activities[each].kind is not ActivityKind.LEVEL_OF_EFFORT
    ]
