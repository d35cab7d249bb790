"""What stands in a project's way, and what is done about it: one module a noun."""

from kaigong.coordination.models.conditions import (
    MET_STATES,
    OPEN_STATES,
    Condition,
    ConditionIssue,
    ConditionKind,
    ConditionState,
    ConditionTurn,
)
from kaigong.coordination.models.followers import IssueFollower
from kaigong.coordination.models.issues import (
    HelpState,
    Issue,
    IssueCategory,
    IssueHelp,
    IssueState,
    IssueTurn,
    Severity,
)
from kaigong.coordination.models.papers import Paper, PaperUse
from kaigong.coordination.models.questions import Question, Rating

__all__ = [
    "MET_STATES",
    "OPEN_STATES",
    "Condition",
    "ConditionIssue",
    "ConditionKind",
    "ConditionState",
    "ConditionTurn",
    "HelpState",
    "Issue",
    "IssueCategory",
    "IssueFollower",
    "IssueHelp",
    "IssueState",
    "IssueTurn",
    "Paper",
    "PaperUse",
    "Question",
    "Rating",
    "Severity",
]
