"""Projects over the API: listed, read, entered, changed cell by cell."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Header, Query, Router, Schema
from pydantic import Field

from kaigong.accounts.models import Scope, Zone
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.errors import KaigongError
from kaigong.portfolio.api.asked import (
    AsOf,
    Code,
    Cursor,
    IdempotencyKey,
    Limit,
    MonthText,
    Slug,
    month_in_view,
    seen_project,
)
from kaigong.portfolio.columns import COLUMNS, SHOWN_FIRST, Column, Kind
from kaigong.portfolio.feeds.asked import read_filters
from kaigong.portfolio.models import LevelThreshold, Project, ProjectKind
from kaigong.portfolio.models.changes import ChangeSource
from kaigong.portfolio.selectors.projects import held_on
from kaigong.portfolio.services.changes import Edit, change_cells
from kaigong.portfolio.services.projects import add_project
from kaigong.portfolio.sheet import Sheet, UnreadableFilterError, Value, View
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.once import once
from kaigong.web.api.paging import Page, place_asked
from kaigong.web.api.troubles import (
    READ_TROUBLES,
    WRITE_TROUBLES,
    Fault,
    MovedOnError,
    NotFoundError,
    RefusedError,
)
from kaigong.wording import CHINESE, ENGLISH

router = Router()
Cell = str | bool | float | None
EVERY_COLUMN = list(COLUMNS)
Month = Annotated[MonthText | None, Query(None)]


class ProjectOut(Schema):
    """One project in a month's view; `cells` by column key, see the columns of the zone."""

    code: str
    month: str
    cells: dict[str, Cell]


class ProjectIn(Schema):
    name: str = Field(min_length=1, max_length=300)
    name_en: str = Field("", max_length=300)
    code: str = Field("", max_length=60, pattern=r"^[^/\s]*$")
    kind: ProjectKind = ProjectKind.NEW
    cells: dict[str, str | bool | None] = Field({}, max_length=60)


class ChangesIn(Schema):
    """Cells to change. Amounts are decimals in whole currency units, days 2021-03-29."""

    cells: dict[str, str | bool | None] = Field(min_length=1, max_length=60)


class ContradictingCellsError(KaigongError):
    code = "portfolio.contradicting-cells"
    zh = "这些值互相矛盾或超出范围（例如总投资为负、只有经度没有纬度）；没有写入。"
    en = (
        "These values contradict each other or are out of range (a negative total, a longitude "
        "without latitude); nothing was written."
    )


@router.get("/projects", response={200: Page[ProjectOut], **READ_TROUBLES}, operation_id="projects")
@needs("portfolio.see_ledger")
def projects(
    request: HttpRequest,
    zone: Slug,
    month: Month,
    as_of: AsOf,
    limit: Limit,
    cursor: Cursor,
    columns: Annotated[str, Query("", max_length=1000, description="keys, by commas")],
    sort: Annotated[str, Query("", max_length=200, description="keys, `-` for descending")],
    filter: Annotated[str, Query("", max_length=3000, description="JSON, as the ledger's")],  # noqa: A002
) -> Page[ProjectOut]:
    """The ledger as you see it, page by page / 分页读取项目大表"""
    standing = enter(request, zone, projects)
    place = place_asked(standing.zone, cursor=cursor, limit=limit, as_of=as_of)
    view = View(
        month=month_in_view(standing, month, as_of),
        filters=_filters(filter),
        sort=[key for key in sort.split(",") if key.lstrip("-") in COLUMNS],
        as_of=place.moment,
    )
    keys = [key for key in columns.split(",") if key in COLUMNS] or SHOWN_FIRST
    sheet = Sheet(standing, view)
    window = sheet.window(
        list(dict.fromkeys(["code", *keys])), offset=place.offset, limit=place.limit
    )
    items = _items(standing.zone, view, window.keys, window.rows)
    return Page(items=items, total=window.total, next=place.next(window.total))


def _filters(text: str) -> dict[str, dict[str, object]]:
    try:
        return read_filters(text)
    except RecursionError as error:
        raise UnreadableFilterError(what=text[:40]) from error


@router.get(
    "/projects/{path:code}",
    response={200: ProjectOut, 304: None, **READ_TROUBLES},
    operation_id="project",
)
@needs("portfolio.see_ledger")
def project(
    request: HttpRequest,
    response: HttpResponse,
    zone: Slug,
    code: Code,
    month: Month,
    as_of: AsOf,
) -> ProjectOut:
    """One project with all its columns; its ETag is what a change refers to / 单个项目"""
    standing = enter(request, zone, project)
    view = View(
        month=month_in_view(standing, month, as_of),
        as_of=standing.zone.end_of(as_of) if as_of else None,
    )
    found = _read(standing, view, code)
    response.headers["ETag"] = _tag(found)
    return found


