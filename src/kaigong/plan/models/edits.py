"""Edits 修编: every change of a plan, whole, so that each can be undone and days compared."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.plan.models.sub_plans import ReasonCode, SubPlan
from kaigong.wording import said, say


class EditVerb(models.TextChoices):
    DRAW = "draw", say("按模板编制", "Drawn from a template")
    ADD = "add", say("新增工作", "Added")
    CHANGE = "change", say("修改", "Changed")
    REMOVE = "remove", say("删除工作", "Removed")
    PROGRESS = "progress", say("填进度", "Progress")
    MOVE = "move", say("调整次序", "Moved")
    PASTE = "paste", say("粘贴", "Pasted")
    BRING = "bring", say("导入文件", "Brought from a file")
    HASTEN = "hasten", say("赶工", "Hastened")
    LEVEL = "level", say("资源平衡", "Levelled")
    UNDO = "undo", say("撤销", "Undone")


class PlanEdit(models.Model):
    """One edit, numbered by the plan's version; `changes` keeps rows before and after.

    Each change is {"table": "activity", "link", "resource" or "plan", "key": …, "before": row or
    null, "after": …}.
    """

    sub_plan = models.ForeignKey(SubPlan, on_delete=models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    verb = models.CharField(max_length=10, choices=EditVerb.choices)
    reason = models.CharField(
        max_length=12, choices=ReasonCode.choices, blank=True, default=ReasonCode.NONE
    )
    words = models.CharField(max_length=300, blank=True)  # in Chinese where there are two
    words_en = models.CharField(max_length=300, blank=True)  # none where a person typed them
    changes = models.JSONField()
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    jointly = models.ForeignKey(  # that it was part of
        "plan.JointLevelling", on_delete=models.PROTECT, null=True, blank=True, related_name="edits"
    )

    class Meta:
        ordering = ["sub_plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["sub_plan", "number"], name="plan_edit_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sub_plan_id} {self.number} {self.verb}"

    @property
    def told(self) -> str:
        """What was said of it, in the reader's language where the program said it."""
        return said(self.words, self.words_en or self.words)

    @property
    def touched(self) -> list[str]:
        """The activities it changed, by the names they had; by code where a link alone did."""
        names: dict[str, str] = {}
        for each in self.changes:
            row = each["after"] or each["before"] or {}
            if each["table"] in ("activity", "resource"):
                names[each["key"]] = said(row["name"], row["name_en"] or row["name"])
            elif each["table"] == "link":
                key = each["key"].split(">")[1]
                names.setdefault(key, key)
        return list(names.values())
