"""Lists of issues that an office kept elsewhere (问题台账), and which issue each row became."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.wording import say


class ImportState(models.TextChoices):
    TRIED = "tried", say("已试算", "Tried")
    APPLIED = "applied", say("已导入", "Brought in")
    UNDONE = "undone", say("已撤销", "Taken back")
    REFUSED = "refused", say("读不了", "Not readable")


class IssueImport(models.Model):
    """A list that somebody brought; no issue is raised before it is applied.

    `list_name` says whose numbers its numbers are: two lists may both have a number 12. `answers`
    holds the sheet, and by the key of a column its field and how it writes short dates. `token`
    changes with the outcome of the dry run, so that nobody applies what was not seen.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="issue-lists/%Y/%m")
    name = models.CharField(max_length=200)  # of the file
    list_name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=ImportState.choices, default=ImportState.TRIED)
    answers = models.JSONField(default=dict, blank=True)
    report = models.JSONField(default=dict, blank=True)
    token = models.CharField(max_length=64, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name


class ImportedIssue(models.Model):
    """A row of an office's list and the issue that it became; its own number stays."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    list_key = models.CharField(max_length=100)  # the list's name, folded
    key = models.CharField(max_length=80)  # the row's number, folded; else a sum of what it says
    issue = models.ForeignKey(
        "coordination.Issue", on_delete=models.CASCADE, related_name="imported_as"
    )
    run = models.ForeignKey(IssueImport, on_delete=models.PROTECT, related_name="rows")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "list_key", "key"], name="imported_issue_once")
        ]

    def __str__(self) -> str:
        return f"{self.list_key} {self.key}"
