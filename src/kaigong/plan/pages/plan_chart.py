"""One plan as a chart and as the table beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kaigong.plan import duration_words, progress_words
from kaigong.plan.link_words import WrittenLink, written
from kaigong.plan.models import Activity, BaselineActivity
from kaigong.plan.moments import begin_of, finish_day, start_day, whole_days
from kaigong.plan.pages.feeds import Bar, Chart, ChartRow, Flag
from kaigong.plan.pages.progress_line import Span, foremost, reached, share_done
from kaigong.plan.pages.seasons import seasons_between
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.wording import said


@dataclass(frozen=True)
class PlanLine:
    """One row of the table: an activity in days."""

    row: Activity
    level: int
    is_summary: bool
    days: float
    duration: str
    links: str
    early: tuple[date, date] | None
    late: tuple[date, date] | None
    float_days: int | None
    share: float
    has_begun: bool = False  # of a summary: something below it has

    @property
    def days_shown(self) -> str:
        """Working days to a tenth; nothing of a summary."""
        return "" if self.is_summary else f"{self.days:.1f}".removesuffix(".0")

    @property
    def short_days(self) -> int:
        """Working days that have to be won."""
        return -min(0, self.float_days or 0)

    @property
    def started_on(self) -> date | None:
        return None if self.row.started is None else start_day(self.row.started)

    @property
    def finished_on(self) -> date | None:
        return None if self.row.finished is None else finish_day(self.row.finished)

    @property
    def done(self) -> str:
        """Progress as it stands in its cell."""
        row = self.row
        return progress_words.written(
            self.share, quantity=row.quantity_done, whole=row.quantity, unit=row.unit_shown
        )

    @property
    def percent(self) -> int:
        return round(self.share * 100)

    @property
    def lamp(self) -> str:
        """Red where days are missing, amber where none are left, green where it runs on time."""
        if self.row.finished is not None or self.float_days is None:
            return "green" if self.row.finished is not None else "grey"
        if self.float_days < 0:
            return "red"
        return "amber" if self.float_days < 1 else "green"


def lines_of(plan: OpenPlan) -> list[PlanLine]:
    """The rows of a plan as the table shows them."""
    into: dict[str, list[WrittenLink]] = {}
    for before, after, kind, lag in plan.links:
        source = plan.hidden.get(before, before)
        into.setdefault(after, []).append(WrittenLink(source, kind, lag))
    levels: dict[str, int] = {}
    begun = _begun(plan)
    lines = []
    for row in plan.rows:
        level = levels[row.key] = levels.get(row.parent.key, 0) + 1 if row.parent else 0
        per_day = plan.per_day(row)
        lines.append(
            PlanLine(
                row=row,
                level=level,
                is_summary=row.key in plan.summaries,
                days=row.duration / per_day,
                duration=""
                if row.key in plan.summaries
                else duration_words.written(row.duration, per_day=per_day),
                links=written(into.get(row.key, ()), per_day=per_day),
                early=_days(row.early_start, row.early_finish),
                late=_days(row.late_start, row.late_finish),
                float_days=None
                if row.total_float is None
                else whole_days(row.total_float, per_day=per_day),
                share=share_done(row),
                has_begun=row.key in begun,
            )
        )
    return lines


def _days(start: int | None, finish: int | None) -> tuple[date, date] | None:
    if start is None or finish is None:
        return None
    first = start_day(start)
    return first, max(first, finish_day(finish))


def planned_spans(plan: OpenPlan) -> dict[str, Span]:
    """When each activity was to be done by the last baseline."""
    if not plan.baselines:
        return {}
    kept = BaselineActivity.objects.filter(baseline=plan.baselines[0])
    return {
        key: (start, finish) for key, start, finish in kept.values_list("key", "start", "finish")
    }


def chart_of(
    plan: OpenPlan, *, is_backward: bool, with_baseline: bool = True, is_edited: bool = False
) -> Chart:
    """The chart of one plan.

    Args:
        is_backward: Bars show when work must be done 倒排, else when it can be 正排.
        is_edited: With the cells of the outline, for somebody who may edit the plan.
    """
    today = begin_of(plan.today)
    planned = planned_spans(plan)
    is_past = plan.today < plan.standing.zone.today()
    chart = Chart(today=today, is_past=is_past, version=plan.plan.version, is_edited=is_edited)
    bar_of: dict[str, int] = {}
    fronts = _fronts(plan, planned, today)
    for number, line in enumerate(lines_of(plan)):
        row = line.row
        chart.rows.append(
            ChartRow(
                key=row.key,
                name=str(row),
                level=line.level,
                note="" if line.is_summary or is_edited else f"{line.days:g} {said('天', 'd')}",
                lamp=line.lamp,
                promised=row.committed,
                float_days=line.float_days,
                duration=line.duration,
                after=line.links,
                done=line.done,
            )
        )
        chart.rows[-1].front = fronts[row.key]
        span = shown_span(row, is_backward=is_backward, has_begun=line.has_begun)
        if span is None:
            continue
        if with_baseline and row.key in planned and not line.is_summary:
            chart.bars.append(Bar(f"{row.key}@", number, *planned[row.key], kind="baseline"))
        bar_of[row.key] = len(chart.bars)
        chart.bars.append(
            Bar(
                key=row.key,
                row=number,
                start=span[0],
                finish=span[1],
                kind=_kind(row, line),
                done=_done(row, line, span),
                label=str(row),
                is_critical=row.is_critical,
                late_start=None if is_backward else row.late_start,
                late_finish=None if is_backward else row.late_finish,
            )
        )
        if row.committed is not None:
            chart.flags.append(Flag(number, row.committed, said("承诺", "promised")))
    chart.links = [
        (bar_of[before], bar_of[after], kind, int((before, after, kind) in plan.driving))
        for before, after, kind, _lag in plan.links
        if before in bar_of and after in bar_of
    ]
    chart.seasons = seasons_between(plan.calendars.values(), *chart.span())
    return chart


def _fronts(plan: OpenPlan, planned: dict[str, Span], today: int) -> dict[str, int | None]:
    """Where the progress line meets each row; a summary's is the foremost of all below it."""
    found = {row.key: reached(row, planned, today=today) for row in plan.rows}
    below: dict[str, list[int | None]] = {key: [] for key in plan.summaries}
    for row in plan.work:
        above = row.parent
        while above is not None:
            below[above.key].append(found[row.key])
            above = above.parent
    return found | {key: foremost(each, today=today) for key, each in below.items()}


def _begun(plan: OpenPlan) -> set[str]:
    """The keys of the summaries below which something has begun."""
    found: set[str] = set()
    for row in plan.work:
        parent = row.parent if row.started is not None else None
        while parent is not None and parent.key not in found:
            found.add(parent.key)
            parent = parent.parent
    return found


def shown_span(row: Activity, *, is_backward: bool, has_begun: bool = False) -> Span | None:
    """Where the bar of a row lies: backward when it must be done, else when it can be.

    Args:
        has_begun: Of a summary, which then reaches back to where the work below it began.
    """
    is_late = is_backward and row.started is None
    start = row.late_start if is_late and not has_begun else row.early_start
    finish = row.late_finish if is_late else row.early_finish
    if start is None or finish is None:
        return None
    return start, max(start, finish)


def _kind(row: Activity, line: PlanLine) -> str:
    if line.is_summary:
        return "summary"
    return "milestone" if not row.duration else "work"


def _done(row: Activity, line: PlanLine, span: Span) -> int | None:
    if row.finished is not None:
        return span[1]
    if row.started is None or line.is_summary:
        return None
    return round(span[0] + line.share * (span[1] - span[0]))
