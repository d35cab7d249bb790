"""What was done, by whom, when: one line an act, each sealed with the one before."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.audit.words import act_in_words


class Entry(models.Model):
    """One act of one person. Never changed, never deleted."""

    id = models.BigIntegerField(primary_key=True)  # the place in the chain, without gaps
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    act = models.CharField(max_length=80)  # slice.noun.verb, as in portfolio.plan.locked
    zone = models.CharField(max_length=50, blank=True)
    subject = models.CharField(max_length=200, blank=True)  # the code of what was acted upon
    facts = models.JSONField(default=dict)  # before, after, counts
    request = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64)  # sha256 over this line and the seal before

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["zone", "subject", "-id"], name="audit_of_subject")]

    def __str__(self) -> str:
        return f"{self.id} {self.act} {self.subject}"

    @property
    def act_label(self) -> str:
        """What the act is called, in the reader's language."""
        return act_in_words(self.act)


class Chain(models.Model):
    """The end of the chain: one row, locked while a line is added, so that no two share a place."""

    length = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.length} {self.seal[:12]}"
