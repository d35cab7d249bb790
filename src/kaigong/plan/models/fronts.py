"""Fronts 战线: the projects of the master plan, gathered under whoever leads them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.accounts.models import Named


class Front(Named):
    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["zone", "key"], name="front_once")]


class FrontProject(models.Model):
    """A project stands in one front."""

    front = models.ForeignKey(Front, on_delete=models.CASCADE, related_name="members")
    project = models.OneToOneField(
        "portfolio.Project", on_delete=models.CASCADE, related_name="in_front"
    )

    class Meta:
        ordering = ["front", "id"]

    def __str__(self) -> str:
        return f"{self.front_id} {self.project_id}"
