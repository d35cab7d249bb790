"""Who is told when something happens: the called, the followers, who raised an issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.dispatch import receiver

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.coordination import events
from kaigong.coordination.life import OVER
from kaigong.coordination.models import (
    Attendance,
    Issue,
    IssueImport,
    IssueState,
    IssueTurn,
    Meeting,
    MeetingState,
    Minutes,
    Notice,
    NoticeKind,
)
from kaigong.coordination.recipients import People
from kaigong.coordination.services.notices import News, tell_people

_AT_WORK = {IssueState.ASSIGNED, IssueState.ACCEPTED, IssueState.WORKING}


def _is_to_come(meeting: Meeting) -> bool:
    is_ahead = meeting.planned_at > clock.now() or meeting.zone.stands_on is not None
    return meeting.state == MeetingState.PLANNED and is_ahead


def _bodies(called: Iterable[Attendance]) -> list[int]:
    """The bodies that were called as such; their groups are told."""
    return [each.organisation_id for each in called if each.organisation_id is not None]


def _called(zone: Zone, called: Iterable[Attendance]) -> list[int]:
    """The people behind some attendances; a guest by name is reached by nobody's account."""
    bodies = People(zone).who_may("coordination.see_meetings")
    found: list[int] = []
    for each in called:
        if each.person_id is not None:
            found.append(each.person_id)
        elif each.organisation_id is not None:
            found += bodies.get(each.organisation_id, ())
    return found


@receiver(events.called_to_meeting)
def tell_who_is_called(
    zone: Zone, meeting: Meeting, attendance: Attendance, by: User | None, **_: object
) -> None:
    if _is_to_come(meeting):
        news = News(NoticeKind.CALLED, f"called-{meeting.pk}", meeting)
        tell_people(zone, _called(zone, [attendance]), news, but=by, bodies=_bodies([attendance]))


@receiver(events.meeting_moved)
def tell_of_another_hour(zone: Zone, meeting: Meeting, by: User | None, **_: object) -> None:
    """Hour or place are other ones now: a key of its own for each hour and place."""
    if _is_to_come(meeting):
        mark = meeting.history.latest().history_id
        news = News(NoticeKind.MEETING_MOVED, f"moved-{meeting.pk}-{mark}", meeting)
        _tell_all_called(zone, meeting, news, by)


@receiver(events.meeting_called_off)
def tell_that_it_is_off(
    zone: Zone, meeting: Meeting, reason: str, by: User | None, **_: object
) -> None:
    news = News(NoticeKind.CALLED_OFF, f"off-{meeting.pk}", meeting, reason)
    _tell_all_called(zone, meeting, news, by)


@receiver(events.agenda_sent)
def tell_the_agenda(
    zone: Zone, meeting: Meeting, version: str, items: int, by: User | None, **_: object
) -> None:
    """The same agenda has the same key, so that pressing twice tells once."""
    sent = Notice.objects.filter(zone=zone, meeting=meeting, kind=NoticeKind.AGENDA)
    last = sent.order_by("-pk").values_list("key", flat=True).first() or ""
    serial = sent.values("key").distinct().count()
    key = last if last.endswith(version) else f"agenda-{meeting.pk}-{serial}-{version}"
    _tell_all_called(zone, meeting, News(NoticeKind.AGENDA, key, meeting, str(items)), by)


@receiver(events.minutes_confirmed)
def tell_what_was_decided(
    zone: Zone, meeting: Meeting, minutes: Minutes, by: User | None, **_: object
) -> None:
    """A correction is a version of its own and told anew."""
    key, count = f"minutes-{meeting.pk}-{minutes.version}", meeting.tasks.count()
    _tell_all_called(zone, meeting, News(NoticeKind.MINUTES, key, meeting, str(count)), by)


def _tell_all_called(zone: Zone, meeting: Meeting, news: News, by: User | None) -> None:
    called = list(meeting.attendances.all())
    tell_people(zone, _called(zone, called), news, but=by, bodies=_bodies(called))


@receiver(events.issue_joined)
def tell_that_somebody_met_it_too(
    zone: Zone, issue: Issue, turn: IssueTurn, by: User | None, **_: object
) -> None:
    people = [issue.raised_by_id] if issue.raised_by_id else []
    body = turn.acting_for.name if turn.acting_for else ""
    news = News(NoticeKind.JOINED, f"joined-{turn.pk}", issue, body)
    tell_people(zone, [*people, *_followers(zone, issue)], news, but=by)


@receiver(events.issue_moved)
def tell_who_follows_that_it_is_over(
    zone: Zone, issue: Issue, move: str, by: User | None, **_: object
) -> None:
    """Who follows an issue learns its end; a reopened one can end again."""
    if move in {"close", "withdraw"}:
        key = f"over-{issue.pk}-{issue.reopenings}"
        tell_people(zone, _followers(zone, issue), News(NoticeKind.OVER, key, issue), but=by)


@receiver(events.issues_brought)
def tell_whom_a_list_made_responsible(
    zone: Zone, run: IssueImport, issues: Sequence[Issue], by: User | None, **_: object
) -> None:
    """One notice an import to each whose turn it is now, however many issues there are."""
    people, waiting = People(zone), Counter[int]()
    for issue in issues:
        if issue.state in _AT_WORK:
            waiting.update(people.answering.get(issue.lead_id or 0, ()))
        elif issue.state not in OVER:  # to assign, to verify or to close
            waiting.update(people.command)
    by_count: dict[int, list[int]] = {}
    for person, count in waiting.items():
        by_count.setdefault(count, []).append(person)
    for count, told in sorted(by_count.items()):
        key = f"brought-{run.pk}-{run.applied_at:%Y%m%d%H%M%S}"  # it may come again after an undo
        tell_people(zone, told, News(NoticeKind.BROUGHT, key, run, str(count)), but=by)


def _followers(zone: Zone, issue: Issue) -> list[int]:
    bodies = list(issue.followers.values_list("organisation_id", flat=True))
    if not bodies:
        return []
    people = People(zone).belonging
    return [person for body in bodies for person in people.get(body, ())]
