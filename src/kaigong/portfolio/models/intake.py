"""Files that came in by the door, and what was learned from them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.wording import say


class RunState(models.TextChoices):
    READING = "reading", say("正在读取", "Reading")
    ASKING = "asking", say("等你认列", "Waiting for answers")
    TRIED = "tried", say("已试算", "Dry run done")
    REFUSED = "refused", say("打不开", "Unreadable")
    APPLIED = "applied", say("已写入", "Applied")
    DROPPED = "dropped", say("未写入", "Not applied")


class ImportRun(models.Model):
    """One file on its way into the ledger: read, asked about, tried, applied, perhaps undone."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    file = models.FileField(upload_to="imports/%Y/%m")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=RunState.choices, default=RunState.READING)
    sheet = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=dict)  # column place → field key, or "" for kept as it is
    choices = models.JSONField(default=dict)  # conflict "row:field" → "mine" or "theirs"
    month = models.DateField(null=True)  # the month in view: plans are of its year
    report = models.JSONField(default=dict)  # counts, faults, questions, as the dry run said
    rows = models.JSONField(default=list)  # the outcome of each row, for the page of the dry run
    token = models.CharField(max_length=64, blank=True)  # the ledger's state the dry run looked at
    change_set = models.OneToOneField(
        "portfolio.ChangeSet", on_delete=models.PROTECT, null=True, related_name="import_run"
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class RememberedHeading(models.Model):
    """The office once said what a heading means; the next file of the same shape need not ask."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    shape = models.CharField(max_length=64)  # the fingerprint of the table's headings
    heading = models.CharField(max_length=300)
    field = models.CharField(max_length=60, blank=True)  # empty: kept as it is, in no field
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["zone", "shape", "heading"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "shape", "heading"], name="remembered_heading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.field}"
