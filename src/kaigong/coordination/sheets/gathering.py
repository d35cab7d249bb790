"""What a sheet or a table of issues says, before it is laid out; all in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from kaigong.accounts.models import Zone
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.coordination.asked import VIEWS, Asked
from kaigong.coordination.life import move_called
from kaigong.coordination.models import Issue, IssueTurn, PaperUse
from kaigong.coordination.pages.issues import row_of
from kaigong.coordination.pages.waits import waits_of
from kaigong.coordination.selectors.issues import turns_for
from kaigong.coordination.selectors.papers import uses_beside
from kaigong.wording import said


@dataclass(frozen=True)
class TurnLine:
    """One move or remark, and what it brought."""

    at: str
    what: str
    who: str
    words: str
    papers: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class HelpLine:
    """What a helping department was asked for."""

    body: str
    task: str
    due: str
    state: str
    answer: str


@dataclass(frozen=True)
class PaperLine:
    """A paper that stands beside the issue."""

    number: int
    name: str
    given: str


@dataclass(frozen=True)
class IssueSheet:
    """One issue as it is handed on."""

    office: str
    heading: str
    number: str
    title: str
    text: str
    state: str
    severity: str
    category: str
    project: str
    milestone: str
    place: str
    raised: str
    lead: str
    owner: str
    holder: str
    accept_by: str
    accepted: str
    solve_by: str
    solved: str
    over: str
    turns: list[TurnLine]
    helps: list[HelpLine]  # empty for firms
    papers: list[PaperLine]
    price: list[str]  # empty for firms
    printed: str
    is_sample: bool


@dataclass(frozen=True)
class TableLine:
    """One issue as a row of the table for a meeting."""

    place: int
    number: str
    title: str
    project: str
    category: str
    severity: str
    state: str
    holder: str
    raised: str
    due: str
    age_days: int
    latest: str
    is_late: bool
    is_sample: bool


@dataclass(frozen=True)
class IssueTable:
    """A view of the list as a table."""

    office: str
    heading: str
    view: str
    day: str
    issues: list[TableLine]
    count: int
    late: int
    printed: str


def sheet_of(issue: Issue, standing: Standing) -> IssueSheet:
    """All that one issue says to its reader, who sees it."""
    zone, today = standing.zone, standing.zone.today()
    uses = uses_beside(standing, issue)
    is_inside = standing.reach is not Reach.OWN
    row = row_of(issue, today)
    return IssueSheet(
        office=str(zone),
        heading=said("问题情况单", "Issue sheet"),
        number=issue.number,
        title=issue.title,
        text=issue.text,
        state=str(issue.get_state_display()),
        severity=str(issue.get_severity_display()),
        category=str(issue.category),
        project=str(issue.project or ""),
        milestone=_milestone(issue),
        place=_place(issue),
        raised=_joined(_on(zone, issue.raised_at), issue.raised_for, issue.raised_by),
        lead=str(issue.lead or ""),
        owner=str(issue.owner or ""),
        holder=row.ball,
        accept_by=_by(
            issue.acceptance_due_on,
            is_provisional=issue.is_acceptance_provisional and not issue.accepted_at,
        ),
        accepted=_on(zone, issue.accepted_at),
        solve_by=_by(issue.solution_due_on, is_provisional=issue.is_due_provisional),
        solved=_on(zone, issue.claimed_at),
        over=_on(zone, issue.closed_at),
        turns=_turns(issue, standing, uses),
        helps=_helps(issue) if is_inside else [],
        papers=[
            PaperLine(place, use.paper.name, _joined(_on(zone, use.at), use.by))
            for place, use in enumerate(uses, start=1)
        ],
        price=_price(issue, today) if is_inside else [],
        printed=_printed(standing),
        is_sample=issue.is_sample,
    )


def table_of(issues: Iterable[Issue], asked: Asked, standing: Standing) -> IssueTable:
    """The issues of a view, with the latest word of each.

    Args:
        issues: With their names fetched.
    """
    zone, today = standing.zone, standing.zone.today()
    found = list(issues)
    latest = _latest_words(found, standing)
    lines = []
    for place, issue in enumerate(found, start=1):
        row = row_of(issue, today)
        is_late = row.due_on is not None and row.due_on < today
        lines.append(
            TableLine(
                place=place, number=issue.number, title=issue.title,
                project=str(issue.project or ""), category=str(issue.category),
                severity=str(issue.get_severity_display()), state=str(issue.get_state_display()),
                holder=row.ball, raised=day_words(zone.moment_there(issue.raised_at).date()),
                due=_joined(day_words(row.due_on), row.due if is_late else ""),
                age_days=row.age_days, latest=latest.get(issue.pk, ""), is_late=is_late,
                is_sample=issue.is_sample,
            )
        )  # fmt: skip
    return IssueTable(
        office=str(zone),
        heading=said("问题清单", "List of issues"),
        view=view_in_words(asked, standing),
        day=day_words(today),
        issues=lines,
        count=len(lines),
        late=sum(each.is_late for each in lines),
        printed=_printed(standing),
    )


def view_in_words(asked: Asked, standing: Standing) -> str:
    """What the view is narrowed to, for who holds the paper and not the page."""
    words = [str(VIEWS.get(asked.view, VIEWS["all"]))]
    categories = Issue.category.get_queryset().filter(zone=standing.zone, key=asked.category)
    words += [str(each) for each in categories[:1]] if asked.category else []
    leads = Issue.lead.get_queryset().filter(zone=standing.zone, pk=asked.lead)
    words += [str(each) for each in leads[:1]] if asked.lead is not None else []
    words += [asked.project] if asked.project else []
    if asked.since:
        words.append(said(f"{asked.since} 以来提出", f"raised since {asked.since}"))
    if asked.until:
        words.append(said(f"{asked.until} 以前提出", f"raised until {asked.until}"))
    if asked.is_late:
        words.append(said("只看逾期", "only late ones"))
    if asked.text:
        words.append(said(f"含「{asked.text}」", f"with “{asked.text}”"))
    return said("；", "; ").join(words)


def day_words(day: date | None) -> str:
    """A day as an office paper writes it; empty where there is none."""
    return said(f"{day.year}年{day.month}月{day.day}日", f"{day}") if day else ""


def _on(zone: Zone, moment: datetime | None) -> str:
    return day_words(zone.moment_there(moment).date()) if moment else ""


def _joined(*parts: object) -> str:
    return " ".join(str(each) for each in parts if each)


def _printed(standing: Standing) -> str:
    today = day_words(standing.zone.today())
    return said(f"{standing.user} {today} 打印", f"Printed by {standing.user}, {today}")


def _milestone(issue: Issue) -> str:
    milestone = issue.milestone
    return _joined(milestone, day_words(milestone.due_on)) if milestone else ""


def _place(issue: Issue) -> str:
    degrees = f"{issue.longitude}, {issue.latitude}" if issue.longitude is not None else ""
    return _joined(issue.location, degrees)


def _by(day: date | None, *, is_provisional: bool) -> str:
    mark = said("（暂定：放假安排未公布）", "(provisional: holidays not announced)")
    return _joined(day_words(day), mark if day and is_provisional else "")


def _turns(issue: Issue, standing: Standing, uses: list[PaperUse]) -> list[TurnLine]:
    brought: dict[int | None, list[str]] = {}
    for use in uses:
        brought.setdefault(use.turn_id, []).append(use.paper.name)
    return [
        TurnLine(
            at=_on(standing.zone, turn.at), what=_what(turn),
            who=_joined(turn.acting_for, turn.by), words=turn.words,
            papers=brought.get(turn.pk, []),
        )
        for turn in turns_for(standing, issue)
    ]  # fmt: skip


def _what(turn: IssueTurn) -> str:
    move = move_called(turn.move)
    words = str(move.label) if move else said("留言", "Remark")
    return words + said("（内部）", " (internal)") if turn.is_internal else words


def _helps(issue: Issue) -> list[HelpLine]:
    return [
        HelpLine(
            str(each.organisation), each.task, day_words(each.due_on),
            str(each.get_state_display()), each.answer,
        )
        for each in issue.helps.select_related("organisation")
    ]  # fmt: skip


def _price(issue: Issue, today: date) -> list[str]:
    """What it has cost so far in days, and whose; not for firms."""
    waits = waits_of(issue, issue.turns.order_by("id"), issue.questions.all(), today=today)
    total = waits.firm + waits.department + waits.command
    told = [
        said(
            f"已历 {total} 天：部门 {waits.department} 天，指挥部 {waits.command} 天，"
            f"企业 {waits.firm} 天",
            f"{total} days so far: department {waits.department}, command office {waits.command}, "
            f"firm {waits.firm}",
        )
    ]
    if issue.refusals:
        told.append(said(f"退回 {issue.refusals} 次", f"refused {issue.refusals} times"))
    due = issue.solution_due_on
    end = issue.zone.moment_there(issue.closed_at).date() if issue.closed_at else today
    if due is not None and due < end:
        late = (end - due).days
        told.append(said(f"超过办结期限 {late} 天", f"{late} days past its day of solution"))
    milestone = issue.milestone
    if milestone is not None and milestone.done_on is None and milestone.due_on is not None:
        left = (milestone.due_on - today).days
        told.append(
            said(
                f"节点「{milestone}」还有 {left} 天" if left >= 0
                else f"节点「{milestone}」已过 {-left} 天",
                f"milestone “{milestone}” in {left} days" if left >= 0
                else f"milestone “{milestone}” passed {-left} days ago",
            )
        )  # fmt: skip
    return told


def _latest_words(issues: list[Issue], standing: Standing) -> dict[int, str]:
    """The last move or remark of each that its reader may read, in one query."""
    turns = IssueTurn.objects.filter(issue__in=[each.pk for each in issues])
    if standing.reach is Reach.OWN:
        turns = turns.filter(is_internal=False)
    found: dict[int, str] = {}
    for turn in turns.select_related("acting_for").order_by("id"):
        day = standing.zone.moment_there(turn.at).date()
        words = turn.words if len(turn.words) <= 80 else f"{turn.words[:80]}…"
        found[turn.issue_id] = _joined(f"{day.month}-{day.day:02d}", _what(turn), words)
    return found
