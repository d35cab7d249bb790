"""Which step of the ledger's life an article's word stands for.

A word that does not say whether works have begun never becomes a start.
"""

from __future__ import annotations

from kaigong.demo.facts import Observation

STAGE_OF_WORD = {
    "planning": "lead",
    "planned": "lead",
    "planned_start": "lead",
    "being_pushed": "lead",  # 加快推进, without a word on works
    "cooperation": "lead",
    "deployment": "lead",
    "bond_application": "lead",
    "replication": "lead",
    "landed_elsewhere": "lead",
    "negotiating": "negotiation",
    "listed": "signed",  # stands in the project table; more is not said
    "design": "signed",
    "approved": "signed",
    "landing": "signed",
    "in_progress_other": "signed",  # in orderly progress, not started
    "land_approval": "land",
    "approval": "approval",
    "started": "started",
    "foundation": "construction",
    "structure": "construction",
    "finishing": "construction",
    "under_construction": "construction",
    "completed": "completed",
    "handed_over": "completed",
    "in_operation": "production",
}
OF_A_PART = {"O029": "construction"}  # the start area is finished, the park goes on
ORDER = (
    "lead", "negotiation", "signed", "land", "approval", "started", "construction", "completed",
    "production",
)  # fmt: skip
BEGUN = ORDER[ORDER.index("started") :]


def stage_of(known: tuple[Observation, ...]) -> str:
    """The stage that the articles of the latest month told of; of two, the further one."""
    latest = [each for each in known if each.as_of[:7] == known[0].as_of[:7]]
    stages = (OF_A_PART.get(each.key) or STAGE_OF_WORD[each.stage] for each in latest)
    return max(stages, key=ORDER.index)


def kind_of(known: tuple[Observation, ...]) -> str:
    """The kind of a project outside the plan of the year: what has not begun is in reserve."""
    if stage_of(known) not in BEGUN:
        return "reserve"
    word = known[0].kind
    return word if word in {"new", "resumed"} else "continuing"


def maturity_of(known: tuple[Observation, ...]) -> str:
    """How ripe a project in reserve is: what is signed or designed is under study."""
    if kind_of(known) != "reserve":
        return ""
    return "idea" if stage_of(known) in ORDER[:2] else "study"
