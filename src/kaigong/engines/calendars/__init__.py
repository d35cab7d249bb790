"""Working days 工作日: limits and time gone, by the holidays as they were announced.

Official holidays with shifted weekends come as notices, one row each; `china.toml` beside this file
holds those of 2016 to 2026. A year that is not announced yet gives provisional days.
"""

from kaigong.engines.calendars.errors import UnknownDayError, UnreadableNoticeError
from kaigong.engines.calendars.notices import Notice, notices_from
from kaigong.engines.calendars.working_days import Due, WorkCalendar

__all__ = [
    "Due",
    "Notice",
    "UnknownDayError",
    "UnreadableNoticeError",
    "WorkCalendar",
    "notices_from",
]
