"""What stands in a project's way, and what is done about it: one module a noun."""

from kaigong.coordination.models.bcf import BcfRun, BcfTopic
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
from kaigong.coordination.models.meetings import (
    AgendaItem,
    Attendance,
    ItemState,
    Meeting,
    MeetingKind,
    MeetingState,
    MeetingTask,
    Minutes,
    MinutesTemplate,
    Presence,
    TaskState,
)
from kaigong.coordination.models.papers import Paper, PaperUse
from kaigong.coordination.models.questions import Question, Rating
from kaigong.coordination.models.service import (
    Contact,
    ContactWay,
    HandOver,
    HandOverState,
    Mandate,
    OfficerPart,
    OfficerTerm,
)
from kaigong.coordination.models.visits import Outcome, SiteVisit, VisitFinding
from kaigong.coordination.models.webhooks import Letter, LetterState, Webhook

__all__ = [
    "MET_STATES",
    "OPEN_STATES",
    "AgendaItem",
    "Attendance",
    "BcfRun",
    "BcfTopic",
    "Condition",
    "ConditionIssue",
    "ConditionKind",
    "ConditionState",
    "ConditionTurn",
    "Contact",
    "ContactWay",
    "HandOver",
    "HandOverState",
    "HelpState",
    "Issue",
    "IssueCategory",
    "IssueFollower",
    "IssueHelp",
    "IssueState",
    "IssueTurn",
    "ItemState",
    "Letter",
    "LetterState",
    "Mandate",
    "Meeting",
    "MeetingKind",
    "MeetingState",
    "MeetingTask",
    "Minutes",
    "MinutesTemplate",
    "OfficerPart",
    "OfficerTerm",
    "Outcome",
    "Paper",
    "PaperUse",
    "Presence",
    "Question",
    "Rating",
    "Severity",
    "SiteVisit",
    "TaskState",
    "VisitFinding",
    "Webhook",
]
