"""The life of an issue as data: which move leads where, who may make it, and what it asks for.

`docs/reference/issue-life.md` is drawn from this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kaigong.coordination.models import IssueState
from kaigong.wording import say

S = IssueState


class Party(StrEnum):
    """Who may make a move, by what the person is to the issue."""

    RAISER = "raiser"  # who raised it, or somebody of the same body
    DISPATCH = "dispatch"  # whose right it is to assign: the command office
    LEAD = "lead"  # somebody of the lead department


class Asks(StrEnum):
    """What a move cannot do without."""

    LEAD = "lead"  # a department
    REASON = "reason"
    PROOF = "proof"  # words on what was done, or a paper


PARTY_LABELS = {
    Party.RAISER: say("提出人", "Who raised it"),
    Party.DISPATCH: say("指挥部", "Command office"),
    Party.LEAD: say("牵头部门", "Lead department"),
}
ASKS_LABELS = {
    Asks.LEAD: say("牵头部门", "A lead department"),
    Asks.REASON: say("原因", "A reason"),
    Asks.PROOF: say("办结说明或凭证", "What was done, or a proof"),
}


@dataclass(frozen=True)
class Move:
    """One step in the life of an issue."""

    key: str
    label: str
    before: tuple[IssueState, ...]
    after: IssueState
    parties: tuple[Party, ...]
    asks: tuple[Asks, ...] = ()


MOVES: tuple[Move, ...] = (
    Move("triage", say("分诊", "Triage"), (S.RAISED,), S.TRIAGED, (Party.DISPATCH,)),
    Move(
        "assign", say("交办", "Assign"), (S.RAISED, S.TRIAGED, S.ASSIGNED), S.ASSIGNED,
        (Party.DISPATCH,), (Asks.LEAD,),
    ),
    Move("accept", say("受理", "Accept"), (S.ASSIGNED,), S.ACCEPTED, (Party.LEAD,)),
    Move(
        "refuse", say("不受理", "Refuse"), (S.ASSIGNED,), S.TRIAGED,
        (Party.LEAD,), (Asks.REASON,),
    ),
    Move("begin", say("开始办理", "Begin"), (S.ACCEPTED,), S.WORKING, (Party.LEAD,)),
    Move(
        "hand_back", say("退回", "Hand back"), (S.ACCEPTED, S.WORKING), S.TRIAGED,
        (Party.LEAD,), (Asks.REASON,),
    ),
    Move(
        "claim", say("申请销号", "Claim solved"), (S.ACCEPTED, S.WORKING), S.CLAIMED,
        (Party.LEAD,), (Asks.PROOF,),
    ),
    Move(
        "verify", say("核实通过", "Verify"), (S.CLAIMED,), S.VERIFIED,
        (Party.RAISER,),
    ),
    Move(
        "send_back", say("核实不通过", "Send back"), (S.CLAIMED,), S.WORKING,
        (Party.RAISER,), (Asks.REASON,),
    ),
    Move("close", say("销号", "Close"), (S.VERIFIED,), S.CLOSED, (Party.DISPATCH,)),
    Move(
        "reopen", say("重新打开", "Reopen"), (S.VERIFIED, S.CLOSED), S.ASSIGNED,
        (Party.RAISER, Party.DISPATCH), (Asks.REASON,),
    ),
    Move(
        "withdraw", say("撤回", "Withdraw"), (S.RAISED, S.TRIAGED), S.WITHDRAWN,
        (Party.RAISER,), (Asks.REASON,),
    ),
)  # fmt: skip
# Who has an issue in a state and acts next; in those that are left out nothing is waited for.
HOLDERS: dict[str, Party] = {
    S.RAISED: Party.DISPATCH,
    S.TRIAGED: Party.DISPATCH,
    S.ASSIGNED: Party.LEAD,
    S.ACCEPTED: Party.LEAD,
    S.WORKING: Party.LEAD,
    S.CLAIMED: Party.RAISER,
    S.VERIFIED: Party.DISPATCH,
}
OVER = (S.CLOSED, S.WITHDRAWN)  # states in which nothing is waited for
_BY_KEY = {move.key: move for move in MOVES}


def move_called(key: str) -> Move | None:
    return _BY_KEY.get(key)


def moves_from(state: str) -> list[Move]:
    """The moves that a state allows, in the order of the table."""
    return [move for move in MOVES if state in move.before]
