"""Roads 道路廊道 of a zone, and which activities break them open or lie in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kaigong.accounts.models import Named
from kaigong.engines import corridors
from kaigong.plan.models.sub_plans import SubPlan
from kaigong.wording import say

LAYERS = [(each.key, say(each.zh, each.en)) for each in corridors.layers().values()]


class Road(Named):
    """A road with its chainage; what was handed over to traffic may not be dug up for years."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    length = models.PositiveIntegerField()  # metres
    handed_over_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "name"], name="road_name_once"),
            models.CheckConstraint(condition=Q(length__gt=0), name="road_has_a_length"),
        ]


class RoadWork(models.Model):
    """Where an activity lies in a road. It is known by plan and code, so an undo finds it again."""

    road = models.ForeignKey(Road, on_delete=models.CASCADE, related_name="works")
    sub_plan = models.ForeignKey(SubPlan, on_delete=models.CASCADE, related_name="road_works")
    key = models.CharField(max_length=40)  # of the activity
    start = models.PositiveIntegerField()  # metres from the road's beginning
    end = models.PositiveIntegerField()
    layer = models.CharField(max_length=20, choices=LAYERS)

    class Meta:
        ordering = ["road", "start", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sub_plan", "key"], name="road_work_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="road_work_has_a_length"),
        ]

    def __str__(self) -> str:
        return f"{self.sub_plan_id} {self.key} {self.layer}"
