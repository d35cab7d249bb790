"""Baselines 基线: a plan's dates as they were approved; numbered, with reason and approver."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.plan.models.sub_plans import SubPlan


class Baseline(models.Model):
    """The lock of a plan 计划锁定; it is never changed, a new one follows."""

    sub_plan = models.ForeignKey(SubPlan, on_delete=models.CASCADE, related_name="baselines")
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField()  # of the plan that was approved
    reason = models.CharField(max_length=300)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["sub_plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["sub_plan", "number"], name="baseline_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sub_plan_id} {self.number}"


class BaselineActivity(models.Model):
    """When one activity was to be done by a baseline; minutes of the wall clock."""

    baseline = models.ForeignKey(Baseline, on_delete=models.CASCADE, related_name="activities")
    key = models.CharField(max_length=40)
    start = models.BigIntegerField()
    finish = models.BigIntegerField()

    class Meta:
        ordering = ["baseline", "id"]
        constraints = [
            models.UniqueConstraint(fields=["baseline", "key"], name="baseline_activity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.baseline_id} {self.key}"
