"""Where a benchmark runs: a folder and databases of its own, and a zone of any size in them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kaigong.accounts.selectors import Standing

YEARS = (2019, 2020, 2021)
TODAY = date(2021, 12, 28)
MONTH = date(2021, 12, 1)
SLUG = "bench"


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards; short, because a socket's path ends at 107 bytes."""
    place = Path(tempfile.mkdtemp(prefix="kgbench-", dir="/tmp"))
    place.chmod(0o755)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def postgresql(place: Path) -> Iterator[str | None]:
    """A PostgreSQL server of our own, reached by a socket; yields its address, or None without one.

    It runs with its usual settings, but without fsync and parallel workers, so that the time of one
    processor is the whole time.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        yield None
        return
    home, binaries = place / "pg", found[-1]
    home.mkdir()
    if os.getuid() == 0:
        entry = pwd.getpwnam("postgres")
        os.chown(home, entry.pw_uid, entry.pw_gid)

    def server(tool: str, *words: str) -> None:
        prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run(
            [*prefix, str(binaries / tool), "-D", str(home / "data"), *words],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )

    server("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-k {home} -c listen_addresses='' -c fsync=off -c max_parallel_workers_per_gather=0"
    server("pg_ctl", "-w", "-l", str(home / "log"), "-o", options, "start")
    try:
        yield f"postgresql://postgres@/postgres?host={home}"
    finally:
        server("pg_ctl", "-m", "immediate", "stop")


def open_house(place: Path, *, database: str = "") -> None:
    """Set Django up on a new database: once in a process, before any of our models is imported."""
    os.environ["KAIGONG_DATA"] = str(place / "files")
    os.environ.pop("KAIGONG_DATABASE_URL", None)
    if database:
        os.environ["KAIGONG_DATABASE_URL"] = database
    os.environ["DJANGO_SETTINGS_MODULE"] = "kaigong.config.settings"
    (place / "files").mkdir(exist_ok=True)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from kaigong.config.memory import load_pages

    load_pages()  # as the server does


def fill(projects: int, *, months: int = 36) -> Standing:
    """A zone of so many projects with three annual plans each, and the last so many months.

    The rows are made by rule from their number, so every run has the same. They are written past
    the services: filling is not what is timed.
    """
    from django.db import connection, transaction

    from kaigong.accounts.models import Membership, Role, User
    from kaigong.accounts.selectors import Standing
    from kaigong.accounts.services import appoint, open_zone
    from kaigong.portfolio.bulk import refresh_statistics
    from kaigong.portfolio.models import AnnualPlan, LevelThreshold, Project, Sector, SectorScheme

    zone = open_zone(SLUG, name="量测园区", by=None)
    zone.stands_on = TODAY
    zone.save()
    user = User.objects.create_user(username="bench", display_name="量测")
    home = zone.organisations.get(kind="zone")
    appoint(user, role=Role.COMMAND, organisation=home, by=None)
    scheme = SectorScheme.objects.create(zone=zone, first_year=2019, name="2019 年产业口径")
    sectors = [Sector.objects.create(scheme=scheme, name=f"产业{n}", place=n) for n in range(8)]
    LevelThreshold.objects.filter(zone=zone).delete()
    LevelThreshold.objects.create(
        zone=zone, first_year=2019, from_amount=Decimal(50_000_000), name="5000 万元以上"
    )
    with transaction.atomic():
        Project.objects.bulk_create(
            (Project(zone=zone, **_project(n, sectors)) for n in range(projects)), batch_size=1000
        )
        ids = list(Project.objects.order_by("code").values_list("id", flat=True))
        AnnualPlan.objects.bulk_create(
            (
                AnnualPlan(
                    zone=zone,
                    project_id=key,
                    year=year,
                    planned_amount=Decimal((n * 13 + year) % 9000 + 100) * 10_000,
                    is_outside_plan=n % 29 == 0,
                    batch="春季开复工" if n % 5 == 0 else "",
                )
                for year in YEARS
                for n, key in enumerate(ids)
            ),
            batch_size=1000,
        )
        asked = [(year, month) for year in YEARS for month in range(1, 13)]
        with connection.cursor() as cursor:
            for year, month in asked:
                cursor.execute(_TARGETS, [month, zone.pk, year])
            for year, month in asked[-months:]:
                cursor.execute(_REPORTS, _report(date(year, month, 1), zone.pk))
    refresh_statistics()
    return Standing(user, zone, list(Membership.objects.filter(user=user)))


def _project(number: int, sectors: list[Any]) -> dict[str, Any]:
    return {
        "code": f"JY-{number:06d}",
        "name": f"第{number}号产业园建设项目",
        "folded_name": f"第{number}号产业园建设项目",
        "sector": sectors[number % 8],
        "kind": ("new", "continuing", "resumed")[number % 3],
        "stage": ("signed", "approval", "started", "construction", "completed")[number % 5],
        "total_amount": Decimal(1_000 + number * 7 % 90_000) * 10_000,
        "counted_before_amount": Decimal(10_000_000 if number % 11 == 0 else 0),
        "place": f"开发区{number % 40}号路",
        "planned_start_on": date(2018 + number % 4, number % 12 + 1, 1),
        "planned_completion_on": date(2021 + number % 3, number % 12 + 1, 28),
    }


def light(zone_id: int) -> None:
    """A lamp for every project, by rule from its number."""
    from django.db import connection

    from kaigong.portfolio.bulk import refresh_statistics

    with connection.cursor() as cursor:
        cursor.execute(_LAMPS, [zone_id])
    refresh_statistics()


_LAMPS = """
INSERT INTO portfolio_projectlamp (project_id, zone_id, colour, rank, rule, reason, reason_en,
  since, others)
SELECT id, zone_id, CASE WHEN id %% 17 = 0 THEN 'red' ELSE 'green' END,
  CASE WHEN id %% 17 = 0 THEN 0 ELSE 3 END, '', '', '', '2021-12-01 08:00:00+00', '[]'
FROM portfolio_project p WHERE zone_id = %s
  AND NOT EXISTS (SELECT 1 FROM portfolio_projectlamp l WHERE l.project_id = p.id)
"""
_TARGETS = """
INSERT INTO portfolio_monthlytarget (plan_id, month, planned_amount)
SELECT id, %s, planned_amount / 12 - (planned_amount / 12) %% 100
FROM portfolio_annualplan WHERE zone_id = %s AND year = %s ORDER BY id
"""
_REPORTS = """
INSERT INTO portfolio_monthlyreport (zone_id, project_id, month, first_amount, record_amount,
  physical_progress, problems, note, is_unchanged, state, is_sample)
SELECT zone_id, id, %s, (id * 7 + %s) %% 900 * 10000, (id * 7 + %s) %% 900 * 10000,
  '主体施工', '', '', %s, 'reported', %s
FROM portfolio_project WHERE zone_id = %s ORDER BY id
"""


def _report(month: date, zone_id: int) -> list[Any]:
    salt = month.year * 12 + month.month
    return [month.isoformat(), salt, salt, False, False, zone_id]
