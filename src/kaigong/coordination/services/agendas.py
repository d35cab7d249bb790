"""The agenda draws itself, and the chair's hand has the last word."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.agenda import Drawing, Topic, agenda_sources
from kaigong.coordination.models import AgendaItem, Issue, ItemState, Meeting, MeetingState
from kaigong.coordination.models.meetings import SETTLED
from kaigong.coordination.services.meeting_errors import (
    ItemSettledError,
    ItemUnsettledError,
    ReasonForItemError,
    UntitledItemError,
)
from kaigong.coordination.services.meetings import held_meeting, require, since_of
from kaigong.wording import CHINESE, ENGLISH, said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

_OPEN = [MeetingState.PLANNED, MeetingState.IN_SESSION]


@transaction.atomic
def draw_agenda(meeting: Meeting, *, standing: Standing) -> list[AgendaItem]:
    """Draw what belongs on the agenda, or draw it anew.

    What the chair has moved, added or dropped stays as it is; what a source gives no more goes,
    unless a hand has touched it; what is new comes after the rest once the order is the chair's.

    Raises:
        MeetingStateError: the meeting has begun.
    """
    held = held_meeting(meeting, standing)
    require(held, [MeetingState.PLANNED], said("重排议程", "draw the agenda"))
    held.since = since_of(held)
    drawing = Drawing(held, standing, held.since, held.zone.today())
    known = {item.key: item for item in held.items.all()}
    drawn: dict[str, AgendaItem] = {}
    for source, topic, in_english in _topics(drawing):
        if topic.key in drawn:
            continue
        item = known.get(topic.key) or AgendaItem(meeting=held, key=topic.key)
        drawn[topic.key] = item
        if item.state == ItemState.WAITING and (item.pk is None or item.source):
            _write(item, source, topic, in_english)
    gone = [
        item
        for key, item in known.items()
        if key not in drawn
        and item.source
        and not item.is_moved
        and item.state == ItemState.WAITING
    ]
    for item in gone:
        item.delete()
    by_hand = [item for key, item in known.items() if key not in drawn and item not in gone]
    order = [*drawn.values(), *by_hand]
    if held.is_ordered_by_hand:
        stood = [item for item in known.values() if item not in gone]
        order = stood + [item for item in order if item.pk is None]
    for place, item in enumerate(order, start=1):
        item.place = place
        item.save()
    held.drawn_at = clock.now()
    held.save()
    fresh = len([key for key in drawn if key not in known])
    record(
        "coordination.agenda.drawn", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", count=len(order), fresh=fresh, gone=len(gone),
    )  # fmt: skip
    return order


def _topics(drawing: Drawing) -> list[tuple[str, Topic, Topic]]:
    """What all sources give, in order, in both languages: minutes are read in either."""
    found = []
    for source in agenda_sources:
        with translation.override(CHINESE):
            in_chinese = list(source.topics(drawing))
        with translation.override(ENGLISH):
            in_english = {topic.key: topic for topic in source.topics(drawing)}
        found += [(source.key, topic, in_english[topic.key]) for topic in in_chinese]
    return found


def _write(item: AgendaItem, source: str, topic: Topic, in_english: Topic) -> None:
    item.source = source
    item.title, item.title_en = topic.title[:300], in_english.title[:300]
    item.why, item.why_en = topic.why[:400], in_english.why[:400]
    item.ball, item.ball_en = topic.ball[:200], in_english.ball[:200]
    item.begun_on, item.path = topic.begun_on, topic.path
    item.project_id, item.issue_id = topic.project_id, topic.issue_id
    item.task_id = topic.task_id


@transaction.atomic
def order_items(meeting: Meeting, *, keys: Sequence[int], standing: Standing) -> None:
    """Put the items into the chair's order; those not named keep theirs behind the named ones.

    Raises:
        MeetingStateError: the meeting has ended.
    """
    held = held_meeting(meeting, standing)
    require(held, _OPEN, said("排顺序", "order the items"))
    items = {item.pk: item for item in held.items.all()}
    named = [items[key] for key in dict.fromkeys(keys) if key in items]
    order = named + [item for item in items.values() if item not in named]
    _keep_order(held, order, standing)


@transaction.atomic
def move_item(item: AgendaItem, *, way: str, standing: Standing) -> None:
    """Move one item a place up or down among those that are not dropped, or to the top.

    Raises:
        MeetingStateError: the meeting has ended.
    """
    held = held_meeting(item.meeting, standing)
    require(held, _OPEN, said("排顺序", "order the items"))
    order = list(held.items.all())
    shown = [each for each in order if each.state != ItemState.DROPPED]
    if item not in shown:
        return
    at = shown.index(item)
    to = {"up": max(at - 1, 0), "down": min(at + 1, len(shown) - 1), "top": 0}.get(way, at)
    shown.insert(to, shown.pop(at))
    order = shown + [each for each in order if each.state == ItemState.DROPPED]
    _keep_order(held, order, standing, moved=item.pk)


def _keep_order(
    meeting: Meeting, order: Sequence[AgendaItem], standing: Standing, *, moved: int | None = None
) -> None:
    changed = 0
    for place, item in enumerate(order, start=1):
        if item.place != place or item.pk == moved:
            item.is_moved = item.is_moved or moved is None or item.pk == moved
            item.place = place
            item.save()
            changed += 1
    if not changed:
        return
    meeting.is_ordered_by_hand = True
    meeting.save()
    record(
        "coordination.agenda.ordered", by=standing.user, zone=meeting.zone.slug,
        subject=f"meeting-{meeting.pk}", count=changed,
    )  # fmt: skip


@transaction.atomic
def add_item(
    meeting: Meeting,
    *,
    title: str,
    standing: Standing,
    why: str = "",
    project: Project | None = None,
    issue: Issue | None = None,
) -> AgendaItem:
    """Add an item by hand; an issue that is on the agenda already comes back from where it was.

    Raises:
        UntitledItemError, MeetingStateError: nothing is added.
    """
    held = held_meeting(meeting, standing)
    require(held, _OPEN, said("加议题", "add an item"))
    words = title.strip() or (str(issue.title) if issue else "")
    if not words:
        raise UntitledItemError()
    last = held.items.aggregate(Max("place"))["place__max"] or 0
    key = f"issue-{issue.pk}" if issue else f"hand-{uuid.uuid4().hex}"
    item = held.items.filter(key=key).first() or AgendaItem(meeting=held, key=key, place=last + 1)
    item.title = item.title or words[:300]
    item.why = why.strip()[:400] or item.why or said("会议加题", "Added by hand")
    item.why_en = item.why_en if item.pk else ""
    item.state, item.is_moved, item.issue = ItemState.WAITING, True, issue
    item.project_id = project.pk if project else issue.project_id if issue else None
    item.begun_on = item.begun_on or held.zone.today()
    item.save()
    if held.state == MeetingState.IN_SESSION and held.current_id is None:
        held.current = item
        held.save()
    record(
        "coordination.agenda.added", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", title=item.title,
    )  # fmt: skip
    return item


@transaction.atomic
def drop_item(item: AgendaItem, *, reason: str, standing: Standing) -> AgendaItem:
    """Take an item off the agenda, with a reason; drawing again does not bring it back.

    Raises:
        ReasonForItemError, ItemSettledError, MeetingStateError: it stays.
    """
    held, item = _waiting(item, standing, said("撤下", "drop it"))
    if not reason.strip():
        raise ReasonForItemError(what=said("撤下", "Drop"), title=str(item))
    item.state, item.words, item.is_moved = ItemState.DROPPED, reason.strip(), True
    item.save()
    if held.current_id == item.pk:
        open_next(held)
    record(
        "coordination.agenda.dropped", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", title=item.title, reason=item.words,
    )  # fmt: skip
    return item


@transaction.atomic
def restore_item(item: AgendaItem, *, standing: Standing) -> AgendaItem:
    """Take a dropped item back onto the agenda.

    Raises:
        ItemSettledError, MeetingStateError: it stays dropped.
    """
    held = held_meeting(item.meeting, standing)
    require(held, _OPEN, said("恢复议题", "take it back"))
    item.refresh_from_db()
    if item.state != ItemState.DROPPED:
        raise _settled(item, said("恢复", "take it back"))
    item.state, item.words = ItemState.WAITING, ""
    item.save()
    record(
        "coordination.agenda.restored", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", title=item.title,
    )  # fmt: skip
    return item


@transaction.atomic
def open_item(item: AgendaItem, *, standing: Standing) -> Meeting:
    """Open another item in the session; the one that is open has to be settled before.

    Raises:
        ItemUnsettledError, MeetingStateError: the open one stays open.
    """
    held = held_meeting(item.meeting, standing)
    require(held, [MeetingState.IN_SESSION], said("开议题", "open an item"))
    require_turn(held, item)
    held.current = item
    held.save()
    return held


@transaction.atomic
def settle_item(
    item: AgendaItem, *, outcome: str, reason: str, standing: Standing, and_next: bool = True
) -> AgendaItem:
    """Put an item off, or note it without a decision; both with a reason.

    Raises:
        ReasonForItemError, ItemSettledError, ItemUnsettledError, MeetingStateError: it stays open.
    """
    held, item = _waiting(item, standing, said("议完", "settle it"))
    require(held, [MeetingState.IN_SESSION], said("议完", "settle an item"))
    require_turn(held, item)
    state = ItemState.POSTPONED if outcome == ItemState.POSTPONED else ItemState.NOTED
    if not reason.strip():
        raise ReasonForItemError(what=state.label, title=str(item))
    item.state, item.words, item.settled_at = state, reason.strip(), clock.now()
    item.save()
    if and_next:
        open_next(held)
    record(
        "coordination.agenda.settled", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", title=item.title, state=state, reason=item.words,
    )  # fmt: skip
    return item


def require_turn(meeting: Meeting, item: AgendaItem) -> None:
    """Raises: ItemUnsettledError: another item is open and not settled yet."""
    now = meeting.current
    if now is not None and now.pk != item.pk and now.state == ItemState.WAITING:
        raise ItemUnsettledError(title=str(now))


def open_next(meeting: Meeting) -> None:
    """Open the next item that waits; none when all are settled. The meeting is held already."""
    waiting = meeting.items.filter(state=ItemState.WAITING).order_by("place", "id")
    here = meeting.current.place if meeting.current else 0
    meeting.current = waiting.filter(place__gt=here).first() or waiting.first()
    meeting.save()


def _waiting(item: AgendaItem, standing: Standing, what: str) -> tuple[Meeting, AgendaItem]:
    held = held_meeting(item.meeting, standing)
    require(held, _OPEN, what)
    item.refresh_from_db()
    if item.state in {*SETTLED, ItemState.DROPPED}:
        raise _settled(item, what)
    return held, item


def _settled(item: AgendaItem, what: str) -> ItemSettledError:
    return ItemSettledError(title=str(item), state=ItemState(item.state).label, what=what)
