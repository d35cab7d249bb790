"""Papers and photos of coordination: kept once, used wherever they prove something."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import Q


class Paper(models.Model):
    """A file that somebody gave; the same content of one zone is stored once, by its SHA-256.

    Who may read it hangs on where it is used: see `selectors.papers`.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(  # the body that gave it; its people see it
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    file = models.FileField(upload_to="papers/%Y/%m")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["zone", "sha256"], name="paper_by_content"),
            models.Index(fields=["organisation", "at"], name="paper_of_body"),
        ]

    def __str__(self) -> str:
        return self.name


# What a paper can stand beside: the fields of `PaperUse`, of which one is filled.
BESIDE = ("issue", "question", "condition", "task", "visit", "mandate")


def _one_of(names: Sequence[str]) -> Q:
    """That one of some fields is filled and the others are not."""
    found = Q()
    for chosen in names:
        found |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return found


class PaperUse(models.Model):
    """A paper proves something: one row for each thing that it stands beside."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="uses")
    issue = models.ForeignKey(
        "coordination.Issue", on_delete=models.CASCADE, null=True, blank=True, related_name="papers"
    )
    turn = models.ForeignKey(  # the move or remark of that issue that brought it
        "coordination.IssueTurn",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="papers",
    )
    question = models.ForeignKey(  # the question that a firm answered with it
        "coordination.Question",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="papers",
    )
    condition = models.ForeignKey(
        "coordination.Condition",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="papers",
    )
    task = models.ForeignKey(
        "coordination.MeetingTask",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="papers",
    )
    visit = models.ForeignKey(
        "coordination.SiteVisit",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="papers",
    )
    mandate = models.ForeignKey(
        "coordination.Mandate",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="papers",
    )
    is_internal = models.BooleanField(default=False)  # not for firms
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "issue"], name="paper_once_beside_an_issue"),
            models.UniqueConstraint(
                fields=["paper", "question"], name="paper_once_beside_a_question"
            ),
            models.UniqueConstraint(
                fields=["paper", "condition"], name="paper_once_beside_a_condition"
            ),
            models.UniqueConstraint(fields=["paper", "task"], name="paper_once_beside_a_task"),
            models.UniqueConstraint(fields=["paper", "visit"], name="paper_once_beside_a_visit"),
            models.UniqueConstraint(
                fields=["paper", "mandate"], name="paper_once_beside_a_mandate"
            ),
            models.CheckConstraint(condition=_one_of(BESIDE), name="paper_use_of_one_thing"),
        ]

    def __str__(self) -> str:
        about = next((found for name in BESIDE if (found := getattr(self, name))), "")
        return f"{self.paper} · {about}"
