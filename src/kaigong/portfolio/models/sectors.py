"""The taxonomy of sectors, versioned by year, and the thresholds that make a level."""

from __future__ import annotations

from django.db import models

from kaigong.accounts.models import Named


class SectorScheme(Named):
    """One version of the taxonomy: three leading industries in 2021, three cards in 2023."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    first_year = models.PositiveSmallIntegerField()  # in force until the next scheme's first year

    class Meta:
        ordering = ["zone", "first_year"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "first_year"], name="sector_scheme_once")
        ]


class Sector(Named):
    """A branch of the zone's economy as one scheme draws it."""

    scheme = models.ForeignKey(SectorScheme, on_delete=models.CASCADE, related_name="sectors")
    place = models.PositiveSmallIntegerField(default=0)  # its place in tables

    class Meta:
        ordering = ["scheme", "place", "name"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "name"], name="sector_once_in_scheme")
        ]


class SectorMapping(models.Model):
    """Where the projects of an old sector stand in a newer scheme."""

    before = models.ForeignKey(Sector, on_delete=models.CASCADE, related_name="later")
    after = models.ForeignKey(Sector, on_delete=models.CASCADE, related_name="earlier")

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

    class Meta:
        ordering = ["zone", "first_year", "from_amount"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "first_year", "from_amount"], name="level_threshold_once"
            )
        ]
