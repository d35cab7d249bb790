"""The critical and near-critical chains 关键链 of the war map, across projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from kaigong.accounts.models import User
from kaigong.engines.scheduling.float_chains import FloatChain, float_chains
from kaigong.plan.models import Activity
from kaigong.plan.moments import finish_day, start_day, whole_days
from kaigong.plan.pages.progress_line import share_done
from kaigong.plan.pages.war_map import NEAR, MapLine, WarMap, lamp_of
from kaigong.plan.selectors.map_plans import Row
from kaigong.wording import said

MOST_SHOWN = 60  # chains on a page; Excel has all


@dataclass(frozen=True)
class ChainStep:
    """One activity of a chain; `days_left` are working days of its own calendar."""

    row: Activity
    line: MapLine
    front: str
    owner: str
    days_left: int
    href: str

    @property
    def span(self) -> tuple[date, date] | None:
        row = self.row
        if row.early_start is None or row.early_finish is None:
            return None
        first = start_day(row.early_start)
        return first, max(first, finish_day(row.early_finish))

    @property
    def latest_start(self) -> date | None:
        """The day on which it has to start; none where it has."""
        row = self.row
        if row.started is not None or row.late_start is None:
            return None
        return start_day(row.late_start)

    @property
    def share(self) -> float:
        return share_done(self.row)

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def promised_on(self) -> date | None:
        return None if self.row.committed is None else finish_day(self.row.committed)


@dataclass(frozen=True)
class Chain:
    """Work in a row with little float, and the promise that it runs into, if any."""

    steps: Sequence[ChainStep]
    days_left: int
    leads_to: ChainStep | None

    @property
    def lamp(self) -> str:
        return lamp_of(self.days_left)

    @property
    def short(self) -> int:
        """Days to win."""
        return max(0, -self.days_left)

    @property
    def projects(self) -> list[str]:
        """The projects that it runs through, in its order."""
        return list(dict.fromkeys(str(step.line.project) for step in self.steps))

    @property
    def is_across(self) -> bool:
        return len(self.projects) > 1

    @property
    def promise(self) -> str:
        return promise_words(self)

    @property
    def next_step(self) -> ChainStep:
        """What it waits for now."""
        return self.steps[0]


def promise_words(chain: Chain) -> str:
    """What a chain leads to: project and activity."""
    promise = chain.leads_to
    if promise is None:
        return said("没有通到承诺", "leads to no promise")
    return said(f"{promise.line.project}：{promise.row}", f"{promise.line.project}: {promise.row}")


def chains_of(shown: WarMap, whole: WarMap, *, zone: str, then: str = "") -> list[Chain]:
    """The chains that run through what is shown, the shortest of days first.

    Args:
        whole: The map with all fronts: a chain may begin in one and lead to a promise of another.
        then: What the address of a plan ends with, so that it opens as of the same day.
    """
    steps = _Steps(whole, zone, then)
    found = float_chains(whole.held.links, steps.slack, steps.finish, steps.promised, below=NEAR)
    codes = {line.project.code for line in shown.lines}
    mine = [
        each for each in found if any(steps.line(key).project.code in codes for key in each.steps)
    ]
    steps.name_owners(mine)
    return [
        Chain(
            [steps.step(key) for key in each.steps],
            each.slack,
            None if each.leads_to is None else steps.step(each.leads_to),
        )
        for each in mine
    ]


class _Steps:
    """The work of a map that is not done: float in whole days, by plan and key."""

    def __init__(self, whole: WarMap, zone: str, then: str) -> None:
        self.zone, self.then = zone, then
        self._rows: dict[Row, tuple[Activity, MapLine, str]] = {}
        self.slack: dict[Row, int] = {}
        self.finish: dict[Row, int] = {}
        self._owners: Mapping[int, User] = {}
        for key, row, line, front in _to_do(whole):
            calendar = whole.calendars.get(row.calendar_id or line.calendar_id or 0)
            if row.total_float is None or row.early_finish is None or calendar is None:
                continue
            self._rows[key] = row, line, front
            self.slack[key] = whole_days(row.total_float, per_day=calendar.minutes_per_day)
            self.finish[key] = row.early_finish

    @property
    def promised(self) -> set[Row]:
        return {key for key, (row, _, _) in self._rows.items() if row.committed is not None}

    def line(self, key: Row) -> MapLine:
        return self._rows[key][1]

    def name_owners(self, chains: Sequence[FloatChain[Row]]) -> None:
        """Read who owns what stands in chains, at once."""
        keys = {key for each in chains for key in each.steps}
        keys |= {each.leads_to for each in chains if each.leads_to is not None}
        numbers = {self._rows[key][0].owner_id for key in keys} - {None}
        self._owners = User.objects.in_bulk(numbers) if numbers else {}

    def step(self, key: Row) -> ChainStep:
        row, line, front = self._rows[key]
        page = reverse("plan:schedule", args=[self.zone, line.project.code])
        asked = urlencode({"row": row.key})
        return ChainStep(
            row=row,
            line=line,
            front=front,
            owner=str(self._owners.get(row.owner_id or 0, "")),
            days_left=self.slack[key],
            href=f"{page}{self.then}{'&' if self.then else '?'}{asked}#row",
        )


def _to_do(whole: WarMap) -> Iterator[tuple[Row, Activity, MapLine, str]]:
    for front in whole.fronts:
        for line in front.lines:
            above = {row.parent_id for row in line.rows}
            for row in line.rows:
                if row.finished is None and row.pk not in above:
                    yield (row.sub_plan_id, row.key), row, line, front.name
