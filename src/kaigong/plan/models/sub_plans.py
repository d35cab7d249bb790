"""The plan of one project 分施工图: activities, and which waits for which.

Moments are minutes of the wall clock (`plan.moments`), spans are working minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kaigong.accounts.models import Named
from kaigong.plan.models.shared_resources import SharedResource
from kaigong.plan.units import unit_shown
from kaigong.wording import said, say


class RuleSet(models.TextChoices):
    PLAIN = "plain", say("本系统", "Kaigong")
    P6 = "p6", say("P6", "P6")
    MSP = "msp", say("MS Project", "MS Project")


class SubPlan(models.Model):
    """How one project is to be built; `version` counts its edits."""

    project = models.OneToOneField(
        "portfolio.Project", on_delete=models.PROTECT, related_name="sub_plan"
    )
    calendar = models.ForeignKey(
        "plan.WorkCalendar", on_delete=models.PROTECT, related_name="sub_plans"
    )
    rules = models.CharField(max_length=10, choices=RuleSet.choices, default=RuleSet.PLAIN)
    options = models.JSONField(default=dict, blank=True)  # where its file departs from the rules
    start = models.BigIntegerField()
    data_date = models.BigIntegerField(null=True, blank=True)  # what its file knows of progress
    version = models.PositiveIntegerField(default=0)
    reckoned_for = models.BigIntegerField(null=True, blank=True)  # the data date of its dates
    reckoned_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)  # why a morning could not reckon it
    fault_en = models.CharField(max_length=300, blank=True)
    moved_by = models.ForeignKey(  # the edit of another plan that moved its dates since its own
        "plan.PlanEdit", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    template = models.SlugField(max_length=40, blank=True)  # that it was drawn from
    resources = models.JSONField(default=dict, blank=True)  # what is scarce, by key: `resources`
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["project", "id"]

    def __str__(self) -> str:
        return str(self.project)

    @property
    def fault_shown(self) -> str:
        return said(self.fault, self.fault_en)

    @cached_property
    def shared_resources(self) -> dict[str, SharedResource]:
        """What the plans of its zone share, by key."""
        found = SharedResource.objects.filter(zone=self.project.zone_id)
        return {each.key: each for each in found}


class ActivityKind(models.TextChoices):
    TASK = "task", say("工作", "Task")
    START_MILESTONE = "start milestone", say("开始节点", "Start milestone")
    FINISH_MILESTONE = "finish milestone", say("完成节点", "Finish milestone")
    LEVEL_OF_EFFORT = "level of effort", say("伴随工作", "Level of effort")


class ReasonCode(models.TextChoices):
    """Why dates were moved; a table that Chinese site diaries and claim records share."""

    NONE = "", say("不注明", "Not told")
    OWNER = "owner", say("建设单位", "The client")
    DESIGN = "design", say("设计变更", "Change of design")
    PERMIT = "permit", say("审批手续", "Permits")
    LAND = "land", say("征拆用地", "Land and clearance")
    FUNDS = "funds", say("资金", "Funds")
    UTILITIES = "utilities", say("水电路等配套", "Utilities")
    CONTRACTOR = "contractor", say("施工组织", "The contractor")
    WEATHER = "weather", say("天气", "Weather")
    OUTSIDE = "outside", say("不可抗力", "Beyond control")


class Trade(models.TextChoices):
    LAND = "land", say("用地", "Land")
    PERMIT = "permit", say("手续", "Permits")
    FUNDING = "funding", say("资金", "Funding")
    DESIGN = "design", say("设计", "Design")
    WORKS = "works", say("施工", "Works")
    UTILITIES = "utilities", say("配套", "Utilities")
    COMMISSIONING = "commissioning", say("验收投产", "Commissioning")


class ConstraintKind(models.TextChoices):
    NONE = "", say("无", "None")
    START_NO_EARLIER = "SNET", say("不早于开始", "Start no earlier than")
    START_NO_LATER = "SNLT", say("不晚于开始", "Start no later than")
    FINISH_NO_EARLIER = "FNET", say("不早于完成", "Finish no earlier than")
    FINISH_NO_LATER = "FNLT", say("不晚于完成", "Finish no later than")
    START_ON = "SO", say("必须开始于", "Start on")
    FINISH_ON = "FO", say("必须完成于", "Finish on")
    MANDATORY_START = "MS", say("强制开始于（P6）", "Mandatory start (P6)")
    MANDATORY_FINISH = "MF", say("强制完成于（P6）", "Mandatory finish (P6)")
    AS_LATE_AS_POSSIBLE = "ALAP", say("越晚越好", "As late as possible")


class DurationSource(models.TextChoices):
    ASSUMED = "assumed", say("假定", "Assumed")
    LEARNED = "learned", say("学得", "Learned")
    PLANNED = "planned", say("编制", "Planned")
    FILE = "file", say("来自文件", "From a file")


class SpendingShape(models.TextChoices):
    """How the money of an activity follows its work 资金曲线."""

    EVEN = "even", say("均匀", "Even")
    EARLY = "early", say("前重后轻", "Early")
    LATE = "late", say("前轻后重", "Late")
    S = "s", say("S 形：中间快", "S: quick in the middle")


class Activity(Named):
    """One activity; one that others lie below is their summary and takes its dates from them."""

    sub_plan = models.ForeignKey(SubPlan, on_delete=models.CASCADE, related_name="activities")
    key = models.CharField(max_length=40)  # its code in the plan
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    place = models.PositiveIntegerField()  # its line in the outline
    kind = models.CharField(max_length=20, choices=ActivityKind.choices, default=ActivityKind.TASK)
    trade = models.CharField(max_length=20, choices=Trade.choices, default=Trade.WORKS)
    duration = models.PositiveIntegerField(default=0)
    duration_source = models.CharField(
        max_length=10, choices=DurationSource.choices, default=DurationSource.PLANNED
    )
    learned_from = models.PositiveIntegerField(  # finished cases behind a learned duration
        null=True, blank=True
    )
    template_duration = models.PositiveIntegerField(  # what it was learned to be other than
        null=True, blank=True
    )
    calendar = models.ForeignKey(  # none is the plan's
        "plan.WorkCalendar", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    constraint = models.CharField(
        max_length=4, choices=ConstraintKind.choices, blank=True, default=ConstraintKind.NONE
    )
    constraint_at = models.BigIntegerField(null=True, blank=True)
    committed = models.BigIntegerField(null=True, blank=True)  # the moment promised 承诺
    started = models.BigIntegerField(null=True, blank=True)
    finished = models.BigIntegerField(null=True, blank=True)
    remaining = models.PositiveIntegerField(null=True, blank=True)
    told = models.BigIntegerField(null=True, blank=True)  # the day its progress was last told for
    late_reason = models.CharField(
        max_length=12, choices=ReasonCode.choices, blank=True, default=ReasonCode.NONE
    )
    remark = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    quantity = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    quantity_done = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)  # as typed; may say both: 轴线|bays
    amount = models.DecimalField(  # what it costs, in the zone's currency unit; none: assumed
        max_digits=20, decimal_places=2, null=True, blank=True
    )
    shape = models.CharField(
        max_length=5, choices=SpendingShape.choices, default=SpendingShape.EVEN
    )
    beyond = models.JSONField(default=dict, blank=True)  # what its file alone says: `file_rows`
    needs = models.JSONField(default=dict, blank=True)  # units of the plan's resources, by key
    # It starts no earlier: until then no resource is free.
    levelled = models.BigIntegerField(null=True, blank=True)

    # Reckoned with every edit and every morning.
    early_start = models.BigIntegerField(null=True, blank=True)
    early_finish = models.BigIntegerField(null=True, blank=True)
    late_start = models.BigIntegerField(null=True, blank=True)
    late_finish = models.BigIntegerField(null=True, blank=True)
    total_float = models.IntegerField(null=True, blank=True)
    is_critical = models.BooleanField(default=False)

    class Meta:
        ordering = ["sub_plan", "place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sub_plan", "key"], name="activity_key_once"),
            models.CheckConstraint(
                condition=Q(finished__isnull=True)
                | (Q(started__isnull=False) & Q(finished__gte=F("started"))),
                name="activity_finished_after_start",
            ),
        ]

    @property
    def unit_shown(self) -> str:
        """The unit in the reader's language, as it stands beside the whole quantity."""
        return unit_shown(self.unit, self.quantity)


