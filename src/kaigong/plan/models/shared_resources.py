"""What the plans of a zone share 共用资源: cranes and crews of the zone, promised to any plan."""

from __future__ import annotations

from django.db import models

from kaigong.accounts.models import Named


class SharedResource(Named):
    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    unit = models.CharField(max_length=20, blank=True)
    there = models.FloatField(default=1)
    later = models.JSONField(default=list, blank=True)  # days and numbers, see `later_numbers`
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["zone", "key"], name="shared_once")]
