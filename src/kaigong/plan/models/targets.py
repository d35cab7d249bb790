"""Targets 目标 that somebody set for a year: of the zone, of a front, of an activity by month.

What nobody set is not kept: a front has to reach what its projects add up to, and an activity's
quantity falls on months as its schedule says. Each edit stays; the latest that was not taken back
is in force, so every past day can be asked.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.wording import say

QUANTITY = "quantity"  # what is set of an activity by month, in its own unit
WHOLE_YEAR = 0


class TargetWay(models.TextChoices):
    SET = "set", say("设定", "Set")
    LOCK = "lock", say("随年度计划锁定", "Kept by the lock of the annual plan")


class TargetEdit(models.Model):
    """Some targets set at once, with who, when and why."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=10, choices=TargetWay.choices, default=TargetWay.SET)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["zone", "year"], name="target_edit_of_year")]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.year} {self.pk}"


class Target(models.Model):
    """What has to be reached in a year, or in one of its months.

    It is the zone's where neither a front nor a plan is named. `value` is in the indicator's unit:
    the zone's currency unit, a number, or the activity's own unit; none is back to what is drawn.
    """

    edit = models.ForeignKey(TargetEdit, on_delete=models.CASCADE, related_name="targets")
    indicator = models.SlugField(max_length=40)
    front = models.ForeignKey(
        "plan.Front", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    sub_plan = models.ForeignKey(
        "plan.SubPlan", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # By its key, as a baseline: an edit of the plan that is undone makes the row anew.
    activity_key = models.CharField(max_length=40, blank=True)
    month = models.PositiveSmallIntegerField(default=WHOLE_YEAR)  # 1 to 12
    value = models.DecimalField(max_digits=20, decimal_places=2, null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(front__isnull=True) | models.Q(sub_plan__isnull=True),
                name="target_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(month__lte=12), name="target_month_of_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edit_id} {self.indicator} {self.month}"
