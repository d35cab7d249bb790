"""Microsoft's numbers and order of elements in MSPDI.

Source: Microsoft, *Project 2007 XML Data Interchange Schema* (mspdi_pj12.xsd), with the elements
that Project 2010 added.
"""

from __future__ import annotations

from typing import Final

from kaigong.engines.scheduling.files.xml_documents import Order
from kaigong.engines.scheduling.network import ConstraintKind, LinkKind

NAMESPACE: Final = "http://schemas.microsoft.com/project"
LINKS: Final = {"0": LinkKind.FF, "1": LinkKind.FS, "2": LinkKind.SF, "3": LinkKind.SS}
CONSTRAINTS: Final = {
    "1": ConstraintKind.AS_LATE_AS_POSSIBLE,
    "2": ConstraintKind.START_ON,
    "3": ConstraintKind.FINISH_ON,
    "4": ConstraintKind.START_NO_EARLIER,
    "5": ConstraintKind.START_NO_LATER,
    "6": ConstraintKind.FINISH_NO_EARLIER,
    "7": ConstraintKind.FINISH_NO_LATER,
}
# Formats of a duration or lag that count day and night, with their estimated twins.
ELAPSED: Final = frozenset({"4", "6", "8", "10", "12", "36", "38", "40", "42", "44"})
PERCENT: Final = frozenset({"19", "51"})
ELAPSED_PERCENT: Final = frozenset({"20", "52"})
SHARES: Final = PERCENT | ELAPSED_PERCENT
DAYS, ELAPSED_DAYS, MINUTES, ELAPSED_MINUTES = "7", "8", "3", "4"
KEY_ALIAS: Final = "Kaigong key"  # of the field that holds keys and paths of ours
KEY_FIELD: Final = ("188744016", "Text30")
STORED_DATES: Final = {
    "Start": "start",
    "Finish": "finish",
    "EarlyStart": "early_start",
    "EarlyFinish": "early_finish",
    "LateStart": "late_start",
    "LateFinish": "late_finish",
}
STORED_SLACKS: Final = {"TotalSlack": "total_float", "FreeSlack": "free_float"}


def _tags(text: str) -> Order:
    return Order(text.split())


PROJECT: Final = _tags(
    "SaveVersion BuildNumber UID GUID Name Title Subject Category Company Manager Author"
    " CreationDate Revision LastSaved ScheduleFromStart StartDate FinishDate FYStartDate"
    " CriticalSlackLimit CurrencyDigits CurrencySymbol CurrencyCode CurrencySymbolPosition"
    " CalendarUID DefaultStartTime DefaultFinishTime MinutesPerDay MinutesPerWeek DaysPerMonth"
    " DefaultTaskType DefaultFixedCostAccrual DefaultStandardRate DefaultOvertimeRate"
    " DurationFormat WorkFormat EditableActualCosts HonorConstraints EarnedValueMethod"
    " InsertedProjectsLikeSummary MultipleCriticalPaths NewTasksEffortDriven NewTasksEstimated"
    " SplitsInProgressTasks SpreadActualCost SpreadPercentComplete TaskUpdatesResource"
    " FiscalYearStart WeekStartDay MoveCompletedEndsBack MoveRemainingStartsBack"
    " MoveRemainingStartsForward MoveCompletedEndsForward BaselineForEarnedValue"
    " AutoAddNewResourcesAndTasks StatusDate CurrentDate MicrosoftProjectServerURL Autolink"
    " NewTaskStartDate NewTasksAreManual DefaultTaskEVMethod ProjectExternallyEdited"
    " ExtendedCreationDate ActualsInSync RemoveFileProperties AdminProject"
    " UpdateManuallyScheduledTasksWhenEditingLinks"
    " KeepTaskOnNearestWorkingTimeWhenMadeAutoScheduled Views Filters Groups Tables Maps"
    " Reports Drawings DataLinks VBAProjects OutlineCodes WBSMasks ExtendedAttributes"
    " Calendars Tasks Resources Assignments"
)
TASK: Final = _tags(
    "UID GUID ID Name Active Manual Type IsNull CreateDate Contact WBS WBSLevel OutlineNumber"
    " OutlineLevel Priority Start Finish Duration ManualStart ManualFinish ManualDuration"
    " DurationFormat FreeformDurationFormat Work Stop Resume ResumeValid EffortDriven"
    " Recurring OverAllocated Estimated Milestone Summary DisplayAsSummary Critical"
    " IsSubproject IsSubprojectReadOnly SubprojectName ExternalTask ExternalTaskProject"
    " EarlyStart EarlyFinish LateStart LateFinish StartVariance FinishVariance WorkVariance"
    " FreeSlack TotalSlack StartSlack FinishSlack FixedCost FixedCostAccrual PercentComplete"
    " PercentWorkComplete Cost OvertimeCost OvertimeWork ActualStart ActualFinish"
    " ActualDuration ActualCost ActualOvertimeCost ActualWork ActualOvertimeWork RegularWork"
    " RemainingDuration RemainingCost RemainingWork RemainingOvertimeCost"
    " RemainingOvertimeWork ACWP CV ConstraintType CalendarUID ConstraintDate Deadline"
    " LevelAssignments LevelingCanSplit LevelingDelay LevelingDelayFormat PreLeveledStart"
    " PreLeveledFinish Hyperlink HyperlinkAddress HyperlinkSubAddress IgnoreResourceCalendar"
    " Notes HideBar Rollup BCWS BCWP PhysicalPercentComplete EarnedValueMethod PredecessorLink"
    " ActualWorkProtected ActualOvertimeWorkProtected ExtendedAttribute Baseline OutlineCode"
    " IsPublished StatusManager CommitmentStart CommitmentFinish CommitmentType TimephasedData"
)
CALENDAR: Final = _tags(
    "UID GUID Name IsBaseCalendar IsBaselineCalendar BaseCalendarUID WeekDays Exceptions WorkWeeks"
)
RESOURCE: Final = _tags(
    "UID GUID ID Name Type IsNull Initials MaxUnits PeakUnits CalendarUID IsGeneric IsInactive"
)
LINK: Final = _tags("PredecessorUID Type CrossProject CrossProjectName LinkLag LagFormat")
