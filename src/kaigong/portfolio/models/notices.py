"""Holiday notices 放假通知 of a zone: which days are off, and which of a weekend are worked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords


class HolidayNotice(models.Model):
    """One notice; never rewritten, since what was due on a past day was reckoned by it.

    A slip of the pen is withdrawn and entered anew. `off` are lists of name, first and last day,
    `working` are days, both as ISO dates.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=100)  # how it is cited
    signed_on = models.DateField()  # from this day it is known
    year = models.PositiveSmallIntegerField()
    off = models.JSONField(default=list)
    working = models.JSONField(default=list)
    source = models.CharField(max_length=300, blank=True)  # where it is read
    kept_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-year", "-signed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "number"],
                name="holiday_notice_once",
                condition=models.Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.number
