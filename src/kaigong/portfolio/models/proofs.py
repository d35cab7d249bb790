"""Photos and papers that prove what was said."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Proof(models.Model):
    """A file kept as evidence; the same content is stored once, known by its SHA-256."""

    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.CASCADE, related_name="proofs"
    )
    step = models.ForeignKey(
        "portfolio.StageStep", on_delete=models.SET_NULL, null=True, related_name="proofs"
    )
    report = models.ForeignKey(
        "portfolio.MonthlyReport", on_delete=models.SET_NULL, null=True, related_name="proofs"
    )
    milestone = models.ForeignKey(
        "portfolio.Milestone", on_delete=models.SET_NULL, null=True, related_name="proofs"
    )
    file = models.FileField(upload_to="proofs/%Y/%m")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.PositiveBigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["project", "at", "id"]

    def __str__(self) -> str:
        return self.name
