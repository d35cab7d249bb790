"""Files of schedulers 计划文件 that were given for a plan: kept whole, tried, brought in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.plan.models.edits import PlanEdit
from kaigong.wording import say


class BringState(models.TextChoices):
    TRIED = "tried", say("已试算", "Tried")
    BROUGHT = "brought", say("已导入", "Brought in")
    DISCARDED = "discarded", say("未采用", "Discarded")


class BringWay(models.TextChoices):
    REPLACE = "replace", say("以文件为准", "The file holds")
    UPDATE = "update", say("按新版更新", "An update")


class PlanFile(models.Model):
    """A file that somebody gave for a project's plan; nothing of the plan changes before it is
    accepted.

    The last one that was brought and not undone is the plan's *origin*: our changes are written
    back into it, and what we do not understand stays in it as it came.
    """

    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.PROTECT, related_name="plan_files"
    )
    file = models.FileField(upload_to="plan-files/%Y/%m")
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=BringState.choices, default=BringState.TRIED)
    way = models.CharField(max_length=10, choices=BringWay.choices, default=BringWay.REPLACE)
    chosen = models.CharField(max_length=60, blank=True)  # which of its projects
    seen_version = models.PositiveIntegerField(default=0)  # of the plan that the dry run met
    report = models.JSONField(default=dict, blank=True)  # of the dry run: `services.file_trial`
    calendars = models.JSONField(default=dict, blank=True)  # numbers of ours by their key in it
    # Those of its resources that are scarce here: keys of the plan by their keys in it.
    resources = models.JSONField(default=dict, blank=True)
    edit = models.OneToOneField(
        PlanEdit, on_delete=models.PROTECT, null=True, blank=True, related_name="file"
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name
