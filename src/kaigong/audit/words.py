"""What each act is called, for whoever reads the chain; every slice registers its own."""

from __future__ import annotations

from collections.abc import Mapping

from kaigong.wording import say

# The house itself has no slice: what is done to all zones at once.
_ACTS: dict[str, str] = {
    "house.backup.made": say("备份", "Backed up"),
    "house.backup.restored": say("从备份恢复", "Restored from a backup"),
}
_SLICES: dict[str, str] = {"house": say("系统", "System")}


def register(slice_name: str, label: str, acts: Mapping[str, str]) -> None:
    """Name a slice and its acts; every act begins with the slice's name."""
    for act in acts:
        if not act.startswith(f"{slice_name}."):
            raise ValueError(f"{act} is no act of {slice_name}")
    _SLICES[slice_name] = label
    _ACTS.update(acts)


def act_in_words(act: str) -> str:
    """What an act is called; one that no version of today makes keeps its own name."""
    return str(_ACTS.get(act, act))


def known_acts() -> dict[str, dict[str, str]]:
    """Every act by its slice, in words: for a choice of acts."""
    return {
        slice_name: {act: str(words) for act, words in _ACTS.items() if act.startswith(slice_name)}
        for slice_name in _SLICES
    }


def slice_in_words(slice_name: str) -> str:
    """What a slice is called."""
    return str(_SLICES[slice_name])
