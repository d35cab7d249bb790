"""Meetings 会议: who was called, the agenda, and the tasks that were decided there."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from kaigong.wording import said, say


class MeetingKind(models.TextChoices):
    START = "start", say("项目开工推进会", "Start-up meeting")
    DISPATCH = "dispatch", say("调度会", "Dispatch meeting")
    ON_SITE = "on_site", say("现场办公会", "On-site meeting")
    TOPIC = "topic", say("专题会", "Meeting on one topic")


class MeetingState(models.TextChoices):
    PLANNED = "planned", say("待召开", "Planned")
    IN_SESSION = "in_session", say("开会中", "In session")
    ENDED = "ended", say("已散会，纪要待确认", "Ended, minutes to confirm")
    CONFIRMED = "confirmed", say("纪要已确认", "Minutes confirmed")
    CALLED_OFF = "called_off", say("已取消", "Called off")


class Meeting(models.Model):
    """One meeting of a zone, counted by its kind and year: 2021 年第 12 次调度会.

    `since` is the moment from which things are new to it: the end of the one before of its kind.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=MeetingKind.choices)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=200, blank=True)  # what it is about, beside its kind
    planned_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    clerk = models.ForeignKey(  # who records
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    distribution = models.CharField(max_length=400, blank=True)  # 分送, as it stands in the minutes
    state = models.CharField(
        max_length=20, choices=MeetingState.choices, default=MeetingState.PLANNED
    )
    since = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True, blank=True)
    is_ordered_by_hand = models.BooleanField(default=False)
    current = models.ForeignKey(  # the item that is open in the session
        "coordination.AgendaItem",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-planned_at", "-id"]
        indexes = [models.Index(fields=["zone", "kind", "-planned_at"], name="meeting_of_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "kind", "year", "number"], name="meeting_number_once"
            )
        ]

    def __str__(self) -> str:
        label = MeetingKind(self.kind).label
        named = said(f"第{self.number}次{label}", f"{label} no. {self.number}")
        return f"{named}{said('：', ': ')}{self.subject}" if self.subject else named

    @property
    def planned_there(self) -> datetime:
        """The hour it is called for, in the zone's own time."""
        return self.planned_at.astimezone(ZoneInfo(self.zone.timezone))


class Presence(models.TextChoices):
    INVITED = "invited", say("已通知", "Invited")
    CAME = "came", say("到会", "Present")
    EXCUSED = "excused", say("请假", "Excused")
    ABSENT = "absent", say("缺席", "Absent")


class Attendance(models.Model):
    """Who was called to a meeting and who came: a body, a person, or a guest by name."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=100, blank=True)  # a guest, or who came for the body
    presence = models.CharField(max_length=20, choices=Presence.choices, default=Presence.INVITED)
    is_guest = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["meeting", "is_guest", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"], name="body_called_once_to_a_meeting"
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"], name="person_called_once_to_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(person__isnull=False) | ~Q(name=""),
                name="attendance_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        called = self.organisation or self.person
        return f"{called} {self.name}".strip() if called else self.name


class ItemState(models.TextChoices):
    WAITING = "waiting", say("待议", "To come")
    DECIDED = "decided", say("已议定", "Decided")
    POSTPONED = "postponed", say("下次再议", "Postponed")
    NOTED = "noted", say("已通报", "Noted")
    DROPPED = "dropped", say("已撤下", "Dropped")


SETTLED = (ItemState.DECIDED, ItemState.POSTPONED, ItemState.NOTED)


class AgendaItem(models.Model):
    """One item of an agenda 议题, as it stood when it was drawn or added by hand.

    `source` and `key` name the subject, so that drawing again finds the same item.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=40, blank=True)  # empty: by hand
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=400, blank=True)
    why_en = models.CharField(max_length=400, blank=True)
    ball = models.CharField(max_length=200, blank=True)  # the next actor
    ball_en = models.CharField(max_length=200, blank=True)
    begun_on = models.DateField(null=True, blank=True)  # since when it stands so
    path = models.CharField(max_length=300, blank=True)  # the page of its subject
    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issue = models.ForeignKey(
        "coordination.Issue", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    task = models.ForeignKey(  # an earlier decision that is spoken of again
        "coordination.MeetingTask",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
    )
    state = models.CharField(max_length=20, choices=ItemState.choices, default=ItemState.WAITING)
    is_moved = models.BooleanField(default=False)  # by hand
    words = models.TextField(blank=True)  # the reason, or what was said
    settled_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["meeting", "place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="agenda_subject_once"),
        ]

    def __str__(self) -> str:
        return said(self.title, self.title_en or self.title)

    @property
    def reason(self) -> str:
        """Why it is on the agenda."""
        return said(self.why, self.why_en or self.why)

    @property
    def holder(self) -> str:
        """Who acts next, as it stood when it was drawn."""
        return said(self.ball, self.ball_en or self.ball)


class TaskState(models.TextChoices):
    OPEN = "open", say("办理中", "Open")
    CLAIMED = "claimed", say("报完成，待确认", "Claimed done")
    DONE = "done", say("已完成", "Done")
    REPLACED = "replaced", say("已另行议定", "Replaced")
    WITHDRAWN = "withdrawn", say("已撤销", "Withdrawn")


class MeetingTask(models.Model):
    """What a meeting decided 议定事项: who does what by which day, until it is confirmed."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="tasks")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()  # in its meeting
    words = models.CharField(max_length=500)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issue = models.ForeignKey(
        "coordination.Issue", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    act = models.CharField(max_length=20, blank=True)  # what it did to the issue at once
    is_internal = models.BooleanField(default=False)  # not for firms
    state = models.CharField(max_length=20, choices=TaskState.choices, default=TaskState.OPEN)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(  # who recorded it
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    claim = models.CharField(max_length=500, blank=True)  # what was done, in words
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)  # why it was sent back or withdrawn
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    late_for = models.DateField(null=True, blank=True)  # the day whose passing was told
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords(excluded_fields=["late_for"])

    class Meta:
        ordering = ["meeting", "number"]
        indexes = [
            models.Index(fields=["zone", "state", "due_on"], name="task_by_deadline"),
            models.Index(fields=["organisation", "state", "due_on"], name="task_of_body"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="task_number_once")
        ]

    def __str__(self) -> str:
        return self.words


class Minutes(models.Model):
    """Confirmed minutes 会议纪要: the file as it was confirmed; a correction is a new version."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="minutes/%Y/%m")
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=400, blank=True)  # of a correction
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["meeting", "version"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="minutes_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting} v{self.version}"
