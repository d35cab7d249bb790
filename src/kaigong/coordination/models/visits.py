"""On-site working 现场办公: what was seen on a site, and what was done about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from kaigong.wording import say


class SiteVisit(models.Model):
    """One visit to a project's site.

    `client_key` is made where the form is filled in, so that a visit sent twice is kept once.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("portfolio.Project", on_delete=models.PROTECT, related_name="+")
    visited_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    company = models.CharField(max_length=300, blank=True)  # who else was there, in words
    seen = models.TextField()
    client_key = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-visited_on", "-id"]
        indexes = [models.Index(fields=["zone", "project", "-visited_on"], name="visit_of_project")]
        constraints = [
            models.UniqueConstraint(fields=["zone", "client_key"], name="visit_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.visited_on} {self.project}"


class Outcome(models.TextChoices):
    SOLVED = "solved", say("当场解决", "Solved on the spot")
    MEETING = "meeting", say("提交下次会议", "To the next meeting")
    ISSUE = "issue", say("列入问题台账", "On the list of issues")


class VisitFinding(models.Model):
    """One thing found on a visit: solved there with proof, or an issue from then on."""

    visit = models.ForeignKey(SiteVisit, on_delete=models.CASCADE, related_name="findings")
    words = models.CharField(max_length=300)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    solution = models.CharField(max_length=500, blank=True)  # what was done on the spot
    issue = models.ForeignKey(
        "coordination.Issue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["visit", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="solved") | Q(issue__isnull=False),
                name="finding_unsolved_is_an_issue",
            )
        ]

    def __str__(self) -> str:
        return self.words
