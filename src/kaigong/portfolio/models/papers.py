"""What leaves the house as a workbook: the office's own layouts, and exports in the background."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.wording import say


class Layout(models.Model):
    """A workbook of the office that the ledger is put into when it is taken out."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    file_name = models.CharField(max_length=200)
    file = models.FileField(upload_to="layouts/%Y/%m")
    sheet = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=dict)  # what was said about its columns, as of an import
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["zone", "name"]
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="layout_once_in_zone")]

    def __str__(self) -> str:
        return self.name


class ExportState(models.TextChoices):
    WAITING = "waiting", say("排队中", "Waiting")
    WRITING = "writing", say("正在写", "Writing")
    DONE = "done", say("已写好", "Ready")
    FAILED = "failed", say("没有写成", "Failed")
    CANCELLED = "cancelled", say("已取消", "Cancelled")
    EXPIRED = "expired", say("已过期清理", "Cleared away")


class ExportJob(models.Model):
    """A workbook too large for a request: written by the worker, for the one who asked."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(
        max_length=20, choices=ExportState.choices, default=ExportState.WAITING
    )
    view = models.JSONField(default=dict)  # what was shown: month, filters, sort, group, as_of
    columns = models.JSONField(default=list)
    layout = models.CharField(max_length=20, blank=True)  # the key of a layout; empty is our own
    language = models.CharField(max_length=10)
    row_count = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    file_name = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to="exports/%Y/%m", blank=True)
    said = models.JSONField(default=dict)  # why it failed or what to know, by language
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.file_name or self.at:%Y-%m-%d %H:%M} {ExportState(self.state).label}"
