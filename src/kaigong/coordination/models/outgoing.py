"""What is on its way out of the house, whichever way it goes."""

from __future__ import annotations

from django.db import models


class Outgoing(models.Model):
    """Tried until it is taken, in one hand at a time; see `coordination.outgoing`."""

    next_at = models.DateTimeField()  # not tried before
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)  # whose hand it is in
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)  # of the last try

    class Meta:
        abstract = True
