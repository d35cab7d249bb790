"""Sums of a whole zone are kept, and nobody ever reads one that no longer holds."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import MonthlyReport
from kaigong.portfolio.services.lamps import judge_zone
from kaigong.portfolio.sheet import CrossedSheet, Cube, Filters, View
from kaigong.portfolio.trend import Trend
from tests.builders import (
    YI,
    a_person,
    a_plan,
    a_project,
    a_report,
    a_standing,
    a_zone,
    an_organisation,
)

pytestmark = pytest.mark.django_db(transaction=True)

MARCH = date(2021, 3, 1)


@pytest.fixture
def office() -> Standing:
    zone = a_zone()
    for number in range(3):
        project = a_project(zone, f"{number} 号厂房", stage="construction")
        a_plan(project, planned=12 * YI)
        a_report(project, MARCH, YI)
    return a_standing(a_person(zone, Role.COMMAND), zone)


def cube_of(standing: Standing, filters: Filters | None = None) -> Cube:
    sheet = CrossedSheet(standing, View(MARCH, filters or {}))
    return sheet.cube(("kind", "lamp"), marks={}, summed=("year_amount",))


def done(standing: Standing) -> Decimal:
    return cube_of(standing).sum("year_amount")


def questions(standing: Standing, filters: Filters | None = None) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        cube_of(standing, filters)
    return [each["sql"] for each in asked if "year_sum" in each["sql"]]


def test_a_second_reader_asks_for_the_state_alone(office: Standing) -> None:
    assert len(questions(office)) == 1
    assert questions(office) == []
    assert len(questions(office, {"kind": {"in": ["new"]}})) == 1
    other = a_zone("other")
    assert done(a_standing(a_person(other, Role.COMMAND), other)) == 0
    assert done(office) == 3 * YI


def test_what_changes_is_read_anew_whoever_changed_it(office: Standing) -> None:
    assert done(office) == 3 * YI
    report = MonthlyReport.objects.all()[0]
    report.record_amount = 5 * YI
    report.save()
    assert done(office) == 7 * YI
    report.delete()
    assert done(office) == 2 * YI
    assert "red" not in cube_of(office).per("lamp")
    office.zone.stands_on = date(2023, 1, 10)
    office.zone.save()
    judge_zone(office.zone)
    assert None not in cube_of(office).per("lamp")


def test_the_months_and_paces_are_kept_and_read_anew_as_well(office: Standing) -> None:
    view = View(MARCH)
    assert Trend(office, view).by_month().done[2] == 3 * YI
    a_report(a_project(office.zone, "新报的"), MARCH, 2 * YI)
    assert Trend(office, view).by_month().done[2] == 5 * YI
    assert sorted(Trend(office, view).paces().done) == [YI, YI, YI, 2 * YI]


def test_what_a_transaction_took_back_was_read_by_nobody_else(office: Standing) -> None:
    assert done(office) == 3 * YI
    with transaction.atomic():
        MonthlyReport.objects.update(record_amount=9 * YI)
        a_report(a_project(office.zone, "不算数"), MARCH, YI)
        assert done(office) == 28 * YI
        transaction.set_rollback(True)
    assert done(office) == 3 * YI
    # The next line of history may carry the very number that was taken back.
    a_report(a_project(office.zone, "算数"), MARCH, 4 * YI)
    assert done(office) == 7 * YI


def test_what_names_another_table_is_not_kept(office: Standing) -> None:
    named: Filters = {"name": {"contains": "厂房"}}  # a project is found by its other names too
    assert len(questions(office, named)) == 1
    assert len(questions(office, named)) == 1


def test_those_who_see_a_part_read_for_themselves(office: Standing) -> None:
    firm = an_organisation(office.zone, "企业", kind="firm")
    person = a_person(office.zone, Role.FIRM, organisation=firm)
    standing = a_standing(person, office.zone)
    assert done(office) == 3 * YI
    assert done(standing) == 0
    assert len(questions(standing)) == 1


def test_many_who_ask_at_once_have_one_reading(office: Standing) -> None:
    assert done(office) == 3 * YI
    found: list[Decimal] = []

    def ask() -> None:
        try:
            found.append(done(office))
        finally:
            connection.close()

    people = [threading.Thread(target=ask) for _ in range(8)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert found == [3 * YI] * 8


def test_beside_a_writer_who_is_not_done_nothing_is_kept(office: Standing) -> None:
    if connection.vendor != "postgresql":
        return  # one writer at a time: what has a number is settled
    settings = connection.get_connection_params()
    settings.pop("cursor_factory", None)
    settings.pop("context", None)
    with psycopg.connect(**settings) as writer:
        writer.execute("DELETE FROM portfolio_historicalmonthlyreport WHERE history_id < 0")
        assert len(questions(office)) == 1
        assert len(questions(office)) == 1
    assert len(questions(office)) == 1
    assert questions(office) == []
