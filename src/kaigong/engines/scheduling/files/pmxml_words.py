"""P6's words in its XML (PMXML) for what a network knows, and the order of its elements.

Source: Oracle, *Primavera P6 EPPM XML schema* (p6apibo.xsd), as P6 8.4 to 23 writes it. Children
come in the order of the alphabet, lists after them.
"""

from __future__ import annotations

from typing import Final

from kaigong.engines.scheduling.files.resources import ResourceKind
from kaigong.engines.scheduling.network import ActivityKind, ConstraintKind, LinkKind
from kaigong.engines.scheduling.rules import CriticalBy, FloatKind, LagCalendar, ProgressRule

NAMESPACE: Final = "http://xmlns.oracle.com/Primavera/P6/V20.12/API/BusinessObjects"
KINDS: Final = {
    "Task Dependent": ActivityKind.TASK,
    "Resource Dependent": ActivityKind.RESOURCE_DEPENDENT,
    "Level of Effort": ActivityKind.LEVEL_OF_EFFORT,
    "Start Milestone": ActivityKind.START_MILESTONE,
    "Finish Milestone": ActivityKind.FINISH_MILESTONE,
    "WBS Summary": ActivityKind.SUMMARY,
}
CONSTRAINTS: Final = {
    "Start On": ConstraintKind.START_ON,
    "Start On or Before": ConstraintKind.START_NO_LATER,
    "Start On or After": ConstraintKind.START_NO_EARLIER,
    "Finish On": ConstraintKind.FINISH_ON,
    "Finish On or Before": ConstraintKind.FINISH_NO_LATER,
    "Finish On or After": ConstraintKind.FINISH_NO_EARLIER,
    "As Late As Possible": ConstraintKind.AS_LATE_AS_POSSIBLE,
    "Mandatory Start": ConstraintKind.MANDATORY_START,
    "Mandatory Finish": ConstraintKind.MANDATORY_FINISH,
}
LINKS: Final = {
    "Finish to Start": LinkKind.FS,
    "Start to Start": LinkKind.SS,
    "Finish to Finish": LinkKind.FF,
    "Start to Finish": LinkKind.SF,
}
LAG_CALENDARS: Final = {
    "Predecessor Activity Calendar": LagCalendar.PREDECESSOR,
    "Successor Activity Calendar": LagCalendar.SUCCESSOR,
    "24 Hour Calendar": LagCalendar.ALL_HOURS,
    "Project Default Calendar": LagCalendar.PROJECT,
}
FLOATS: Final = {
    "Finish Float = Late Finish - Early Finish": FloatKind.FINISH,
    "Start Float = Late Start - Early Start": FloatKind.START,
    "Smallest of Start Float and Finish Float": FloatKind.SMALLEST,
}
CRITICAL: Final = {
    "Critical Float": CriticalBy.FLOAT,
    "Longest Path": CriticalBy.LONGEST_PATH,
}
PROGRESS: Final = {
    "Retained Logic": ProgressRule.RETAINED_LOGIC,
    "Progress Override": ProgressRule.PROGRESS_OVERRIDE,
    "Actual Dates": ProgressRule.ACTUAL_DATES,
}
# What works can be scarce; material is used up.
RESOURCES: Final = {
    "Labor": ResourceKind.LABOUR,
    "Nonlabor": ResourceKind.MACHINE,
    "Material": None,
}
DATES: Final = {
    "ActualStartDate": "started",
    "ActualFinishDate": "finished",
    "ResumeDate": "resumes",
    "ExpectedFinishDate": "expected_finish",
    "ExternalEarlyStartDate": "external_start",
    "ExternalLateFinishDate": "external_finish",
}
STORED: Final = {
    "StartDate": "start",
    "FinishDate": "finish",
    "RemainingEarlyStartDate": "early_start",
    "RemainingEarlyFinishDate": "early_finish",
    "RemainingLateStartDate": "late_start",
    "RemainingLateFinishDate": "late_finish",
}
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Lists of a project, which come after its own texts.
LISTS: Final = (
    "Calendar",
    "WBS",
    "Activity",
    "ResourceAssignment",
    "Relationship",
    "ScheduleOptions",
)
