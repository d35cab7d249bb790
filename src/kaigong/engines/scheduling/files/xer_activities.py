"""One row of XER's table TASK, as an activity and the dates P6 had stored for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from kaigong.engines.scheduling.files import xer_words as words
from kaigong.engines.scheduling.files.errors import UnreadableCellError
from kaigong.engines.scheduling.files.projects import StoredDates
from kaigong.engines.scheduling.files.xer_tables import (
    minutes_of_hours,
    moment_of,
    unreadable,
)
from kaigong.engines.scheduling.network import (
    Activity,
    ActivityKind,
    Constraint,
    ConstraintKind,
)

MILESTONES: Final = (ActivityKind.START_MILESTONE, ActivityKind.FINISH_MILESTONE)
_HOURS: Final = (
    "target_drtn_hr_cnt",
    "remain_drtn_hr_cnt",
    "total_float_hr_cnt",
    "free_float_hr_cnt",
)
_DATES: Final = (
    "act_start_date",
    "act_end_date",
    "resume_date",
    "expect_end_date",
    "external_early_start_date",
    "external_late_end_date",
    "early_start_date",
    "early_end_date",
    "late_start_date",
    "late_end_date",
    "target_start_date",
    "target_end_date",
    "cstr_date",
    "cstr_date2",
)
_FLAGS: Final = {"Y": True, "N": False}
_WORDS: Final = ("task_name", "task_type", "driving_path_flag", "cstr_type", "cstr_type2")
TASK_FIELDS: Final = (*_WORDS, *_HOURS, *_DATES)


def activity_and_dates(
    cells: tuple[str, ...], key: str, calendar: str | None, wbs: str, needs: Mapping[str, float]
) -> tuple[Activity, StoredDates]:
    """An activity and its stored dates, of the cells of `TASK_FIELDS`.

    Raises:
        ValueError: a cell cannot be read.
    """
    name, type_, driving, first, second = cells[:5]
    duration, left, total_float, free_float = map(minutes_of_hours, cells[5:9])
    dates = [moment_of(cell) if cell else None for cell in cells[9:]]
    started, finished, resumes, expected, external_start, external_finish = dates[:6]
    early_start, early_finish, late_start, late_finish, planned_start, planned_finish = dates[6:12]
    kind = words.KINDS.get(type_, ActivityKind.TASK)
    if kind in MILESTONES:
        duration, left = 0, None
    elif finished or (started is None and left == duration):
        left = None
    constraint, constraint_2 = _constraint(first, dates[12]), _constraint(second, dates[13])
    activity = Activity(
        key,
        name.replace("\x7f\x7f", "\n") if "\x7f" in name else name,
        duration or 0,
        calendar,
        kind,
        wbs=wbs,
        constraint=constraint or constraint_2,
        second_constraint=constraint_2 if constraint else None,
        started=started,
        finished=finished,
        remaining=left,
        resumes=resumes,
        expected_finish=expected,
        external_start=external_start,
        external_finish=external_finish,
        needs=needs,
    )
    return activity, StoredDates(
        early_start,
        early_finish,
        late_start,
        late_finish,
        started or early_start or planned_start,
        finished or early_finish or planned_finish,
        total_float,
        free_float,
        _FLAGS.get(driving),
    )


def _constraint(kind: str, on: datetime | None) -> Constraint | None:
    ours = words.CONSTRAINTS.get(kind) if kind else None
    if ours is None:
        return None
    if ours is ConstraintKind.AS_LATE_AS_POSSIBLE:
        return Constraint(ours)
    return Constraint(ours, on) if on else None


def unreadable_task(cells: tuple[str, ...], line: int) -> UnreadableCellError:
    """Which cell of a row it was; asked only when one was unreadable."""
    for name, text in zip(TASK_FIELDS, cells, strict=True):
        try:
            if name in _DATES:
                moment_of(text)
            elif name in _HOURS:
                minutes_of_hours(text)
        except ValueError:
            return unreadable("TASK", line, name, text, is_date=name in _DATES)
    raise AssertionError("every cell can be read")
