"""The headline figures: reckoned from rows, dated, compared, and the outlook on the year."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from kaigong.audit import clock
from kaigong.portfolio.headline import Headline, month_in_view, office_standing, time_share
from kaigong.portfolio.models import MonthlyReport, MonthlyTarget
from kaigong.portfolio.moments import Look
from kaigong.portfolio.outlook import outlook_of
from kaigong.portfolio.sheet import Sheet, View
from tests.builders import YI, a_plan, a_project, a_report, a_zone
from tests.cockpit.small_zone import SmallZone, a_small_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def small() -> SmallZone:
    return a_small_zone()


def headline(small: SmallZone, day: date | None = None) -> Headline:
    return Headline(small.standing(), Look.at(small.zone, day))


def test_every_figure_is_the_sum_of_its_rows(small: SmallZone) -> None:
    values = {key: figure.value for key, figure in headline(small).figures.items()}
    assert values == {
        "year_projects": 10,
        "total_investment": 100 * YI,
        "year_plan": 120 * YI,
        "new_projects": 6,
        "new_share": Decimal("0.6"),
        "new_plan": 72 * YI,
        "new_plan_share": Decimal("0.6"),
        "batch_planned": 4,
        "batch_started": 3,
        "batch_start_rate": Decimal("0.75"),
        "batch_total": 40 * YI,
        "batch_plan": 48 * YI,
        "done_to_date": Decimal("18.2") * YI,
        "plan_to_date": 20 * YI,
        "month_plan_share": Decimal("0.91"),
        "completion_share": Decimal("18.2") / 120,
        "time_share": Decimal(88) / 365,
    }


def test_the_filters_of_a_figure_open_exactly_its_rows(small: SmallZone) -> None:
    for figure in headline(small).figures.values():
        sheet = Sheet(small.standing(), View(figure.month, figure.filters))
        assert sheet.count() == figure.row_count, figure.key
        if figure.column and figure.unit == "amount":
            assert sheet.total([figure.column]).sums[figure.column] == figure.value, figure.key


def test_a_month_that_only_few_have_reported_is_not_the_month_in_view(small: SmallZone) -> None:
    look = Look.at(small.zone, None)
    assert month_in_view(small.standing(), look) == date(2021, 2, 1)
    for project in small.projects[:5]:
        a_report(project, date(2021, 3, 1), YI)
    assert month_in_view(small.standing(), look) == date(2021, 2, 1)
    for project in small.projects[5:7]:
        a_report(project, date(2021, 3, 1), YI)
    assert month_in_view(small.standing(), look) == date(2021, 3, 1)


def test_a_zone_of_past_years_is_seen_from_its_last_december() -> None:
    zone = a_zone()
    a_plan(a_project(zone), year=2019)
    look = Look.at(zone, None)
    assert month_in_view(office_standing(zone), look) == date(2019, 12, 1)
    assert time_share(date(2019, 12, 1), look.today) == 1


def test_a_past_day_gives_the_figures_of_that_day(small: SmallZone) -> None:
    morning = datetime(2021, 3, 29, 9, tzinfo=ZoneInfo(small.zone.timezone))
    MonthlyReport.history.update(history_date=morning)
    report = MonthlyReport.objects.filter(month=date(2021, 2, 1)).latest("pk")
    with clock.as_if(datetime(2021, 3, 30, 9, tzinfo=ZoneInfo(small.zone.timezone))):
        report.record_amount = 3 * YI
        report.save()
    for model in (type(small.projects[0]), type(small.projects[0].plans.get()), MonthlyTarget):
        model.history.update(history_date=morning)  # type: ignore[attr-defined]
    then = headline(small, date(2021, 3, 29)).figures["done_to_date"].value
    now = headline(small, date(2021, 3, 30)).figures["done_to_date"].value
    assert then == Decimal("18.2") * YI
    assert now == then + 2 * YI


def test_last_year_stands_beside_where_it_is_on_record(small: SmallZone) -> None:
    for project in small.projects:
        a_plan(project, year=2020, planned=10 * YI)
        a_report(project, date(2020, 1, 1), YI / 2)
    figures = headline(small).figures
    assert figures["year_plan"].last_year == 100 * YI
    assert figures["done_to_date"].last_year == 5 * YI
    assert figures["done_to_date"].last_month is None  # nothing was on record in January


def test_an_empty_zone_has_figures_without_values() -> None:
    zone = a_zone()
    found = Headline(office_standing(zone), Look.at(zone, None)).figures
    assert {figure.value for figure in found.values()} == {None}


def test_the_outlook_is_the_pace_so_far_and_the_same_each_time(small: SmallZone) -> None:
    look = Look.at(small.zone, None)
    first = outlook_of(small.standing(), headline(small), look)
    assert first.plan[-1] == pytest.approx(float(120 * YI))
    assert first.actual == pytest.approx([0, 9.1e8, 18.2e8])
    assert first.estimate is not None
    assert first.estimate.p50 == pytest.approx(18.2e8 + 100e8 * 0.91, rel=0.02)
    assert first.estimate.chance == 0  # what project 1 missed is lost, whatever the pace
    again = outlook_of(small.standing(), headline(small), look)
    assert again.estimate is not None
    assert (again.estimate.totals == first.estimate.totals).all()
    assert first.band is not None
    assert first.band.p50[0] == pytest.approx(first.actual[-1])
    assert first.band.p50[-1] == pytest.approx(first.estimate.p50)
    assert len(first.band.p50) == 13 - 2
    gain = first.points_of(Decimal("1.81") * YI)  # made up for, a draw without it is on target
    assert gain == pytest.approx(100 * 0.9**10, abs=4)


def test_a_project_that_begins_later_in_the_year_is_wholly_left(small: SmallZone) -> None:
    MonthlyTarget.objects.filter(plan__project=small.projects[9], month__lte=6).delete()
    MonthlyReport.objects.filter(project=small.projects[9]).delete()
    outlook = outlook_of(small.standing(), headline(small), Look.at(small.zone, None))
    assert outlook.estimate is not None
    assert outlook.estimate.plan_left == pytest.approx(float((9 * 10 + 12) * YI))


def test_without_a_monthly_plan_there_is_no_estimate(small: SmallZone) -> None:
    MonthlyTarget.objects.all().delete()
    outlook = outlook_of(small.standing(), headline(small), Look.at(small.zone, None))
    assert outlook.estimate is None
    assert outlook.plan == ()
