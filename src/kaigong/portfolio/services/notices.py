"""Holiday notices of a zone: the head start, a new one, and the withdrawal of a slip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.engines import calendars
from kaigong.errors import KaigongError
from kaigong.portfolio import bulk, events
from kaigong.portfolio.models import HolidayNotice
from kaigong.portfolio.selectors.calendars import engine_notice, lacking_notices

DAY = timedelta(days=1)
Span = tuple[str, date, date]


class TakenNoticeError(KaigongError):
    code = "portfolio.taken-notice"
    zh = "通知「{number}」已经在表里；录错了就先撤下那一份。"
    en = "The notice “{number}” is on record; withdraw that one first if it was mistyped."


class EmptyNoticeError(KaigongError):
    code = "portfolio.empty-notice"
    zh = "通知「{number}」没有写哪些天放假；至少写一个假期。"
    en = "The notice “{number}” names no day off; name at least one holiday."


class LateNoticeError(KaigongError):
    code = "portfolio.late-notice"
    zh = "通知「{number}」的签发日 {signed_on} 还没到；请核对日期。"
    en = "The notice “{number}” is signed on {signed_on}, a day to come; check the date."


@dataclass(frozen=True)
class NoticeText:
    """What a notice says."""

    number: str
    signed_on: date
    year: int
    off: Sequence[Span]
    working: Sequence[date]
    source: str = ""


@transaction.atomic
def begin_notices(zone: Zone, *, by: User | None) -> list[HolidayNotice]:
    """Give a zone the notices that come with the house and that it lacks.

    Nothing is reckoned anew where it had all of them.
    """
    Zone.objects.select_for_update().get(pk=zone.pk)
    at = clock.now()  # one moment for all: the zone has gone by them from then on
    rows = [_row(zone, _text(notice), by, at) for notice in lacking_notices(zone)]
    if rows:
        bulk.create_rows(rows, by=by)
        record("portfolio.notices.begun", by=by, zone=zone.slug, notices=len(rows))
        events.notices_changed.send(sender=HolidayNotice, zone=zone, by=by)
    return rows


@transaction.atomic
def keep_notice(zone: Zone, *, text: NoticeText, by: User) -> HolidayNotice:
    """Enter a notice: what was provisional is reckoned anew in the same transaction.

    Raises:
        EmptyNoticeError, LateNoticeError, TakenNoticeError: nothing has changed.
        UnreadableNoticeError: its days do not fit together.
    """
    if not text.off:
        raise EmptyNoticeError(number=text.number)
    if text.signed_on > max(zone.today(), clock.now().date() + DAY):
        raise LateNoticeError(number=text.number, signed_on=text.signed_on)
    Zone.objects.select_for_update().get(pk=zone.pk)
    if HolidayNotice.objects.filter(zone=zone, number=text.number, withdrawn_at=None).exists():
        raise TakenNoticeError(number=text.number)
    row = _row(zone, text, by, clock.now())
    engine_notice(row)  # raises where its days do not fit together
    row.full_clean()
    row.save()
    record(
        "portfolio.notice.kept", by=by, zone=zone.slug, subject=text.number, year=text.year,
        days_off=days_off(text.off), days_worked=len(text.working),
    )  # fmt: skip
    events.notices_changed.send(sender=HolidayNotice, zone=zone, by=by)
    return row


@transaction.atomic
def withdraw_notice(notice: HolidayNotice, *, by: User) -> None:
    """Go by a notice no more; it stays on record, and its days are reckoned anew."""
    held = HolidayNotice.objects.select_for_update().get(pk=notice.pk)
    if held.withdrawn_at is not None:
        return
    held.withdrawn_at = clock.now()
    held.save()
    record(
        "portfolio.notice.withdrawn", by=by, zone=held.zone.slug, subject=held.number,
        year=held.year,
    )  # fmt: skip
    events.notices_changed.send(sender=HolidayNotice, zone=held.zone, by=by)


def days_off(off: Iterable[Span]) -> int:
    """How many days some holidays have."""
    return sum((last - first).days + 1 for _, first, last in off)


def _row(zone: Zone, text: NoticeText, by: User | None, at: datetime) -> HolidayNotice:
    return HolidayNotice(
        zone=zone, number=text.number, signed_on=text.signed_on, year=text.year,
        off=[[name, first.isoformat(), last.isoformat()] for name, first, last in text.off],
        working=[day.isoformat() for day in sorted(text.working)],
        source=text.source, by=by, kept_at=at,
    )  # fmt: skip


def _text(notice: calendars.Notice) -> NoticeText:
    return NoticeText(
        notice.number, notice.signed_on, notice.year, spans_of(notice.off), sorted(notice.working)
    )


def spans_of(off: Mapping[date, str]) -> list[Span]:
    """Days with their holiday as spans of one name."""
    spans: list[Span] = []
    for day, name in sorted(off.items()):
        if spans and spans[-1][0] == name and spans[-1][2] + DAY == day:
            spans[-1] = (name, spans[-1][1], day)
        else:
            spans.append((name, day, day))
    return spans