@router.post("/projects", response={201: ProjectOut, **WRITE_TROUBLES}, operation_id="add_project")
@needs("portfolio.add_project", Scope.WRITE)
def add(
    request: HttpRequest, zone: Slug, body: ProjectIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Enter a project / 新增项目"""
    standing = enter(request, zone, add)

    def act() -> ProjectOut:
        made = add_project(
            standing.zone,
            name=body.name,
            name_en=body.name_en,
            code=body.code,
            kind=body.kind.value,
            by=standing.user,
            # Who sees only the projects that name him or her would lose this one at once.
            service_officer=None if standing.reach is Reach.ZONE else standing.user,
        )
        view = View(month=month_in_view(standing, None, None))
        if body.cells:
            _change(standing, made, body.cells, month=view.month)
        return _read(standing, view, made.code)

    return once(request, idempotency_key, act)


@router.patch(
    "/projects/{path:code}",
    response={200: ProjectOut, **WRITE_TROUBLES},
    operation_id="change_project",
)
@needs("portfolio.edit_ledger", Scope.WRITE)
def change(
    request: HttpRequest,
    response: HttpResponse,
    zone: Slug,
    code: Code,
    month: Month,
    body: ChangesIn,
    if_match: Annotated[str, Header("", alias="If-Match", max_length=200)],
) -> ProjectOut:
    """Change cells of a project: all of them or none / 修改项目"""
    standing = enter(request, zone, change)
    held = seen_project(standing, code)
    view = View(month=month_in_view(standing, month, None))
    with transaction.atomic():
        # Locked before it is compared: nobody may change it between the look and the change.
        Project.objects.select_for_update().get(pk=held.pk)
        if if_match and if_match != "*":
            _compare(held, _read(standing, view, code), if_match, body.cells)
        _change(standing, held, body.cells, month=view.month)
        found = _read(standing, view, _code_now(held))
    response.headers["ETag"] = _tag(found)
    return found


def _code_now(project: Project) -> str:
    project.refresh_from_db(fields=["code"])
    return project.code


def _compare(
    held: Project, now: ProjectOut, tag: str, cells: Mapping[str, str | bool | None]
) -> None:
    if _tag(now) in {each.strip().removeprefix("W/") for each in tag.split(",")}:
        return
    faults = [
        Fault(
            where=key,
            zh="台账上的值与你要写的值",
            en="the value on record, and yours",
            theirs=_text(now.cells.get(key)),
            yours=_text(value),
        )
        for key, value in cells.items()
    ]
    raise MovedOnError(subject=held.code, faults=faults)


def _change(
    standing: Standing,
    held: Project,
    cells: Mapping[str, str | bool | None],
    *,
    month: date,
) -> None:
    currency = standing.zone.currency
    edits = [
        Edit(held.pk, key, _typed(COLUMNS.get(key), value, currency))
        for key, value in cells.items()
    ]
    try:
        with transaction.atomic():
            outcome = change_cells(standing, edits, month=month, source=ChangeSource.API)
    except IntegrityError as error:
        raise ContradictingCellsError from error
    if not outcome.is_clean:
        raise _refused(standing, edits, month)


def _typed(column: Column | None, value: str | bool | None, currency: str) -> str:
    """A value of JSON as somebody would type it into the cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if column is not None and column.kind is Kind.AMOUNT and value.strip():
        return f"{value.strip()} {currency}"
    return value


def _refused(standing: Standing, edits: list[Edit], month: date) -> RefusedError:
    """All faults in both languages: their sentences are made for one reader, so ask twice."""
    told = []
    for language in (CHINESE, ENGLISH):
        with override(language):
            told.append(change_cells(standing, edits, month=month, is_trial=True).faults)
    faults = [
        Fault(where=zh.column, zh=zh.message, en=en.message, yours=zh.proposal or None)
        for zh, en in zip(*told, strict=True)
    ]
    return RefusedError(count=len(faults), faults=faults)


def _read(standing: Standing, view: View, code: str) -> ProjectOut:
    by_code = replace(view, filters={"code": {"in": [code]}})
    window = Sheet(standing, by_code).window(EVERY_COLUMN, limit=1)
    found = _items(standing.zone, view, window.keys, window.rows)
    if not found:
        raise NotFoundError
    return found[0]


def _items(zone: Zone, view: View, keys: list[str], rows: list[list[Value]]) -> list[ProjectOut]:
    levels = {}
    if "level" in keys:
        rungs = held_on(LevelThreshold, view.as_of, zone=zone.pk)
        levels = {str(each.pk): str(each) for each in rungs}
    found = []
    for row in rows:
        values = dict(zip(keys, row, strict=True))
        cells = {
            key: _plain(values.get(f"{key}.label", value))
            for key, value in values.items()
            if key != "id" and "." not in key
        }
        if "level" in cells:
            cells["level"] = levels.get(str(values["level"]))
        if "lamp" in cells:
            cells["lamp"] = _text(values["lamp"]) or "green"
        found.append(ProjectOut(code=str(values["code"]), month=f"{view.month:%Y-%m}", cells=cells))
    return found


def _plain(value: Value) -> Cell:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _tag(found: ProjectOut) -> str:
    text = json.dumps(found.model_dump(), sort_keys=True, ensure_ascii=False)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
