"""The plans of a zone's year, read and made ready to be played: each alone, or those linked as one.

A plan that waits for another, or that another waits for, is played with it in one network of all of
them, so a delay of one goes on into the others; also where the other project is not of the year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kaigong.accounts.models import Zone
from kaigong.engines import scheduling
from kaigong.engines.scheduling import Calendar, Schedule
from kaigong.engines.scheduling.risk import Run, SpendingPlan, Triangular
from kaigong.engines.waiting import Basis as WhereFrom
from kaigong.errors import KaigongError
from kaigong.plan.assumptions import Assumptions
from kaigong.plan.calendars import definitions_of
from kaigong.plan.crossing import called, code_and_key
from kaigong.plan.groups import Group
from kaigong.plan.models import Activity, BaselineActivity, Link, SubPlan, in_one_outline
from kaigong.plan.moments import begin_of, moment_of
from kaigong.plan.playing import Clock, NetworkPlay, OwedCondition, StandingIssue, holds_of
from kaigong.plan.ranges import factor_of
from kaigong.plan.reckoning import network_of, schedule_of
from kaigong.plan.selectors.durations import LearnedDurations
from kaigong.plan.spending_shapes import shapes_left, share_left, work_left
from kaigong.portfolio.selectors.prospects import Prospect

LinkLags = dict[tuple[str, str, str], int]


@dataclass(frozen=True, eq=False)
class ReadPlan:
    """One plan as it is kept.

    Attributes:
        links: Lag in working minutes by name before, key after, and kind.
        baseline: Start and finish by key of the last one.
    """

    plan: SubPlan
    rows: Sequence[Activity]
    links: LinkLags
    baseline: Mapping[str, tuple[int, int]]

    @property
    def code(self) -> str:
        return self.plan.project.code

    def links_within(self, codes: Iterable[str]) -> LinkLags:
        """Without those that come from plans of some other projects."""
        own, others = {row.key for row in self.rows}, set(codes)
        return {
            ends: lag
            for ends, lag in self.links.items()
            if ends[0] in own or code_and_key(ends[0])[0] not in others
        }

    def links_from(self, codes: Iterable[str]) -> list[scheduling.CrossLink]:
        """Those that come from plans of some other projects."""
        within = self.links_within(codes)
        return [
            scheduling.CrossLink(
                code_and_key(before), (self.code, after), scheduling.LinkKind(kind), lag
            )
            for (before, after, kind), lag in self.links.items()
            if (before, after, kind) not in within
        ]


def linked_projects(zone: Zone) -> dict[int, frozenset[int]]:
    """The projects whose plans links lead to, either way and over any number of plans."""
    pairs = (
        Link.objects.filter(is_across=True, after__sub_plan__project__zone=zone)
        .values_list("before__sub_plan__project", "after__sub_plan__project")
        .distinct()
        .order_by()
    )
    found: dict[int, frozenset[int]] = {}
    for before, after in pairs:
        both = found.get(before, frozenset({before})) | found.get(after, frozenset({after}))
        found |= dict.fromkeys(both, both)
    return found


def read_plans(projects: Iterable[int]) -> dict[int, ReadPlan]:
    """The plans of some projects that have activities and can be reckoned, by project."""
    found = SubPlan.objects.filter(project__in=list(projects), fault="")
    plans = list(found.select_related("project__zone"))
    rows: dict[int, list[Activity]] = {}
    activities = Activity.objects.filter(sub_plan__in=plans).prefetch_related("sub_plan")
    for row in in_one_outline(activities.order_by("sub_plan", "place", "id")):
        rows.setdefault(row.sub_plan_id, []).append(row)
    links: dict[int, LinkLags] = {}
    other = ("before__sub_plan", "before__sub_plan__project__code", "before__key")
    found_links = Link.objects.filter(after__sub_plan__in=plans).values_list(
        "after__sub_plan", *other, "after__key", "kind", "lag"
    )
    for plan_id, its_plan, code, key, after, kind, lag in found_links:
        before = key if its_plan == plan_id else called(code, key)
        links.setdefault(plan_id, {})[before, after, kind] = lag
    baselines = _baselines(plans)
    return {
        plan.project_id: ReadPlan(
            plan, rows[plan.pk], links.get(plan.pk, {}), baselines.get(plan.pk, {})
        )
        for plan in plans
        if plan.pk in rows
    }


def _baselines(plans: Sequence[SubPlan]) -> dict[int, dict[str, tuple[int, int]]]:
    """Of each plan its last one."""
    found: dict[int, dict[str, tuple[int, int]]] = {}
    numbers: dict[int, int] = {}
    lines = BaselineActivity.objects.filter(baseline__sub_plan__in=plans)
    for plan_id, number, key, start, finish in lines.values_list(
        "baseline__sub_plan", "baseline__number", "key", "start", "finish"
    ):
        if number >= numbers.get(plan_id, 0):
            if number > numbers.get(plan_id, 0):
                found[plan_id] = {}
            numbers[plan_id] = number
            found.setdefault(plan_id, {})[key] = (start, finish)
    return found


class PlansOfYear:
    """Makes plays of plans.

    Attributes:
        ranges: How many activities have their range from where.
    """

    def __init__(
        self,
        zone: Zone,
        plans: Mapping[int, ReadPlan],
        *,
        clock: Clock,
        run: Run,
        given: Assumptions,
        durations: LearnedDurations,
    ) -> None:
        self.zone, self.plans, self.clock, self.run = zone, plans, clock, run
        self.given, self.durations = given, durations
        self.data_date = begin_of(clock.today.date())
        self.ranges: Counter[WhereFrom] = Counter()
        its_plans = [read.plan for read in plans.values()]
        self.calendars: Mapping[int, Calendar] = (
            definitions_of(zone, plans=its_plans) if plans else {}
        )

    def play(
        self,
        prospect: Prospect,
        issues: Sequence[StandingIssue],
        conditions: Sequence[OwedCondition],
    ) -> NetworkPlay | None:
        """A project by its plan; none where it has none, or one that is done or has a fault.

        Args:
            conditions: Of its start, with no activity said yet.
        """
        read = self.plans.get(prospect.project.pk)
        schedule = self._schedule(read) if read else None
        if read is None or schedule is None:
            return None
        work = [row for row in read.rows if row.key in schedule.number]
        left = [row for row in work if row.finished is None]
        if not left:
            return None
        begin = min(
            (row for row in work if row.trade == "works" and row.kind == "task"),
            key=lambda row: schedule[row.key].early.start,
            default=left[0],
        )
        end = max(work, key=lambda row: (row.committed or 0, schedule[row.key].early.finish))
        stands = min(left, key=lambda row: (schedule[row.key].total_float, row.place))
        if not prospect.has_begun and begin.finished is None:
            stands = begin
        return NetworkPlay(
            prospect=prospect,
            issues=_standing_on(issues, schedule, stands),
            clock=self.clock,
            run=self.run,
            plan=SpendingPlan(
                read.code,
                schedule,
                self._amounts(prospect, read, schedule, work),
                self._factors(left),
                self.given.driver,
                shapes=shapes_left(schedule, left),
            ),
            rows=work,
            start_key=begin.key,
            end_key=end.key,
            is_priced=any(row.amount for row in work),
            conditions=()
            if prospect.has_begun or begin.started is not None
            else tuple(replace(each, activity=begin.key) for each in conditions),
        )

    def groups(
        self,
        plays: Iterable[NetworkPlay],
        linked: Mapping[int, frozenset[int]],
        issues: Mapping[int, Sequence[StandingIssue]],
    ) -> list[Group]:
        """Those that wait for each other as one, all others each alone."""
        together: dict[frozenset[int], list[NetworkPlay]] = {}
        for play in plays:
            number = play.prospect.project.pk
            together.setdefault(linked.get(number, frozenset({number})), []).append(play)
        found: list[Group] = []
        for numbers, its in together.items():
            group = self._group(its, numbers, issues) if len(numbers) > 1 else None
            found += [group] if group else [Group((play,)) for play in its]
        return found

    def _group(
        self,
        plays: Sequence[NetworkPlay],
        numbers: Iterable[int],
        issues: Mapping[int, Sequence[StandingIssue]],
    ) -> Group | None:
        """None where one of the plans has a fault: each then waits for the others as they stand."""
        read = {self.plans[number].code: self.plans[number] for number in sorted(numbers)
                if number in self.plans}  # fmt: skip
        try:
            programme = scheduling.Programme(
                plans={
                    code: self._network(each, each.links_within(read))
                    for code, each in read.items()
                },
                links=[link for each in read.values() for link in each.links_from(read)],
            )
            schedule = programme.run()
        except KaigongError:
            return None
        ours = {play.key for play in plays}
        beside = [
            self._beside(each, schedule.plan(code), issues.get(each.plan.project_id, ()))
            for code, each in read.items()
            if code not in ours
        ]
        return Group(tuple(plays), programme, schedule, tuple(each for each in beside if each))

    def _beside(
        self, read: ReadPlan, schedule: Schedule, issues: Sequence[StandingIssue]
    ) -> SpendingPlan | None:
        """A plan that others wait for, of a project that is not of the year; none where done."""
        work = [row for row in read.rows if row.key in schedule.number]
        left = [row for row in work if row.finished is None]
        if not left:
            return None
        stands = min(left, key=lambda row: (schedule[row.key].total_float, row.place))
        holds = holds_of(_standing_on(issues, schedule, stands), schedule, self.clock)
        return SpendingPlan(read.code, schedule, {}, self._factors(left), self.given.driver, holds)

    def _schedule(self, read: ReadPlan) -> Schedule | None:
        try:
            return schedule_of(self._network(read, read.links))
        except KaigongError:
            return None

    def _network(self, read: ReadPlan, links: LinkLags) -> scheduling.Network:
        return network_of(
            read.plan, read.rows, links, data_date=self.data_date, calendars=self.calendars
        )

    def _factors(self, left: Sequence[Activity]) -> dict[str, Triangular]:
        """Learned where enough of a step or a trade are done here, else assumed of the trade."""
        found = {}
        for row in left:
            if row.duration:
                known = self.durations.of(row)
                self.ranges[known.basis] += 1
                found[row.key] = factor_of(row, known, self.given)
        return found

    def _amounts(
        self, prospect: Prospect, read: ReadPlan, schedule: Schedule, work: Sequence[Activity]
    ) -> dict[str, float]:
        """What is still to be spent on each activity.

        Amounts that the plan names count with what their curve leaves to the work that is left.
        Where it names none, what is left of this year's plan is the price of the work that is left
        to do by the end of the year by the baseline, or without one by the plan as it stands; work
        of the same weight costs the same by the hour, before and after that day.
        """
        left = {row.key: work_left(schedule, row) for row in work if row.finished is None}
        if any(row.amount for row in work):
            return {
                row.key: float(row.amount) * share_left(schedule, row)
                for row in work
                if row.amount and row.key in left and row.duration
            }
        weights = {row.key: self.given.weights[row.trade] for row in work}
        spans = {
            key: (moment_of(start), moment_of(finish))
            for key, (start, finish) in read.baseline.items()
        }
        hours = 0.0
        for row in work:
            if row.key in left:
                span = spans.get(row.key, schedule[row.key].early)
                later = _work_after(schedule, row, span, self.clock.month_ends[-1])
                hours += weights[row.key] * max(0.0, left[row.key] - later)
        if hours <= 0:
            return {}
        price = float(prospect.plan.planned_amount or 0) - float(sum(prospect.done.values()))
        found = {key: max(0.0, price) / hours * weights[key] * each for key, each in left.items()}
        return _within_total(found, prospect)


def _standing_on(
    issues: Sequence[StandingIssue], schedule: Schedule, stands: Activity
) -> tuple[StandingIssue, ...]:
    """Issues that nobody has placed stand on an activity."""
    return tuple(
        each if each.activity in schedule.number else replace(each, activity=stands.key)
        for each in issues
    )


def _work_after(
    schedule: Schedule, row: Activity, span: tuple[datetime, datetime], since: datetime
) -> float:
    """Working minutes of a span that lie after a moment."""
    first, last = max(span[0], since), span[1]
    if first >= last:
        return 0.0
    worktime = schedule.layout.worktime
    calendar = int(schedule.layout.activities.calendar[schedule.number[row.key]])
    return float(worktime.between(calendar, worktime.instant(first), worktime.instant(last)))


def _within_total(amounts: dict[str, float], prospect: Prospect) -> dict[str, float]:
    """No more than what is left of the project's total."""
    total, asked = prospect.project.total_amount, sum(amounts.values())
    if total is None or asked <= 0:
        return amounts
    share = min(1.0, max(0.0, float(total - prospect.invested)) / asked)
    return {key: each * share for key, each in amounts.items()}
