"""The chain of acts: it grows line by line, and a hand in it is seen."""

from __future__ import annotations

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
