"""The life of a start-up condition as data: which move leads where, who makes it, what it asks for.

`docs/reference/condition-life.md` is drawn from this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kaigong.coordination.models import ConditionState
from kaigong.wording import say

S = ConditionState


class Side(StrEnum):
    """Who may make a move, by what the person is to the condition."""

    PROJECT = "project"  # an officer of the project: asks, and says what is not needed
    OWNER = "owner"  # somebody of the utility or department that owes it
    COMMAND = "command"  # the command office, for either of them


class Needs(StrEnum):
    """What a move cannot do without."""

    OWNER = "owner"
    DAY = "day"
    REASON = "reason"
    PROOF = "proof"  # words on what was done, or a paper


SIDE_LABELS = {
    Side.PROJECT: say(
        "项目一方（专员、牵头部门）", "The project's side (officer, lead department)"
    ),
    Side.OWNER: say("保障单位", "Who owes it"),
    Side.COMMAND: say("指挥部", "Command office"),
}
NEEDS_LABELS = {
    Needs.OWNER: say("保障单位", "Who owes it"),
    Needs.DAY: say("日期", "A day"),
    Needs.REASON: say("原因", "A reason"),
    Needs.PROOF: say("说明或凭证", "What was done, or a proof"),
}


@dataclass(frozen=True)
class ConditionMove:
    """One step in the life of a condition."""

    key: str
    label: str
    before: tuple[ConditionState, ...]
    after: ConditionState
    sides: tuple[Side, ...]
    needs: tuple[Needs, ...] = ()


_ASKING = (Side.PROJECT, Side.COMMAND)
_ANSWERING = (Side.OWNER, Side.COMMAND)
MOVES: tuple[ConditionMove, ...] = (
    ConditionMove(
        "ask", say("提请", "Ask"), (S.UNASKED, S.UNNEEDED, S.ASKED, S.WITHDRAWN), S.ASKED,
        _ASKING, (Needs.OWNER,),
    ),
    ConditionMove(
        "promise", say("承诺", "Promise"), (S.ASKED, S.WITHDRAWN), S.PROMISED,
        _ANSWERING, (Needs.DAY,),
    ),
    ConditionMove(
        "provide", say("已到位", "Provide"), (S.ASKED, S.PROMISED, S.WITHDRAWN), S.PROVIDED,
        _ANSWERING, (Needs.PROOF,),
    ),
    ConditionMove(
        "postpone", say("改承诺", "Move the promise"), (S.PROMISED,), S.PROMISED,
        _ANSWERING, (Needs.DAY, Needs.REASON),
    ),
    ConditionMove(
        "refuse", say("不归我办", "Not ours"), (S.ASKED,), S.UNASKED,
        _ANSWERING, (Needs.REASON,),
    ),
    ConditionMove(
        "withdraw", say("撤回", "Withdraw"), (S.PROMISED, S.PROVIDED), S.WITHDRAWN,
        _ANSWERING, (Needs.REASON,),
    ),
    ConditionMove(
        "dispute", say("实际未到位", "It is not there"), (S.PROVIDED,), S.ASKED,
        _ASKING, (Needs.REASON,),
    ),
    ConditionMove(
        "spare", say("不需要", "Not needed"),
        (S.UNASKED, S.ASKED, S.PROMISED, S.WITHDRAWN), S.UNNEEDED,
        _ASKING, (Needs.REASON,),
    ),
)  # fmt: skip
_BY_KEY = {move.key: move for move in MOVES}


def condition_move_called(key: str) -> ConditionMove | None:
    return _BY_KEY.get(key)


def condition_moves_from(state: str) -> list[ConditionMove]:
    """The moves that a state allows, in the order of the table."""
    return [move for move in MOVES if state in move.before]
