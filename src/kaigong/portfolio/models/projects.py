"""The project, and the steps of its life."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from kaigong.accounts.models import Named
from kaigong.wording import said, say


class ProjectKind(models.TextChoices):
    NEW = "new", say("新建", "New")
    CONTINUING = "continuing", say("续建", "Continuing")
    RESUMED = "resumed", say("复工", "Resumed")
    RESERVE = "reserve", say("储备", "Reserve")


class Stage(models.TextChoices):
    """The nine steps of a project's life, in order, and two ways out of it."""

    LEAD = "lead", say("线索", "Lead")
    NEGOTIATION = "negotiation", say("洽谈", "Negotiation")
    SIGNED = "signed", say("签约", "Signed")
    LAND = "land", say("供地", "Land")
    APPROVAL = "approval", say("审批", "Approval")
    STARTED = "started", say("开工", "Started")
    CONSTRUCTION = "construction", say("在建", "Under construction")
    COMPLETED = "completed", say("竣工", "Completed")
    PRODUCTION = "production", say("投产", "In production")
    SUSPENDED = "suspended", say("停工", "Suspended")
    CANCELLED = "cancelled", say("取消", "Cancelled")


class ReserveMaturity(models.TextChoices):
    """How far a project in the reserve pool has ripened."""

    IDEA = "idea", say("谋划", "Idea")
    STUDY = "study", say("可研", "Feasibility study")
    READY = "ready", say("要素齐备", "Conditions in place")


class Project(models.Model):
    """One project of the ledger (项目大表).

    Amounts are exact, in the zone's currency unit (元, £, US$): `_amount` means that everywhere.
    Coordinates are CGCS2000 degrees (EPSG:4490).
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="projects")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    folded_name = models.CharField(max_length=300, db_index=True)  # see engines.ledgers.fold_name
    sector = models.ForeignKey(
        "portfolio.Sector", on_delete=models.PROTECT, null=True, blank=True, related_name="projects"
    )
    kind = models.CharField(max_length=20, choices=ProjectKind.choices, default=ProjectKind.NEW)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.LEAD)
    maturity = models.CharField(max_length=20, choices=ReserveMaturity.choices, blank=True)

    investor = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lead_department = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    task_force = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    service_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    leader = models.ForeignKey(  # the leader in charge 包保领导
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    place = models.TextField(blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)

    total_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    # What was invested before the first year of this ledger.
    earlier_amount = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    # An enlarged project counts with its increase only: this part was counted before.
    counted_before_amount = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    # A joint project is carried by several lists and counts once, in the project named here.
    counts_in = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="joint_parts"
    )
    funding_source = models.TextField(blank=True)
    content = models.TextField(blank=True)  # scale and content 建设规模及内容

    planned_start_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    planned_completion_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)

    is_sample = models.BooleanField(default=False)  # made up to fill a demo; marked everywhere
    source = models.TextField(blank=True)  # the paper a fact was taken from
    version = models.PositiveIntegerField(default=0)  # grows with each change; the API's ETag

    # Nobody asks the past by these; their seven indexes took two fifths of a line of history.
    history = HistoricalRecords(
        no_db_index=[
            "folded_name",
            "counts_in",
            "lead_department",
            "task_force",
            "leader",
            "service_officer",
        ]
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "code"], name="project_code_once_in_zone"),
            models.CheckConstraint(
                condition=Q(total_amount__isnull=True) | Q(total_amount__gte=0),
                name="project_total_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__isnull=False, latitude__isnull=False),
                name="project_point_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "sector"], name="project_by_sector"),
            models.Index(fields=["zone", "stage"], name="project_by_stage"),
            models.Index(fields=["zone", "name"], name="project_by_name"),
        ]

    def __str__(self) -> str:
        return said(self.name, self.name_en or self.name)


class ProjectAlias(models.Model):
    """Another name under which a project appears in papers: renamed, shortened, traditional."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=300)
    folded_name = models.CharField(max_length=300, db_index=True)

    class Meta:
        ordering = ["project", "name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "folded_name"], name="alias_once")
        ]

    def __str__(self) -> str:
        return self.name


class StageStep(models.Model):
    """A project entered a stage: on which day, by whose word, on what proof.

    A step that proved wrong is taken back and stays on record; only a step with no `taken_back_at`
    is in force.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    entered_on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["project", "entered_on", "id"]
        indexes = [models.Index(fields=["stage", "entered_on"], name="step_by_stage")]

    def __str__(self) -> str:
        return f"{self.project} {Stage(self.stage).label} {self.entered_on}"


class Milestone(Named):
    """A dated promise with an owner."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["project", "due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="milestone_once_in_project")
        ]
