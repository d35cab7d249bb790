"""Issues to and from building models, as BCF archives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.bcf_views import files_of, kept_files, kept_views, views_of
from kaigong.coordination.models import (
    BcfRun,
    BcfTopic,
    Issue,
    IssueCategory,
    Severity,
)
from kaigong.coordination.parties import speaks_for
from kaigong.coordination.selectors.issues import turns_for
from kaigong.coordination.selectors.papers import uses_for
from kaigong.coordination.services.issues import raise_issue, remark_on_issue
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.engines.bcf import (
    Archive,
    Comment,
    Topic,
    Unread,
    View,
    guid_of,
    read_bcf,
    written_bcf,
)
from kaigong.errors import KaigongError

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

MOST_TOPICS = 2000
PICTURES = {"image/png", "image/jpeg"}
# Words of model authors for how bad a topic is, folded; what is not here is ordinary.
_GRAVE = {"critical", "blocker", "严重", "紧急"}
_SERIOUS = {"major", "high", "important", "on hold", "较重", "重要"}


class TooManyTopicsError(KaigongError):
    code = "coordination.too-many-topics"
    zh = "一次最多 {most} 个问题，这里有 {count} 个；请分批。"
    en = "At most {most} topics at once, and here are {count}; do it in parts."


class AppliedRunError(KaigongError):
    code = "coordination.applied-run"
    zh = "「{name}」已经导入过了。"
    en = "“{name}” was brought in already."


@dataclass(frozen=True)
class TopicRow:
    """One topic of an archive as the dry run shows it; `issue` is what it became before."""

    topic: Topic
    issue: Issue | None


@dataclass(frozen=True)
class Trial:
    """What an archive would bring."""

    archive: Archive
    rows: list[TopicRow]

    @property
    def new(self) -> list[Topic]:
        return [row.topic for row in self.rows if row.issue is None]


@dataclass(frozen=True)
class Brought:
    """What an archive brought: the issues raised, and what could not be taken in."""

    issues: list[Issue]
    unread: list[Unread]


def receive_bcf(
    zone: Zone,
    *,
    content: bytes,
    name: str,
    category: IssueCategory,
    project: Project | None,
    standing: Standing,
) -> BcfRun:
    """Keep an archive for a dry run; no issue is raised.

    Raises:
        NotBcfError, TooLargeBcfError, TooManyTopicsError: it was not kept.
    """
    archive = read_bcf(content, name=name)
    if len(archive.topics) > MOST_TOPICS:
        raise TooManyTopicsError(most=MOST_TOPICS, count=len(archive.topics))
    sha256 = hashlib.sha256(content).hexdigest()
    run = BcfRun(
        zone=zone, name=name[-200:], sha256=sha256, project=project, category=category,
        by=standing.user, at=clock.now(),
    )  # fmt: skip
    run.file.save(f"{sha256}.bcf", ContentFile(content), save=False)
    run.save()
    return run


def trial_of(run: BcfRun) -> Trial:
    """What an archive holds, and what of it is an issue already."""
    with run.file.open("rb") as file:
        archive = read_bcf(file.read(), name=run.name)
    known = {
        each.folded: each.issue
        for each in BcfTopic.objects.filter(zone=run.zone).select_related("issue")
    }
    met: dict[str, TopicRow] = {}
    for topic in archive.topics:
        guid = topic.guid.casefold()
        met.setdefault(guid, TopicRow(topic, known.get(guid)))
    return Trial(archive, list(met.values()))


@transaction.atomic
def apply_bcf(run: BcfRun, *, standing: Standing) -> Brought:
    """Raise an issue for each topic that is none yet; the same archive twice makes nothing new.

    The topic's description and author go into the text, its comments into one remark, the pictures
    of its views become papers. From where the author looked, and at which elements, is kept beside
    the topic. A picture that cannot be kept is told, and stops nothing.

    Raises:
        AppliedRunError: this run was applied.
    """
    Zone.objects.select_for_update().get(pk=run.zone_id)  # two at once raise nothing twice
    held = BcfRun.objects.select_related("category", "project", "zone").get(pk=run.pk)
    if held.applied_at is not None:
        raise AppliedRunError(name=held.name)
    trial = trial_of(held)
    unread, made = list(trial.archive.unread), []
    body = speaks_for(standing)
    for topic in trial.new:
        issue = raise_issue(
            held.zone, title=(topic.title.strip() or topic.guid)[:200], category=held.category,
            by=standing.user, project=held.project, raised_for=body, text=_text(topic),
            severity=_severity(topic.priority),
        )  # fmt: skip
        if topic.comments:
            remark_on_issue(issue, standing=standing, words=_words(topic.comments))
        papers, missed = _keep_pictures(topic, issue, standing)
        unread += missed
        BcfTopic.objects.create(
            zone=held.zone, guid=topic.guid, folded=topic.guid.casefold(), issue=issue, run=held,
            views=kept_views(topic, papers), files=kept_files(topic),
        )  # fmt: skip
        made.append(issue)
    held.applied_at = clock.now()
    held.save(update_fields=["applied_at"])
    record(
        "coordination.bcf.brought", by=standing.user, zone=held.zone.slug, subject=held.name,
        count=len(made), sha256=held.sha256,
    )  # fmt: skip
    return Brought(made, unread)


def _text(topic: Topic) -> str:
    facts = [topic.kind, topic.status, topic.priority, topic.stage, *topic.labels]
    author = " ".join(
        filter(None, [topic.created_by, f"{topic.created_at:%Y-%m-%d}" if topic.created_at else ""])
    )
    lines = [topic.description.strip(), " · ".join(filter(None, facts)), author, *topic.links]
    return "\n".join(filter(None, lines))


def _words(comments: Iterable[Comment]) -> str:
    told = []
    for each in comments:
        day = f" {each.at:%Y-%m-%d}" if each.at else ""
        told.append(f"{each.author or '—'}{day}\n{each.text.strip()}")
    return "\n\n".join(told)


def _severity(priority: str) -> int:
    word = priority.strip().casefold()
    if word in _GRAVE:
        return Severity.GRAVE
    return Severity.SERIOUS if word in _SERIOUS else Severity.ORDINARY


def _keep_pictures(
    topic: Topic, issue: Issue, standing: Standing
) -> tuple[dict[str, int], list[Unread]]:
    """Papers by the GUID of their view, and which pictures could not be kept."""
    papers, unread = {}, []
    for place, view in enumerate(topic.views, start=1):
        if not view.picture:
            continue
        suffix = ".png" if view.picture.startswith(b"\x89PNG") else ".jpg"
        name = f"{issue.number}-{place}{suffix}"
        try:
            paper = keep_paper(
                issue.zone, file=ContentFile(view.picture, name=name), by=standing.user,
                organisation=issue.raised_for,
            )  # fmt: skip
        except KaigongError as error:
            part = f"{topic.guid}/{view.guid}"
            unread.append(Unread(part, error.in_language("zh"), error.in_language("en")))
        else:
            put_beside(paper, issue, by=standing.user)
            papers[view.guid] = paper.pk
    return papers, unread


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
    own = ["kaigong", issue.zone.slug, issue.number]
    comments = tuple(
        Comment(guid_of(*own, "turn", str(turn.pk)), turn.words, str(turn.by or "—"), turn.at)
        for turn in turns_for(standing, issue)
        if turn.words
    )
    pictures = _pictures(issue, standing)
    views = views_of(known.views, pictures) if known else []
    shown = {each["paper"] for each in known.views} if known else set()
    views += [
        View(guid_of(*own, "paper", str(paper)), picture=picture)
        for paper, picture in pictures.items()
        if paper not in shown
    ]
    due = issue.solution_due_on
    return Topic(
        guid=known.guid if known else guid_of(*own),
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
        comments=comments,
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
