"""What was done in a month, the first figure and every correction beside it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from kaigong.wording import say


class ReportState(models.TextChoices):
    REPORTED = "reported", say("已报", "Reported")
    CLOSED = "closed", say("已签审", "Closed")


class MonthlyReport(models.Model):
    """One project's progress of one month (月报).

    `first_amount` is what was reported when the month was closed and never changes afterwards;
    `record_amount` is the figure of record: the last restatement, else the first figure.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.CASCADE, related_name="reports"
    )
    month = models.DateField()  # the first day of the month reported on
    first_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    record_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    physical_progress = models.TextField(blank=True)  # 形象进度
    problems = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)  # why a figure is unusual
    is_unchanged = models.BooleanField(default=False)  # reported with one key: nothing moved
    state = models.CharField(
        max_length=20, choices=ReportState.choices, default=ReportState.REPORTED
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reported_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["project", "month"]
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="monthly_report_once"),
        ]
        indexes = [models.Index(fields=["zone", "month"], name="monthly_report_of_zone")]

    def __str__(self) -> str:
        return f"{self.project} {self.month:%Y-%m}"


class ReportDraft(models.Model):
    """What somebody has typed for a month and not yet reported, letter by letter as typed.

    A table of its own, so that no sum can ever take a draft for a report; one for each person, so
    that two who type at once lose nothing.
    """

    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.CASCADE, related_name="report_drafts"
    )
    month = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    typed = models.JSONField(default=dict)  # name of the form's field → text
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["project", "month", "by"]
        constraints = [
            models.UniqueConstraint(fields=["project", "month", "by"], name="report_draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.month:%Y-%m} · {self.by}"


class Restatement(models.Model):
    """A correction of a closed month: it stands beside the first figure, never over it."""

    report = models.ForeignKey(MonthlyReport, on_delete=models.CASCADE, related_name="restatements")
    before_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    after_amount = models.DecimalField(max_digits=20, decimal_places=2)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["report", "at", "id"]

    def __str__(self) -> str:
        return f"{self.report} → {self.after_amount}"


class MonthClose(models.Model):
    """The statistician signed a month off: its figures are of record from then on."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField()
    reported_count = models.PositiveIntegerField()
    missing_count = models.PositiveIntegerField()
    total_amount = models.DecimalField(max_digits=22, decimal_places=2)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["zone", "month"]
        constraints = [models.UniqueConstraint(fields=["zone", "month"], name="month_close_once")]

    def __str__(self) -> str:
        return f"{self.zone} {self.month:%Y-%m}"


class WorkItem(models.Model):
    """A part of the works that is measured: earthworks, piling, structure, topping out …"""

    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.CASCADE, related_name="work_items"
    )
    place = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=100)
    unit = models.CharField(max_length=20, default="%")
    quantity = models.DecimalField(max_digits=16, decimal_places=3, default=100)
    due_on = models.DateField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["project", "place", "id"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="work_item_once")]

    def __str__(self) -> str:
        return self.name


class WorkItemReading(models.Model):
    """How much of a work item was done to date, as a month's report states it."""

    report = models.ForeignKey(MonthlyReport, on_delete=models.CASCADE, related_name="readings")
    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="readings")
    done_quantity = models.DecimalField(max_digits=16, decimal_places=3)

    history = HistoricalRecords()

    class Meta:
        ordering = ["report", "item"]
        constraints = [
            models.UniqueConstraint(fields=["report", "item"], name="work_item_reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.done_quantity}"
