"""Splits of tasks in MSPDI: gaps in the work that is spread over an assignment's time.

A task that is split has no element that says so; its assignments' time-phased work shows it, of
somebody or of nobody.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.files.days import work_between
from kaigong.engines.scheduling.files.xml_documents import Cells, moment_text, span_text, sub
from kaigong.engines.scheduling.network import Activity
from kaigong.engines.scheduling.worktime import worktime_of

NOBODY: Final = "-65535"  # the UID of the resource of work that is given to none
_DAYS: Final = 40 * 366  # in which a part has to be done
_WORK = ("1", "2")  # remaining and actual
Gap = tuple[datetime, datetime]


def gaps_of(root: Element) -> dict[str, tuple[datetime | None, list[Gap]]]:
    """By UID of a task, when its work begins, and when nothing is done between its parts.

    What one of several people does while another rests is no split of the task: the one with the
    fewest gaps tells.
    """
    gaps: dict[str, tuple[datetime | None, list[Gap]]] = {}
    for number, assignment in enumerate(root.findall("Assignments/Assignment"), 1):
        phases = assignment.findall("TimephasedData")
        parts = _parts(phases, number) if len(phases) > 1 else []
        found = _gaps(parts)
        task = (assignment.findtext("TaskUID") or "").strip()
        if task not in gaps or len(found) < len(gaps[task][1]):
            gaps[task] = (parts[0][0] if parts else None, found)
    return gaps


def rests_of(
    gaps: list[Gap], start: datetime | None, calendar: Calendar
) -> tuple[tuple[int, int], ...]:
    """Working minutes before each gap and in it: a night or a weekend between two parts is none."""
    found = []
    since, done = start, 0
    for first, last in gaps:
        done += work_between(calendar, since, first) if since else 0
        since = last
        if rest := work_between(calendar, first, last):
            found.append((done, rest))
    return tuple(found)


def write_parts(
    assignment: Element, activity: Activity, *, begin: datetime, calendar: Calendar
) -> None:
    """Put the parts of a split activity in; one whose rests are not known rests in its middle."""
    rests = activity.rests or ((activity.duration // 2, activity.interruption),)
    origin = begin.replace(hour=0, minute=0)
    time = worktime_of([calendar], origin=origin, days=_DAYS)
    gone, done = int(time.gone(0, time.instant(begin))), 0
    uid = assignment.findtext("UID") or ""
    for until, rest in (*rests, (activity.duration, 0)):
        work = until - done
        finish = int(time.earliest(0, gone + work))
        if work > 0 and finish < time.limit:
            values = {
                "Type": "2" if activity.finished else "1",
                "UID": uid,
                "Start": moment_text(time.moment(int(time.latest(0, gone)))),
                "Finish": moment_text(time.moment(finish)),
                "Unit": "1",
                "Value": span_text(work),
            }
            sub(assignment, "TimephasedData", values)
        gone, done = gone + work + rest, until


def _parts(phases: list[Element], number: int) -> list[Gap]:
    parts = []
    for phase in phases:
        cells = Cells(phase, "TimephasedData", number)
        if cells.text("Type") in _WORK and cells.span("Value"):
            start, finish = cells.moment("Start"), cells.moment("Finish")
            if start and finish and start < finish:
                parts.append((start, finish))
    return sorted(parts)


def _gaps(parts: list[Gap]) -> list[Gap]:
    found = []
    until = parts[0][1] if parts else None
    for start, finish in parts[1:]:
        if until is not None and start > until:
            found.append((until, start))
        until = max(until, finish) if until else finish
    return found
