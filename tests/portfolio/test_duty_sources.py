"""What the ledger reminds people of."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.portfolio.duty_sources import faults_in_my_rows, reports_due
from kaigong.portfolio.models import MonthClose, MonthlyReport
from kaigong.portfolio.selectors.months import round_of, rounds_counted
from kaigong.portfolio.services.intake import receive_file, try_run
from tests.builders import TODAY, a_person, a_plan, a_project, a_report, a_standing, a_zone

pytestmark = pytest.mark.django_db


def test_a_month_that_was_signed_off_asks_for_no_more_reports() -> None:
    zone = a_zone()
    a_plan(a_project(zone, stage="construction"))
    statistician = a_person(zone, Role.STATISTICIAN)
    standing = a_standing(statistician, zone)
    due = [duty.key for duty in reports_due(standing, TODAY)]
    assert due == ["reports-2021-02", "reports-2021-03"]
    MonthClose.objects.create(
        zone=zone,
        month=date(2021, 2, 1),
        closed_by=statistician,
        closed_at=datetime(2021, 3, 2, tzinfo=UTC),
        reported_count=0,
        missing_count=1,
        total_amount=0,
    )
    assert [duty.key for duty in reports_due(standing, TODAY)] == ["reports-2021-03"]


@pytest.mark.parametrize("own", [(), (0, 1, 2), (5,)])
def test_rounds_counted_at_once_are_the_rounds_one_by_one(own: tuple[int, ...]) -> None:
    """With projects of one's own among others in sight, with none, with one that owes nothing."""
    zone = a_zone()
    officer = a_person(zone, Role.SERVICE)
    months = [date(2021, 2, 1), date(2021, 3, 1)]
    for number in range(8):
        project = a_project(
            zone,
            stage="construction" if number % 2 == 0 or number == 1 else "lead",
            leader=officer,  # in sight, as much as one's own
            service_officer=officer if number in own else None,
        )
        if number < 4:
            a_plan(project)
        if number % 3 == 0:
            a_report(project, months[number % 2])
    for standing in (a_standing(officer, zone), a_standing(a_person(zone, Role.COMMAND), zone)):
        counted = rounds_counted(standing, months)
        for month, count in zip(months, counted, strict=True):
            ids = set(round_of(standing, month).values_list("pk", flat=True))
            reported = MonthlyReport.objects.filter(month=month, project__in=ids).count()
            assert (count.of, count.done) == (len(ids), reported)
            assert count.of > 0
    assert rounds_counted(standing, []) == []


def test_a_file_that_waits_leads_to_its_own_page(client: Client) -> None:
    """Two zones have files, so that a number counted in the zone would open nothing."""
    for zone in (a_zone(), a_zone()):
        standing = a_standing(a_person(zone, Role.STATISTICIAN), zone)
        text = "项目名称,项目编码,总投资（万元）\n影都一期,JY-1,九千吧\n"
        run = receive_file(zone, name=f"{zone.slug}.csv", content=text.encode(), by=standing.user)
        try_run(run, standing)
        (duty,) = faults_in_my_rows(standing, TODAY)
        client.force_login(standing.user)
        page = client.get(duty.url)
        assert page.status_code == 200
        assert f"{zone.slug}.csv" in page.content.decode()
