"""Whoever opens a page changes nothing: no zone begins its categories because somebody looked."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kaigong.accounts.models import Role
from kaigong.audit.models import Entry
from kaigong.coordination.models import ConditionKind, IssueCategory
from kaigong.coordination.urls import urlpatterns
from tests.coordination.cast import Cast
from tests.coordination.test_pages import browser_of

pytestmark = pytest.mark.django_db

# Pages of a zone as a whole: their addresses name nothing else.
PAGES = sorted({str(each.pattern) for each in urlpatterns if "<" not in str(each.pattern)})
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(?!django_session)')


@pytest.mark.parametrize("page", PAGES)
def test_a_get_writes_nothing_in_a_zone_without_categories(page: str) -> None:
    cast = Cast()
    ConditionKind.objects.filter(zone=cast.zone).delete()
    IssueCategory.objects.filter(zone=cast.zone).delete()
    browser = browser_of(cast.somebody(Role.ADMINISTRATOR))
    lines = Entry.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = browser.get(f"/{cast.zone.slug}/{page}")
    assert answer.status_code in {200, 302, 403, 404, 405}
    written = [each["sql"] for each in asked if WRITES.match(each["sql"])]
    if not page.endswith((".xlsx", ".bcf", ".docx")):  # what is taken out leaves a line
        assert Entry.objects.count() == lines
        assert not written
    assert not IssueCategory.objects.filter(zone=cast.zone).exists()
    assert not ConditionKind.objects.filter(zone=cast.zone).exists()


def test_a_zone_has_its_categories_and_conditions_from_its_first_day() -> None:
    zone = Cast().zone
    assert IssueCategory.objects.filter(zone=zone, is_start_condition=True).count() == 6
    assert ConditionKind.objects.filter(zone=zone).count() == 6
