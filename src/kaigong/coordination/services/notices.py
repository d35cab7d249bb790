"""Telling people what happened that concerns them, each of them once.

Whatever wants to tell somebody something says it here: the notice stands among the person's
messages, and goes out through the channels that lead to each person's own address, in the digest
of the morning or, where the person is asked to come, by itself outside quiet hours. What a body
is told its group is told as well; a firm sees no meeting, so the groups of firms are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from kaigong.accounts.models import OrganisationKind, User, Zone
from kaigong.coordination.models import (
    QUIET_FROM,
    QUIET_UNTIL,
    Channel,
    Delivery,
    EscalationDesk,
    Issue,
    IssueImport,
    Meeting,
    Notice,
    NoticeKind,
)
from kaigong.coordination.recipients import People
from kaigong.coordination.services.mornings import Morning, Way
from kaigong.portfolio import bulk

# What asks somebody to come, or not to: it does not wait for the morning.
SINGLE = {NoticeKind.CALLED, NoticeKind.MEETING_MOVED, NoticeKind.CALLED_OFF}


@dataclass(frozen=True)
class News:
    """What is told.

    Attributes:
        key: The same thing has the same key, and a person is told of it once.
        about: The meeting, issue or import, which the person may open.
        words: A name or a reason that somebody wrote, told as it is; of an import, how many issues.
    """

    kind: NoticeKind
    key: str
    about: Meeting | Issue | IssueImport
    words: str = ""


@transaction.atomic
def tell_people(
    zone: Zone,
    people: Iterable[int],
    news: News,
    *,
    but: User | None = None,
    bodies: Iterable[int] = (),
) -> list[int]:
    """Tell some people of a zone something; who knows it already is not told again.

    Args:
        people: Keys; who is no active member of the zone is left out.
        but: Who did it, and so knows.
        bodies: Keys of those whose groups are told too.

    Returns:
        The people who were told now.
    """
    desk, _ = EscalationDesk.objects.select_for_update().get_or_create(zone=zone)
    members = People(zone)
    wanted = [each for each in dict.fromkeys(people) if each in members.active]
    known = Notice.objects.filter(zone=zone, key=news.key, delivery=None)
    told = set(known.values_list("person_id", flat=True)) | ({but.pk} if but else set())
    fresh = [each for each in wanted if each not in told]
    groups = list(_groups(zone, news, members, bodies))
    if not fresh and not groups:
        return []
    morning = Morning(zone, desk)
    notices = [_notice(zone, news, f"person:{each}", each, morning) for each in fresh]
    ways = [*_ways(zone, news, members, fresh), *groups]
    deliveries: dict[str, Delivery] = {}
    for way in ways:
        delivery = _delivery(news, way, morning)
        deliveries[delivery.key] = delivery
        made = _notice(zone, news, way.recipient, way.person, morning)
        made.delivery_id = delivery.key
        notices.append(made)
    bulk.insert_rows(list(deliveries.values()), only_new=True)
    bulk.insert_rows(notices, only_new=True)
    return fresh


def _ways(zone: Zone, news: News, members: People, people: Sequence[int]) -> Iterable[Way]:
    channels = Channel.objects.filter(zone=zone, closed_at=None, is_personal=True)
    for channel in channels:
        for person in people:
            user = members.users.get(person)
            if user is not None and user.email:
                yield Way(channel, person, is_digest=news.kind not in SINGLE)


def _groups(zone: Zone, news: News, members: People, bodies: Iterable[int]) -> Iterable[Way]:
    """The groups of bodies that do not know it yet; each reads it by itself, for it has lines."""
    known = Notice.objects.filter(zone=zone, key=news.key, person=None)
    told = set(known.values_list("recipient", flat=True))
    for body in dict.fromkeys(bodies):
        for channel in members.groups.get(body, ()):
            way = Way(channel, None, is_digest=False)
            is_firm = channel.organisation and channel.organisation.kind == OrganisationKind.FIRM
            if not is_firm and way.recipient not in told:
                yield way


def _delivery(news: News, way: Way, morning: Morning) -> Delivery:
    if way.is_digest:
        return morning.digest(way)
    return morning.single(
        f"notice.{news.key}.{way.recipient}", way, quiet=(QUIET_FROM, QUIET_UNTIL)
    )


def _notice(zone: Zone, news: News, recipient: str, person: int | None, morning: Morning) -> Notice:
    return Notice(
        zone=zone, kind=news.kind, key=news.key, person_id=person, recipient=recipient,
        meeting=news.about if isinstance(news.about, Meeting) else None,
        issue=news.about if isinstance(news.about, Issue) else None,
        brought=news.about if isinstance(news.about, IssueImport) else None, words=news.words[:300],
        said_on=zone.today(), at=morning.now,
    )  # fmt: skip
