"""What the command page keeps of its own: decisions, published figures, last visits."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kaigong.accounts.models import Named
from kaigong.wording import said, say


class DecisionState(models.TextChoices):
    WAITING = "waiting", say("待定", "Waiting")
    DECIDED = "decided", say("已定", "Decided")
    RETURNED = "returned", say("已退回", "Returned")


class Decision(models.Model):
    """A question that only a leader can answer: what, why in one line, by when, which answers."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=400)
    why_en = models.CharField(max_length=400, blank=True)
    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # The figure under dispute, where the question is which published value is the one of record.
    subject = models.CharField(max_length=60, blank=True)

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_of = models.ForeignKey(  # one leader; none means any who may decide
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # [{"key", "zh", "en"}]: the verbs on the buttons, the first is what is proposed.
    options = models.JSONField(default=list)
    papers = models.JSONField(default=list, blank=True)  # [{"name", "url"}]

    state = models.CharField(
        max_length=20, choices=DecisionState.choices, default=DecisionState.WAITING
    )
    answer = models.CharField(max_length=60, blank=True)  # the key of the option
    reason = models.CharField(max_length=400, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["zone", "state", "due_at"], name="decision_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="decision_has_a_moment_when_made",
            )
        ]

    def __str__(self) -> str:
        return said(self.title, self.title_en or self.title)


class PublishedFigure(Named):
    """A figure that somebody published: its value, its scope, its day and its source, unchanged."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    # What it is a figure of; those of one subject and period should agree.
    subject = models.CharField(max_length=60)
    # The computed figure that it stands beside, if there is one.
    figure = models.CharField(max_length=60, blank=True)
    value = models.DecimalField(max_digits=22, decimal_places=4)
    unit = models.CharField(max_length=20)  # amount, count or share
    period = models.CharField(max_length=30)  # 2021, 2021-03, 2021-Q1 …
    as_of = models.DateField(null=True, blank=True)
    scope = models.CharField(max_length=200, blank=True)
    scope_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300)
    published_on = models.DateField(null=True, blank=True)
    is_of_record = models.BooleanField(default=False)  # chosen where sources contradict each other

    class Meta:
        ordering = ["subject", "period", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "subject", "period", "scope", "source"],
                name="published_figure_once",
            )
        ]


class LastVisit(models.Model):
    """When a person last looked at the command page of a zone.

    A visit lasts as long as no hour passes between two looks; `since` is the end of the visit
    before, so a reload does not sweep away what is new.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["zone", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "zone"], name="last_visit_of_person_in_zone")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.zone} {self.since:%Y-%m-%d %H:%M}"
