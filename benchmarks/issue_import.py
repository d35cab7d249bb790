"""An office's list of issues: dry run, apply, undo; against pandas and save(), row by row.

The peer reads the same workbook with pandas, knows projects, bodies and categories by name, and
saves an issue with its history and its first turn for each row in one transaction, as an office's
script would. It looks for no fault, keeps no way back and asks nobody, so the dry run has no peer.
Both must end on the same issues.
"""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.timing import agree, processor_seconds

TODAY = date(2021, 11, 29)
PLACE = ZoneInfo("Asia/Shanghai")
PROJECTS, BODIES = 400, 40
HEAD = ["编号", "题目", "说明", "项目", "类别", "提出日期", "牵头部门", "状态", "办理期限", "位置"]
STATES = ["待交办", "办理中", "办理中", "已受理", "办理中"]


def measure(rows: int) -> dict[str, Any]:
    import time as clocks

    from kaigong.coordination.models import Issue
    from kaigong.coordination.services import import_undoing, imports

    standing = _standing()
    content = _workbook(standing, rows)
    seconds: dict[str, dict[str, float]] = {}

    def timed(name: str, work: Any) -> Any:
        cpu, wall = processor_seconds(), clocks.perf_counter()
        found = work()
        seconds[name] = {
            "wall": round(clocks.perf_counter() - wall, 3),
            "cpu": round(processor_seconds() - cpu, 3),
        }
        return found

    facts = ("title", "text", "state", "project", "category", "lead", "solution_due_on", "location")

    def issues() -> list[Any]:
        return list(Issue.objects.order_by("title").values_list(*facts))

    run = timed(
        "dry run",
        lambda: imports.receive_list(
            standing.zone, content=content, name="台账.xlsx", list_name="台账", standing=standing
        ),
    )
    brought = timed(
        "apply (dry run again within)", lambda: imports.apply_import(run, standing=standing)
    )
    ours = issues()
    timed("undo", lambda: import_undoing.undo_import(run, standing=standing))
    agree("what is left after the undo", issues(), [])
    timed("peer: pandas and save()", lambda: _peer(standing, content))
    agree("issue import", ours, issues())
    return {"rows": rows, "brought": brought, "file_kb": len(content) // 1024, "seconds": seconds}


def _peer(standing: Any, content: bytes) -> None:
    import pandas
    from django.db import transaction

    from kaigong.accounts.models import Organisation
    from kaigong.coordination.models import Issue, IssueCategory, IssueState, IssueTurn
    from kaigong.portfolio.models import Project

    zone = standing.zone
    projects = {each.name: each for each in Project.objects.filter(zone=zone)}
    bodies = {each.name: each for each in Organisation.objects.filter(zone=zone)}
    kinds = {each.name: each for each in IssueCategory.objects.filter(zone=zone)}
    states = {str(each.label): each for each in IssueState}
    moment = datetime.combine(TODAY, time(12), tzinfo=PLACE)
    frame = pandas.read_excel(io.BytesIO(content), dtype=object)
    with transaction.atomic():
        for number, row in enumerate(frame.to_dict("records"), start=1):
            lead = bodies.get(row["牵头部门"])
            issue = Issue(
                zone=zone, number=f"W-2021-{number:05d}", title=row["题目"], text=row["说明"],
                project=projects[row["项目"]], category=kinds[row["类别"]], lead=lead,
                state=states[row["状态"]], location=row["位置"], moved_at=moment,
                raised_at=datetime.combine(row["提出日期"].date(), time(12), tzinfo=PLACE),
                solution_due_on=row["办理期限"].date() if lead else None,
            )  # fmt: skip
            issue._history_user = standing.user  # type: ignore[attr-defined]
            issue.save()
            IssueTurn.objects.create(
                issue=issue, before=issue.state, after=issue.state, at=moment, by=standing.user,
                words=f"导自「台账」第 {number + 1} 行，编号 {row['编号']}", is_internal=True,
            )  # fmt: skip


def _standing() -> Any:
    from kaigong.accounts.models import Membership, Role, User
    from kaigong.accounts.selectors import Standing
    from kaigong.accounts.services import appoint, found_organisation, open_zone, stand_still
    from kaigong.portfolio.models import Project

    zone = open_zone("list", name="量测园区", by=None)
    stand_still(zone, on=TODAY, by=None)
    user = User.objects.create_user(username="bench", display_name="量测")
    appoint(user, role=Role.COMMAND, organisation=zone.organisations.get(kind="zone"), by=None)
    for number in range(BODIES):
        body = found_organisation(zone, kind="department", name=f"第{number}局", by=None)
        clerk = User.objects.create_user(username=f"clerk{number}")
        appoint(clerk, role=Role.DEPARTMENT, organisation=body, by=None)
    Project.objects.bulk_create(
        Project(zone=zone, code=f"P-{n:04d}", name=f"第{n}号产业园", folded_name=f"第{n}号产业园")
        for n in range(PROJECTS)
    )
    return Standing(user, zone, list(Membership.objects.filter(user=user)))


def _workbook(standing: Any, rows: int) -> bytes:
    import openpyxl

    from kaigong.coordination.models import IssueCategory

    kinds = [each.name for each in IssueCategory.objects.filter(zone=standing.zone)]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(HEAD)
    for n in range(rows):
        state, day = STATES[n % len(STATES)], TODAY - timedelta(days=1 + n % 200)
        has_lead = state != "待交办"
        sheet.append(
            [f"A-{n}", f"第{n:05d}件：施工用电未接通", "变压器未到位", f"第{n % PROJECTS}号产业园",
             kinds[n % len(kinds)], datetime.combine(day, time()),
             f"第{n % BODIES}局" if has_lead else None, state,
             datetime.combine(day + timedelta(days=30), time()) if has_lead else None,
             f"{n % 90}号地块"]
        )  # fmt: skip
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
