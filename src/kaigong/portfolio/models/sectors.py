"""The taxonomy of sectors, versioned by year, and the thresholds that make a level."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from kaigong.accounts.models import Named


class SectorScheme(Named):
    """One version of the taxonomy: three leading industries in 2021, three cards in 2023."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    first_year = models.PositiveSmallIntegerField()  # in force until the next scheme's first year

    history = HistoricalRecords()

    class Meta:
        ordering = ["zone", "first_year"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "first_year"], name="sector_scheme_once")
        ]


class Sector(Named):
    """A branch of the zone's economy as one scheme draws it."""

    scheme = models.ForeignKey(SectorScheme, on_delete=models.CASCADE, related_name="sectors")
    place = models.PositiveSmallIntegerField(default=0)  # its place in tables
    closed_at = models.DateTimeField(
        null=True, blank=True
    )  # not offered any more; projects keep it
    # Somebody has decided that nothing in the next scheme takes it up; else it is just not mapped.
    is_without_successor = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["scheme", "place", "name"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "name"], name="sector_once_in_scheme")
        ]


class SectorMapping(models.Model):
    """Where the projects of an old sector stand in a newer scheme."""

    before = models.ForeignKey(Sector, on_delete=models.CASCADE, related_name="later")
    after = models.ForeignKey(Sector, on_delete=models.CASCADE, related_name="earlier")

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="sector_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class LevelThreshold(Named):
    """From which total investment a project stands on a level; the thresholds change by year."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    first_year = models.PositiveSmallIntegerField()
    from_amount = models.DecimalField(max_digits=20, decimal_places=2)

    history = HistoricalRecords()

    class Meta:
        ordering = ["zone", "first_year", "from_amount"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "first_year", "from_amount"], name="level_threshold_once"
            )
        ]
