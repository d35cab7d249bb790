"""Questions that officers ask of a firm, and what the firm says of an answer it got."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords


class Question(models.Model):
    """Something asked of a firm 问企业, about a project or within an issue, due on a day.

    The firm reads the question even where it does not see the issue.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(  # the firm
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issue = models.ForeignKey(
        "coordination.Issue",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="questions",
    )
    text = models.TextField()
    due_on = models.DateField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_for = models.ForeignKey(  # the body that wants to know
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["organisation", "answered_at", "due_on"], name="question_of_firm")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(issue__isnull=False) | Q(project__isnull=False),
                name="question_about_something",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="question_answered_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None


class Rating(models.Model):
    """How the body that raised an issue found its solution; 5 is best."""

    issue = models.ForeignKey(
        "coordination.Issue", on_delete=models.CASCADE, related_name="ratings"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    lead = models.ForeignKey(  # the department whose work it was
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    score = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "organisation"], name="rating_once"),
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5), name="rating_of_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.score}"
