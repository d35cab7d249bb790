"""Scheduling 进度计划: one network, forward from today and backward from what was promised."""

from kaigong.engines.scheduling.availability import Availability
from kaigong.engines.scheduling.building import End, Task
from kaigong.engines.scheduling.calendars import Calendar, Season, Shift, SpecialDays, SpecialWeeks
from kaigong.engines.scheduling.commitments import Commitment
from kaigong.engines.scheduling.errors import (
    BeyondHorizonError,
    LoopError,
    NeverWorksError,
    NotPromisedError,
    PlanNamedMasterError,
    TooManyConstraintsError,
    TwiceTheSameActivityError,
    UnfitAvailabilityError,
    UnknownActivityError,
    UnknownCalendarError,
    UnknownPlanError,
    UnreadableCalendarError,
    UnreadableSpanError,
)
from kaigong.engines.scheduling.network import (
    ALL_HOURS,
    Activity,
    ActivityKind,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
    Network,
)
from kaigong.engines.scheduling.programme import CrossLink, Programme, ProgrammeSchedule
from kaigong.engines.scheduling.reasons import Why
from kaigong.engines.scheduling.rules import (
    MSP,
    P6,
    PLAIN,
    CriticalBy,
    FloatKind,
    From,
    LagCalendar,
    ProgressRule,
    Rules,
)
from kaigong.engines.scheduling.schedule import Reckoned, Schedule, schedule_of
from kaigong.engines.scheduling.what_if import Slip, WhatIf

__all__ = [
    "ALL_HOURS",
    "MSP",
    "P6",
    "PLAIN",
    "Activity",
    "ActivityKind",
    "Availability",
    "BeyondHorizonError",
    "Calendar",
    "Commitment",
    "Constraint",
    "ConstraintKind",
    "CriticalBy",
    "CrossLink",
    "End",
    "FloatKind",
    "From",
    "LagCalendar",
    "Link",
    "LinkKind",
    "LoopError",
    "Network",
    "NeverWorksError",
    "NotPromisedError",
    "PlanNamedMasterError",
    "Programme",
    "ProgrammeSchedule",
    "ProgressRule",
    "Reckoned",
    "Rules",
    "Schedule",
    "Season",
    "Shift",
    "Slip",
    "SpecialDays",
    "SpecialWeeks",
    "Task",
    "TooManyConstraintsError",
    "TwiceTheSameActivityError",
    "UnfitAvailabilityError",
    "UnknownActivityError",
    "UnknownCalendarError",
    "UnknownPlanError",
    "UnreadableCalendarError",
    "UnreadableSpanError",
    "WhatIf",
    "Why",
    "schedule_of",
]
