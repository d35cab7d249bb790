"""The zones that benchmarks fill past the services still fit the tables as they are now."""

from __future__ import annotations

import pytest
from benchmarks import places
from benchmarks.duties import fill_issues, measure

from kaigong.coordination.models import Issue
from kaigong.portfolio.models import AnnualPlan, MonthlyReport, Project

pytestmark = pytest.mark.django_db


def test_a_zone_of_any_size_has_its_plans_reports_and_issues() -> None:
    standing = places.fill(20, months=2)
    assert (Project.objects.count(), AnnualPlan.objects.count()) == (20, 60)
    assert MonthlyReport.objects.exists()
    fill_issues(standing, 300)
    assert Issue.objects.count() == 300
    assert Issue.objects.exclude(state="closed").count() == 30


def test_the_page_of_duties_is_asked_by_three_kinds_of_people() -> None:
    found = measure(places.fill(20, months=1), issues=300, turns=1)
    assert set(found["seconds"]) == {"command office", "department", "firm"}
    assert found["shown"]["department"] > 0
