"""Fronts 战线: the projects of the master plan, gathered under whoever leads them.

Nothing that a front once was is deleted: each edit of it stays, and so does every stay of a project
in it, so that every past day can be asked.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.accounts.models import Named


class Front(Named):
    """A front as it is now; `edits` tell what it was."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.PositiveSmallIntegerField(default=0)
    is_dissolved = models.BooleanField(default=False)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["zone", "key"], name="front_once")]


class FrontEdit(models.Model):
    """A front that was set, changed or dissolved at once, with the projects that moved.

    `before` and `after` are its own facts as JSON; it was made where there is nothing before.
    """

    front = models.ForeignKey(Front, on_delete=models.CASCADE, related_name="edits")
    before = models.JSONField(null=True)
    after = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, related_name="undone_by"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.front_id} {self.pk}"


class FrontProject(models.Model):
    """A stay of a project in a front: from one edit to another.

    Without `since` it was there before stays were kept; without `until` it is there now.
    """

    front = models.ForeignKey(Front, on_delete=models.CASCADE, related_name="members")
    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.CASCADE, related_name="in_fronts"
    )
    since = models.ForeignKey(FrontEdit, on_delete=models.CASCADE, null=True, related_name="joined")
    until = models.ForeignKey(FrontEdit, on_delete=models.CASCADE, null=True, related_name="left")

    class Meta:
        ordering = ["front", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(until=None), name="project_in_one_front"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.front_id} {self.project_id}"
