"""The page *my duties* in a zone of a million issues, a tenth of them open.

Nobody to compare with: the times alone, and the number of queries, which must not grow with the
zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from benchmarks.places import SLUG, TODAY
from benchmarks.timing import in_turns

BODIES = 40
OPEN_STATES = ("raised", "triaged", "assigned", "accepted", "working", "claimed", "verified")


def fill_issues(standing: Any, count: int) -> dict[str, Any]:
    """So many issues by rule from their number, every tenth of them open; who looks at them.

    Returns:
        A standing for the command office, a department and a firm.
    """
    from django.db import connection

    from kaigong.accounts.models import Membership, Organisation, Role, User
    from kaigong.accounts.selectors import Standing
    from kaigong.accounts.services import appoint
    from kaigong.coordination.services.categories import begin_categories

    zone = standing.zone
    categories = begin_categories(zone, by=None)
    departments = [
        Organisation.objects.create(zone=zone, kind="department", name=f"第{n}局")
        for n in range(BODIES)
    ]
    firms = [
        Organisation.objects.create(zone=zone, kind="firm", name=f"第{n}公司")
        for n in range(BODIES)
    ]
    found = {"command office": standing}
    for name, role, body in (
        ("department", Role.DEPARTMENT, departments[0]),
        ("firm", Role.FIRM, firms[0]),
    ):
        user = User.objects.create_user(username=f"bench-{role}")
        appoint(user, role=role, organisation=body, by=None)
        found[name] = Standing(user, zone, list(Membership.objects.filter(user=user)))
    numbers = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %s)"
    states = " ".join(f"WHEN {place} THEN '{state}'" for place, state in enumerate(OPEN_STATES))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE days (place integer PRIMARY KEY, at timestamp, due date)"
        )
        moments = [TODAY - timedelta(days=n) for n in range(400)]
        cursor.executemany(
            "INSERT INTO days VALUES (%s, %s, %s)",
            [(n, f"{day} 09:00:00", day + timedelta(days=60)) for n, day in enumerate(moments)],
        )
        with without_indexes(cursor, "coordination_issue"):
            cursor.execute(
            f"""{numbers}
            INSERT INTO coordination_issue (
                zone_id, number, title, text, category_id, severity, location,
                raised_by_id, raised_for_id, raised_at, moved_at, state, lead_id,
                closed_at, solution_due_on, acceptance_due_on, is_acceptance_provisional,
                is_due_provisional, refusals, reopenings, version, is_sample
            )
            SELECT %s, 'W-' || i, '第' || i || '件', '', %s + i %% %s, 1 + i %% 3, '',
                %s, %s + i %% %s, at, at, state,
                CASE WHEN state IN ('raised', 'triaged') THEN NULL ELSE %s + i %% %s END,
                CASE state WHEN 'closed' THEN at END,
                CASE WHEN state IN ('raised', 'triaged') THEN NULL ELSE due END,
                CASE WHEN state IN ('raised', 'triaged') THEN NULL ELSE due END,
                %s, %s, 0, 0, 1, %s
            FROM (
                SELECT i, CASE WHEN i %% 10 > 0 THEN 'closed'
                    ELSE CASE (i / 10) %% {len(OPEN_STATES)} {states} END END AS state
                FROM n
            ) AS made JOIN days ON days.place = made.i %% 400""",
            [
                count, zone.pk, categories[0].pk, len(categories), standing.user.pk,
                firms[0].pk, BODIES, departments[0].pk, BODIES, False, False, False,
            ],
        )  # fmt: skip
        cursor.execute("ANALYZE")
    return found


@contextmanager
def without_indexes(cursor: Any, table: str) -> Iterator[None]:
    """Fill a table first and sort its indexes afterwards; foreign keys are not asked row by row.

    With them in place a million issues took over six minutes.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            """SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s
            AND indexname NOT IN (SELECT conname FROM pg_constraint)""",
            [table],
        )
    else:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s"
            " AND sql IS NOT NULL",
            [table],
        )
    made = dict(cursor.fetchall())
    for name in made:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for statement in made.values():
        cursor.execute(statement)
    if connection.vendor == "postgresql":
        cursor.execute("SET session_replication_role = DEFAULT")


def measure(standing: Any, *, issues: int, turns: int) -> dict[str, Any]:
    """Median seconds of the page for three kinds of people, and the queries that it takes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    people = fill_issues(standing, issues)
    browsers = {}
    for name, who in people.items():
        browsers[name] = Client(HTTP_HOST="127.0.0.1")
        browsers[name].force_login(who.user)
    queries, shown = {}, {}
    for name, browser in browsers.items():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            page = browser.get(f"/{SLUG}/duties/")
        if page.status_code != 200:
            raise SystemExit(f"duties of the {name}: {page.status_code}")
        queries[name] = len(caught)
        shown[name] = page.content.decode().count('class="duty')
    seconds = in_turns(
        {name: lambda browser=each: browser.get(f"/{SLUG}/duties/")  # type: ignore[misc]
         for name, each in browsers.items()},
        turns=turns,
    )  # fmt: skip
    return {"issues": issues, "queries": queries, "shown": shown, "seconds": seconds}
