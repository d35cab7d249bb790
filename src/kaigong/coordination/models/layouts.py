"""The office's own Word layouts of what coordination hands out."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.wording import say


class WordPaper(models.TextChoices):
    """What leaves as Word and may be laid out by the office."""

    MINUTES = "minutes", say("会议纪要", "Minutes")
    SHEET = "sheet", say("问题情况单", "Issue sheet")
    TABLE = "table", say("问题清单", "List of issues")


class WordLayout(models.Model):
    """A Word file with marks; the newest of a paper that was not withdrawn is in use."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(max_length=10, choices=WordPaper.choices)
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="layouts/%Y/%m")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name
