"""Issues and answers from building models, as BCF archives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.bcf_views import (
    kept_comments,
    kept_files,
    kept_views,
    own_guid,
    paper_guid,
    turn_guid,
)
from kaigong.coordination.models import (
    BcfRun,
    BcfTopic,
    Issue,
    IssueCategory,
    IssueTurn,
    Severity,
)
from kaigong.coordination.parties import speaks_for
from kaigong.coordination.selectors.issues import issues_for
from kaigong.coordination.services.issues import raise_issue, remark_on_issue
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.engines.bcf import (
    Archive,
    Comment,
    Topic,
    Unread,
    read_bcf,
)
from kaigong.errors import KaigongError

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

MOST_TOPICS = 2000
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
    """One topic of an archive as the dry run shows it.

    Attributes:
        issue: What it stands for already: what it became before, or what went out as this topic.
        is_seen: The person may see that issue.
        answers: What was said to it since, elsewhere.
    """

    topic: Topic
    issue: Issue | None = None
    is_seen: bool = False
    answers: tuple[Comment, ...] = ()


@dataclass(frozen=True)
class Trial:
    """What an archive would bring."""

    archive: Archive
    rows: list[TopicRow]

    @property
    def new(self) -> list[Topic]:
        return [row.topic for row in self.rows if row.issue is None]

    @property
    def answered(self) -> list[TopicRow]:
        return [row for row in self.rows if row.answers]


@dataclass(frozen=True)
class Brought:
    """What an archive brought: issues raised and answered, and what could not be taken in."""

    issues: list[Issue]
    answered: list[Issue]
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


def trial_of(run: BcfRun, standing: Standing) -> Trial:
    """What an archive holds, what of it is an issue already, and what was answered elsewhere."""
    with run.file.open("rb") as file:
        archive = read_bcf(file.read(), name=run.name)
    topics: dict[str, Topic] = {}
    for topic in archive.topics:
        topics.setdefault(topic.guid.casefold(), topic)
    known = _known(run.zone, topics.values(), standing)
    return Trial(archive, [known.get(guid, TopicRow(topic)) for guid, topic in topics.items()])


def _known(zone: Zone, topics: Iterable[Topic], standing: Standing) -> dict[str, TopicRow]:
    """Topics that are issues already, by their folded GUID."""
    by_guid = {topic.guid.casefold(): topic for topic in topics}
    numbers = {topic.number for topic in by_guid.values() if topic.number}
    ours = Issue.objects.filter(zone=zone, number__in=numbers)
    issues = {own_guid(each): each for each in ours if own_guid(each) in by_guid}
    kept = BcfTopic.objects.filter(zone=zone, folded__in=by_guid).select_related("issue")
    issues |= {each.folded: each.issue for each in kept}
    told = {each.folded: {comment["guid"] for comment in each.comments} for each in kept}
    keys = [issue.pk for issue in issues.values()]
    said_here: dict[int, set[str]] = {}
    for turn in IssueTurn.objects.filter(issue__in=keys).select_related("issue__zone"):
        said_here.setdefault(turn.issue_id, set()).add(turn_guid(turn.issue, turn.pk))
    seen = set(issues_for(standing).filter(pk__in=keys).values_list("pk", flat=True))
    rows = {}
    for guid, issue in issues.items():
        known = told.get(guid, set()) | said_here.get(issue.pk, set())
        answers = [
            each
            for each in by_guid[guid].comments
            if each.guid not in known and each.text.strip() and issue.pk in seen
        ]
        rows[guid] = TopicRow(by_guid[guid], issue, issue.pk in seen, tuple(answers))
    return rows


@transaction.atomic
def apply_bcf(run: BcfRun, *, standing: Standing) -> Brought:
    """Raise an issue for each topic that is none yet, and take in what was answered to the others.

    The same archive twice makes nothing new. The topic's description and author go into the text,
    its comments into one remark, the pictures of its views become papers. From where the author
    looked, at which elements, and each comment with its view are kept beside the topic. A picture
    that cannot be kept is told, and stops nothing.

    Raises:
        AppliedRunError: this run was applied.
    """
    Zone.objects.select_for_update().get(pk=run.zone_id)  # two at once raise nothing twice
    held = BcfRun.objects.select_related("category", "project", "zone").get(pk=run.pk)
    if held.applied_at is not None:
        raise AppliedRunError(name=held.name)
    trial = trial_of(held, standing)
    unread, made = list(trial.archive.unread), []
    body = speaks_for(standing)
    for topic in trial.new:
        issue = raise_issue(
            held.zone, title=(topic.title.strip() or topic.guid)[:200], category=held.category,
            by=standing.user, project=held.project, raised_for=body, text=_text(topic),
            severity=_severity(topic.priority),
        )  # fmt: skip
        papers, missed = _keep_pictures(topic, issue, standing)
        unread += missed
        kept = BcfTopic(
            zone=held.zone, guid=topic.guid, folded=topic.guid.casefold(), issue=issue, run=held,
            views=kept_views(topic, papers), files=kept_files(topic),
        )  # fmt: skip
        _keep_comments(kept, topic.comments, standing)
        made.append(issue)
    answered = []
    for row in trial.answered:
        issue, missed = _take_answer(row, held, standing)
        unread += missed
        answered.append(issue)
    held.applied_at = clock.now()
    held.save(update_fields=["applied_at"])
    record(
        "coordination.bcf.brought", by=standing.user, zone=held.zone.slug, subject=held.name,
        count=len(made), answered=len(answered), sha256=held.sha256,
    )  # fmt: skip
    return Brought(made, answered, unread)


def _take_answer(row: TopicRow, run: BcfRun, standing: Standing) -> tuple[Issue, list[Unread]]:
    """Take in what was said and shown to a topic since; it stays the topic of its issue."""
    guid = row.topic.guid
    kept, _ = BcfTopic.objects.get_or_create(
        zone=run.zone, folded=guid.casefold(),
        defaults={"guid": guid, "issue": row.issue, "run": run, "files": kept_files(row.topic)},
    )  # fmt: skip
    issue = kept.issue
    known = {view["guid"] for view in kept.views}
    known |= {paper_guid(issue, key) for key in issue.papers.values_list("paper_id", flat=True)}
    fresh = replace(
        row.topic, views=tuple(view for view in row.topic.views if view.guid not in known)
    )
    papers, missed = _keep_pictures(fresh, issue, standing)
    kept.views = [*kept.views, *kept_views(fresh, papers)]
    _keep_comments(kept, row.answers, standing)
    return issue, missed


def _keep_comments(kept: BcfTopic, comments: Sequence[Comment], standing: Standing) -> None:
    told = [each for each in comments if each.text.strip()]
    if told:
        turn = remark_on_issue(kept.issue, standing=standing, words=_words(told))
        kept.comments = [*kept.comments, *kept_comments(told, turn.pk)]
    kept.save()


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
