"""Whatever changes many cells at once is one change set: an edit, a paste, an import, an undo."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kaigong.wording import say


class ChangeSource(models.TextChoices):
    EDIT = "edit", say("单格修改", "Edit")
    PASTE = "paste", say("粘贴", "Paste")
    IMPORT = "import", say("导入", "Import")
    API = "api", say("接口", "API")
    UNDO = "undo", say("撤销", "Undo")


class ChangeSet(models.Model):
    """Cells of the ledger that changed together, and are undone together."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20, choices=ChangeSource.choices)
    note = models.CharField(max_length=300, blank=True)  # the file's name, for an import
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    cell_count = models.PositiveIntegerField(default=0)
    undone_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undoes"
    )

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["zone", "-at"], name="change_set_of_zone")]

    def __str__(self) -> str:
        return f"{ChangeSource(self.source).label} {self.at:%Y-%m-%d %H:%M}"


class ChangedRow(models.Model):
    """The cells of one project in a change set.

    `before` and `after` map a cell's key to its stored value as text (or null): `name` for a field
    of the project, `2021:planned_amount` for a year, `2021-03:month_amount` for a month.
    """

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="rows")
    # Not a foreign key: an undone new project is gone, and the record of it stays.
    project_id = models.BigIntegerField(db_index=True)
    project_code = models.CharField(max_length=60)
    is_new = models.BooleanField(default=False)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    begun = models.JSONField(default=list)  # years and months whose plan or report it began

    class Meta:
        ordering = ["change_set", "id"]

    def __str__(self) -> str:
        return f"{self.project_code}: {len(self.after)}"


class SavedView(models.Model):
    """A way of looking at the ledger that somebody keeps: for oneself, or for the whole office."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=100)
    place = models.PositiveSmallIntegerField(default=0)
    state = models.JSONField(default=dict)  # columns, sort, filter, group, as the address has them

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(organisation__isnull=True),
                name="saved_view_has_one_owner",
            )
        ]

    def __str__(self) -> str:
        return self.name
