"""Webhooks: where a zone tells other systems what happened, and every letter that it sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kaigong.coordination.models.outgoing import Outgoing
from kaigong.wording import say


class Webhook(models.Model):
    """An address that is told of some events of a zone.

    The secret is reckoned from `salt` and the installation's key and stored nowhere.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    address = models.URLField(max_length=500)
    events = models.JSONField(default=list)  # keys of coordination.hooks.EVENTS
    salt = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)  # letters wait, none is lost
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.address


class LetterState(models.TextChoices):
    WAITING = "waiting", say("待送", "Waiting")
    SENT = "sent", say("已送达", "Sent")


class Letter(Outgoing):
    """One event told to one webhook. Those about one thing go in the order of their numbers."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="letters")
    event = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)  # the number, or the project's code
    body = models.TextField()  # JSON, as it was when it happened
    made_at = models.DateTimeField()
    replay_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replays"
    )
    state = models.CharField(
        max_length=10, choices=LetterState.choices, default=LetterState.WAITING
    )
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # of the last answer

    class Meta:
        ordering = ["webhook", "id"]
        indexes = [
            models.Index(
                fields=["webhook", "subject", "id"],
                condition=Q(state="waiting"),
                name="letter_waiting",
            ),
            models.Index(fields=["webhook", "-id"], name="letter_of_webhook"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"
