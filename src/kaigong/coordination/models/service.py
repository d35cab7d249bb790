"""Project service 项目服务: who looks after a project, the mandate, contacts, hand-overs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kaigong.wording import say


class OfficerPart(models.TextChoices):
    OFFICER = "officer", say("服务专员", "Service officer")
    SUBSTITUTE = "substitute", say("替班", "Substitute")


class OfficerTerm(models.Model):
    """A person looks after a project from one day to another; both days belong to it.

    The officer of today also stands in the ledger (`Project.service_officer`), which leads: a term
    is opened and closed when the ledger changes. A substitute stands here alone.
    """

    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=OfficerPart.choices, default=OfficerPart.OFFICER)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["project", "from_on", "id"]
        indexes = [
            models.Index(fields=["person", "part", "until_on"], name="term_of_person"),
            models.Index(fields=["project", "part", "until_on"], name="term_of_project"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="term_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(part="officer", until_on__isnull=True),
                name="term_one_officer_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.person} {self.from_on}"


class Mandate(models.Model):
    """A firm's written mandate 代办委托 to act for it, kept as a paper, with its validity."""

    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="+")
    firm = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scope = models.CharField(max_length=300)  # what may be done for the firm
    valid_from = models.DateField()
    valid_until = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["project", "-valid_until", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="mandate_is_valid_some_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.valid_from} – {self.valid_until}"


class ContactWay(models.TextChoices):
    CALL = "call", say("电话", "Call")
    VISIT = "visit", say("走访", "Visit")
    MESSAGE = "message", say("信息", "Message")
    MEETING = "meeting", say("见面会", "Meeting")


class Contact(models.Model):
    """One contact with the firm of a project: when, how, with whom, what was said, what is next."""

    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=20, choices=ContactWay.choices)
    on = models.DateField()
    whom = models.CharField(max_length=100, blank=True)
    words = models.TextField()
    next_step = models.CharField(max_length=300, blank=True)
    next_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)  # of the next step
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["project", "on"], name="contact_of_project")]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_step="", next_on__isnull=True)
                | (~Q(next_step="") & Q(next_on__isnull=False)),
                name="contact_next_step_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.on} {self.way}"


class HandOverState(models.TextChoices):
    OFFERED = "offered", say("待接手", "Offered")
    ACCEPTED = "accepted", say("已接手", "Accepted")
    DECLINED = "declined", say("未接手", "Declined")
    UNDONE = "undone", say("已退回", "Taken back")


class HandOver(models.Model):
    """One officer hands projects to another; they move when the other accepts."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    projects = models.ManyToManyField("portfolio.Project", related_name="+")
    note = models.TextField(blank=True)
    state = models.CharField(
        max_length=20, choices=HandOverState.choices, default=HandOverState.OFFERED
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    milestones = models.JSONField(default=list, blank=True)  # keys of those that moved with them
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-offered_at", "-id"]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"
