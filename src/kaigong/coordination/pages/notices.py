"""A notice in words: on the page of messages, and out of the house."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from kaigong.coordination.models import ImportState, Meeting, MeetingState, Notice, NoticeKind
from kaigong.wording import said


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
    asks = notice.kind in {NoticeKind.CALLED, NoticeKind.MEETING_MOVED}
    return asks and notice.meeting is not None and notice.meeting.state != MeetingState.PLANNED


def line_of(notice: Notice) -> str:
    """One line of a message that goes out."""
    subject, why = subject_of(notice), reason_of(notice)
    number = notice.issue.number if notice.issue else ""
    return said(f"「{subject}」{why}。{number}", f"“{subject}”: {why}. {number}").strip()


def address_of_notice(notice: Notice) -> str:
    """Where it is read, for who is not in the house; empty where that is not known."""
    return settings.SITE_ADDRESS + url_of(notice) if settings.SITE_ADDRESS else ""


def _where(meeting: Meeting) -> str:
    there = meeting.planned_there
    hour = said(f"{there.month}月{there.day}日 {there:%H:%M}", f"{there:%Y-%m-%d %H:%M}")
    return f"{hour} · {meeting.place}"
