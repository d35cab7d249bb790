"""Work calendars 工作日历: when which kind of work is done in a zone."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from kaigong.accounts.models import Named


class WorkCalendar(Named):
    """A calendar of work in words; `calendars.definition` reads them for the engine.

    `changes` has one line for each exception, in order, the last one wins:
    "closed --11-15/--03-15 冬停", "open 2021-03-06 8-18 赶工".
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    sub_plan = models.ForeignKey(  # of one plan alone, as a file brought it; none is the zone's
        "plan.SubPlan",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="own_calendars",
    )
    key = models.SlugField(max_length=40)
    week = models.CharField(max_length=400)  # "Mon-Fri 8-12 13-17; Sat 8-12"
    follows_notices = models.BooleanField(default=True)  # official holidays and shifted weekends
    changes = models.TextField(blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "key"], name="work_calendar_once"),
        ]
