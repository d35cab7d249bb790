"""One run of the escalation rules over many open issues; the same with one of two workers killed.

Every rule of the head start speaks, to people inside the house and to a robot outside. The
calls of the first run are what there is to be said; two workers at once, one of them killed in
the middle, and whoever comes after them must end on the same rows, each once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.timing import agree, processor_seconds

TODAY = date(2021, 11, 29)  # a Monday
PLACE = ZoneInfo("Asia/Shanghai")
BODIES, OFFICERS, PROJECTS = 40, 3, 400
SLUG = "desk"


def measure(issues: int) -> dict[str, Any]:
    from kaigong.coordination.models import (
        Audience,
        Delivery,
        EscalationCall,
        EscalationDesk,
        Listener,
    )
    from kaigong.coordination.services.escalating import decide

    zone = _zone(issues)
    found: dict[str, Any] = {"open issues": issues}
    seconds: dict[str, dict[str, float]] = {}

    def timed(name: str) -> Any:
        cpu, wall = processor_seconds(), time.perf_counter()
        decided = decide(zone)
        seconds[name] = {
            "wall": round(time.perf_counter() - wall, 3),
            "cpu": round(processor_seconds() - cpu, 3),
        }
        return decided

    def rows() -> list[tuple[Any, ...]]:
        told = EscalationCall.objects.order_by("rule", "issue", "due_on", "turn")
        singles = Delivery.objects.exclude(call=None).order_by("key")
        return [
            *told.values_list("rule", "issue", "due_on", "turn", "audience__key"),
            *singles.values_list("key", "call__rule", "call__issue"),
        ]

    first = timed("first run of the day")
    wanted = rows()
    again = timed("an hour later")
    agree("a second run", (again.calls, rows()), (0, wanted))
    found |= {"calls": first.calls, "messages": first.messages, "deliveries": first.deliveries}
    found["audiences"] = Audience.objects.count()

    singles = Delivery.objects.exclude(call=None)
    rest = [each.objects.all() for each in (EscalationCall, Listener, Audience, Delivery)]
    for told in (singles, *rest):  # in the order in which one hangs on the other
        told._raw_delete(told.db)
    EscalationDesk.objects.update(decided_until=None, decided_at=None)
    began = time.perf_counter()
    killed_at = _two_workers_of_which_one_dies(first.calls)
    decide(zone)  # whoever comes next
    agree("two workers, one killed", rows(), wanted)
    seconds["two workers, one killed, a third after them"] = {
        "wall": round(time.perf_counter() - began, 3),
        "cpu": 0.0,  # of other processes
    }
    found["calls when one was killed"] = killed_at
    return found | {"seconds": seconds}


def _two_workers_of_which_one_dies(calls: int) -> int:
    from django.db import connection

    words = [sys.executable, "-m", "kaigong.config.command_line", "escalate"]
    words += ["--zone", SLUG, "--no-send"]
    connection.close()
    workers = [
        subprocess.Popen(words, env=os.environ.copy(), stdout=subprocess.DEVNULL) for _ in range(2)
    ]
    from kaigong.coordination.models import EscalationCall

    while (written := EscalationCall.objects.count()) < calls // 4:
        if all(worker.poll() is not None for worker in workers):
            raise SystemExit("both workers ended before one could be killed")
        time.sleep(0.02)
    workers[0].send_signal(signal.SIGKILL)
    for worker in workers:
        worker.wait()
    return written


def _zone(issues: int) -> Any:
    from kaigong.accounts.models import Role, User
    from kaigong.accounts.services import appoint, found_organisation, open_zone, stand_still
    from kaigong.coordination.models import (
        Channel,
        EscalationRule,
        Issue,
        IssueCategory,
    )
    from kaigong.coordination.sealing import sealed
    from kaigong.portfolio.models import Project

    zone = open_zone(SLUG, name="量测园区", by=None)
    stand_still(zone, on=TODAY, by=None)
    channel = Channel.objects.create(
        zone=zone, name="群", kind="hook", sealed=sealed("json://127.0.0.1:9/"), hint="json://…"
    )
    EscalationRule.objects.filter(zone=zone).update(in_force_from=TODAY, channel=channel)

    def person(name: str, role: Role, body: Any) -> User:
        user = User.objects.create_user(username=name, display_name=name)
        appoint(user, role=role, organisation=body, by=None)
        return user

    home = zone.organisations.get(kind="zone")
    for number in range(OFFICERS):
        person(f"command{number}", Role.COMMAND, home)
    leaders = [person(f"leader{number}", Role.LEADER, home) for number in range(5)]
    bodies = [
        found_organisation(zone, kind="department", name=f"部门{number}", by=None)
        for number in range(BODIES)
    ]
    officers = [
        [person(f"officer{at}-{number}", Role.DEPARTMENT, body) for number in range(OFFICERS)]
        for at, body in enumerate(bodies)
    ]
    Project.objects.bulk_create(
        Project(
            zone=zone, code=f"P-{n:04d}", name=f"项目{n}", folded_name=f"项目{n}",
            leader=leaders[n % 5], service_officer=officers[n % BODIES][0],
        )
        for n in range(PROJECTS)
    )  # fmt: skip
    projects = list(Project.objects.filter(zone=zone).order_by("pk"))
    categories = list(IssueCategory.objects.filter(zone=zone))
    # As an office has them: few to assign, most being worked on.
    states = ("raised", "triaged", *["assigned"] * 3, *["accepted"] * 4, *["working"] * 9)
    states += ("claimed",) * 2

    def day(n: int, spread: int) -> datetime:
        return datetime(2021, 11, 29, 10, tzinfo=PLACE) - timedelta(days=n % spread)

    def issue(n: int) -> Issue:
        state, at = states[n % len(states)], n % BODIES
        has_lead = state not in {"raised", "triaged"}
        return Issue(
            zone=zone, number=f"W-2021-{n:06d}", title=f"施工用电未接通 {n}", state=state,
            project=projects[n % PROJECTS], category=categories[n % len(categories)],
            severity=1 + n % 3, raised_by=officers[(n + 1) % BODIES][n % OFFICERS],
            raised_at=day(n, 60), moved_at=day(n * 7, 23), lead=bodies[at] if has_lead else None,
            owner=officers[at][n % OFFICERS] if state in {"accepted", "working"} else None,
            refused_at=day(n * 3, 17) if state == "triaged" else None,
            assigned_at=day(n, 20) if has_lead else None,
            acceptance_due_on=day(n, 20).date() if has_lead else None,
            solution_due_on=(day(n * 5, 41) + timedelta(days=9)).date() if has_lead else None,
            claimed_at=day(n, 13) if state == "claimed" else None,
        )  # fmt: skip

    from kaigong.portfolio.bulk import insert_rows, refresh_statistics

    for start in range(0, issues, 10_000):
        insert_rows([issue(n) for n in range(start, min(start + 10_000, issues))])
    refresh_statistics()
    return zone
