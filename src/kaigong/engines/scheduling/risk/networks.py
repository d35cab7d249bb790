"""Risk of a network on its calendars 进度风险: when it will be done, by what, and with what chance.

Links, lags, constraints, progress and calendars are read as `Network.run` reads them; durations,
risks and weather come to it. With every duration fixed each scenario gives the dates of `run`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import TASK, Layout
from kaigong.engines.scheduling.errors import UnknownActivityError
from kaigong.engines.scheduling.instants import Tables, tables_of
from kaigong.engines.scheduling.integer import IntegerNetwork
from kaigong.engines.scheduling.ordering import Order
from kaigong.engines.scheduling.risk import kernels, kernels_on_calendars, plain, plain_on_calendars
from kaigong.engines.scheduling.risk.columns import Columns, address_of, columns_of
from kaigong.engines.scheduling.risk.distributions import Distribution, Fixed, scaled
from kaigong.engines.scheduling.risk.errors import UnknownRiskError
from kaigong.engines.scheduling.risk.model import Impact, Risk, RiskModel, Together
from kaigong.engines.scheduling.risk.philox import GROUP
from kaigong.engines.scheduling.risk.simulation import Run
from kaigong.engines.scheduling.risk.sites import Sites, sites_of
from kaigong.engines.scheduling.risk.tables import Floats
from kaigong.engines.scheduling.risk.weather import (
    Weather,
    WeatherTables,
    lost_in,
    weather_tables,
)
from kaigong.engines.scheduling.schedule import Schedule

_AT_A_TIME = 2  # groups that NumPy goes through at once, with all their days of weather
_TAIL = 0.1  # the share of scenarios at each end that a swing compares


@dataclass(frozen=True)
class PlanRisk:
    """An entry of the risk register 风险清单 of a network.

    Args:
        key: Its code.
        probability: That it occurs.
        adds: Days of its calendar that each activity then takes longer, by key.
        factors: What its duration is then multiplied by.
        hits_alike: Whether all are hit as badly as each other in any one scenario.
    """

    key: str
    probability: float
    adds: Mapping[str, Distribution] | None = None
    factors: Mapping[str, Distribution] | None = None
    hits_alike: bool = False


@dataclass(frozen=True)
class Bar:
    """A bar of a tornado, in working days of the network's calendar from its data date on.

    Attributes:
        key: Of the risk or the activity.
        is_risk: Which of both.
        low, high: Mean finish without the risk and with it, or in the tenths of scenarios with the
            shortest and the longest durations.
    """

    key: str
    is_risk: bool
    low: float
    high: float

    @property
    def width(self) -> float:
        return abs(self.high - self.low)


def risk_of(
    schedule: Schedule,
    durations: Distribution | Mapping[str, Distribution],
    *,
    risks: Sequence[PlanRisk] = (),
    correlate: float = 0.0,
    weather: Mapping[str | None, Weather] | None = None,
    watch: Iterable[str] = (),
    run: Run | None = None,
) -> NetworkRisk:
    """When a network will be done, scenario by scenario.

    Args:
        durations: A factor on what is left of every task; or days of its calendar by key, where
            what is not named is sure.
        risks: What may happen.
        correlate: Correlation of the normal scores of all durations that vary.
        weather: Chance of lost days by key of the network's calendars; None is its own. Lags are
            counted without it.
        watch: Keys whose finishes are kept beside those that were promised.
        run: How many scenarios, and with what seed.

    Raises:
        UnknownActivityError: a duration or a risk names no activity that can vary.
        UnfitCorrelationError, UnfitProbabilityError, UnknownCalendarError: what it says.
    """
    layout, network = schedule.layout, schedule.network
    per_day = _per_day(layout)
    drawn = _durations(schedule, durations, per_day)
    watched = [*(key for key in layout.keys if network.activities[key].committed), *watch]
    for key in watched:
        _number(schedule, key)
    varying = tuple(n for n, each in enumerate(drawn) if not isinstance(each, Fixed))
    model = RiskModel(
        _integer_network(layout),
        drawn,
        risks=tuple(_risk(schedule, each, per_day) for each in risks),
        together=(Together(varying, correlate),) if correlate and varying else (),
        milestones={key: schedule.number[key] for key in watched},
    )
    addresses = np.array([address_of(key) for key in layout.keys], np.uint64)
    columns = columns_of(model)._replace(address=addresses)
    columns = columns._replace(
        cause_address=np.array([address_of("together")] * columns.cause_address.size, np.uint64)
    )
    first = layout.floor // (24 * 60)
    # Twice as long as planned and a year more: what comes later loses no days to weather.
    days = min(2 * (schedule.passes.last - layout.floor) // (24 * 60) + 366, _days(layout) - first)
    lost = weather_tables(network, layout.worktime, weather or {}, first=first, days=max(days, 0))
    simulation = _Simulation(
        schedule, model, columns, sites_of(layout, lost.row), tables_of(layout.worktime), lost
    )
    return simulation.told(run or Run(), off=())


def _days(layout: Layout) -> int:
    return layout.worktime.limit // (24 * 60)


def _per_day(layout: Layout) -> NDArray[np.int64]:
    per_day = [each.minutes_per_day or 1 for each in layout.worktime.calendars]
    return np.array(per_day, dtype=np.int64)[layout.activities.calendar]


def _number(schedule: Schedule, key: str) -> int:
    if key not in schedule.number:
        raise UnknownActivityError(key=key)
    return schedule.number[key]


def _durations(
    schedule: Schedule,
    durations: Distribution | Mapping[str, Distribution],
    per_day: NDArray[np.int64],
) -> list[Distribution]:
    """Working minutes of each activity, by place in the layout."""
    layout = schedule.layout
    works = schedule.passes.dates.work.tolist()
    sure: list[Distribution] = [Fixed(float(work)) for work in works]
    varies = (layout.activities.shape == TASK) & (schedule.passes.dates.work > 0)
    if isinstance(durations, Mapping):
        for key, each in durations.items():
            number = _number(schedule, key)
            if not varies[number]:
                raise UnknownActivityError(key=key)
            sure[number] = scaled(each, float(per_day[number]))
        return sure
    return [
        scaled(durations, float(work)) if varies[number] else sure[number]
        for number, work in enumerate(works)
    ]


def _risk(schedule: Schedule, given: PlanRisk, per_day: NDArray[np.int64]) -> Risk:
    impacts = []
    for key, size in (given.adds or {}).items():
        number = _number(schedule, key)
        impacts.append(Impact(number, scaled(size, float(per_day[number]))))
    for key, size in (given.factors or {}).items():
        impacts.append(Impact(_number(schedule, key), size, is_factor=True))
    return Risk(given.key, given.probability, tuple(impacts), hits_alike=given.hits_alike)


def _integer_network(layout: Layout) -> IntegerNetwork:
    """The links alone, activities numbered by their place in the layout."""
    order, links = layout.order, layout.links
    same = np.arange(len(layout.keys), dtype=np.int32)
    places = np.arange(links.before.size, dtype=np.int32)
    numbered = Order(same, same, order.into, places, order.before, order.levels)
    kind = links.from_finish.astype(np.int64) + 2 * links.to_finish.astype(np.int64)
    return IntegerNetwork(numbered, layout.after, kind, links.lag)


@dataclass(frozen=True, eq=False)
class _Simulation:
    """All that scenarios are made of."""

    schedule: Schedule
    model: RiskModel
    columns: Columns
    sites: Sites
    tables: Tables
    weather: WeatherTables

    def told(self, run: Run, *, off: Sequence[str]) -> NetworkRisk:
        """The finishes with some risks left out, all else as it was."""
        finish = np.empty(run.groups * GROUP)
        names = list(dict.fromkeys(self.model.milestones))
        kept = np.empty((len(names), finish.size))
        is_off = np.array([risk.key in off for risk in self.model.risks], dtype=np.bool_)
        by_numba = run.compiled(self.columns.slot.size)

        def work(span: range) -> None:
            place = slice(span.start * GROUP, span.stop * GROUP)
            if by_numba:
                self._by_numba(run, is_off, span, finish[place], kept[:, place])
            else:
                for part in _parts(span):
                    here = slice(part.start * GROUP, part.stop * GROUP)
                    of, lost = self.scenarios(run, is_off, part)
                    plain_on_calendars.forecast(
                        self.sites, of, lost, self.columns.milestone, finish[here], kept[:, here]
                    )

        run.shared(work, range(run.groups))
        return NetworkRisk(
            self,
            run,
            tuple(off),
            finish[: run.scenarios],
            {name: kept[row, : run.scenarios] for row, name in enumerate(names)},
        )

    def _by_numba(self, run: Run, off: Any, span: range, finish: Floats, kept: Floats) -> None:
        kernels_on_calendars.forecast(
            self.columns,
            self.sites,
            self.tables,
            self.weather,
            kernels.rows_for(self.columns),
            kernels_on_calendars.room_for(self.weather),
            run.key,
            off,
            np.array([span.start, span.stop]),
            finish,
            kept,
        )

    def scenarios(self, run: Run, off: Any, groups: range) -> tuple[plain.Scenarios, Any]:
        of = plain.scenarios_of(self.columns, run.key, off, groups)
        worktime = self.schedule.layout.worktime
        lost = lost_in(self.weather, worktime, groups=groups, key=run.key, size=of.size)
        return of, lost


def _parts(span: range) -> Iterable[range]:
    for first in range(span.start, span.stop, _AT_A_TIME):
        yield range(first, min(first + _AT_A_TIME, span.stop))


@dataclass(frozen=True, eq=False)
class NetworkRisk:
    """What the scenarios say.

    Attributes:
        left_out: Risks that were left out.
        finishes: Instants of the schedule's tables by scenario, shape (scenarios,).
        watched: The same of promised and watched activities, by key.
    """

    simulation: _Simulation
    run: Run
    left_out: tuple[str, ...]
    finishes: Floats
    watched: Mapping[str, Floats]

    def p(self, percent: float, key: str | None = None) -> datetime:
        """The moment by which so many of a hundred scenarios are done: `p(80)`.

        Args:
            key: A promised or watched activity; None is the whole plan.

        Raises:
            UnknownActivityError: it is not among them.
        """
        if not 0 <= percent <= 100:
            raise ValueError(f"a percentage lies between 0 and 100, not at {percent}")
        ranked = np.sort(self._of(key))
        place = int(np.ceil(percent / 100 * ranked.size - 1e-9)) - 1
        return self._moment(ranked[max(place, 0)])

    def chance(self, key: str) -> float:
        """The share of scenarios in which a promise is kept, in working time of its activity.

        Raises:
            UnknownActivityError: nothing was promised of it.
        """
        schedule = self.simulation.schedule
        promised = schedule.network.activity(key).committed
        if promised is None:
            raise UnknownActivityError(key=key)
        worktime = schedule.layout.worktime
        calendar = schedule.layout.activities.calendar[schedule.number[key]]
        left = worktime.between(calendar, self._of(key), worktime.instant(promised))
        return float(np.mean(left >= 0))

    def without(self, *risks: str) -> NetworkRisk:
        """The same scenarios without some risks.

        Raises:
            UnknownRiskError: the register has no such risk.
        """
        known = [risk.key for risk in self.simulation.model.risks]
        for key in risks:
            if key not in known:
                raise UnknownRiskError(key=key, known="、".join(known))
        return self.simulation.told(self.run, off=(*self.left_out, *risks))

    def criticality(self, key: str) -> float:
        """The share of scenarios in which an activity lies on what drives the last finish.

        Scenarios come in whole groups of 256 here.

        Raises:
            UnknownActivityError: there is no such activity.
        """
        return float(self._criticality[_number(self.simulation.schedule, key)])

    def tornado(self) -> list[Bar]:
        """What the finish hangs on, the widest bar first: risks, and durations that vary."""
        bars = [*self._bars_of_risks(), *self._bars_of_durations()]
        return sorted(bars, key=lambda bar: (-bar.width, bar.key))

    @cached_property
    def _criticality(self) -> Floats:
        simulation, run = self.simulation, self.run
        off = self._off

        def work(span: range) -> list[Any]:
            found = []
            for part in _parts(span):
                of, lost = simulation.scenarios(run, off, part)
                found.append(plain_on_calendars.critical(simulation.sites, of, lost))
            return found

        counted = [each for span in run.shared(work, range(run.groups)) for each in span]
        total: Floats = np.sum(counted, axis=0) / (run.groups * GROUP)
        return total

    @cached_property
    def days(self) -> Floats:
        """Finishes in working days of the network's calendar from the floor on."""
        layout = self.simulation.schedule.layout
        minutes = layout.worktime.between(0, layout.floor, self.finishes.astype(np.int64))
        return np.asarray(minutes / (layout.worktime.calendars[0].minutes_per_day or 1))

    @cached_property
    def _scenarios(self) -> plain.Scenarios:
        simulation, run = self.simulation, self.run
        return plain.scenarios_of(simulation.columns, run.key, self._off, range(run.groups))

    @property
    def _off(self) -> NDArray[np.bool_]:
        risks = self.simulation.model.risks
        return np.array([risk.key in self.left_out for risk in risks], dtype=np.bool_)

    def _bars_of_risks(self) -> Iterable[Bar]:
        for risk, happens in zip(self.simulation.model.risks, self._scenarios.happens, strict=True):
            occurs = happens[: self.days.size] > 0
            if occurs.any() and not occurs.all():
                low, high = self.days[~occurs].mean(), self.days[occurs].mean()
                yield Bar(risk.key, True, float(low), float(high))

    def _bars_of_durations(self) -> Iterable[Bar]:
        tail = max(int(self.days.size * _TAIL), 1)
        for number, given in enumerate(self.simulation.model.durations):
            if isinstance(given, Fixed) or self._criticality[number] == 0:
                continue
            lengths = plain.lengths(self._scenarios, number)[: self.days.size]
            ranked = self.days[np.argsort(lengths, kind="stable")]
            key = self.simulation.schedule.layout.keys[number]
            yield Bar(key, False, float(ranked[:tail].mean()), float(ranked[-tail:].mean()))

    def _of(self, key: str | None) -> Floats:
        if key is None:
            return self.finishes
        if key not in self.watched:
            raise UnknownActivityError(key=key)
        return self.watched[key]

    def _moment(self, instant: float) -> datetime:
        return self.simulation.schedule.layout.worktime.moment(int(instant))
