"""The chain of acts: it grows line by line, and a hand in it is seen."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connection

from kaigong.audit.models import Entry
from kaigong.audit.services import record, verify

pytestmark = pytest.mark.django_db


def three_acts() -> None:
    for number in range(3):
        record("test.act.done", by=None, zone="z", subject=str(number), before=None, after=number)


def test_an_untouched_chain_is_clean() -> None:
    three_acts()
    verdict = verify()
    assert verdict.is_clean
    assert verdict.sound == 3


def test_a_changed_fact_is_named_by_its_line() -> None:
    three_acts()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET subject = 'other' WHERE id = 2")
    assert verify().broken_at == 2
    assert verify().sound == 1


def test_a_line_that_was_taken_out_is_missed() -> None:
    three_acts()
    Entry.objects.filter(id=2).delete()
    assert verify().broken_at == 2


def test_an_end_that_was_cut_off_is_missed() -> None:
    three_acts()
    Entry.objects.filter(id=3).delete()
    assert verify().broken_at == 3


def test_a_line_costs_few_queries(django_assert_max_num_queries: Any) -> None:
    record("test.act.done", by=None)
    # Savepoint and its release, the end of the chain read and written, the line itself.
    with django_assert_max_num_queries(5):
        record("test.act.done", by=None, subject="P-1", before={"a": 1}, after={"a": 2})


def test_a_line_takes_a_small_part_of_a_request() -> None:
    """Measured at 1 ms beside pages of 20 to 100 ms; the bound leaves room for a busy machine."""
    record("test.act.done", by=None)
    spent = []
    for _ in range(30):
        start = time.process_time()
        record("test.act.done", by=None, subject="P-1", before={"a": 1}, after={"a": 2})
        spent.append(time.process_time() - start)
    assert sorted(spent)[15] < 0.01