class LinkKind(models.TextChoices):
    FS = "FS", say("完成—开始", "Finish to start")
    SS = "SS", say("开始—开始", "Start to start")
    FF = "FF", say("完成—完成", "Finish to finish")
    SF = "SF", say("开始—完成", "Start to finish")


def in_one_outline(rows: Iterable[Activity]) -> list[Activity]:
    """The same rows, each with that object as its parent that is among them.

    So nobody is read again for each of those below, and one that is renamed is renamed everywhere.
    """
    found = list(rows)
    numbered = {row.pk: row for row in found}
    for row in found:
        if row.parent_id in numbered:
            row.parent = numbered[row.parent_id]
    return found


class Link(models.Model):
    """One activity waits for another, with a lag in working minutes (negative: a lead).

    It belongs to the plan of the activity that waits. The other one may stand in the plan of
    another project: then both are interface milestones 接口节点.

    That it does so is kept, since it never changes, few links do, and every edit asks for them.
    """

    before = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="links_out")
    after = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=2, choices=LinkKind.choices, default=LinkKind.FS)
    lag = models.IntegerField(default=0)
    is_across = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["after"], condition=Q(is_across=True), name="links_across")]
        constraints = [
            models.UniqueConstraint(fields=["before", "after", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="link_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} {self.kind} {self.after_id}"
