"""Start-up conditions that were pasted from a sheet, so that they can be taken back as a whole."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ConditionPaste(models.Model):
    """One paste into the wall chart: what stood in each cell before, and which version it made."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d %H:%M}"


class PastedCell(models.Model):
    """One cell of a paste."""

    paste = models.ForeignKey(ConditionPaste, on_delete=models.CASCADE, related_name="cells")
    condition = models.ForeignKey(
        "coordination.Condition", on_delete=models.CASCADE, related_name="+"
    )
    before = models.JSONField(
        default=dict
    )  # the fields of the row as it was; empty: there was none
    version = models.PositiveIntegerField()  # that the paste left behind

    class Meta:
        ordering = ["paste", "id"]
        constraints = [
            models.UniqueConstraint(fields=["paste", "condition"], name="condition_pasted_once")
        ]

    def __str__(self) -> str:
        return f"{self.paste_id} {self.condition_id}"
