"""The target tree of a past day is the one that its page showed that evening."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from kaigong.accounts.models import Role
from kaigong.audit import clock
from kaigong.plan.indicators import indicators
from kaigong.plan.pages.quantities import QuantitiesPage
from kaigong.plan.pages.target_rows import rows_of
from kaigong.plan.pages.targets import TargetsPage
from kaigong.plan.services.activities import report_progress, undo_edit
from kaigong.plan.services.forecasts import make_forecast
from kaigong.plan.services.mornings import reckon_plans
from kaigong.plan.services.targets import take_targets_back
from kaigong.plan.target_years import TargetYear
from kaigong.portfolio.services.plans import set_plan
from tests.builders import WAN, YI, a_project, a_report
from tests.plan.test_targets import Zone, browser_of

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, SECOND, THIRD = date(2021, 3, 29), date(2021, 3, 30), date(2021, 3, 31)


class Days:
    """A zone on three days, with what its trees said each evening."""

    def __init__(self) -> None:
        self.seen: dict[date, dict[str, object]] = {}
        with self.on(FIRST):
            self.zone = Zone()
            plan = self.zone.drawn(start=FIRST)
            self.zone.add(
                plan, "A", 30, name="桩基", quantity=Decimal(100), unit="根", amount=50 * WAN
            )
            self.first = self.zone.set({0: 9 * YI, 4: YI})
            make_forecast(self.zone.zone, runs=100)
            self.evening(FIRST)
        with self.on(SECOND):
            assert self.first is not None
            take_targets_back(self.first, by=None)
            self.zone.set({0: 4 * YI}, self.zone.city)
            set_plan(
                self.zone.lone, year=2021, planned_amount=5 * YI, by=None,
                month_amounts={12: 5 * YI},
            )  # fmt: skip
            a_report(self.zone.lone, date(2021, 2, 1), YI / 2)
            report_progress(
                plan, "A", standing=self.zone.planner, started_on=FIRST, share=0.5,
                quantity_done=Decimal(40),
            )  # fmt: skip
            self.zone.add(plan, "B", 5, name="承台", quantity=Decimal(8), unit="个", amount=WAN)
            self.zone.lone.stage = "completed"
            self.zone.lone.save()
            make_forecast(self.zone.zone, runs=100)
            self.evening(SECOND)
        with self.on(THIRD):
            self.zone.planned(a_project(self.zone.zone, "新项目", stage="construction"), 7 * YI)
            self.evening(THIRD)

    @contextmanager
    def on(self, day: date) -> Iterator[None]:
        with clock.as_if(datetime.combine(day, time(10), tzinfo=SHANGHAI)):
            if hasattr(self, "zone"):
                for each in (self.zone.zone, self.zone.planner.zone):
                    each.stands_on = day
                self.zone.zone.save()
                reckon_plans(self.zone.zone)
            yield

    def evening(self, day: date) -> None:
        self.seen[day] = self.told()

    def told(self, day: date | None = None) -> dict[str, object]:
        year = TargetYear(self.zone.planner, day=day)
        trees = {
            each.key: list(rows_of(TargetsPage(year, each)))
            for each in indicators
            if each.key in ("investment", "starts", "completions", "projects")
        }
        works = [
            (line.work.row.key, list(line.parts), line.done)
            for _front, _prospect, lines in QuantitiesPage(year).projects
            for line in lines
        ]
        return {"month": year.month, "works": works, **trees}


def test_every_past_evening_shows_the_trees_of_then() -> None:
    days = Days()
    assert days.seen[FIRST] != days.seen[SECOND] != days.seen[THIRD]
    with days.on(date(2021, 4, 20)):
        for day, seen in days.seen.items():
            then = days.told(day)
            for name, what in seen.items():
                assert then[name] == what, (day, name)


def test_the_page_of_a_past_day_says_so_sets_nothing_and_leads_on_to_that_day() -> None:
    days = Days()
    zone = days.zone
    with days.on(date(2021, 4, 20)):
        browser = browser_of(zone.planner)
        address = f"/{zone.zone.slug}/war-map/targets/"
        then = browser.get(f"{address}?as_of=2021-03-29&all=1").content.decode()
        assert "你在看 2021-03-29 的目标分解" in then
        assert "targets/set/" not in then
        assert "?as_of=2021-03-29&amp;indicator=investment&amp;front=film" in then
        assert "as_of=2021-03-29&amp;row=A#row" in then
        assert "承台" not in then
        now = browser.get(f"{address}?all=1").content.decode()
        assert "承台" in now
        assert "targets/set/" in now
        quantities = browser.get(f"{address}?as_of=2021-03-29&indicator=quantity").content.decode()
        assert "as_of=2021-03-29&amp;row=A#row" in quantities
        empty = browser.get(f"{address}?as_of=2021-03-01").content.decode()
        assert "到这一天" in empty
        sheet = browser.get(f"/{zone.zone.slug}/war-map/targets.xlsx?as_of=2021-03-29")
        book = openpyxl.load_workbook(BytesIO(b"".join(sheet.streaming_content)))
        cells = {cell.value for page in book for row in page.iter_rows() for cell in row}
        assert "桩基" in {str(each).strip() for each in cells}
        assert "承台" not in {str(each).strip() for each in cells}


def test_the_wall_shows_zone_and_fronts_and_nothing_to_press() -> None:
    zone = Zone()
    page = browser_of(zone.planner).get(f"/{zone.zone.slug}/war-map/targets/?screen=1")
    text = page.content.decode()
    assert "影都战线" in text
    assert "仓库" not in text
    assert "<button" not in text
    assert "<a " not in text
    inspector = zone.somebody(Role.FIRM, zone.firm)
    refused = browser_of(inspector).get(f"/{zone.zone.slug}/war-map/targets/?screen=1")
    assert refused.status_code == 404


def test_quantities_done_stand_in_the_month_in_which_they_were_reported() -> None:
    days = Days()
    zone = days.zone
    plan = zone.project.sub_plan

    def told(day: date | None = None) -> dict[str, list[int]]:
        found = TargetYear(zone.planner, day=day).quantities_done
        return {key: [each // 100 for each in parts] for (_plan, key), parts in found.items()}

    assert told() == {"A": [0, 0, 0, 40], "B": [0, 0, 0, 0]}
    for day, done in ((date(2021, 4, 9), 60), (date(2021, 4, 12), 55), (date(2021, 6, 2), 90)):
        with days.on(day):
            report_progress(
                plan, "A", standing=zone.planner, started_on=FIRST, share=done / 100,
                quantity_done=Decimal(done),
            )  # fmt: skip
    with days.on(date(2021, 6, 3)):
        assert told()["A"] == [0, 0, 0, 40, 15, 0, 35]
        assert told(date(2021, 4, 9))["A"] == [0, 0, 0, 40, 20]
        undo_edit(plan, plan.edits.order_by("-number")[0].number, standing=zone.planner)
        assert told()["A"] == [0, 0, 0, 40, 15, 0, 0]
        page = browser_of(zone.planner).get(
            f"/{zone.zone.slug}/war-map/targets/?indicator=quantity"
        )
        (line, *_) = page.context["quantities"].projects[0][2]
        assert [cell.done for cell in line.months][2:6] == ["40", "15", "0", "0"]
        assert in_excel(zone) == [0, 0, 0, 40, 15, 0, 0]
        assert in_excel(zone, "?as_of=2021-04-09") == [0, 0, 0, 40, 20]
        assert in_api(zone) == ["0.00", "0.00", "0.00", "40.00", "15.00", "0.00", "0.00"]
        assert in_api(zone, "?as_of=2021-04-09")[3:] == ["40.00", "20.00"]
    with days.on(date(2022, 1, 4)):
        assert sum(told(date(2021, 12, 31))["A"]) == 55


def in_excel(zone: Zone, query: str = "") -> list[object]:
    """What was done of the first activity: before the year, and in each month."""
    answer = browser_of(zone.planner).get(f"/{zone.zone.slug}/war-map/targets.xlsx{query}")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    heads, first, *_ = book["工程量"].iter_rows(values_only=True)
    return list(first[heads.index("此前完成") :])


def in_api(zone: Zone, query: str = "") -> list[str]:
    path = f"/api/v1/zones/{zone.zone.slug}/quantities{query}"
    given = browser_of(zone.planner).get(path).json()
    first = given["quantities"][0]
    parts = [first["before"], *first["months"], first["later"]]
    assert sum(map(Decimal, parts)) == Decimal(first["quantity"])
    return [first["done_before"], *first["done_months"]]


def test_quantities_are_read_by_those_who_see_targets_and_of_one_project() -> None:
    zone = Zone()
    plan = zone.drawn(start=FIRST)
    zone.add(plan, "A", 30, name="桩基", quantity=Decimal(100), unit="根")
    address = f"/api/v1/zones/{zone.zone.slug}/quantities"
    planner = browser_of(zone.planner)
    (found,) = planner.get(f"{address}?project={zone.project.code}").json()["quantities"]
    assert (found["activity"], found["quantity"]) == ("A", "100.00")
    assert (found["unit"], found["unit_en"]) == ("根", "pcs")
    assert planner.get(f"{address}?project=nothing").json()["quantities"] == []
    firm = zone.somebody(Role.FIRM, zone.firm)
    assert browser_of(firm).get(address).status_code == 404
