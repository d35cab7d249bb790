"""The outline of MSPDI: tasks one after another, their levels saying what lies below what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from kaigong.engines.scheduling.files import mspdi_words as words
from kaigong.engines.scheduling.files.outline import own_path, summaries_of
from kaigong.engines.scheduling.files.xml_documents import set_texts
from kaigong.engines.scheduling.network import Network


def is_same_outline(old: Network, new: Network) -> bool:
    """Whether the same activities lie in the same places below the same nodes."""
    return old.wbs_names.keys() == new.wbs_names.keys() and (
        {key: each.wbs for key, each in old.activities.items()}
        == {key: each.wbs for key, each in new.activities.items()}
    )


def arrange(
    tasks: Element, network: Network, by_key: Mapping[str, Element], nodes: Mapping[str, Element]
) -> None:
    """Put the tasks into the order of their outline, and number them so."""
    below: dict[str, list[tuple[str, Element]]] = {}
    summaries = summaries_of(network)
    for path, element in sorted(nodes.items()):
        below.setdefault(path.rpartition("/")[0], []).append((path, element))
    for key, activity in network.activities.items():
        path = own_path(network, key)
        inside = path if path in summaries and path not in nodes else ""
        below.setdefault(activity.wbs, []).append((inside, by_key[key]))
    ours = {id(each) for each in (*by_key.values(), *nodes.values())}
    others = [each for each in tasks if id(each) not in ours]
    ordered = list(_in_order(below))
    tasks[:] = [*others, *(element for element, _ in ordered)]
    for number, (element, level) in enumerate(ordered, 1):
        set_texts(element, {"ID": str(number), "OutlineLevel": str(level)}, words.TASK)
        for tag in ("WBS", "OutlineNumber"):  # Project makes them anew
            for child in element.findall(tag):
                element.remove(child)


def _in_order(below: Mapping[str, list[tuple[str, Element]]]) -> Iterator[tuple[Element, int]]:
    waiting = [iter(below.get("", ()))]
    while waiting:
        for path, element in waiting[-1]:
            yield element, len(waiting)
            if path and path in below:
                waiting.append(iter(below[path]))
                break
        else:
            waiting.pop()
