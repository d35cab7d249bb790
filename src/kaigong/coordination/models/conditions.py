"""Start-up conditions 开工要素: what a start needs, who owes it, by when, how much, the proof."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from kaigong.accounts.models import Named
from kaigong.wording import said, say


class ConditionKind(Named):
    """A kind of start-up condition of one zone, such as construction power."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    category = models.ForeignKey(  # of the issues that are raised from it
        "coordination.IssueCategory",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="condition_kinds",
    )
    unit = models.CharField(max_length=20, blank=True)  # of its capacity: m³/d, kVA
    unit_en = models.CharField(max_length=20, blank=True)
    usual_owner = models.ForeignKey(  # who is asked unless somebody names another
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_days = models.PositiveSmallIntegerField(default=3)  # working days to promise in
    warn_days = models.PositiveSmallIntegerField(default=30)  # before the start: promised by then
    place = models.PositiveSmallIntegerField(default=0)  # its place in lists
    closed_at = models.DateTimeField(null=True, blank=True)  # asked no more

    history = HistoricalRecords()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "key"], name="condition_kind_once"),
            models.UniqueConstraint(fields=["zone", "name"], name="condition_kind_name_once"),
        ]

    @property
    def units(self) -> tuple[str, ...]:
        """How the unit of its capacity may be written."""
        return tuple(filter(None, (self.unit, self.unit_en)))

    @property
    def unit_shown(self) -> str:
        return said(self.unit, self.unit_en or self.unit)


class ConditionState(models.TextChoices):
    UNASKED = "unasked", say("未提请", "Not asked")
    UNNEEDED = "unneeded", say("不需要", "Not needed")
    ASKED = "asked", say("待承诺", "Asked")
    PROMISED = "promised", say("已承诺", "Promised")
    PROVIDED = "provided", say("已到位", "Provided")
    WITHDRAWN = "withdrawn", say("已撤回", "Withdrawn")


MET_STATES = (ConditionState.UNNEEDED, ConditionState.PROVIDED)
OPEN_STATES = (ConditionState.ASKED, ConditionState.PROMISED, ConditionState.WITHDRAWN)


class Condition(models.Model):
    """One start-up condition of one project.

    `first_promised_on` stays when the promise is moved. Capacities are in the unit of the kind.
    A project without a row of a kind has not asked for it.
    """

    project = models.ForeignKey("portfolio.Project", on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(ConditionKind, on_delete=models.PROTECT, related_name="conditions")
    state = models.CharField(
        max_length=20, choices=ConditionState.choices, default=ConditionState.UNASKED
    )
    owner = models.ForeignKey(  # the utility or department that owes it
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_on = models.DateField(null=True, blank=True)
    answer_due_on = models.DateField(null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    first_promised_on = models.DateField(null=True, blank=True)
    provided_on = models.DateField(null=True, blank=True)
    capacity_asked = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    capacity_given = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    moved_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["project", "kind__place", "id"]
        indexes = [
            models.Index(fields=["owner", "state", "promised_on"], name="condition_of_owner"),
            models.Index(fields=["state", "promised_on"], name="condition_by_promise"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind"], name="condition_once"),
            models.CheckConstraint(
                condition=Q(state__in=["unasked", "unneeded"]) | Q(owner__isnull=False),
                name="condition_asked_has_an_owner",
            ),
            models.CheckConstraint(
                condition=~Q(state="promised") | Q(promised_on__isnull=False),
                name="condition_promised_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="provided") | Q(provided_on__isnull=False),
                name="condition_provided_has_a_day",
            ),
            models.CheckConstraint(
                condition=(Q(capacity_asked__isnull=True) | Q(capacity_asked__gte=0))
                & (Q(capacity_given__isnull=True) | Q(capacity_given__gte=0)),
                name="condition_capacity_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.kind}"

    @property
    def is_met(self) -> bool:
        return self.state in MET_STATES


class ConditionTurn(models.Model):
    """One move in the life of a condition; never changed, so the first promise stays visible."""

    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="turns")
    move = models.CharField(max_length=20)  # of coordination.condition_life
    before = models.CharField(max_length=20, choices=ConditionState.choices)
    after = models.CharField(max_length=20, choices=ConditionState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    acting_for = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    day = models.DateField(null=True, blank=True)  # promised, or provided
    capacity = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["condition", "id"]

    def __str__(self) -> str:
        return f"{self.condition_id} {self.move} {self.at:%Y-%m-%d %H:%M}"


class ConditionIssue(models.Model):
    """An issue that was raised because a condition is late or missing."""

    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="issue_links")
    issue = models.OneToOneField(
        "coordination.Issue", on_delete=models.CASCADE, related_name="of_condition"
    )

    class Meta:
        ordering = ["condition", "id"]

    def __str__(self) -> str:
        return f"{self.condition_id} {self.issue_id}"
