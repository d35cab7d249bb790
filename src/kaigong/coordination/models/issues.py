"""Issues 问题: what stands in the way, its category, its turns, and who helps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from kaigong.accounts.models import Named
from kaigong.wording import say


class Severity(models.IntegerChoices):
    """How bad it is; 1 is the worst, as the rules of escalation count."""

    GRAVE = 1, say("严重", "Grave")
    SERIOUS = 2, say("较重", "Serious")
    ORDINARY = 3, say("一般", "Ordinary")


class IssueCategory(Named):
    """A kind of issue of one zone, with the working days that it gives."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    is_start_condition = models.BooleanField(default=False)  # 开工要素
    acceptance_days = models.PositiveSmallIntegerField(default=1)
    grave_days = models.PositiveSmallIntegerField(default=5)
    serious_days = models.PositiveSmallIntegerField(default=10)
    ordinary_days = models.PositiveSmallIntegerField(default=20)
    place = models.PositiveSmallIntegerField(default=0)  # its place in lists
    closed_at = models.DateTimeField(null=True, blank=True)  # offered no more

    history = HistoricalRecords()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "key"], name="issue_category_once"),
            models.UniqueConstraint(fields=["zone", "name"], name="issue_category_name_once"),
        ]

    def days_for(self, severity: int) -> int:
        """Working days from the assignment to the solution."""
        return {
            Severity.GRAVE: self.grave_days,
            Severity.SERIOUS: self.serious_days,
            Severity.ORDINARY: self.ordinary_days,
        }[Severity(severity)]


class IssueState(models.TextChoices):
    RAISED = "raised", say("已提出", "Raised")
    TRIAGED = "triaged", say("待交办", "To assign")
    ASSIGNED = "assigned", say("待受理", "To accept")
    ACCEPTED = "accepted", say("已受理", "Accepted")
    WORKING = "working", say("办理中", "Being worked on")
    CLAIMED = "claimed", say("待核实", "To verify")
    VERIFIED = "verified", say("待销号", "To close")
    CLOSED = "closed", say("已销号", "Closed")
    WITHDRAWN = "withdrawn", say("已撤回", "Withdrawn")


# The nearest deadline first; with the zone before it an index that fits a person is preferred.
_IN_TURN = ("solution_due_on", "severity", "raised_at", "id")


class Issue(models.Model):
    """One thing in a project's way, from the day somebody raised it to its proof.

    `solution_due_on` is set when it is first assigned and stays when it goes to another owner: a
    refusal costs the office's time and not the project's. A reopened issue keeps `raised_at`.
    Coordinates are CGCS2000 degrees (EPSG:4490).
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)  # W-2021-0042, counted by zone and year
    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    milestone = models.ForeignKey(
        "portfolio.Milestone", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    category = models.ForeignKey(IssueCategory, on_delete=models.PROTECT, related_name="issues")
    severity = models.PositiveSmallIntegerField(choices=Severity.choices, default=Severity.ORDINARY)
    location = models.CharField(max_length=200, blank=True)  # in words
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    raised_for = models.ForeignKey(  # the body that raised it; a firm sees its own
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=IssueState.choices, default=IssueState.RAISED)
    lead = models.ForeignKey(  # the lead department; none until it is assigned
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(  # the person who accepted it
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField()  # the last turn of any kind

    refused_at = models.DateTimeField(null=True, blank=True)  # until it is assigned again

    acceptance_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # From when and how many working days; none where somebody set the day by hand.
    solution_from = models.DateField(null=True, blank=True)
    solution_days = models.PositiveSmallIntegerField(null=True, blank=True)
    acceptance_due_on = models.DateField(null=True, blank=True)
    solution_due_on = models.DateField(null=True, blank=True)
    # Whether a day reaches a year whose holidays are not announced yet.
    is_acceptance_provisional = models.BooleanField(default=False)
    is_due_provisional = models.BooleanField(default=False)
    refusals = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-raised_at", "-id"]
        indexes = [
            # As `selectors.issues.first_waiting_for` reads them, so that nothing is sorted.
            models.Index(fields=["zone", "state", *_IN_TURN], name="issue_by_deadline"),
            models.Index(fields=["lead", "state", "solution_due_on"], name="issue_of_lead"),
            models.Index(
                fields=["zone", "raised_by", *_IN_TURN],
                condition=Q(state="claimed"),
                name="issue_to_verify",
            ),
            models.Index(
                fields=["zone", "raised_for", *_IN_TURN],
                condition=Q(state="claimed"),
                name="issue_to_verify_for",
            ),
            models.Index(fields=["zone", "raised_at"], name="issue_of_zone"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="issue_number_once"),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__isnull=False, latitude__isnull=False),
                name="issue_point_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["raised", "triaged", "withdrawn"]) | Q(lead__isnull=False),
                name="issue_at_work_has_a_lead",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["raised", "triaged", "withdrawn"])
                | Q(solution_due_on__isnull=False),
                name="issue_at_work_has_a_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class IssueTurn(models.Model):
    """One move or remark in the life of an issue; never changed, so that it can be read aloud."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="turns")
    move = models.CharField(max_length=20)  # of coordination.life, or empty for a remark
    before = models.CharField(max_length=20, choices=IssueState.choices)
    after = models.CharField(max_length=20, choices=IssueState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    acting_for = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.TextField(blank=True)
    is_internal = models.BooleanField(default=False)  # not for firms

    class Meta:
        ordering = ["issue", "id"]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.move or '-'} {self.at:%Y-%m-%d %H:%M}"


class HelpState(models.TextChoices):
    ASKED = "asked", say("待答复", "Asked")
    TAKEN = "taken", say("已接", "Taken")
    RETURNED = "returned", say("已退回", "Returned")
    DONE = "done", say("已完成", "Done")


class IssueHelp(models.Model):
    """The part of a helping department 配合部门; its return stops nobody else."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="helps")
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    task = models.CharField(max_length=300)
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=HelpState.choices, default=HelpState.ASKED)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["issue", "id"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "organisation"], name="issue_help_once")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.organisation} {HelpState(self.state).label}"
