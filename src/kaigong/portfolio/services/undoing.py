"""Taking a change set back, whole: a typed cell, a paste of thousands, an import, an undo."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from kaigong.accounts.selectors import Standing
from kaigong.errors import KaigongError
from kaigong.portfolio.cells import from_text, parse_place
from kaigong.portfolio.columns import COLUMNS
from kaigong.portfolio.holdings import Holdings
from kaigong.portfolio.models import ChangedRow, ChangeSet, Project
from kaigong.portfolio.models.changes import ChangeSource
from kaigong.portfolio.services.changes import called, keep_change_set


class AlreadyUndoneError(KaigongError):
    code = "portfolio.already-undone"
    zh = "这批改动已在 {at} 撤销过；要改回去，请撤销那一次撤销。"
    en = "These changes were undone at {at}; to bring them back, undo that undo."


class UndoClashError(KaigongError):
    code = "portfolio.undo-clash"
    zh = "其中 {count} 格后来又被改过（如 {example}），不能整批撤销；请逐格改回。"
    en = "{count} of these cells were changed since (such as {example}); change them one by one."


class UndoneProjectInUseError(KaigongError):
    code = "portfolio.undone-project-in-use"
    zh = (
        "这批改动新建的 {count} 个项目已在别处用到（如 {example}：问题、会议、锁定的计划），"
        "不能撤销；不再要的项目请改为「取消」。"
    )
    en = (
        "{count} projects that these changes began are in use elsewhere by now (such as {example}: "
        "an issue, a condition, a meeting, a locked plan), so they stay; cancel those not wanted."
    )


@transaction.atomic
def undo_change_set(standing: Standing, change_set: ChangeSet) -> ChangeSet:
    """Take back everything that a change set did; what was changed since stands in the way.

    Raises:
        AlreadyUndoneError: it was taken back before.
        UndoClashError: some of its cells were changed since; nothing is taken back.
        UndoneProjectInUseError: a project that it began has issues, say; nothing is taken back.
    """
    locked = ChangeSet.objects.select_for_update().get(pk=change_set.pk, zone=standing.zone)
    if locked.undone_by:
        raise AlreadyUndoneError(at=f"{locked.undone_by.at:%Y-%m-%d %H:%M}")
    rows = list(locked.rows.all())
    undone = _reversed(standing, rows, locked)
    locked.undone_by = undone
    locked.save(update_fields=["undone_by"])
    return undone


def _reversed(standing: Standing, rows: list[ChangedRow], change_set: ChangeSet) -> ChangeSet:
    zone = standing.zone
    months = sorted({_month_of(place, change_set) for row in rows for place in row.after})
    columns = [called(parse_place(place)[1]) for row in rows[:1] for place in row.after]
    columns += COLUMNS.values()
    ids = {row.project_id for row in rows}
    books = {month: Holdings.of(zone, ids, month=month, columns=columns) for month in months}
    clashes = [
        (row, place)
        for row in rows
        for place, value in row.after.items()
        if not _is_still(books[_month_of(place, change_set)], row.project_id, place, value)
    ]
    if clashes:
        row, place = clashes[0]
        raise UndoClashError(count=len(clashes), example=f"{row.project_code} {place}")
    new_ids = {row.project_id for row in rows if row.is_new}
    for row in rows:
        if row.is_new:
            continue
        for place, value in row.before.items():
            column = called(parse_place(place)[1])
            book = books[_month_of(place, change_set)]
            book.put(row.project_id, column, from_text(column, value))
    for book in books.values():
        book.save(by=standing.user)
        book.withdraw({row.project_id: row.begun for row in rows if not row.is_new})
    projects = {key: project for book in books.values() for key, project in book.projects.items()}
    made = keep_change_set(
        zone,
        projects,
        {row.project_id: row.after for row in rows},
        {row.project_id: row.before for row in rows},
        by=standing.user,
        source=ChangeSource.UNDO,
        note=str(change_set),
    )
    _remove(Project.objects.filter(zone=zone, id__in=new_ids))
    return made


def _remove(projects: QuerySet[Project]) -> None:
    """Remove projects that a change began; slices above hold on to those they use."""
    try:
        projects.delete()
    except ProtectedError as error:
        used = {getattr(each, "project_id", None) for each in error.protected_objects}
        used &= {each.pk for each in projects}
        codes = sorted(each.code for each in projects if each.pk in used or not used)
        raise UndoneProjectInUseError(count=len(used) or len(codes), example=codes[0]) from error


def _month_of(place: str, change_set: ChangeSet) -> date:
    """The month that a cell's key names; a field of the project itself takes the change's own."""
    return parse_place(place)[0] or change_set.at.date().replace(month=1, day=1)


def _is_still(book: Holdings, project_id: int, place: str, value: str) -> bool:
    column = called(parse_place(place)[1])
    if project_id not in book.projects or book.is_closed(project_id, column):
        return False
    return book.value(project_id, column) == from_text(column, value)
