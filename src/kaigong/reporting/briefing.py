"""The monthly briefing (月度项目建设情况通报): what it says, before anybody lays it out.

Every number in the text carries a note: its key, how it is reckoned, of which day, from how many
rows. The Word file, the PDF and the page all show this one composition.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from string import Formatter

from kaigong.accounts.selectors import Standing
from kaigong.errors import KaigongError
from kaigong.portfolio.batches import batch_name
from kaigong.portfolio.headline import Figure, Headline, Unit, shown_figure
from kaigong.portfolio.moments import Look
from kaigong.portfolio.selectors.reds import red_projects
from kaigong.portfolio.sheet import Bundle, Sheet, View
from kaigong.portfolio.trend import Trend
from kaigong.web.amounts import ledger_unit, shown_amount
from kaigong.wording import said

SUMS = ("counted_amount", "planned_amount", "year_amount", "target_amount")
REDS_TOLD = 20


class MonthAheadError(KaigongError):
    code = "reporting.month-ahead"
    zh = "{month} 还没开始，出不了通报；最晚可出 {last}。"
    en = "{month} has not begun, so there is nothing to brief on; {last} is the last month."


class NothingToTellError(KaigongError):
    code = "reporting.nothing-to-tell"
    zh = "{month} 所在年度没有一个计划内项目，通报没有内容；请先导入或编制年度计划。"
    en = "No project stands in the plan of the year of {month}; import or draw up the plan first."


@dataclass(frozen=True)
class Run:
    """A piece of text; a number in it carries the number of its note."""

    text: str
    note: int | None = None


@dataclass(frozen=True)
class Table:
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    total: tuple[str, ...] = ()
    words: int = 1  # how many columns from the left are words; the others are figures


@dataclass
class Section:
    title: str
    paragraphs: list[list[Run]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    has_chart: bool = False


@dataclass(frozen=True)
class Chart:
    """Plan and record by month, cumulative, in the ledger's unit."""

    title: str
    unit: str
    months: tuple[str, ...]
    plan: tuple[float, ...]
    done: tuple[float, ...]
    plan_label: str
    done_label: str


@dataclass(frozen=True)
class Briefing:
    zone_name: str
    title: str
    month: date
    day: date
    unit: str
    age: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    chart: Chart | None
    sample_mark: str


def briefing_of(standing: Standing, month: date) -> Briefing:
    """The briefing on a month, as on record at its end, or now while it lasts.

    Raises:
        MonthAheadError, NothingToTellError: there is nothing to brief on.
    """
    zone, first = standing.zone, month.replace(day=1)
    today = zone.today()
    if first > today:
        raise MonthAheadError(month=f"{first:%Y-%m}", last=f"{today:%Y-%m}")
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    look = Look.at(zone, last if last < today else None)
    headline = Headline(standing, look, month=first)
    if not headline.numbers.count:
        raise NothingToTellError(month=f"{first:%Y-%m}")
    return _Composer(standing, headline).briefing()


