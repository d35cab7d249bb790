"""Who lies below whom: summaries among the activities, and nodes of the WBS that are none."""

from __future__ import annotations

from kaigong.engines.scheduling.files.paths import above, path_of_names
from kaigong.engines.scheduling.network import ActivityKind, Network


def own_path(network: Network, key: str) -> str:
    """The path of a summary, which those below it name as their place."""
    return path_of_names(network.activities[key].wbs, key, ())


def summaries_of(network: Network) -> dict[str, str]:
    """Keys of the summaries among the activities, by their own path."""
    return {
        own_path(network, key): key
        for key, each in network.activities.items()
        if each.kind is ActivityKind.SUMMARY
    }


def nodes_of(network: Network) -> list[str]:
    """Paths of the WBS that are named or used and are no activities, each after those above it."""
    summaries = summaries_of(network)
    wanted = {path for path in network.wbs_names if path}
    wanted |= {each.wbs for each in network.activities.values() if each.wbs}
    for path in list(wanted):
        while path := above(path):
            wanted.add(path)
    return sorted(wanted - summaries.keys())
