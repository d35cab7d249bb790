"""A day between a paste and its undo: what was on record then is still shown."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kaigong.accounts.models import Role
from kaigong.audit import clock
from kaigong.portfolio.models import ChangeSet, MonthlyReport
from kaigong.portfolio.selectors.projects import held_on, rows_at
from kaigong.portfolio.services.changes import Edit, change_cells
from kaigong.portfolio.services.undoing import undo_change_set
from kaigong.portfolio.sheet import Sheet, View
from tests.builders import YI, a_person, a_project, a_standing, a_zone

pytestmark = pytest.mark.django_db

MARCH = date(2021, 3, 1)
PASTED, BETWEEN = (datetime(2021, 3, day, 4, tzinfo=UTC) for day in (1, 2))


def test_a_day_between_a_paste_and_its_undo_shows_the_reports_and_a_later_one_does_not() -> None:
    zone = a_zone()
    desk = a_standing(a_person(zone, Role.STATISTICIAN), zone)
    with clock.as_if(datetime(2021, 2, 1, tzinfo=UTC)):
        projects = [a_project(zone) for _ in range(20)]
    with clock.as_if(PASTED):
        edits = [Edit(project.pk, "month_amount", "1") for project in projects]
        change_cells(desk, edits, month=MARCH, source="paste")
    undo_change_set(desk, ChangeSet.objects.get())
    later = clock.now()

    def sums(moment: datetime | None) -> object:
        return Sheet(desk, View(MARCH, as_of=moment)).total(["month_amount"]).sums["month_amount"]

    assert sums(BETWEEN) == 20 * YI
    assert not sums(later)
    assert not sums(None)
    assert not MonthlyReport.objects.exists()
    for moment, count in [(BETWEEN, 20), (later, 0), (None, 0)]:
        assert len(held_on(MonthlyReport, moment, zone=zone.pk)) == count
        assert rows_at(MonthlyReport, moment).filter(zone_id=zone.pk).count() == count
    # One line for each withdrawn report: without it a later day would show the report for ever.
    history = MonthlyReport.history.filter(history_type="-")  # type: ignore[attr-defined]
    assert history.count() == 20