class _Composer:
    def __init__(self, standing: Standing, headline: Headline) -> None:
        self.standing, self.headline = standing, headline
        self.zone, self.month = headline.zone, headline.month
        self.day = headline.look.today
        self.unit = ledger_unit(self.zone.currency)
        self.notes: list[str] = []
        self._noted: dict[str, int] = {}

    def briefing(self) -> Briefing:
        sections = [self._whole(), self._investment(), self._starts(), self._groups(), self._late()]
        month = said(f"{self.month.year}年{self.month.month}月", f"{self.month:%B %Y}")
        return Briefing(
            zone_name=str(self.zone),
            title=said(f"{month}项目建设情况通报", f"Briefing on project delivery, {month}"),
            month=self.month,
            day=self.day,
            unit=self.unit.name,
            age=said(
                f"截至 {self.day}，取自项目大表；金额单位：{self.unit.name}（文中另写的除外）。",
                f"On record on {self.day}, from the ledger; amounts in {self.unit.name} where the "
                "text names no other unit.",
            ),
            sections=tuple(sections),
            notes=tuple(self.notes),
            chart=self._chart(),
            sample_mark=self._sample_mark(),
        )

    # --- text -----------------------------------------------------------------------------------

    def _tell(self, zh: str, en: str, **facts: str | Figure) -> list[Run]:
        """A sentence whose `{names}` are texts or figures; figures bring their notes."""
        runs = []
        for text, name, _, _ in Formatter().parse(said(zh, en)):
            if text:
                runs.append(Run(text))
            if name:
                runs.append(self._run(facts[name]))
        return runs

    def _run(self, fact: str | Figure) -> Run:
        if isinstance(fact, str):
            return Run(fact)
        shown = shown_figure(fact, self.zone.currency)
        return Run(f"{shown.digits} {shown.unit}".strip(), self._note(fact))

    def _note(self, figure: Figure) -> int:
        if figure.key not in self._noted:
            exact = "—" if figure.value is None else _exact(figure)
            self.notes.append(
                said(
                    f"{figure.label}（{figure.key}）：{figure.formula}。精确值 {exact}；"
                    f"截至 {self.day}；来源：项目大表 {figure.row_count} 行。",
                    f"{figure.label} ({figure.key}): {figure.formula}. Exact value {exact}; as of "
                    f"{self.day}; source: {figure.row_count} rows of the ledger.",
                )
            )
            self._noted[figure.key] = len(self.notes)
        return self._noted[figure.key]

    def _whole(self) -> Section:
        figures, section = self.headline.figures, Section(said("总体情况", "The whole"))
        section.paragraphs.append(
            self._tell(
                "截至 {day}，{zone}列入年度计划的项目 {count}，总投资 {total}，年度计划投资 "
                "{plan}。其中新建项目 {new}，占 {share}，计划投资 {new_plan}。",
                "By {day}, {count} projects stand in the plan of {zone}, with a total investment "
                "of {total} and {plan} planned for the year; {new} of them are new ({share}), "
                "with {new_plan} planned.",
                day=str(self.day), zone=str(self.zone), count=figures["year_projects"],
                total=figures["total_investment"], plan=figures["year_plan"],
                new=figures["new_projects"], share=figures["new_share"],
                new_plan=figures["new_plan"],
            )
        )  # fmt: skip
        reported, count = self.headline.reported, self.headline.owed
        section.paragraphs.append(
            self._tell(
                "{month} 月报应报 {count} 个，已报 {reported} 个，未报 {missing} 个。",
                "Of {count} reports due for {month}, {reported} are in and {missing} are missing.",
                month=f"{self.month:%Y-%m}", count=str(count), reported=str(reported),
                missing=str(count - reported),
            )
        )  # fmt: skip
        if mark := self._sample_mark():
            section.paragraphs.append([Run(mark)])
        return section

    def _investment(self) -> Section:
        figures = self.headline.figures
        section = Section(said("投资完成", "Investment"), has_chart=True)
        done, share, time = (
            figures[key] for key in ("done_to_date", "completion_share", "time_share")
        )
        section.paragraphs.append(
            self._tell(
                "{label} {done}，占年度计划的 {share}，序时进度 {time}，{pace}。",
                "{label}: {done}, {share} of the year's plan, while {time} of the year has "
                "passed: {pace}.",
                label=done.label, done=done, share=share, time=time, pace=self._pace(share, time),
            )
        )  # fmt: skip
        if figures["plan_to_date"].value is not None:
            section.paragraphs.append(
                self._tell(
                    "同期月度计划 {due}，完成 {share}。",
                    "The monthly plan of the same months is {due}, of which {share} is done.",
                    due=figures["plan_to_date"],
                    share=figures["month_plan_share"],
                )
            )
        return section

    def _pace(self, share: Figure, time: Figure) -> str:
        if share.value is None or time.value is None:
            return said("尚无完成数", "nothing is on record yet")
        points = (share.value - time.value) * 100
        gap = f"{abs(points):.1f}"
        if points >= 0:
            return said(f"快于序时 {gap} 个百分点", f"{gap} points ahead of time")
        return said(f"慢于序时 {gap} 个百分点", f"{gap} points behind time")

    def _starts(self) -> Section:
        figures, section = self.headline.figures, Section(said("开工情况", "Starts"))
        batch = self.headline.numbers.batch
        if batch is None:
            words = said("本年度没有登记开工批次。", "No batch of starts is on record this year.")
            section.paragraphs.append([Run(words)])
            return section
        section.paragraphs.append(
            self._tell(
                "{name}计划 {planned}，总投资 {total}，年度计划投资 {plan}；已开工 {started}，"
                "开工率 {rate}。",
                "{name}: {planned} planned, with a total investment of {total} and {plan} planned "
                "for the year; {started} have started, a start rate of {rate}.",
                name=batch_name(batch.name), planned=figures["batch_planned"],
                total=figures["batch_total"], plan=figures["batch_plan"],
                started=figures["batch_started"],
                rate=figures["batch_start_rate"],
            )
        )  # fmt: skip
        return section

    # --- tables and chart -------------------------------------------------------------------------

    def _view(self, group: str = "") -> View:
        look = self.headline.look
        return View(self.month, self.headline.filters, group=group, as_of=look.as_of)

    def _groups(self) -> Section:
        section = Section(said("分类情况", "By sector and task force"))
        for key, name in (
            ("sector", said("产业", "Sector")),
            ("task_force", said("专班", "Force")),
        ):
            sheet = Sheet(self.standing, self._view(key))
            rows = tuple(self._row(each, name) for each in sheet.groups(SUMS))
            heads = (
                name,
                said("项目", "Projects"),
                said("总投资", "Total"),
                said("年计划", "Plan"),
                said("累计完成", "Done"),
                said("完成 %", "Done %"),
            )
            section.tables.append(
                Table(
                    caption=said(f"按{name}", f"By {name.lower()}"),
                    heads=heads,
                    rows=rows,
                    total=self._row(sheet.total(SUMS), name, label=said("合计", "Total")),
                    source=self._source(),
                )
            )
        return section

    def _row(self, bundle: Bundle, name: str, *, label: str = "") -> tuple[str, ...]:
        planned, done = bundle.sums["planned_amount"], bundle.sums["year_amount"]
        share = f"{done / planned * 100:.1f}" if planned else "—"
        unknown = said(f"没有填写{name}", f"no {name.lower()} stated")
        amounts = (bundle.sums["counted_amount"], planned, done)
        shown = (self._amount(amount) for amount in amounts)
        return (label or bundle.label or unknown, str(bundle.count), *shown, share)

    def _amount(self, amount: Decimal) -> str:
        return shown_amount(amount, currency=self.zone.currency, unit="ledger").digits

    def _source(self) -> str:
        return said(
            f"来源：项目大表，年度计划内项目，截至 {self.day}；单位：{self.unit.name}。"
            "总投资 = Σ 计入总投资（联合项目只计一次，扩建只计增加部分）。",
            f"Source: ledger, projects in the plan of the year, as of {self.day}; unit: "
            f"{self.unit.name}. Total = Σ counted total (a joint project once, of an enlarged one "
            "the increase).",
        )

    def _late(self) -> Section:
        section = Section(said("滞后项目", "Late projects"))
        look = self.headline.look
        reds = red_projects(self.standing, View(self.month, as_of=look.as_of), today=look.today)
        if not reds:
            words = said("没有亮红灯的项目。", "No project shows a red lamp.")
            section.paragraphs.append([Run(words)])
            return section
        section.paragraphs.append(
            self._tell(
                "亮红灯的项目 {count} 个，列前 {told} 个。",
                "{count} projects show a red lamp; the first {told} are listed.",
                count=str(len(reds)), told=str(min(len(reds), REDS_TOLD)),
            )
        )  # fmt: skip
        mark = said("（样例）", " (sample)")
        section.tables.append(
            Table(
                caption=said("红灯项目", "Red lamps"),
                heads=(
                    said("项目", "Project"),
                    said("原因", "Why"),
                    said("责任单位", "Held by"),
                    said("下一步", "Next"),
                ),
                rows=tuple(
                    (
                        f"{red.name}{mark if red.is_sample else ''}",
                        red.reason,
                        red.holder or said("没有责任人", "nobody"),
                        f"{red.next_step} {red.next_on or ''}".strip() or "—",
                    )
                    for red in reds[:REDS_TOLD]
                ),
                words=4,
                source=said(
                    f"来源：项目灯，按规则判定，截至 {self.day}。",
                    f"Source: lamps as judged by the rules, as of {self.day}.",
                ),
            )
        )
        return section

    def _chart(self) -> Chart | None:
        months = Trend(self.standing, self._view()).by_month()
        size = self.unit.size
        plan = _running(months.planned, size)
        done = _running(months.done[: self.month.month], size)
        if not plan[-1] and not done[-1]:
            return None
        return Chart(
            title=said(
                f"{self.month.year} 年累计投资（{self.unit.name}）",
                f"Cumulative investment of {self.month.year} ({self.unit.name})",
            ),
            unit=self.unit.name,
            months=tuple(said(f"{each}月", f"{each}") for each in range(1, 13)),
            plan=plan if plan[-1] else (),
            done=done,
            plan_label=said("计划", "Plan"),
            done_label=said("完成", "Done"),
        )

    def _sample_mark(self) -> str:
        count = self.headline.samples
        if not count:
            return ""
        return said(
            f"说明：上述项目中有 {count} 个为样例（为补足演示数量而编），不是实际项目。",
            f"Note: {count} of these projects are samples, made up to fill a demo.",
        )


def _exact(figure: Figure) -> str:
    assert figure.value is not None  # noqa: S101  (its caller has asked)
    return f"{figure.value:.6f}" if figure.unit is Unit.SHARE else f"{figure.value:f}"


def _running(amounts: Sequence[Decimal], size: Decimal) -> tuple[float, ...]:
    total, found = Decimal(0), []
    for amount in amounts:
        total += amount
        found.append(round(float(total / size), 4))
    return tuple(found)


def plain_text(runs: Sequence[Run]) -> str:
    """A paragraph without its notes."""
    return "".join(run.text for run in runs)
