"""Zones, the organisations in them, and the people who act for them."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from kaigong.audit import clock
from kaigong.wording import CHINESE, ENGLISH, said, say

# First words of our own addresses; a zone of that name could never be reached.
TAKEN_SLUGS = frozenset(
    {"accounts", "api", "static", "files", "language", "theme", "healthz", "readyz", "metrics"}
    | {"search", "sw", "manifest", "admin", "zones", "me"}
)


class Named(models.Model):
    """Something with a name in the zone's own language and, where there is one, in the other."""

    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return said(self.name, self.name_en or self.name)


# A zone that stands still is seen on the morning of its day.
STANDING_SINCE = time(8, 30)


class Zone(Named):
    """A development zone, or any office that delivers a capital programme."""

    slug = models.SlugField(
        max_length=50, unique=True, validators=[RegexValidator(r"^[a-z][a-z0-9-]+$")]
    )
    currency = models.CharField(max_length=3, default="CNY")  # ISO 4217
    timezone = models.CharField(max_length=50, default="Asia/Shanghai")
    # A demo zone stands still on one day; a real one has none and follows the calendar.
    stands_on = models.DateField(null=True, blank=True)
    reports_due_day = models.PositiveSmallIntegerField(default=30)  # of the month reported on

    class Meta:
        ordering = ["slug"]

    def today(self) -> date:
        return self.stands_on or clock.now().astimezone(ZoneInfo(self.timezone)).date()

    def moment_there(self, moment: datetime) -> datetime:
        """When something is on record, in the zone's own time.

        Where a demo stands still no such moment lies beyond its hour, whatever the machine's clock
        says; the audit page alone keeps that.
        """
        place = ZoneInfo(self.timezone)
        there = moment.astimezone(place)
        if self.stands_on is None:
            return there
        return min(there, datetime.combine(self.stands_on, STANDING_SINCE, tzinfo=place))

    def end_of(self, day: date) -> datetime:
        """The last moment of a day in this zone: what `as_of` a day means."""
        return datetime(
            day.year, day.month, day.day, 23, 59, 59, 999999, tzinfo=ZoneInfo(self.timezone)
        )


class OrganisationKind(models.TextChoices):
    ZONE = "zone", say("管委会", "Zone authority")
    COMMAND = "command", say("指挥部", "Command office")
    DEPARTMENT = "department", say("部门", "Department")
    TASK_FORCE = "task_force", say("专班", "Task force")
    UTILITY = "utility", say("市政公用", "Utility")
    FIRM = "firm", say("企业", "Firm")


class Organisation(Named):
    """A body that leads, helps, supplies or builds; the zone's bodies form one tree."""

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="organisations")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    closed_at = models.DateTimeField(null=True, blank=True)  # its past projects still name it

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "kind", "name"], name="organisation_once")
        ]


class User(AbstractUser):
    """A person. What he or she may do hangs on memberships, not on the person."""

    first_name = None  # type: ignore[assignment]  # a Chinese name is one word; see display_name
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(max_length=100, blank=True)
    language = models.CharField(
        max_length=10, choices=[(CHINESE, "中文"), (ENGLISH, "English")], default=CHINESE
    )
    organisations: models.ManyToManyField[Organisation, Membership] = models.ManyToManyField(
        Organisation, through="Membership", related_name="people"
    )

    def __str__(self) -> str:
        return self.display_name or self.username


class Role(models.TextChoices):
    LEADER = "leader", say("领导", "Leader")
    COMMAND = "command", say("指挥部", "Command office")
    DEPARTMENT = "department", say("部门人员", "Department officer")
    SERVICE = "service", say("项目服务专员", "Service officer")
    CLERK = "clerk", say("审批人员", "Approval clerk")
    PROMOTION = "promotion", say("招商人员", "Promotion officer")
    STATISTICIAN = "statistician", say("统计人员", "Statistician")
    INSPECTOR = "inspector", say("监管人员", "Inspector")
    FIRM = "firm", say("企业人员", "Firm")
    ADMINISTRATOR = "administrator", say("管理员", "Administrator")


class Membership(models.Model):
    """A person acts in a role for an organisation of a zone."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        ordering = ["user", "organisation", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {Role(self.role).label}"


class Scope(models.TextChoices):
    """What a token may be used for; never more than its person may."""

    READ = "read", say("读", "Read")
    WRITE = "write", say("改", "Write")
    CALENDAR = "calendar", say("日历", "Calendar")


class ApiToken(models.Model):
    """A secret by which a program acts for a person. Only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)  # what it is for, in the person's words
    prefix = models.CharField(max_length=12)  # shown, so that a found secret can be told
    digest = models.CharField(max_length=64, unique=True)  # sha256 of the secret
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"


class Invitation(models.Model):
    """A link by which somebody of a firm comes in for the first time. Only its digest is kept."""

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.FIRM)
    name = models.CharField(max_length=100)  # who is meant, in the inviter's words
    contact = models.CharField(max_length=100, blank=True)  # telephone or mail
    digest = models.CharField(max_length=64, unique=True)  # sha256 of the secret
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["zone", "made_at"], name="invitation_of_zone")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(revoked_at__isnull=True),
                name="invitation_used_or_revoked",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.name}"


class KeptAnswer(models.Model):
    """What a request with an Idempotency-Key was answered, so that its repetition does nothing."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)  # sha256 of method, address and body
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answer_once_a_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"


class SignedIn(HttpRequest):
    """A request whose user is a person of ours; views behind `login_required` may say so."""

    user: User
    htmx: HtmxDetails
