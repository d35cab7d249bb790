"""What cannot be reckoned in working days, and what to do about it."""

from __future__ import annotations

from kaigong.errors import KaigongError


class UnknownDayError(KaigongError):
    code = "calendars.unknown-day"
    zh = "工作日历从 {first} 到 {last}，不含 {day}；请核对日期，或补上那一年的放假通知。"
    en = (
        "The calendar of working days runs from {first} to {last}, without {day}; "
        "check the date, or add the notice of that year."
    )


class UnreadableNoticeError(KaigongError):
    code = "calendars.unreadable-notice"
    zh = "放假通知「{notice}」读不懂：{what}；请改正后再读。"
    en = "The holiday notice “{notice}” cannot be read: {what}; correct it and read it again."
