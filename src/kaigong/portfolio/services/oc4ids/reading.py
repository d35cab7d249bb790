"""A project package of OC4IDS as a ledger that the intake can try like any other file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from kaigong.errors import KaigongError
from kaigong.portfolio.columns import COLUMNS, Kind
from kaigong.portfolio.services.oc4ids.terms import (
    KIND_SCHEME,
    ROLES,
    SECTOR_SCHEME,
    STAGE,
    STAGE_SCHEME,
)

# What a package can fill, in the order of the columns of the ledger that is made of it.
_FILLED = (
    "name", "name_en", "code", "kind", "stage", "sector", "total_amount", "counted_before_amount",
    "funding_source", "task_force", "lead_department", "investor", "planned_completion_on",
    "planned_start_on", "started_on", "completed_on", "place", "content", "longitude", "latitude",
)  # fmt: skip


class UnreadablePackageError(KaigongError):
    code = "portfolio.unreadable-package"
    zh = "这个 JSON 不是 OC4IDS 项目包：{what}。请确认它有 projects 列表，每个项目有 id。"
    en = "This JSON is no OC4IDS package: {what}. Make sure it lists projects, each with an id."


def is_package(content: bytes) -> bool:
    """Whether a file looks like JSON with a list of projects."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and b'"projects"' in content


def ledger_of(content: bytes) -> bytes:
    """The package as a CSV with our own headings; amounts in whole currency units.

    Raises:
        UnreadablePackageError: it is not what the standard describes.
    """
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadablePackageError(what=str(error)[:80]) from error
    projects = said.get("projects") if isinstance(said, dict) else None
    if not isinstance(projects, list) or not all(isinstance(each, dict) for each in projects):
        raise UnreadablePackageError(what="projects")
    currency = next(filter(None, map(_currency, projects)), "")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_heading(key, currency) for key in _FILLED])
    for place, project in enumerate(projects, start=1):
        if not isinstance(project.get("id"), str):
            raise UnreadablePackageError(what=f"projects[{place}].id")
        row = _row(project)
        writer.writerow([row.get(key, "") for key in _FILLED])
    return "\ufeff".encode() + text.getvalue().encode()


def _heading(key: str, currency: str) -> str:
    column = COLUMNS[key]
    if column.kind is Kind.AMOUNT:
        return f"{column.zh}（{'元' if currency in ('CNY', '') else currency}）"
    return column.zh


def _currency(project: Mapping[str, Any]) -> str:
    return str(inside(project, "budget", "amount", "currency") or "")


def _row(project: Mapping[str, Any]) -> dict[str, object]:
    classified = {
        str(each.get("scheme")): each for each in listed(project, "additionalClassifications")
    }
    row: dict[str, object] = {
        "name": project.get("title") or project["id"],
        "name_en": project.get("title_en"),
        "code": _code(project),
        "kind": inside(classified, KIND_SCHEME, "id"),
        "stage": inside(classified, STAGE_SCHEME, "id") or STAGE.get(str(project.get("status"))),
        "sector": _sector(project, classified),
        "total_amount": inside(project, "budget", "amount", "amount"),
        "funding_source": inside(project, "budget", "description"),
        "planned_start_on": _day(inside(project, "period", "startDate")),
        "planned_completion_on": _day(inside(project, "period", "endDate")),
        "started_on": _day(inside(project, "implementationPeriod", "startDate")),
        "completed_on": _day(
            inside(project, "completion", "endDate")
            or inside(project, "implementationPeriod", "endDate")
        ),
        "content": project.get("description"),
    }
    row |= _place(project) | _bodies(project)
    return {key: "" if value is None else value for key, value in row.items()}


def _code(project: Mapping[str, Any]) -> object:
    """The number that the publisher's own ledger knows the project by."""
    own = [
        each.get("id")
        for each in listed(project, "identifiers")
        if str(each.get("scheme", "")).startswith("kaigong-")
    ]
    return own[0] if own else project["id"]


def _sector(project: Mapping[str, Any], classified: Mapping[str, Any]) -> object:
    # By the scheme of a year; that of the year in view stands first. Older packages name no year.
    schemes = [scheme for scheme in classified if scheme.startswith(SECTOR_SCHEME)]
    ours = inside(classified, schemes[0], "description") if schemes else None
    theirs = [each for each in project.get("sector") or [] if isinstance(each, str)]
    return ours or (theirs[-1] if theirs else None)  # the most precise one stands last


def _place(project: Mapping[str, Any]) -> dict[str, object]:
    places = listed(project, "locations")
    if not places:
        return {}
    found: dict[str, object] = {
        "place": places[0].get("description")
        or inside(places[0], "address", "streetAddress")
        or inside(places[0], "address", "locality")
    }
    point = inside(places[0], "geometry", "coordinates")
    is_point = inside(places[0], "geometry", "type") == "Point"
    if is_point and isinstance(point, list) and len(point) >= 2:
        found |= {"longitude": point[0], "latitude": point[1]}
    return found


def _bodies(project: Mapping[str, Any]) -> dict[str, object]:
    found: dict[str, object] = {"lead_department": inside(project, "publicAuthority", "name")}
    for attribute, role in ROLES.items():
        for party in listed(project, "parties"):
            if role in (party.get("roles") or []):
                found[attribute] = party.get("name")
                break
    return found


def _day(text: object) -> object:
    return text[:10] if isinstance(text, str) else None


def listed(project: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects of a list, whatever else a publisher put into it."""
    found = project.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def inside(found: object, *path: str) -> Any:
    """What stands at the end of a path, or None."""
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found
