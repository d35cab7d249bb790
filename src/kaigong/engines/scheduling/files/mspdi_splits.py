"""Splits of tasks in MSPDI: gaps in the work that is spread over an assignment's time.

A task that is split has no element that says so; its assignments' time-phased work shows it.
"""

from __future__ import annotations

from datetime import datetime
from xml.etree.ElementTree import Element

from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.files.days import work_between
from kaigong.engines.scheduling.files.xml_documents import Cells

_WORK = ("1", "2")  # remaining and actual
Gap = tuple[datetime, datetime]


def gaps_of(root: Element) -> dict[str, list[Gap]]:
    """By UID of a task, when nothing is done between its parts; the shortest list of its people.

    What one of several does while another rests is no split of the task.
    """
    gaps: dict[str, list[Gap]] = {}
    for number, assignment in enumerate(root.findall("Assignments/Assignment"), 1):
        phases = assignment.findall("TimephasedData")
        found = _gaps(_parts(phases, number)) if len(phases) > 1 else []
        task = (assignment.findtext("TaskUID") or "").strip()
        if task not in gaps or len(found) < len(gaps[task]):
            gaps[task] = found
    return gaps


def interruption(gaps: list[Gap], calendar: Calendar) -> int:
    """Working minutes of the gaps: a night or a weekend between two parts is none."""
    return sum(work_between(calendar, first, last) for first, last in gaps)


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
