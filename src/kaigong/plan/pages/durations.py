"""The library of durations 工期库: what is known of each trade and step, and from which rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kaigong.accounts.selectors import Standing
from kaigong.coordination.selectors.condition_times import ConditionTime
from kaigong.coordination.selectors.conditions import conditions_for
from kaigong.engines.waiting import Basis, Case, Learned, Quantiles
from kaigong.plan.models import Activity, Trade
from kaigong.plan.moments import finish_day, start_day
from kaigong.plan.ranges import days_of
from kaigong.plan.selectors.condition_durations import KnownCondition, known_conditions
from kaigong.plan.selectors.durations import LearnedDurations, learned_durations
from kaigong.plan.selectors.plans import OpenPlan, plans_for
from kaigong.plan.templates import templates
from kaigong.wording import said

OF_CONDITION = "condition:"


@dataclass(frozen=True)
class KnownDuration:
    """One line of the library.

    Attributes:
        planned: Days that the template has for the step; None for a trade.
        likely: Low, likely and high days of the step; None for a trade.
        closed, running: Cases of its own, also where they are too few.
        samples: How many of those come from sample plans.
    """

    key: str
    name: str
    known: Learned
    planned: int | None
    likely: Quantiles | None
    closed: int
    running: int
    samples: int

    @property
    def basis(self) -> str:
        """What it rests on, in words."""
        return basis_words(self.known)


def basis_words(known: Learned) -> str:
    """What a range rests on, in words, and how much its own cases weigh."""
    own, share = known.closed, f"{known.weight:.0%}"
    match known.basis:
        case Basis.KIND:
            return said(f"本工序 {own} 项，占 {share}", f"{own} of the step, weighing {share}")
        case Basis.GROUP:
            return said(f"同类别 {own} 项，占 {share}", f"{own} of the trade, weighing {share}")
        case Basis.ASSUMED:
            return said("假定", "assumed")


@dataclass(frozen=True)
class KnownTemplate:
    name: str
    steps: Sequence[KnownDuration]


@dataclass(frozen=True)
class ShownCase:
    """An activity that was learned from."""

    row: Activity
    case: Case

    @property
    def started_on(self) -> date:
        return start_day(self.row.started or 0)

    @property
    def finished_on(self) -> date | None:
        return None if self.row.finished is None else finish_day(self.row.finished)


@dataclass(frozen=True)
class Library:
    """Attributes:
    conditions: What start-up conditions of each kind take, in working days.
    chosen: The name of the line whose rows are shown, and the rows the person may see.
    times: Its rows where it is a kind of condition.
    hidden: How many rows of it belong to projects that they may not see.
    """

    trades: Sequence[KnownDuration]
    templates: Sequence[KnownTemplate]
    conditions: Sequence[KnownCondition]
    chosen: str
    rows: Sequence[ShownCase]
    times: Sequence[ConditionTime]
    hidden: int


def library_for(standing: Standing, *, of: str) -> Library:
    """The library of a zone.

    Args:
        of: The line whose rows are asked for: a trade, a template's step such as "road:B10", or a
            kind of condition such as "condition:power".
    """
    conditions = known_conditions(standing.zone)
    kind = next((each for each in conditions if of == f"{OF_CONDITION}{each.key}"), None)
    learned = learned_durations(standing.zone)
    trades = [
        _line(learned, trade.value, str(trade.label), learned.experience.of("", trade.value))
        for trade in Trade
    ]
    drawn = {row.sub_plan.template for row, _ in learned.cases}
    shown = [
        KnownTemplate(str(template), list(_steps(learned, template.key)))
        for template in templates().values()
        if template.key in drawn
    ]
    lines = [*trades, *(step for template in shown for step in template.steps)]
    names = {line.key: line.name for line in lines}
    asked = [(row, case) for row, case in learned.cases if of in (case.kind, case.group)]
    seen = set(plans_for(standing).values_list("pk", flat=True)) if of in names else set()
    rows = [ShownCase(row, case) for row, case in asked if row.sub_plan_id in seen]
    if kind is None:
        hidden = len(asked) - len(rows)
        return Library(trades, shown, conditions, names.get(of, ""), rows, [], hidden)
    mine = set(conditions_for(standing).values_list("pk", flat=True))
    times = [each for each in kind.cases if each.condition.pk in mine]
    hidden = len(kind.cases) - len(times)
    return Library(trades, shown, conditions, str(kind), [], times, hidden)


def _steps(learned: LearnedDurations, template: str) -> Iterable[KnownDuration]:
    for step in templates()[template].steps:
        if step.days and step.kind == "task":
            key = f"{template}:{step.key}"
            known = learned.experience.of(key, step.trade)
            yield _line(learned, key, said(step.name, step.name_en), known, step.days)


def _line(
    learned: LearnedDurations, key: str, name: str, known: Learned, planned: int | None = None
) -> KnownDuration:
    own = [(row, case) for row, case in learned.cases if key in (case.kind, case.group)]
    closed = sum(case.is_closed for _, case in own)
    return KnownDuration(
        key,
        name,
        known,
        planned,
        None if planned is None else known.three_points(planned),
        closed=closed,
        running=len(own) - closed,
        samples=sum(row.sub_plan.is_sample for row, _ in own),
    )


def known_words(opened: OpenPlan, row: Activity) -> str:
    """What is known of how long an activity takes, as one sentence; empty where it is assumed."""
    known = learned_durations(opened.standing.zone).of(row)
    if known.basis is Basis.ASSUMED or not row.duration:
        return ""
    days = days_of(row, known, per_day=opened.per_day(row))
    own = known.basis is Basis.KIND
    return said(
        f"按{'本工序' if own else '同类别'}已完成的 {known.closed} 项，多半要 {days.p50:.0f} 天，"
        f"十有八回在 {days.p10:.0f}–{days.p90:.0f} 天之间",
        f"by {known.closed} finished {'of this step' if own else 'of its trade'} it likely takes "
        f"{days.p50:.0f} days, eight times in ten {days.p10:.0f} to {days.p90:.0f}",
    )
