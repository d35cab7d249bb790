"""The categories that a zone sorts its issues into."""

from __future__ import annotations

import tomllib
from importlib import resources

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit.services import record
from kaigong.coordination.models import IssueCategory


@transaction.atomic
def begin_categories(zone: Zone, *, by: User | None) -> list[IssueCategory]:
    """Give a zone the categories that every zone begins with; one that has some keeps them."""
    # The zone's row is held, so that two who come first at once do not both begin.
    Zone.objects.select_for_update().get(pk=zone.pk)
    found = list(IssueCategory.objects.filter(zone=zone))
    if found:
        return found
    text = resources.files("kaigong.coordination").joinpath("categories.toml").read_text("utf-8")
    for place, row in enumerate(tomllib.loads(text)["category"]):
        grave, serious, ordinary = row["days"]
        category = IssueCategory(
            zone=zone,
            key=row["key"],
            name=row["name"],
            name_en=row["name_en"],
            is_start_condition=row.get("start_condition", False),
            grave_days=grave,
            serious_days=serious,
            ordinary_days=ordinary,
            place=place,
        )
        category.full_clean()
        category.save()
        found.append(category)
    record("coordination.categories.set", by=by, zone=zone.slug, count=len(found))
    return found
