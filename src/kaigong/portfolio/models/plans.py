"""What a zone promises for a year, and the moment it stops being a draft."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords


class AnnualPlan(models.Model):
    """What one project shall do in one year."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="plans")
    year = models.PositiveSmallIntegerField()
    planned_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    # What the project's own office expects by the end of the year, beside what was planned.
    expected_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    is_start_planned = models.BooleanField(default=False)  # to start or resume this year
    is_completion_planned = models.BooleanField(default=False)
    is_outside_plan = models.BooleanField(default=False)  # taken up after the plan was locked
    batch = models.CharField(max_length=100, blank=True)  # for example 春季开复工
    is_sample = models.BooleanField(default=False)  # the amounts, not the project, are made up
    extras = models.JSONField(default=dict, blank=True)  # the year's own columns, heading → text

    history = HistoricalRecords()

    class Meta:
        ordering = ["project", "year"]
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="annual_plan_once_a_year")
        ]
        indexes = [models.Index(fields=["zone", "year"], name="annual_plan_of_zone")]

    def __str__(self) -> str:
        return f"{self.project} {self.year}"


class MonthlyTarget(models.Model):
    """The share of a year's plan that falls on one month."""

    plan = models.ForeignKey(AnnualPlan, on_delete=models.CASCADE, related_name="months")
    month = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    planned_amount = models.DecimalField(max_digits=20, decimal_places=2)

    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "month"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "month"], name="monthly_target_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan}-{self.month:02d}"


class PlanLock(models.Model):
    """A version of a zone's annual plan that nobody changes; later ones stand beside it."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()  # 1 is the plan of the year, 2 its first revision
    reason = models.CharField(max_length=300)
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    locked_at = models.DateTimeField()

    class Meta:
        ordering = ["zone", "year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "year", "number"], name="plan_lock_once")
        ]

    def __str__(self) -> str:
        return f"{self.zone} {self.year} · {self.number}"


class LockedPlan(models.Model):
    """What a locked version says of one project."""

    lock = models.ForeignKey(PlanLock, on_delete=models.CASCADE, related_name="rows")
    project = models.ForeignKey("portfolio.Project", on_delete=models.PROTECT, related_name="+")
    planned_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    is_start_planned = models.BooleanField()
    is_completion_planned = models.BooleanField()
    batch = models.CharField(max_length=100, blank=True)
    planned_start_on = models.DateField(null=True)
    planned_completion_on = models.DateField(null=True)
    month_amounts = models.JSONField(default=dict)  # "1" … "12" → amount as text

    class Meta:
        ordering = ["lock", "project"]
        constraints = [models.UniqueConstraint(fields=["lock", "project"], name="locked_plan_once")]

    def __str__(self) -> str:
        return f"{self.lock} · {self.project}"
