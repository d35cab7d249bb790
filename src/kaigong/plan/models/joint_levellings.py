"""Plans that were levelled together 几份计划一起排, so that it can be taken back as one."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class JointLevelling(models.Model):
    """One that was accepted; `edits` are what it did, one in each plan that moved.

    `projects` are those whose plans moved, as {"project": number, "name": …, "name_en": …}: one
    whose plan is gone since can still be named.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    projects = models.JSONField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.pk}"
