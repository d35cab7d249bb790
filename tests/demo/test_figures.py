"""The published figures come out of the demo's rows, to the yuan, and the past can be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.demo.facts import published_numbers
from kaigong.demo.plan_rows import TODAY
from kaigong.portfolio.headline import Headline
from kaigong.portfolio.moments import Look
from kaigong.portfolio.sheet import Sheet, View

YI = Decimal(10**8)


@pytest.fixture
def headline(zone: Zone, office: Standing) -> Headline:
    return Headline(office, Look.at(zone, None))


def test_the_plan_of_2021_is_the_published_one_to_the_yuan(headline: Headline) -> None:
    value = {key: figure.value for key, figure in headline.figures.items()}
    assert value["year_projects"] == 143
    assert value["total_investment"] == Decimal("1731.5") * YI
    assert value["year_plan"] == 243 * YI
    assert value["new_projects"] == 75
    assert value["new_plan"] == Decimal("133.46") * YI
    assert value["batch_planned"] == 70
    assert value["batch_total"] == 1100 * YI
    assert value["batch_plan"] == 150 * YI
    assert value["batch_started"] == 40


def test_every_published_figure_of_2021_agrees_with_the_one_computed(headline: Headline) -> None:
    beside = [number for number in published_numbers() if number.figure]
    assert len(beside) == 19
    digits = {"%": Decimal("0.01")}
    for number in beside:
        computed = headline.figures[number.figure].value
        assert computed is not None
        printed = number.value.as_tuple().exponent
        if number.value_unit in digits:
            computed = computed * 100
        elif number.value_unit == "亿元":
            computed = computed / YI
        assert computed.quantize(Decimal(1).scaleb(printed)) == number.value, number.key


def test_the_plan_of_2020_is_a_twelfth_less_and_was_overtaken(headline: Headline) -> None:
    plan = headline.figures["year_plan"]
    assert plan.last_year == Decimal("216.96") * YI
    assert plan.value is not None
    assert round((plan.value / plan.last_year - 1) * 100) == 12
    assert headline.figures["year_projects"].last_year == 121


def test_the_end_of_february_shows_what_was_on_record_then(zone: Zone, office: Standing) -> None:
    then = Headline(office, Look.at(zone, date(2021, 2, 28)))
    assert then.month == date(2021, 2, 1)
    assert then.figures["year_projects"].value == 143
    assert then.figures["batch_started"].value == 31
    now = Headline(office, Look.at(zone, None))
    assert now.month == date(2021, 3, 1)
    assert then.figures["done_to_date"].value == now.figures["done_to_date"].last_month


def test_a_restatement_of_january_left_the_record_of_february_alone(
    zone: Zone, office: Standing
) -> None:
    view = View(date(2021, 2, 1))
    now = Sheet(office, view).total(["year_amount"]).sums["year_amount"]
    before = replace(view, as_of=zone.end_of(date(2021, 2, 28)))
    then = Sheet(office, before).total(["year_amount"]).sums["year_amount"]
    assert now - then == 600_000


def test_before_the_plan_was_drawn_up_there_is_none(zone: Zone, office: Standing) -> None:
    then = Headline(office, Look.at(zone, date(2020, 6, 30)))
    assert then.figures["year_projects"].value == 121
    assert then.month == date(2020, 6, 1)


def test_the_zone_stands_on_its_day(zone: Zone) -> None:
    assert zone.today() == TODAY


def test_march_has_131_reports_and_somebody_to_chase(headline: Headline, office: Standing) -> None:
    assert headline.reported == 131
    assert headline.samples == 122
