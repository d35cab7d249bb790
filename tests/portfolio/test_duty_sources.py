"""What the ledger reminds people of."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.portfolio.duty_sources import faults_in_my_rows, reports_due
from kaigong.portfolio.models import MonthClose
from kaigong.portfolio.services.intake import receive_file, try_run
from tests.builders import TODAY, a_person, a_plan, a_project, a_standing, a_zone

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
