"""Issues to building models, as a BCF archive."""

from __future__ import annotations

from collections.abc import Sequence

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.bcf_views import (
    comments_of,
    files_of,
    own_guid,
    paper_guid,
    turn_guid,
    views_of,
)
from kaigong.coordination.models import BcfTopic, Issue
from kaigong.coordination.selectors.issues import turns_for
from kaigong.coordination.selectors.papers import uses_for
from kaigong.coordination.services.bcf import MOST_TOPICS, TooManyTopicsError
from kaigong.engines.bcf import Comment, Topic, View, written_bcf

PICTURES = {"image/png", "image/jpeg"}


def bcf_of(issues: Sequence[Issue], standing: Standing) -> bytes:
    """Issues as a BCF 3.0 archive, with what the person may read of them.

    A topic that came from a model goes back under its own GUID with its own views and models; every
    other one has a GUID that stays the same from export to export.

    Raises:
        TooManyTopicsError: more than an archive should hold.
    """
    if len(issues) > MOST_TOPICS:
        raise TooManyTopicsError(most=MOST_TOPICS, count=len(issues))
    known = {each.issue_id: each for each in BcfTopic.objects.filter(issue__in=issues)}
    topics = [_topic(issue, known.get(issue.pk), standing) for issue in issues]
    record("coordination.bcf.taken", by=standing.user, zone=standing.zone.slug, count=len(topics))
    return written_bcf(topics, written_at=clock.now(), written_by=str(standing.user))


def _topic(issue: Issue, known: BcfTopic | None, standing: Standing) -> Topic:
    seen = {turn.pk: turn for turn in turns_for(standing, issue)}
    brought = known.comments if known else []
    elsewhere = {each["turn"] for each in brought}
    comments = comments_of(brought, seen) + [
        Comment(turn_guid(issue, turn.pk), turn.words, str(turn.by or "—"), turn.at)
        for turn in seen.values()
        if turn.words and turn.pk not in elsewhere
    ]
    pictures = _pictures(issue, standing)
    views = views_of(known.views, pictures) if known else []
    shown = {each["paper"] for each in known.views} if known else set()
    views += [
        View(paper_guid(issue, paper), picture=picture)
        for paper, picture in pictures.items()
        if paper not in shown
    ]
    due = issue.solution_due_on
    return Topic(
        guid=known.guid if known else own_guid(issue),
        title=issue.title,
        kind=str(issue.category),
        status=str(issue.get_state_display()),
        priority=str(issue.get_severity_display()),
        description=issue.text,
        created_by=str(issue.raised_by or ""),
        created_at=issue.raised_at,
        modified_at=issue.moved_at,
        modified_by=str(issue.owner or issue.raised_by or "—"),
        assigned_to=str(issue.lead or ""),
        due_at=issue.zone.end_of(due) if due else None,
        number=issue.number,
        files=files_of(known.files) if known else (),
        comments=tuple(comments),
        views=tuple(views),
    )


def _pictures(issue: Issue, standing: Standing) -> dict[int, bytes]:
    """The pictures beside an issue that the person sees, by paper."""
    found = {}
    uses = uses_for(standing).filter(issue=issue, paper__media_type__in=PICTURES)
    for use in uses.select_related("paper"):
        with use.paper.file.open("rb") as file:
            found[use.paper_id] = file.read()
    return found
