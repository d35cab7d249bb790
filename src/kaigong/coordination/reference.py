"""`issue-life.md` and `condition-life.md`, written from the tables of the two lives."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation

from kaigong.coordination import condition_life
from kaigong.coordination.life import ASKS_LABELS, MOVES, OVER, PARTY_LABELS
from kaigong.coordination.models import ConditionState, IssueState
from kaigong.wording import CHINESE, ENGLISH

HEAD = """# 问题的一生 · The life of an issue

<!-- Written from kaigong/coordination/life.py by `python -m kaigong.config.reference`. -->

每一步都记下谁、何时、代表谁、为什么。不受理或退回不改办理期限；重新打开保留原来的提出时间。
Each move keeps who made it, when, for which body and why. A refusal leaves the deadline where it
is; what is reopened keeps the day it was raised.
"""


def issue_life_page() -> str:
    """The states, the moves between them, who makes each and what it asks for."""
    return "\n".join([HEAD, *_picture(), *_moves()]) + "\n"


CONDITION_HEAD = """# 开工要素的状态 · The states of a start-up condition

<!-- Written from coordination/condition_life.py by `python -m kaigong.config.reference`. -->

「不需要」和「已到位」算作具备。改承诺要写原因，最初的承诺日期一直保留；撤回的、承诺已过的不算有承诺，
预计齐备日期这时写「说不准」。
*Not needed* and *provided* count as met. A promise is moved with a reason, and the first one stays;
what was withdrawn or has passed is no promise any more, and the day of readiness is *open* then.
"""


def condition_life_page() -> str:
    """The states of a condition, the moves between them, who makes each and what it asks for."""
    rows = [CONDITION_HEAD, "```mermaid", "stateDiagram-v2"]
    rows += [f'    state "{_both(state.label)}" as {state.value}' for state in ConditionState]
    rows.append(f"    [*] --> {ConditionState.UNASKED.value}")
    for move in condition_life.MOVES:
        for start in move.before:
            rows.append(f"    {start.value} --> {move.after.value}: {_both(move.label)}")
    rows += [
        "```",
        "",
        "| 动作 Move | 从 From | 到 To | 谁 Who | 要有 Asks for |",
        "| --- | --- | --- | --- | --- |",
    ]
    for move in condition_life.MOVES:
        before = _all(state.label for state in move.before)
        who = _all(condition_life.SIDE_LABELS[side] for side in move.sides)
        needs = _all(condition_life.NEEDS_LABELS[each] for each in move.needs)
        after = _both(move.after.label)
        rows.append(f"| {_both(move.label)} | {before} | {after} | {who} | {needs} |")
    return "\n".join(rows) + "\n"


def _both(label: object) -> str:
    told = []
    for language in (CHINESE, ENGLISH):
        with translation.override(language):
            told.append(str(label))
    return " ".join(told)


def _all(labels: Iterable[object]) -> str:
    return "<br>".join(_both(label) for label in labels)


def _picture() -> list[str]:
    rows = ["```mermaid", "stateDiagram-v2"]
    rows += [f'    state "{_both(state.label)}" as {state.value}' for state in IssueState]
    rows.append(f"    [*] --> {IssueState.RAISED.value}")
    for move in MOVES:
        for before in move.before:
            rows.append(f"    {before.value} --> {move.after.value}: {_both(move.label)}")
    rows += [f"    {state.value} --> [*]" for state in OVER]
    return [*rows, "```", ""]


def _moves() -> list[str]:
    rows = [
        "| 动作 Move | 从 From | 到 To | 谁 Who | 要有 Asks for |",
        "| --- | --- | --- | --- | --- |",
    ]
    for move in MOVES:
        before = _all(state.label for state in move.before)
        who = _all(PARTY_LABELS[party] for party in move.parties)
        asks = _all(ASKS_LABELS[each] for each in move.asks)
        after = _both(move.after.label)
        rows.append(f"| {_both(move.label)} | {before} | {after} | {who} | {asks} |")
    return rows
