"""Many figures from one reading must be the very figures that many readings give."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import translation

from kaigong.accounts.models import Role
from kaigong.audit import clock
from kaigong.portfolio.models import Project
from kaigong.portfolio.numbers import AMOUNTS, year_filters
from kaigong.portfolio.sheet import CrossedSheet, Cube, Filters, Sheet, View
from kaigong.portfolio.views import ledger
from tests.builders import YI, a_person, a_project, a_report, a_sector, a_standing, a_zone
from tests.cockpit.small_zone import SmallZone, a_small_zone

pytestmark = pytest.mark.django_db

MARCH = date(2021, 3, 1)
KEYS = ("kind", "batch", "sector", "lamp", "task_force")
SUMS = (*AMOUNTS, "total_amount")


@pytest.fixture
def small() -> SmallZone:
    return a_small_zone()


def marks_of(small: SmallZone) -> dict[str, Filters]:
    return {
        "year": year_filters(small.zone, 2021),
        "begun": {"stage": {"in": ["started", "construction"]}},
        "reported": {"month_state": {"empty": False}},
        "named": {"name": {"contains": "项目 1"}, "sector": {"contains": "数字"}},
        "large": {"total_amount": {"from": str(YI), "to": str(20 * YI)}},
        "unbatched": {"batch": {"in": [""]}},
    }


@pytest.mark.parametrize("is_past", [False, True])
@pytest.mark.parametrize("month", [date(2021, 2, 1), MARCH])
def test_each_mark_and_each_crossing_counts_what_its_filters_count(
    small: SmallZone, month: date, is_past: bool
) -> None:
    moment = clock.now() if is_past else None
    if is_past:  # what happens afterwards is not to be seen
        first = small.projects[0]
        first.kind, first.total_amount = "resumed", 99 * YI
        first.save()
        a_report(first, MARCH, 7 * YI)
        small.projects[-1].delete()
    standing, view = small.standing(), View(month, as_of=moment)
    cube = CrossedSheet(standing, view).cube(KEYS, marks=marks_of(small), summed=SUMS)
    for mark, filters in marks_of(small).items():
        marked = cube.marked(mark)
        for key in KEYS:
            apart = Sheet(standing, View(month, filters, group=key, as_of=moment)).groups(SUMS)
            parts = marked.per(key)
            assert {value: _told(part) for value, part in parts.items()} == {
                bundle.key: (bundle.count, bundle.sums) for bundle in apart
            }, (mark, key)
        assert marked.count == Sheet(standing, View(month, filters, as_of=moment)).count()


def _told(cube: Cube) -> tuple[int, object]:
    return cube.count, {column: cube.sum(column) for column in SUMS}


def test_a_person_crosses_no_more_than_he_may_see(small: SmallZone) -> None:
    officer = a_person(small.zone, Role.SERVICE)
    Project.objects.filter(pk=small.projects[2].pk).update(service_officer=officer)
    sheet = CrossedSheet(a_standing(officer, small.zone), View(MARCH))
    assert sheet.cube(["kind"], marks={}).count == 1


def test_names_follow_the_reader_and_what_is_not_stated_stands_last(small: SmallZone) -> None:
    second, first = a_sector(small.zone, "后"), a_sector(small.zone, "先")
    first.name_en, first.place, second.place = "First", 1, 2
    first.save()
    second.save()
    sheet = CrossedSheet(small.standing(), View(MARCH))
    names = sheet.names("sector", [None, second.pk, first.pk])
    assert sorted(names, key=lambda key: names[key].place) == [first.pk, second.pk, None]
    assert [names[first.pk].text, names[None].text] == ["先", ""]
    with translation.override("en"):
        assert sheet.names("sector", [first.pk])[first.pk].text == "First"
    kinds = sheet.names("kind", ["continuing", "new"])
    assert sorted(kinds, key=lambda key: kinds[key].place) == ["new", "continuing"]


def test_a_row_that_came_and_went_before_a_day_is_not_of_that_day() -> None:
    zone = a_zone()
    with clock.as_if(datetime(2021, 1, 1, tzinfo=UTC)):
        project = a_project(zone, "旧", total_amount=YI)
    with clock.as_if(datetime(2021, 2, 1, tzinfo=UTC)):
        project.total_amount = 2 * YI
        project.save()
    with clock.as_if(datetime(2021, 3, 1, tzinfo=UTC)):
        project.delete()
    standing = a_standing(a_person(zone, Role.LEADER), zone)

    def total(day: datetime) -> object:
        view = View(MARCH, as_of=day)
        cube = CrossedSheet(standing, view).cube([], marks={}, summed=["total_amount"])
        return cube.count and cube.sum("total_amount")

    assert total(datetime(2020, 12, 1, tzinfo=UTC)) == 0
    assert total(datetime(2021, 1, 15, tzinfo=UTC)) == YI
    assert total(datetime(2021, 2, 15, tzinfo=UTC)) == 2 * YI
    assert total(datetime(2021, 3, 15, tzinfo=UTC)) == 0


def test_a_large_ledger_opens_without_its_sums_and_shows_them_on_demand(
    small: SmallZone, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "SUMMED_AT_ONCE", 12)
    monkeypatch.setattr(ledger, "FIRST_ROWS", 5)
    client.force_login(small.leader, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/{small.zone.slug}/ledger/"
    page = client.get(address).content.decode()
    assert 'class="total"' not in page
    assert "sums=1" in page
    assert 'class="total"' in client.get(f"{address}?sums=1").content.decode()
