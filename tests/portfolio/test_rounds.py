"""The worker judges the lamps of every zone once a day, unasked."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kaigong.accounts.models import Zone
from kaigong.audit import clock
from kaigong.portfolio.models import ProjectLamp
from kaigong.portfolio.tasks import enqueue_rounds_due, judge_lamps
from tests.builders import a_project, a_zone

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2021, 3, 29, 12, tzinfo=SHANGHAI)


@pytest.fixture
def zone() -> Iterator[Zone]:
    with clock.as_if(NOON):
        zone = a_zone()
        zone.stands_on = None  # a real zone, which follows the calendar
        zone.save()
        yield zone


@pytest.fixture(autouse=True)
def _own_signals() -> Iterator[None]:
    """The worker takes the process's signals and keeps them; the tests after it want their own."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker drops its connection between tasks; here it is the test's own, and must stay."""
    where = "django_tasks_db.management.commands.db_worker.close_old_connections"
    monkeypatch.setattr(where, lambda: None)


def a_round(zone: Zone, *, hours_ago: float, status: TaskResultStatus) -> None:
    """What the queue remembers of a round."""
    at = clock.now() - timedelta(hours=hours_ago)
    made = judge_lamps.enqueue(zone.pk)
    DBTaskResult.objects.filter(pk=made.id).update(status=status, enqueued_at=at, finished_at=at)


def test_a_zone_never_judged_is_judged_at_the_start(zone: Zone) -> None:
    project = a_project(zone, planned_start_on=date(2021, 3, 1))
    ProjectLamp.objects.all().delete()
    assert enqueue_rounds_due() == [zone.slug]
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False)
    assert ProjectLamp.objects.get(project=project).colour == "red"


def test_a_round_that_waits_is_not_asked_for_twice(zone: Zone) -> None:
    assert enqueue_rounds_due() == [zone.slug]
    assert enqueue_rounds_due() == []


@pytest.mark.parametrize(
    ("hours_ago", "status", "is_due"),
    [
        (3, TaskResultStatus.SUCCESSFUL, False),
        (11.9, TaskResultStatus.SUCCESSFUL, False),  # just past the zone's midnight
        (12.1, TaskResultStatus.SUCCESSFUL, True),
        (30, TaskResultStatus.SUCCESSFUL, True),
        (0.5, TaskResultStatus.FAILED, False),
        (2, TaskResultStatus.FAILED, True),
        (0.5, TaskResultStatus.RUNNING, False),
        (2, TaskResultStatus.RUNNING, True),  # its worker was killed
    ],
)
def test_once_a_day_and_again_after_a_failure(
    zone: Zone, hours_ago: float, status: TaskResultStatus, is_due: bool
) -> None:
    a_round(zone, hours_ago=hours_ago, status=status)
    assert enqueue_rounds_due() == ([zone.slug] if is_due else [])


def test_the_day_begins_where_the_zone_is(zone: Zone) -> None:
    kyiv = a_zone("kyiv")
    kyiv.timezone = "Europe/Kyiv"
    kyiv.save()
    for each in (zone, kyiv):
        a_round(each, hours_ago=10, status=TaskResultStatus.SUCCESSFUL)
    # Both were judged at 2 o'clock of today in Shanghai, which was 9 in the evening in Kyiv.
    assert enqueue_rounds_due() == ["kyiv"]


def test_a_round_of_one_zone_says_nothing_of_another(zone: Zone) -> None:
    other = a_zone("other")
    a_round(zone, hours_ago=1, status=TaskResultStatus.SUCCESSFUL)
    assert enqueue_rounds_due() == [other.slug]


def test_a_promise_that_passes_overnight_turns_its_lamp(zone: Zone) -> None:
    project = a_project(zone, planned_start_on=date(2021, 3, 29))
    run = {"batch": True, "interval": 0, "startup_delay": False, "reload": False}
    enqueue_rounds_due()
    call_command("db_worker", **run)
    assert ProjectLamp.objects.get(project=project).rule != "late-start"
    DBTaskResult.objects.update(finished_at=NOON)
    with clock.as_if(NOON + timedelta(days=1)):
        assert enqueue_rounds_due() == [zone.slug]
        call_command("db_worker", **run)
    assert ProjectLamp.objects.get(project=project).rule == "late-start"


def counted_by_the_database(table: str) -> int:
    """How many rows the database's own statistics know of."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [table])
            return max(int(stat.split()[0]) for (stat,) in cursor.fetchall())
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        return int(cursor.fetchone()[0])


def test_a_ledger_that_grows_by_small_steps_is_counted_by_the_daily_round(zone: Zone) -> None:
    for _ in range(7):
        a_project(zone)
    assert enqueue_rounds_due() == [zone.slug]
    call_command("db_worker", batch=True, interval=0, reload=False, startup_delay=False)
    assert counted_by_the_database("portfolio_project") == 7
