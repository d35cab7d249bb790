"""What a rule says of an issue, in words: on the page of messages, and out of the house."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from kaigong.accounts.models import Zone
from kaigong.coordination.models import EscalationCall, Issue, Notice
from kaigong.coordination.pages.issues import ball_of
from kaigong.coordination.pages.notices import address_of_notice, line_of, lines_of
from kaigong.engines.escalation import Watch
from kaigong.wording import said

LINES = 12  # of a message
MOST_BYTES = 2048  # of title and text: more WeCom does not take
TITLE_LENGTH = 40


@dataclass(frozen=True)
class Words:
    """One message as it goes out."""

    title: str
    body: str


@dataclass(frozen=True)
class MessageRow:
    """A message of the house as its reader's page shows it."""

    call: EscalationCall
    what: str
    why: str
    url: str


def row_of(call: EscalationCall) -> MessageRow:
    issue = call.issue
    url = reverse("coordination:issue", args=[issue.zone.slug, issue.number])
    return MessageRow(call, issue.title, reason_of(call.rule.watch, call.due_on), url)


def by_day(calls: Iterable[EscalationCall]) -> list[tuple[date, list[MessageRow]]]:
    """Messages as a page shows them, each day with its own; the order within stays."""
    days: dict[date, list[MessageRow]] = {}
    for call in calls:
        days.setdefault(call.said_on, []).append(row_of(call))
    return list(days.items())


def reason_of(watch: str, due_on: date) -> str:
    """Why a rule speaks, in one clause."""
    day = f"{due_on.month}-{due_on.day:02d}"
    return {
        Watch.DISPATCH: said(f"{day} 提出，还没有交办", f"raised on {day}, not assigned yet"),
        Watch.REFUSED: said(
            f"{day} 被退回，还没有重新交办", f"refused on {day}, not assigned anew"
        ),
        Watch.ACCEPTANCE: said(f"应于 {day} 前受理", f"to be accepted by {day}"),
        Watch.SOLUTION: said(f"应于 {day} 前办结", f"to be solved by {day}"),
        Watch.VERIFICATION: said(
            f"{day} 申请销号，还没有核实", f"claimed solved on {day}, not verified"
        ),
        Watch.MOVEMENT: said(f"{day} 以后没有进展", f"no movement since {day}"),
    }[Watch(watch)]


def words_of(
    zone: Zone,
    calls: Sequence[EscalationCall],
    notices: Sequence[Notice] = (),
    *,
    issues: int,
    is_digest: bool,
    is_group: bool = False,
) -> Words:
    """A message or a digest; one issue is one line, whichever rules speak of it.

    Args:
        calls: Of the issues that are told one by one; `issues` are all.
    """
    per_issue: dict[int, list[EscalationCall]] = {}
    for call in calls:
        per_issue.setdefault(call.issue_id, []).append(call)
    if not is_digest:
        about, address = _single(calls, notices)
        title = f"{zone} · {about}"
        lines = [_line(calls)] if calls else lines_of(notices[0])
        return Words(title, _fitted(title, lines, address, of=len(lines)))
    lines = [_line(found) for found in per_issue.values()] + [line_of(each) for each in notices]
    count = issues + len(notices)
    title = said(f"{zone} · 今天的问题 {count} 件", f"{zone} · {count} issues today")
    if notices:
        title = said(f"{zone} · 今天的消息 {count} 条", f"{zone} · {count} messages today")
    numbered = [f"{number}. {line}" for number, line in enumerate(lines, start=1)]
    return Words(title, _fitted(title, numbered, _list_address(zone, is_group=is_group), of=count))


def _fitted(title: str, lines: Sequence[str], address: str, *, of: int) -> str:
    """As many lines as every channel takes, how many more there are, and where all are read."""
    room = MOST_BYTES - len(f"{title}\n\n{_more(of)}\n{address}\n".encode())
    shown: list[str] = []
    for line in lines[: LINES + 1]:  # a message of its own begins with what it is about
        room -= len(f"{line}\n".encode())
        if room < 0:
            break
        shown.append(line)
    shown += [_more(of - len(shown))] if of > len(shown) else []
    return "\n".join([*shown, address]).strip()


def _more(left: int) -> str:
    return said(f"另有 {left} 项，见系统。", f"{left} more: see the system.")


def _list_address(zone: Zone, *, is_group: bool) -> str:
    """Where all of a digest is read: one's own messages, or the issues that wait for one's body."""
    if not settings.SITE_ADDRESS:
        return ""
    name, view = ("issues", "?view=mine") if is_group else ("messages", "")
    return settings.SITE_ADDRESS + reverse(f"coordination:{name}", args=[zone.slug]) + view


def _single(calls: Sequence[EscalationCall], notices: Sequence[Notice]) -> tuple[str, str]:
    """What a message of its own is about, and where that is read."""
    if calls:
        issue = calls[0].issue
        return issue.number, address_of(issue)
    (notice, *_) = notices
    about = notice.issue.number if notice.issue else str(notice.meeting)
    return about, address_of_notice(notice)


def _line(calls: Sequence[EscalationCall]) -> str:
    issue = calls[0].issue
    why = said("，", ", ").join(
        dict.fromkeys(reason_of(each.rule.watch, each.due_on) for each in calls)
    )
    title = issue.title if len(issue.title) <= TITLE_LENGTH else issue.title[:TITLE_LENGTH] + "…"
    return said(
        f"「{title}」{why}；现由{ball_of(issue)}。{issue.number}",
        f"“{title}”: {why}; now with {ball_of(issue)}. {issue.number}",
    )


def address_of(issue: Issue) -> str:
    """Where an issue is read, for who is not in the house; empty where that is not known."""
    if not settings.SITE_ADDRESS:
        return ""
    return settings.SITE_ADDRESS + reverse(
        "coordination:issue", args=[issue.zone.slug, issue.number]
    )
