"""BCF archives that were brought in, and which issue each of their topics became."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class BcfRun(models.Model):
    """An archive that somebody brought; nothing is raised before it is applied."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="bcf/%Y/%m")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    category = models.ForeignKey(
        "coordination.IssueCategory", on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name


class BcfTopic(models.Model):
    """A topic of a building model and the issue that stands for it; its GUID stays."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    guid = models.CharField(max_length=100)  # as its archive writes it
    folded = models.CharField(max_length=100)  # in small letters: programs differ
    issue = models.ForeignKey("coordination.Issue", on_delete=models.CASCADE, related_name="topics")
    run = models.ForeignKey(BcfRun, on_delete=models.SET_NULL, null=True, related_name="topics")
    # From where and at which elements the model's author looked, and in which models: written back
    # as it came. See `coordination.bcf_views`.
    views = models.JSONField(default=list, blank=True)
    files = models.JSONField(default=list, blank=True)
    # What was said to it elsewhere, and in which remark of ours it stands.
    comments = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["zone", "guid"]
        constraints = [models.UniqueConstraint(fields=["zone", "folded"], name="bcf_topic_once")]

    def __str__(self) -> str:
        return self.guid
