"""What the minutes say, before they are laid out: for the page, the Word file, and a template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kaigong.coordination.models import (
    Attendance,
    ItemState,
    Meeting,
    MeetingKind,
    MeetingTask,
    Presence,
)
from kaigong.coordination.models.meetings import SETTLED
from kaigong.wording import is_chinese, said

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class TaskLine:
    """One decision as the minutes print it."""

    number: int
    words: str
    body: str
    person: str
    due: str
    subject: str

    @property
    def owner(self) -> str:
        return f"{self.body} · {self.person}" if self.person else self.body


@dataclass(frozen=True)
class ItemLine:
    """One item: what was spoken of, what was said, what was decided."""

    number: str
    title: str
    reason: str
    outcome: str  # empty where it was decided
    words: str
    tasks: list[TaskLine] = field(default_factory=list)


@dataclass(frozen=True)
class Gathered:
    """The minutes of one meeting, in the reader's language."""

    office: str
    heading: str
    number: str
    title: str
    time: str
    place: str
    chair: str
    clerk: str
    present: list[str]
    excused: list[str]
    guests: list[str]
    items: list[ItemLine]
    tasks: list[TaskLine]
    distribution: str
    is_draft: bool
    is_sample: bool
    version: int


def gather(meeting: Meeting, *, version: int = 0) -> Gathered:
    """All that the minutes of a meeting say.

    Args:
        version: Of the minutes to be confirmed; 0 is a draft.
    """
    label = MeetingKind(meeting.kind).label
    tasks = list(meeting.tasks.select_related("organisation", "person", "item", "project"))
    by_item: dict[int, list[TaskLine]] = {}
    lines = []
    for task in tasks:
        line = _task(task)
        lines.append(line)
        by_item.setdefault(task.item_id, []).append(line)
    spoken = [item for item in meeting.items.all() if item.state in SETTLED]
    called = list(meeting.attendances.select_related("organisation", "person"))
    return Gathered(
        office=str(meeting.zone),
        heading=said(f"{label}纪要", f"Minutes: {label}"),
        number=said(
            f"{meeting.year}年第{meeting.number}次", f"{meeting.year}, no. {meeting.number}"
        ),
        title=str(meeting),
        time=_time(meeting),
        place=meeting.place,
        chair=str(meeting.chair or ""),
        clerk=str(meeting.clerk or ""),
        present=_names(each for each in called if _came(each) and not each.is_guest),
        excused=_names(each for each in called if not _came(each)),
        guests=_names(each for each in called if _came(each) and each.is_guest),
        items=[
            ItemLine(
                number=numeral(place),
                title=str(item),
                reason=item.reason,
                outcome="" if item.state == ItemState.DECIDED else item.get_state_display(),
                words=item.words,
                tasks=by_item.get(item.pk, []),
            )
            for place, item in enumerate(spoken, start=1)
        ],
        tasks=lines,
        distribution=meeting.distribution,
        is_draft=version == 0,
        is_sample=meeting.is_sample,
        version=version,
    )


def numeral(number: int) -> str:
    """How an item is numbered: 一、二、… 十一 in Chinese, 1, 2 … else."""
    if not is_chinese():
        return str(number)
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if number < 10:
        return digits[number]
    head = "十" if tens == 1 else f"{digits[tens]}十" if tens < 10 else str(tens * 10)
    return head + (digits[ones] if ones else "")


def _came(attendance: Attendance) -> bool:
    is_expected_guest = attendance.is_guest and attendance.presence == Presence.INVITED
    return attendance.presence == Presence.CAME or is_expected_guest


def _names(attendances: Iterable[Attendance]) -> list[str]:
    return [
        f"{each}{said('（请假）', ' (excused)')}"
        if each.presence == Presence.EXCUSED
        else str(each)
        for each in attendances
    ]


def _task(task: MeetingTask) -> TaskLine:
    due = task.due_on
    return TaskLine(
        number=task.number,
        words=task.words,
        body=str(task.organisation),
        person=str(task.person or ""),
        due=said(f"{due.year}年{due.month}月{due.day}日", f"{due}"),
        subject=str(task.project or task.item),
    )


def _time(meeting: Meeting) -> str:
    there = meeting.planned_there
    weekday = WEEKDAYS[there.weekday()]
    return said(
        f"{there.year}年{there.month}月{there.day}日（星期{weekday}）{there:%H:%M}",
        f"{there:%A, %Y-%m-%d %H:%M}",
    )
