"""Notices 通知: what happened that concerns somebody, told once; no rule of escalation says it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.coordination.models.escalation import Delivery
from kaigong.wording import say


class NoticeKind(models.TextChoices):
    CALLED = "called", say("通知参会", "Called to a meeting")
    MEETING_MOVED = "meeting_moved", say("会议改期", "A meeting moved")
    CALLED_OFF = "called_off", say("会议取消", "A meeting was called off")
    AGENDA = "agenda", say("会议议程", "The agenda of a meeting")
    MINUTES = "minutes", say("会议议定事项", "What a meeting decided")
    JOINED = "joined", say("同一问题又有反映", "Somebody met it too")
    OVER = "over", say("关注的问题已了结", "A followed issue is over")
    BROUGHT = "brought", say("导入了问题台账", "A list of issues was brought in")


class Notice(models.Model):
    """One thing told to one person, inside the house or through one way out of it, or to a group.

    `key` names what is told: the same key is told to a recipient once for all. The words are made
    when they are read, in the reader's language.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    key = models.CharField(max_length=60)
    person = models.ForeignKey(  # none: the group that the channel leads to
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    recipient = models.CharField(max_length=60)  # person:12, channel:3:person:12, or channel:3
    meeting = models.ForeignKey(
        "coordination.Meeting", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    issue = models.ForeignKey(
        "coordination.Issue", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    brought = models.ForeignKey(
        "coordination.IssueImport", on_delete=models.CASCADE, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    words = models.CharField(max_length=300, blank=True)  # a name or reason that a person wrote
    said_on = models.DateField()
    at = models.DateTimeField()
    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, to_field="key", null=True, related_name="notices",
    )  # fmt: skip

    class Meta:
        ordering = ["-said_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "key", "recipient"], name="notice_told_once"),
            models.CheckConstraint(
                condition=models.Q(meeting__isnull=False, issue__isnull=True, brought__isnull=True)
                | models.Q(meeting__isnull=True, issue__isnull=False, brought__isnull=True)
                | models.Q(meeting__isnull=True, issue__isnull=True, brought__isnull=False),
                name="notice_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "zone", "id"],
                name="notice_of_person",
                condition=models.Q(delivery=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.recipient}"
