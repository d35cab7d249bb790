"""The lamps that issues light on their projects, by the rules of `lamps.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from django.utils import translation

from kaigong.accounts.models import Zone
from kaigong.coordination.life import OVER
from kaigong.coordination.models import Issue, IssueState
from kaigong.coordination.pages.issues import ball_of
from kaigong.engines.calendars import WorkCalendar
from kaigong.portfolio.registries import LitLamp
from kaigong.portfolio.selectors.calendars import calendar_of
from kaigong.wording import CHINESE, ENGLISH

COLOURS = ("red", "amber")
TITLE_LENGTH = 60
_TO_ASSIGN = {IssueState.RAISED.value, IssueState.TRIAGED.value}

_CLAIMED = {IssueState.CLAIMED.value, IssueState.VERIFIED.value}


@dataclass(frozen=True)
class IssueLampRule:
    """One version of one rule; a colour is lit from its number of working days up."""

    key: str
    in_force_from: date
    measure: str
    severity: frozenset[int]
    thresholds: tuple[tuple[str, int], ...]  # the worst colour first
    zh: str
    en: str


@cache
def issue_lamp_rules() -> tuple[IssueLampRule, ...]:
    """All versions of all rules, from the file beside this module."""
    text = resources.files("kaigong.coordination").joinpath("lamps.toml").read_text("utf-8")
    return tuple(_rule(row) for row in tomllib.loads(text)["rule"])


def issue_lamps(zone: Zone, project_ids: Sequence[int], on: date) -> Iterator[LitLamp]:
    """For each rule the worst issue of each project, in two questions whatever their number."""
    found = (
        Issue.objects.filter(zone=zone, project__in=project_ids)
        .exclude(state__in=OVER)
        # What was made up to fill a demo says nothing against a real project.
        .exclude(is_sample=True, project__is_sample=False)
        .select_related("lead", "owner", "raised_for", "raised_by")
        .order_by("severity", "solution_due_on", "pk")
    )
    issues = list(found)
    if not issues:
        return
    calendar, rules = calendar_of(zone), _in_force(on)
    place = ZoneInfo(zone.timezone)
    for rule in rules:
        worst: dict[int, tuple[int, Issue]] = {}
        for issue in issues:
            days = _days(rule.measure, issue, calendar, on, place)
            is_meant = issue.severity in rule.severity and issue.project_id is not None
            if days is None or not is_meant or days < rule.thresholds[-1][1]:
                continue
            held = worst.get(issue.project_id or 0)
            if held is None or days > held[0]:
                worst[issue.project_id or 0] = (days, issue)
        for project_id, (days, issue) in worst.items():
            yield _lit(rule, project_id, days, issue)


def _lit(rule: IssueLampRule, project_id: int, days: int, issue: Issue) -> LitLamp:
    colour = next(name for name, least in rule.thresholds if days >= least)
    return LitLamp(
        project_id=project_id,
        colour=colour,
        rule=rule.key,
        reason_zh=_words(rule.zh, CHINESE, days, issue),
        reason_en=_words(rule.en, ENGLISH, days, issue),
    )


def _words(text: str, language: str, days: int, issue: Issue) -> str:
    with translation.override(language):
        return text.format(title=issue.title[:TITLE_LENGTH], days=days, ball=ball_of(issue))


def _days(
    measure: str, issue: Issue, calendar: WorkCalendar, on: date, place: ZoneInfo
) -> int | None:
    """Working days that a limit has passed; none where its clock does not run."""
    since: date | None = None
    if measure == "unsolved" and issue.state not in _CLAIMED:
        since = issue.solution_due_on
    elif measure == "unaccepted" and issue.state == IssueState.ASSIGNED:
        since = issue.acceptance_due_on
    elif measure == "unassigned" and issue.state in _TO_ASSIGN:
        since = (issue.refused_at or issue.raised_at).astimezone(place).date()
    return calendar.elapsed(since, on) if since is not None else None


def _in_force(on: date) -> list[IssueLampRule]:
    """The latest version of each rule on a day."""
    latest: dict[str, IssueLampRule] = {}
    for rule in sorted(issue_lamp_rules(), key=lambda rule: rule.in_force_from):
        if rule.in_force_from <= on:
            latest[rule.key] = rule
    return list(latest.values())


def _rule(row: Mapping[str, object]) -> IssueLampRule:
    severity, since = row["severity"], row["in_force_from"]
    assert isinstance(severity, list) and isinstance(since, date)  # noqa: S101, PT018  (our file)
    return IssueLampRule(
        key=str(row["key"]),
        in_force_from=since,
        measure=str(row["measure"]),
        severity=frozenset(severity),
        thresholds=tuple((name, int(str(row[name]))) for name in COLOURS if name in row),
        zh=str(row["zh"]),
        en=str(row["en"]),
    )
