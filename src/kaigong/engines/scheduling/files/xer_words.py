"""P6's words in XER for what a network knows."""

from __future__ import annotations

from typing import Final

from kaigong.engines.scheduling.files.resources import ResourceKind
from kaigong.engines.scheduling.network import ActivityKind, ConstraintKind, LinkKind
from kaigong.engines.scheduling.rules import CriticalBy, FloatKind, LagCalendar

KINDS: Final = {
    "TT_Task": ActivityKind.TASK,
    "TT_Rsrc": ActivityKind.RESOURCE_DEPENDENT,
    "TT_LOE": ActivityKind.LEVEL_OF_EFFORT,
    "TT_Mile": ActivityKind.START_MILESTONE,
    "TT_FinMile": ActivityKind.FINISH_MILESTONE,
    "TT_WBS": ActivityKind.SUMMARY,
}
CONSTRAINTS: Final = {
    "CS_MSO": ConstraintKind.START_ON,
    "CS_MSOB": ConstraintKind.START_NO_LATER,
    "CS_MSOA": ConstraintKind.START_NO_EARLIER,
    "CS_MEO": ConstraintKind.FINISH_ON,
    "CS_MEOB": ConstraintKind.FINISH_NO_LATER,
    "CS_MEOA": ConstraintKind.FINISH_NO_EARLIER,
    "CS_ALAP": ConstraintKind.AS_LATE_AS_POSSIBLE,
    "CS_MANDSTART": ConstraintKind.MANDATORY_START,
    "CS_MANDFIN": ConstraintKind.MANDATORY_FINISH,
}
LINKS: Final = {
    "PR_FS": LinkKind.FS,
    "PR_SS": LinkKind.SS,
    "PR_FF": LinkKind.FF,
    "PR_SF": LinkKind.SF,
}
LAG_CALENDARS: Final = {
    "rcal_Predecessor": LagCalendar.PREDECESSOR,
    "rcal_Successor": LagCalendar.SUCCESSOR,
    "rcal_24Hour": LagCalendar.ALL_HOURS,
    "rcal_ProjDefault": LagCalendar.PROJECT,
}
FLOATS: Final = {
    "FT_FF": FloatKind.FINISH,
    "FT_SS": FloatKind.START,
    "FT_Min": FloatKind.SMALLEST,
}
CRITICAL: Final = {"CT_TotFloat": CriticalBy.FLOAT, "CT_DrivPath": CriticalBy.LONGEST_PATH}
# What works can be scarce; material is used up.
RESOURCES: Final = {
    "RT_Labor": ResourceKind.LABOUR,
    "RT_Equip": ResourceKind.MACHINE,
    "RT_Mat": None,
}
# Dates of an activity, in XER and in a network.
DATES: Final = {
    "act_start_date": "started",
    "act_end_date": "finished",
    "resume_date": "resumes",
    "expect_end_date": "expected_finish",
    "external_early_start_date": "external_start",
    "external_late_end_date": "external_finish",
}
# Dates and floats that P6 had reckoned.
STORED: Final = {
    "early_start_date": "early_start",
    "early_end_date": "early_finish",
    "late_start_date": "late_start",
    "late_end_date": "late_finish",
    "total_float_hr_cnt": "total_float",
    "free_float_hr_cnt": "free_float",
}
