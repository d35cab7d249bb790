"""Who follows an issue that somebody else raised: they met the same and said so."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class IssueFollower(models.Model):
    """A body that met the same as an issue tells; its people see that issue from then on."""

    issue = models.ForeignKey(
        "coordination.Issue", on_delete=models.CASCADE, related_name="followers"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["issue", "at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "organisation"], name="issue_follower_once")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.organisation}"
