"""What rules of escalation said 升级通知, who heard it 告知对象, and how far each has read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kaigong.coordination.models.escalation import Delivery, EscalationRule
from kaigong.wording import said


class Audience(models.Model):
    """Who hears of a call: the same people by the same ways are kept once, not for each call."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)  # SHA-256 of its listeners

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["zone", "key"], name="audience_once")]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.key[:8]}"


class Listener(models.Model):
    """One of an audience: a person inside the house, or a digest that leaves it."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="listeners")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    is_for_you = models.BooleanField(default=False)  # this person can act
    digest = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, to_field="key", null=True, related_name="listeners"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["audience", "person"], name="listener_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, digest=None)
                | Q(person=None, digest__isnull=False),
                name="listener_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience_id} {self.person_id or self.digest_id}"


class EscalationCall(models.Model):
    """What a rule said of an issue, once for all: one row, however many hear it.

    `due_on` names the clock: a clock that begins anew has another last day.
    """

    # Each begins an index below: one more costs every row that a morning writes.
    rule = models.ForeignKey(
        EscalationRule, on_delete=models.PROTECT, related_name="calls", db_index=False
    )
    version = models.PositiveIntegerField()
    issue = models.ForeignKey(
        "coordination.Issue", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    due_on = models.DateField()
    turn = models.PositiveIntegerField()
    said_on = models.DateField()
    at = models.DateTimeField()
    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="calls", db_index=False
    )

    class Meta:
        ordering = ["-said_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "rule", "version", "due_on", "turn"], name="escalation_said_once"
            ),
        ]
        indexes = [
            models.Index(fields=["rule", "said_on"], name="call_by_day"),
            models.Index(fields=["audience", "id"], name="call_of_audience"),
        ]

    def __str__(self) -> str:
        return said(
            f"{self.issue_id} 第 {self.turn + 1} 次", f"{self.issue_id} no. {self.turn + 1}"
        )


class ReadMark(models.Model):
    """How far a person has read in a zone: calls and notices up to these keys, in their order.

    Whoever writes either holds the zone's desk, so a higher key is never seen before a lower one.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    call = models.PositiveBigIntegerField(default=0)
    notice = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["person", "zone"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.call} {self.notice}"
