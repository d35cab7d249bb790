"""Zones that were opened before get categories and rules; running deadlines learn their start."""

import tomllib
from datetime import date
from importlib import resources
from zoneinfo import ZoneInfo

import numpy as np
from django.db import migrations
from django.utils import timezone

from kaigong.engines.calendars import WorkCalendar
from kaigong.portfolio.selectors.calendars import shipped_notices


def rows_of(file):
    text = resources.files("kaigong.coordination").joinpath(file).read_text("utf-8")
    return tomllib.loads(text)


def give_head_start(apps, _schema_editor):
    Zone = apps.get_model("accounts", "Zone")
    Category = apps.get_model("coordination", "IssueCategory")
    Rule = apps.get_model("coordination", "EscalationRule")
    for zone in Zone.objects.all():
        if not Category.objects.filter(zone=zone).exists():
            Category.objects.bulk_create(
                Category(
                    zone=zone, key=row["key"], name=row["name"], name_en=row["name_en"],
                    is_start_condition=row.get("start_condition", False), grave_days=row["days"][0],
                    serious_days=row["days"][1], ordinary_days=row["days"][2], place=place,
                )
                for place, row in enumerate(rows_of("categories.toml")["category"])
            )  # fmt: skip
        today = zone.stands_on or timezone.now().astimezone(ZoneInfo(zone.timezone)).date()
        Rule.objects.bulk_create(
            Rule(
                zone=zone, key=row["key"], name=row["name"], name_en=row["name_en"],
                watch=row["watch"], after=row["after"], every=row.get("every", 0),
                from_severity=row.get("from_severity"), tells=row["to"], is_digest=row["digest"],
                is_on=True, in_force_from=today, place=place,
            )
            for place, row in enumerate(rows_of("escalation.toml")["rule"])
        )  # fmt: skip


def learn_starts(apps, _schema_editor):
    """What is due when so many days from its assignment was not set by hand."""
    Issue = apps.get_model("coordination", "Issue")
    Turn = apps.get_model("coordination", "IssueTurn")
    found = Issue.objects.exclude(solution_due_on=None).exclude(state__in=["closed", "withdrawn"])
    calendars = {}
    for issue in found.select_related("category", "zone"):
        place = ZoneInfo(issue.zone.timezone)
        calendar = calendars.setdefault(
            issue.zone.timezone, WorkCalendar(shipped_notices(issue.zone.timezone))
        )
        turns = Turn.objects.filter(issue=issue)
        again = turns.filter(move="reopen").order_by("-id").first()
        first = again or turns.filter(move="assign").order_by("id").first()
        issue.acceptance_days = issue.category.acceptance_days
        if first is not None:
            days = [0, issue.category.grave_days, issue.category.serious_days]
            days = [*days, issue.category.ordinary_days][issue.severity]
            start: date = first.at.astimezone(place).date()
            ends, _ = calendar.due_of(np.array([start], dtype="datetime64[D]"), np.array([days]))
            if ends[0].astype(object) == issue.solution_due_on:
                issue.solution_from, issue.solution_days = start, days
        refused = turns.filter(move__in=["refuse", "hand_back"]).order_by("-id").first()
        if issue.state == "triaged" and refused is not None:
            issue.refused_at = refused.at
        issue.save()


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0010_escalation"),
        ("portfolio", "0012_notices_of_old_zones"),
    ]
    operations = [
        migrations.RunPython(give_head_start, migrations.RunPython.noop),
        migrations.RunPython(learn_starts, migrations.RunPython.noop),
    ]
