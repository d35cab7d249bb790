"""The lamp of a project: one colour, one reason, since when."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from kaigong.wording import said, say


class Colour(models.TextChoices):
    RED = "red", say("滞后", "Late")
    AMBER = "amber", say("预警", "At risk")
    GREY = "grey", say("数据过期", "Stale")
    GREEN = "green", say("正常", "On track")


class ProjectLamp(models.Model):
    """What was judged of a project. Its history is the record of every turn."""

    project = models.OneToOneField(
        "portfolio.Project", on_delete=models.CASCADE, related_name="lamp", primary_key=True
    )
    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    colour = models.CharField(max_length=10, choices=Colour.choices)
    rank = models.PositiveSmallIntegerField()  # 0 red, 1 amber, 2 grey, 3 green: the order of lists
    rule = models.CharField(max_length=60, blank=True)  # which rule decided
    reason = models.CharField(max_length=300, blank=True)
    reason_en = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()  # in this colour
    others = models.JSONField(default=list)  # every other lamp that is lit: [colour, rule, zh, en]

    history = HistoricalRecords()

    class Meta:
        ordering = ["rank", "project"]
        indexes = [models.Index(fields=["zone", "colour"], name="lamp_by_colour")]

    def __str__(self) -> str:
        return said(self.reason, self.reason_en) or str(Colour(self.colour).label)
