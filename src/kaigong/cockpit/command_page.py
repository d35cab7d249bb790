"""What the command page shows, reckoned before any template sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.cockpit import selectors
from kaigong.cockpit.cells import Cell, cells_of
from kaigong.cockpit.links import figure_url, forecast_url, ledger_url, project_url
from kaigong.cockpit.models import Decision
from kaigong.engines.forecasting import Spread
from kaigong.plan.selectors.forecasts import KeptForecast, forecast_before, forecast_for
from kaigong.portfolio.headline import Headline
from kaigong.portfolio.moments import Look
from kaigong.portfolio.numbers import AMOUNTS
from kaigong.portfolio.outlook import Outlook, outlook_of
from kaigong.portfolio.pages.doors import settings_url
from kaigong.portfolio.selectors.lamps import turned_from_red_since
from kaigong.portfolio.selectors.origins import last_recorded_at
from kaigong.portfolio.selectors.reds import RedProject, red_projects
from kaigong.portfolio.sheet import CrossedSheet, Cube, Filters, Sheet, View
from kaigong.web.amounts import Unit, ledger_unit, shown_amount, table_unit
from kaigong.web.charts import Band, bar, cumulative_chart, distribution_chart
from kaigong.web.maps import Pin, project_map
from kaigong.wording import said, say

REDS_SHOWN = 5
DECISIONS_SHOWN = 3
GROUPS_SHOWN = 5  # with the total; one line more gathers what does not fit
GROUPINGS = {
    "sector": say("产业", "Sector"),
    "task_force": say("专班", "Task force"),
    "leader": say("包保领导", "Leader"),
}
COLOURS = ("red", "amber", "green", "grey")


@dataclass(frozen=True)
class RedRow:
    """One line of the red list."""

    number: int
    red: RedProject
    url: str
    short_text: str
    points: float | None  # of the chance, if the shortfall were made up


@dataclass(frozen=True)
class GroupRow:
    """One line of the table by sector, task force or leader."""

    name: str
    url: str
    count: int
    total: str
    planned: str
    done: str
    bar: SafeString
    month_share: float | None
    starts: str
    red: int
    amber: int
    is_sum: bool = False


@dataclass(frozen=True)
class DueDecision:
    """A decision with how near its day is."""

    decision: Decision
    due: str
    urgency: str  # now, soon, or empty


@dataclass
class CommandPage:
    """One look at a zone. Everything is computed when it is first asked for."""

    standing: Standing
    look: Look
    since: datetime
    grouping: str = "sector"
    is_wall: bool = False

    @property
    def zone(self) -> Zone:
        return self.standing.zone

    @cached_property
    def headline(self) -> Headline:
        return Headline(self.standing, self.look, grouping=self.grouping)

    @cached_property
    def is_empty(self) -> bool:
        """Whether the person sees no project at all."""
        return not self.project_count

    @cached_property
    def rows(self) -> Filters:
        """The rows of the page: the projects of the year, or all where nothing is planned."""
        return self.headline.filters if self.headline.numbers.count else {}

    @cached_property
    def cube(self) -> Cube:
        """The same rows, crossed."""
        numbers = self.headline.numbers
        return numbers.year if numbers.count else numbers.cube

    @cached_property
    def has_samples(self) -> bool:
        return self.headline.samples > 0

    @property
    def unit(self) -> str:
        return ledger_unit(self.zone.currency).name

    @cached_property
    def sum_unit(self) -> Unit:
        """The unit of the table and the charts; `unit` is that of single projects."""
        return table_unit(self.cube.sum("total_amount"), self.zone.currency)

    def _ledger(self, more: Filters) -> str:
        return ledger_url(
            self.zone, {**self.rows, **more}, month=self.headline.month, look=self.look
        )

    # --- what turned red -------------------------------------------------------------------------

    @cached_property
    def lamps(self) -> dict[str, int]:
        found = self.cube.per("lamp")
        counts = {colour: found[colour].count if colour in found else 0 for colour in COLOURS}
        # A project that nobody has judged yet has nothing against it.
        return counts | {"green": counts["green"] + (found[None].count if None in found else 0)}

    @cached_property
    def lamp_urls(self) -> dict[str, str]:
        return {colour: self._ledger({"lamp": {"in": [colour]}}) for colour in self.lamps}

    @cached_property
    def reds(self) -> list[RedRow]:
        """All red projects of the page, those first whose mending would raise the chance most."""
        view = View(self.headline.month, self.rows, as_of=self.look.as_of)
        rows = red_projects(self.standing, view, today=self.look.today)
        rows.sort(key=lambda red: (-(red.short or Decimal(0)), -(red.days_late or 0)))
        return [self._red_row(red) for red in rows]

    def _red_row(self, red: RedProject) -> RedRow:
        return RedRow(
            number=0,
            red=red,
            url=project_url(self.zone, red.code, look=self.look),
            short_text=self._digits(red.short) if red.short else "",
            points=self._points_of(red.short) if red.short else None,
        )

    @cached_property
    def turned(self) -> list[RedRow]:
        """Those that turned red since the last visit."""
        return [row for row in self.reds if row.red.since > self.since]

    @cached_property
    def reds_shown(self) -> list[RedRow]:
        """The new ones first, then those red before, numbered as their pins on the map."""
        before = [row for row in self.reds if row.red.since <= self.since]
        # The line between the two takes the place of a row.
        room = REDS_SHOWN if len(self.turned) >= REDS_SHOWN or self.is_wall else REDS_SHOWN - 1
        shown = [*self.turned, *before][:room]
        return [replace(row, number=number) for number, row in enumerate(shown, start=1)]

    @property
    def first_old_number(self) -> int:
        """The number of the first shown row that was red before; 0 where there is none."""
        new = min(len(self.turned), REDS_SHOWN)
        return new + 1 if len(self.reds_shown) > new else 0

    @property
    def reds_left(self) -> int:
        return len(self.reds) - len(self.reds_shown)

    @cached_property
    def turned_short(self) -> Decimal:
        return sum((row.red.short or Decimal(0) for row in self.turned), Decimal(0))

    @cached_property
    def turned_better(self) -> int:
        return turned_from_red_since(self.standing, self.since, as_of=self.look.as_of)

    @property
    def since_text(self) -> str:
        moment = self.since.astimezone(ZoneInfo(self.zone.timezone))
        told = f"{moment.month}-{moment.day:02d} {moment:%H:%M}"
        return said(f"{told} 以后", f"since {told}")

    # --- what waits for a decision ---------------------------------------------------------------

    @cached_property
    def decisions(self) -> list[DueDecision]:
        waiting = selectors.decisions_waiting(self.standing, as_of=self.look.as_of)
        return [due_decision(decision, self.look, self.zone) for decision in waiting]

    @property
    def decisions_shown(self) -> list[DueDecision]:
        return self.decisions[:DECISIONS_SHOWN]

    @cached_property
    def longest_wait_days(self) -> int:
        asked = [each.decision.asked_at for each in self.decisions]
        return max(((self.look.moment - moment).days for moment in asked), default=0)

    # --- will we reach the target ----------------------------------------------------------------

    @cached_property
    def outlook(self) -> Outlook:
        return outlook_of(self.standing, self.headline, self.look)

    @cached_property
    def kept(self) -> KeptForecast | None:
        """The forecast of the year as it was last made; of who sees it, and of this year."""
        kept = forecast_for(self.standing, on=self.look.today if self.look.as_of else None)
        fits = kept is not None and kept.row.year == self.headline.month.year
        return kept if fits else None

    @cached_property
    def year_end(self) -> Spread | None:
        """Where the year will end: by the forecast, or where none was made by the pace so far."""
        return self.kept.amount if self.kept else self.outlook.estimate

    def _points_of(self, shortfall: Decimal) -> float | None:
        if self.year_end is None:
            return None
        return (self.year_end.chance_with(float(shortfall)) - self.year_end.chance) * 100

    @property
    def _band(self) -> Band | None:
        """The months to come by the forecast, where it begins with the last actual one."""
        if self.kept is None or self.kept.row.month != len(self.outlook.actual) - 1:
            return self.outlook.band
        done = float(self.kept.row.done_amount)
        rows = [[done, *(month[place] for month in self.kept.row.months)] for place in (0, 1, 3)]
        return Band(*rows)

    @cached_property
    def last_month_chance(self) -> float | None:
        """The chance as it was at the end of last month."""
        if self.kept is not None:
            before = forecast_before(self.standing, self.kept)
            return before.amount_chance if before else None
        return self._last_month_estimate()

    def _last_month_estimate(self) -> float | None:
        before = self.headline.before
        if before.month.year != self.headline.month.year or self.outlook.estimate is None:
            return None
        estimate = outlook_of(self.standing, before, before.look).estimate
        return estimate.chance if estimate else None

    @property
    def distribution(self) -> SafeString:
        estimate = self.year_end
        if estimate is None:
            return SafeString("")
        size = float(self.sum_unit.size)
        width, height = (520, 112) if self.is_wall else (340, 80)
        return distribution_chart(
            (estimate.totals / size).tolist(),
            target=estimate.target / size,
            unit=self.sum_unit.name,
            width=width,
            height=height,
            text_px=16 if self.is_wall else 12,
        )

    @property
    def trend(self) -> SafeString:
        size = float(self.sum_unit.size)
        band = self._band
        width, height = (570, 196) if self.is_wall else (400, 212)
        return cumulative_chart(
            plan=[value / size for value in self.outlook.plan],
            actual=[value / size for value in self.outlook.actual],
            band=band.scaled(1 / size) if band else None,
            unit=self.sum_unit.name,
            width=width,
            height=height,
            text_px=16 if self.is_wall else 12,
        )

    @property
    def trend_rows(self) -> list[tuple[int, str, str]]:
        """The same facts as the chart, for the table beside it: month, plan, actual."""
        plan, actual = self.outlook.plan, self.outlook.actual
        return [
            (
                month,
                self._sum_digits(Decimal(str(plan[month]))) if plan else "",
                self._sum_digits(Decimal(str(actual[month]))) if month < len(actual) else "",
            )
            for month in range(1, 13)
        ]

    # --- figures, groups, map --------------------------------------------------------------------

    @cached_property
    def cells(self) -> list[Cell]:
        return cells_of(self.headline)

    @cached_property
    def recorded_at(self) -> datetime | None:
        return last_recorded_at(self.zone, as_of=self.look.as_of)

    @cached_property
    def groups(self) -> list[GroupRow]:
        """The table of the page; what does not fit is one line, so that it still adds up."""
        parts = self.cube.per(self.grouping)
        view = View(self.headline.month, as_of=self.look.as_of)
        names = CrossedSheet(self.standing, view).names(self.grouping, parts)
        keys = sorted(parts, key=lambda key: names[key].place)
        room = GROUPS_SHOWN if len(keys) <= GROUPS_SHOWN else GROUPS_SHOWN - 1
        rows = [
            self._group_row(
                names[key].text or said("未填", "Not stated"),
                parts[key],
                {self.grouping: {"in": [key or ""]}},
            )
            for key in keys[:room]
        ]
        if rest := keys[room:]:
            name = said(f"其余 {len(rest)} 个", f"{len(rest)} more")
            gathered = Cube(tuple(cell for key in rest for cell in parts[key].cells))
            wanted: Filters = {self.grouping: {"in": [key or "" for key in rest]}}
            rows.append(self._group_row(name, gathered, wanted))
        rows.append(self._group_row(said("合计", "Total"), self.cube, {}, is_sum=True))
        return rows

    def _group_row(
        self, name: str, cube: Cube, filters: Filters, *, is_sum: bool = False
    ) -> GroupRow:
        total, planned, done, target = (cube.sum(column) for column in AMOUNTS)
        share = float(done / planned) if planned else None
        batched = cube.marked("batched")
        lamps = cube.per("lamp")
        return GroupRow(
            name=name,
            url=self._ledger(filters),
            count=cube.count,
            total=self._sum_digits(total, 1),
            planned=self._sum_digits(planned),
            done=self._sum_digits(done),
            bar=bar(share, tick=float(self.headline.time_share)),
            month_share=float(done / target) if target else None,
            starts=f"{batched.marked('begun').count}/{batched.count}" if batched.count else "",
            red=lamps["red"].count if "red" in lamps else 0,
            amber=lamps["amber"].count if "amber" in lamps else 0,
            is_sum=is_sum,
        )

    @property
    def settings_url(self) -> str:
        """Where the sectors of the table are drawn, for who may look there."""
        if self.grouping != "sector":
            return ""
        day = self.look.today if self.look.as_of else None
        return settings_url(self.standing, "settings", year=self.headline.month.year, as_of=day)

    @cached_property
    def _pins(self) -> list[Pin]:
        located: Filters = {"longitude": {"empty": False}}
        view = View(self.headline.month, located, as_of=self.look.as_of)
        keys = ["code", "name", "name_en", "lamp", "longitude", "latitude"]
        found = Sheet(self.standing, view).every_row(keys)
        calls = {row.red.project_id: row for row in self.reds_shown}
        pins = []
        for project, code, own_name, name_en, colour, longitude, latitude in found.rows:
            name = said(str(own_name), str(name_en or own_name))
            call = calls.get(int(str(project)))
            pins.append(
                Pin(
                    longitude=float(str(longitude)),
                    latitude=float(str(latitude)),
                    colour=str(colour or "green"),
                    name=name,
                    url=project_url(self.zone, str(code), look=self.look),
                    call=(name if self.is_wall else str(call.number)) if call else "",
                )
            )
        return pins

    @property
    def located(self) -> int:
        return len(self._pins)

    @property
    def project_count(self) -> int:
        """All projects in sight, in this year's plan or not."""
        return self.headline.numbers.cube.count

    @property
    def map(self) -> SafeString:
        width, height = (350, 220) if self.is_wall else (290, 218)
        return project_map(self._pins, total=self.project_count, width=width, height=height)

    def _digits(self, value: Decimal) -> str:
        return shown_amount(value, currency=self.zone.currency, unit="ledger").digits

    def _sum_digits(self, value: Decimal, digits: int = 2) -> str:
        unit = self.sum_unit.key
        return shown_amount(value, currency=self.zone.currency, unit=unit, digits=digits).digits

    @property
    def estimate_url(self) -> str:
        if self.kept is not None:
            return forecast_url(self.zone, look=self.look)
        return figure_url(self.zone, "year_end", look=self.look)


def due_decision(decision: Decision, look: Look, zone: Zone) -> DueDecision:
    """When a decision is due, as people say it, and how it is set."""
    due = decision.due_at.astimezone(ZoneInfo(zone.timezone))
    days = (due.date() - look.today).days
    if days < 0:
        return DueDecision(decision, said(f"逾期 {-days} 天", f"{-days} days overdue"), "now")
    if days == 0:
        return DueDecision(decision, said(f"今天 {due:%H:%M}", f"today {due:%H:%M}"), "now")
    urgency = "soon" if days <= 2 else ""
    return DueDecision(decision, f"{due.month}-{due.day:02d}", urgency)
