"""Rows written by the thousand arrive as they would by `save()`, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from kaigong.accounts.models import Organisation
from kaigong.audit import clock
from kaigong.portfolio import bulk
from kaigong.portfolio.models import AnnualPlan, ChangedRow, ChangeSet, MonthlyReport, Project
from tests.builders import a_plan, a_project, a_report, a_zone, an_organisation

pytestmark = pytest.mark.django_db

TEXTS = ["", "长春", "a'b\"c", "back\\slash", "two\nlines\tand a tab", "{x} %s %% $1"]
TEXTS += ["null", "𠮷😀"]
AMOUNTS = [None, Decimal(0), Decimal("0.01"), Decimal("123456789012.34"), Decimal("0.10")]
DAYS = [None, date(1949, 10, 1), date(2021, 3, 29)]


def stored(rows: list[Model], names: list[str]) -> list[list[Any]]:
    keys = [row.pk for row in rows]
    found = type(rows[0])._default_manager.in_bulk(keys)
    return [[getattr(found[key], name) for name in names] for key in keys]


def wanted(rows: list[Model], names: list[str]) -> list[list[Any]]:
    return [[getattr(row, name) for name in names] for row in rows]


def test_texts_amounts_days_and_keys_arrive_as_they_are() -> None:
    zone = a_zone()
    firm = an_organisation(zone, kind="firm", name="长发集团")
    names = ["place", "total_amount", "planned_start_on", "investor_id", "is_sample"]
    names += ["longitude", "latitude"]
    rows: list[Model] = []
    for number, (text, amount, day) in enumerate(product(TEXTS, AMOUNTS, DAYS)):
        row = a_project(zone, code=f"JY-{number:04d}")
        row.place, row.total_amount, row.planned_start_on = text, amount, day
        row.investor = firm if number % 2 else None
        row.is_sample = number % 3 == 0
        if number % 5 == 0:
            row.longitude, row.latitude = Decimal("125.288651"), Decimal("-43.8")
        rows.append(row)
    bulk.update_rows(dict.fromkeys(rows, names), by=None)
    assert stored(rows, names) == wanted(rows, names)
    for row in rows[:10]:
        line = Project.history.filter(id=row.pk).first()  # type: ignore[attr-defined]
        assert [getattr(line, name) for name in names] == wanted([row], names)[0]


def test_documents_of_a_plan_and_moments_of_a_report_arrive_as_they_are() -> None:
    zone = a_zone()
    plans: list[Model] = []
    reports: list[Model] = []
    for number, text in enumerate(TEXTS):
        project = a_project(zone, code=f"JY-{number:04d}")
        plan = a_plan(project, year=2021)
        plan.extras = {"备注": text, text or "-": [1, None, {"深": True}]} if number else {}
        plans.append(plan)
        report = a_report(project, month=date(2021, 3, 1))
        report.problems = text
        report.reported_at = datetime(2021, 3, 29, number, 30, 15, 250_000, tzinfo=UTC)
        reports.append(report)
    bulk.update_rows(dict.fromkeys(plans, ("extras",)), by=None)
    bulk.overwrite_rows(dict.fromkeys(reports, ("problems", "reported_at")))
    assert stored(plans, ["extras"]) == wanted(plans, ["extras"])
    assert stored(reports, ["problems", "reported_at"]) == wanted(
        reports, ["problems", "reported_at"]
    )
    assert AnnualPlan.history.filter(history_type="~").count() == len(plans)
    assert not MonthlyReport.history.filter(history_type="~").exists()


def test_each_row_gets_the_fields_named_for_it_and_no_others() -> None:
    zone = a_zone()
    first, second = a_project(zone, code="A", place="x"), a_project(zone, code="B", place="x")
    for row in (first, second):
        row.place, row.content = "y", "z"
    bulk.overwrite_rows({first: ["place"], second: ["content"]})
    assert stored([first, second], ["place", "content"]) == [["y", ""], ["x", "z"]]


def test_new_rows_of_a_change_arrive_with_their_documents() -> None:
    zone = a_zone()
    change_set = ChangeSet.objects.create(zone=zone, source="paste", at=clock.now())
    rows = [
        ChangedRow(
            change_set=change_set,
            project_id=number,
            project_code=f"JY-{number}",
            is_new=number % 2 == 0,
            before={"place": text},
            after={"place": None, "2021:planned_amount": "1.00"},
            begun=["2021"] if number % 3 else [],
        )
        for number, text in enumerate(TEXTS)
    ]
    bulk.insert_rows(rows)
    names = ["project_id", "project_code", "is_new", "before", "after", "begun"]
    found = list(change_set.rows.order_by("project_id"))
    assert [[getattr(row, name) for name in names] for row in found] == wanted([*rows], names)
    ChangedRow.objects.all().delete()
    columns = {name: [getattr(row, name) for row in rows] for name in names}
    bulk.insert_columns(ChangedRow, {"change_set": [change_set.pk] * len(rows), **columns})
    found = list(change_set.rows.order_by("project_id"))
    assert [[getattr(row, name) for name in names] for row in found] == wanted([*rows], names)


def test_rows_read_by_the_thousand_are_the_rows_that_are_read_one_by_one() -> None:
    zone = a_zone()
    projects = [a_project(zone, code=f"JY-{number}", place=text or "-")
                for number, text in enumerate(TEXTS)]  # fmt: skip
    plans = {a_plan(project, year=2021, extras={"备注": project.place}).pk for project in projects}
    read = bulk.read_rows(AnnualPlan.objects.filter(pk__in=plans))
    assert {row.pk: vars(row) | {"_state": None} for row in read} == {
        row.pk: vars(row) | {"_state": None} for row in AnnualPlan.objects.all()
    }
    row = read[0]
    row.batch = "春季开复工"
    row.save()
    assert AnnualPlan.objects.get(pk=row.pk) == row
    assert AnnualPlan.objects.get(pk=row.pk).batch == "春季开复工"


def test_a_row_read_in_part_finds_the_rest_when_asked() -> None:
    project = a_project(a_zone(), code="JY-1", place="净月大街")
    (row,) = bulk.read_rows(Project.objects.all(), ["id", "code"])
    assert row.get_deferred_fields() >= {"place", "zone_id"}
    assert (row.place, row.zone) == ("净月大街", project.zone)


def test_any_number_of_keys_is_one_parameter() -> None:
    zone = a_zone()
    first, second = a_project(zone, code="A"), a_project(zone, code="B")
    keys = [first.pk, *range(10**6, 10**6 + 300_000)]
    assert list(Project.objects.filter(pk__in=bulk.among(keys))) == [first]
    assert list(Project.objects.exclude(pk__in=bulk.among(keys))) == [second]
    assert not Project.objects.filter(pk__in=bulk.among([])).exists()


def test_rows_made_of_columns_arrive_and_what_is_known_stays() -> None:
    zone = a_zone()
    power, water = (an_organisation(zone, kind="utility", name=name) for name in ("电", "水"))
    names = ["zone_id", "parent_id", "kind", "name", "name_en", "closed_at"]
    moment = datetime(2021, 3, 29, 9, 30, 15, 250_000, tzinfo=UTC)
    told = [
        (zone.pk, None, "firm", "甲", "", None),
        (zone.pk, power.pk, "firm", "a'b\"c", "{x} %s", moment),
        (zone.pk, water.pk, "utility", "水", "anew", moment),  # there is one of this name
    ]
    columns = dict(zip(names, zip(*told, strict=True), strict=True))
    bulk.insert_columns(Organisation, columns, only_new=True)
    found = Organisation.objects.filter(zone=zone).exclude(kind="zone").order_by("id")
    assert list(found.values_list(*names)) == [
        (zone.pk, power.parent_id, "utility", "电", "", None),
        (zone.pk, water.parent_id, "utility", "水", "", None),
        *told[:2],
    ]


def _overwrite(first: Model, others: list[Model]) -> None:
    with transaction.atomic(), bulk.without_waiting():
        bulk.overwrite_rows({first: ("code",)})
        bulk.overwrite_rows(dict.fromkeys(others, ("place",)))


def test_statements_sent_without_waiting_are_kept_in_order_and_a_bad_one_is_told() -> None:
    zone = a_zone()
    rows: list[Model] = [a_project(zone, code=f"JY-{n:04d}") for n in range(300)]
    for number, row in enumerate(rows):
        row.place = f"{number} 号路" * 500  # more than a socket takes at once  # type: ignore[attr-defined]
    with bulk.without_waiting():
        bulk.update_rows(dict.fromkeys(rows, ("place",)), by=None)
        for row in rows:
            row.place = "一号路"  # type: ignore[attr-defined]
        bulk.update_rows(dict.fromkeys(rows, ("place",)), by=None)
        change = ChangeSet.objects.create(zone=zone, source="edit", at=clock.now(), cell_count=0)
    assert ChangeSet.objects.filter(pk=change.pk).exists()
    assert set(Project.objects.values_list("place", flat=True)) == {"一号路"}
    assert Project.history.filter(history_type="~").count() == 600  # type: ignore[attr-defined]
    rows[0].code = "JY-0001"  # type: ignore[attr-defined]
    with pytest.raises(IntegrityError):
        _overwrite(rows[0], rows[1:])
    assert Project.objects.filter(code="JY-0001").count() == 1
