"""What the plans of a zone share 共用资源: cranes and crews of the zone, promised to any plan."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.accounts.models import Named


class SharedResource(Named):
    """One as it is now; edits tell what it was."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    unit = models.CharField(max_length=20, blank=True)
    there = models.FloatField(default=1)
    later = models.JSONField(default=list, blank=True)  # days and numbers, see `later_numbers`
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["zone", "key"], name="shared_once")]


class SharedResourceEdit(models.Model):
    """What a zone said anew at once of what its plans share; `changes` keep it before and after.

    Each is {"key": …, "before": facts or null, "after": facts or null}: its fields as JSON.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changes = models.JSONField()
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.pk}"
