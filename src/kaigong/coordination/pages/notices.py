"""A notice in words: on the page of messages, and out of the house."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator

from kaigong.coordination.models import (
    AgendaItem,
    ImportState,
    ItemState,
    Meeting,
    MeetingState,
    MeetingTask,
    Notice,
    NoticeKind,
    TaskState,
)
from kaigong.wording import said

LINE_LENGTH = 60
_SENT_ANEW = frozenset({NoticeKind.AGENDA.value, NoticeKind.MINUTES.value})


@dataclass(frozen=True)
class NoticeRow:
    """A notice as its reader's page shows it."""

    notice: Notice
    what: str
    why: str
    url: str


def notice_row(notice: Notice) -> NoticeRow:
    return NoticeRow(notice, subject_of(notice), reason_of(notice), url_of(notice))


def subject_of(notice: Notice) -> str:
    """What it is about: the meeting, the issue, or the list that was brought in."""
    if notice.brought is not None:
        return notice.brought.list_name
    if notice.meeting is not None:
        return str(notice.meeting)
    return notice.issue.title if notice.issue else ""


def url_of(notice: Notice) -> str:
    slug = notice.zone.slug
    if notice.brought_id is not None:
        return reverse("coordination:issues", args=[slug]) + "?view=mine"
    if notice.meeting_id is not None:
        return reverse("coordination:meeting", args=[slug, notice.meeting_id])
    return reverse("coordination:issue", args=[slug, notice.issue.number if notice.issue else "-"])


def reason_of(notice: Notice) -> str:
    """What happened, in one clause."""
    meeting, issue = notice.meeting, notice.issue
    where = _where(meeting) if meeting else ""
    told = {
        NoticeKind.CALLED: said(f"请参加：{where}", f"please come: {where}"),
        NoticeKind.MEETING_MOVED: said(f"改到 {where}", f"now {where}"),
        NoticeKind.CALLED_OFF: said(f"取消了：{notice.words}", f"called off: {notice.words}"),
        NoticeKind.AGENDA: said(
            f"议程 {notice.words} 项，{where}", f"agenda of {notice.words} items, {where}"
        ),
        NoticeKind.MINUTES: said(
            f"纪要已确认，议定 {notice.words} 件",
            f"minutes confirmed, {notice.words} decisions",
        ),
        NoticeKind.JOINED: said(
            f"{notice.words or '又有人'}也反映了同一件事",
            f"{notice.words or 'somebody else'} met the same",
        ),
        NoticeKind.OVER: said(
            f"关注的问题{issue.get_state_display() if issue else ''}",
            f"an issue you follow is {str(issue.get_state_display()).lower() if issue else ''}",
        ),
        NoticeKind.BROUGHT: said(
            f"导入后有 {notice.words} 个问题等你或你的单位",
            f"came in; {notice.words} of its issues wait for you or your body",
        ),
    }
    return told[NoticeKind(notice.kind)]


def is_moot(notice: Notice) -> bool:
    """Whether nothing is left to say of it: a meeting held or called off, an import taken back."""
    if notice.brought is not None:
        return notice.brought.state != ImportState.APPLIED
    if notice.meeting is None:
        return False
    if notice.kind in _SENT_ANEW and _is_replaced(notice):
        return True
    if notice.kind == NoticeKind.MINUTES:
        return notice.meeting.state != MeetingState.CONFIRMED
    asks = {NoticeKind.CALLED, NoticeKind.MEETING_MOVED, NoticeKind.AGENDA}
    return notice.kind in asks and notice.meeting.state != MeetingState.PLANNED


def _is_replaced(notice: Notice) -> bool:
    """Whether a later one tells the same recipient what stands now, such as after a change."""
    later = Notice.objects.filter(zone=notice.zone_id, kind=notice.kind, pk__gt=notice.pk)
    return later.filter(meeting=notice.meeting_id, recipient=notice.recipient).exists()


def line_of(notice: Notice) -> str:
    """One line of a message that goes out."""
    subject, why = subject_of(notice), reason_of(notice)
    number = notice.issue.number if notice.issue else ""
    return said(f"「{subject}」{why}。{number}", f"“{subject}”: {why}. {number}").strip()


def lines_of(notice: Notice) -> list[str]:
    """The lines of a message of its own: the agenda item by item, the decisions one by one."""
    if notice.meeting is None or notice.kind not in _SENT_ANEW:
        return [line_of(notice)]
    if notice.kind == NoticeKind.AGENDA:
        items = notice.meeting.items.exclude(state=ItemState.DROPPED)
        told = [_item_line(item) for item in items]
    else:
        tasks = notice.meeting.tasks.exclude(state__in=[TaskState.REPLACED, TaskState.WITHDRAWN])
        told = [_task_line(task) for task in tasks.select_related("organisation", "person")]
    return [line_of(notice), *(f"{place}. {line}" for place, line in enumerate(told, start=1))]


def _item_line(item: AgendaItem) -> str:
    holder = item.holder
    title = Truncator(str(item)).chars(LINE_LENGTH)
    return f"{title}{said(f'（{holder}）', f' ({holder})')}" if holder else title


def _task_line(task: MeetingTask) -> str:
    words, body, day = Truncator(task.words).chars(LINE_LENGTH), task.organisation, task.due_on
    return said(f"{words}——{body}，{day.month}月{day.day}日前", f"{words}: {body}, by {day}")


def address_of_notice(notice: Notice) -> str:
    """Where it is read, for who is not in the house; empty where that is not known."""
    return settings.SITE_ADDRESS + url_of(notice) if settings.SITE_ADDRESS else ""


def _where(meeting: Meeting) -> str:
    there = meeting.planned_there
    hour = said(f"{there.month}月{there.day}日 {there:%H:%M}", f"{there:%Y-%m-%d %H:%M}")
    return f"{hour} · {meeting.place}"
