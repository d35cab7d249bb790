"""Files that came in by the door, and what was learned from them."""

from __future__ import annotations

from datetime import datetime, timedelta

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
    CANCELLED = "cancelled", say("已取消", "Cancelled")
    INTERRUPTED = "interrupted", say("试算中断", "Interrupted")


class DryRunStep(models.TextChoices):
    OPENING = "opening", say("打开文件", "Opening the file")
    MATCHING = "matching", say("认表头和列", "Finding headings and columns")
    READING = "reading", say("逐列读数", "Reading column by column")
    MEETING = "meeting", say("认项目", "Meeting the projects on record")
    COMPARING = "comparing", say("逐格对照台账", "Comparing cell by cell")
    KEEPING = "keeping", say("记下结果", "Keeping the outcome")


# Who does a dry run gives a sign of life every second; after this silence it is taken for dead.
SILENCE = timedelta(seconds=20)


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
    # Each asking for a dry run has a number: what an older one finds out is not kept any more.
    attempt = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)  # the last sign of life; none while it waits its turn
    step = models.CharField(max_length=20, choices=DryRunStep.choices, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)  # of this step
    change_set = models.OneToOneField(
        "portfolio.ChangeSet", on_delete=models.PROTECT, null=True, related_name="import_run"
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    def state_at(self, moment: datetime) -> RunState:
        """Where the file stands; a dry run whose worker died is interrupted, not still running."""
        is_silent = self.beat_at is not None and moment - self.beat_at > SILENCE
        if self.state == RunState.READING and is_silent:
            return RunState.INTERRUPTED
        return RunState(self.state)

    def is_waiting_at(self, moment: datetime) -> bool:
        """Whether nobody has begun the dry run for longer than a worker takes to look."""
        since = self.asked_at or self.at
        return self.state == RunState.READING and self.beat_at is None and moment - since > SILENCE


class RememberedHeading(models.Model):
    """The office once said what a heading means, and in which unit.

    The next file of the same shape need not ask; one of another shape proposes it, with the name
    of the file it was said of.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    of = models.CharField(max_length=20, default="ledger")  # what kind of file it was said of
    shape = models.CharField(max_length=64)  # the fingerprint of the table's headings
    heading = models.CharField(max_length=300)
    field = models.CharField(max_length=60, blank=True)  # empty: kept as it is, in no field
    unit = models.CharField(max_length=40, blank=True)  # empty: stated in the file, or none asked
    order = models.CharField(max_length=3, blank=True)  # of short dates: dmy, mdy, ymd
    neighbours = models.CharField(max_length=64, blank=True)  # fingerprint of what stands around it
    file_name = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["zone", "of", "shape", "heading"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "of", "shape", "heading"], name="remembered_heading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.field}"
