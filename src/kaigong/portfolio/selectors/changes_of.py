"""The history of a project's fields: who wrote which value when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models

from kaigong.accounts.models import User
from kaigong.portfolio.columns import COLUMNS
from kaigong.portfolio.models import Project
from kaigong.web.amounts import in_words
from kaigong.wording import said, say

# Fields whose changes nobody asks for: they follow from others.
SILENT = frozenset({"id", "zone", "folded_name", "version"})
# Who carried it before, and with which other project it is counted, is not for a firm.
OF_OTHER_FIRMS = frozenset({"investor", "counts_in"})
OTHER_LABELS = {
    "longitude": say("经度", "Longitude"),
    "latitude": say("纬度", "Latitude"),
    "counts_in": say("计入项目", "Counts in"),
    "is_sample": say("样例", "Sample"),
    "source": say("来源", "Source"),
}


@dataclass(frozen=True)
class FieldChange:
    """One value of one field gave way to another; the first change of a field has no before."""

    at: datetime
    by: User | None
    field: str
    label: str
    before: str
    after: str
    is_first: bool


def label_of(field: str) -> str:
    """A field's name as the ledger's columns have it."""
    if field in COLUMNS:
        return str(COLUMNS[field].label)
    return str(OTHER_LABELS.get(field, field))


def changes_of(
    project: Project, *, field: str = "", until: datetime | None = None, is_own: bool = False
) -> list[FieldChange]:
    """All changes of a project's fields, or of one of them, newest first.

    Args:
        is_own: For people of a firm, without the fields that may name another firm.
        until: Nothing that was written after this moment.
    """
    history: Any = Project.history
    rows = history.filter(id=project.pk).select_related("history_user")
    if until is not None:
        rows = rows.filter(history_date__lte=until)
    fields = [each for each in Project._meta.concrete_fields if each.name not in SILENT]
    if is_own:
        fields = [each for each in fields if each.name not in OF_OTHER_FIRMS]
    if field:
        fields = [each for each in fields if each.name == field]
    found: list[FieldChange] = []
    names = _Names(project.zone.currency)
    last: Any = None
    for row in rows.order_by("history_date", "history_id"):
        for each in fields:
            after = getattr(row, each.attname)
            before = getattr(last, each.attname) if last is not None else None
            if after == before or (last is None and after in (None, "", 0)):
                continue
            found.append(
                FieldChange(
                    at=row.history_date,
                    by=row.history_user,
                    field=each.name,
                    label=label_of(each.name),
                    before=names.shown(each, before),
                    after=names.shown(each, after),
                    is_first=last is None,
                )
            )
        last = row
    return found[::-1]


class _Names:
    """Values in words; a name that a key stands for is read once."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._known: dict[tuple[str, int], str] = {}

    def shown(self, field: models.Field[Any, Any], value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(field, models.ForeignKey):
            return self._named(field, value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return said("是", "yes") if value else said("否", "no")
        if isinstance(value, Decimal) and field.name.endswith("_amount"):
            return in_words(value, currency=self._currency)
        return str(value)

    def _named(self, field: models.ForeignKey[Any, Any], key: int) -> str:
        mark = (field.name, key)
        if mark not in self._known:
            row = field.related_model._default_manager.filter(pk=key).first()  # type: ignore[union-attr]
            self._known[mark] = str(row or key)
        return self._known[mark]
