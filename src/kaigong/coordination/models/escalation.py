"""Rules of escalation 升级规则, the channels out of the house, and what was said through them."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from kaigong.accounts.models import Named
from kaigong.coordination.models.outgoing import Outgoing
from kaigong.engines.escalation import Rung, Watch
from kaigong.wording import CHINESE, ENGLISH, say

WATCHES = {
    Watch.DISPATCH: say("交办", "To be assigned"),
    Watch.REFUSED: say("退回后重新交办", "To be assigned anew"),
    Watch.ACCEPTANCE: say("受理", "Acceptance"),
    Watch.SOLUTION: say("办结", "Solution"),
    Watch.VERIFICATION: say("核实", "Verification"),
    Watch.MOVEMENT: say("有无进展", "Movement"),
}
RUNGS = {
    Rung.OWNER: say("办理人", "the owner"),
    Rung.LEAD: say("牵头部门", "the lead department"),
    Rung.RAISER: say("提出人", "who raised it"),
    Rung.SERVICE: say("服务专员", "the service officer"),
    Rung.TASK_FORCE: say("专班", "the task force"),
    Rung.COMMAND: say("指挥部", "the command office"),
    Rung.LEADER: say("包保领导", "the leader in charge"),
}
QUIET_FROM, QUIET_UNTIL = time(20), time(8)
DIGEST_AT = time(8, 30)


class ChannelKind(models.TextChoices):
    WECOM = "wecom", say("企业微信群机器人", "WeCom robot")
    DINGTALK = "dingtalk", say("钉钉群机器人", "DingTalk robot")
    FEISHU = "feishu", say("飞书群机器人", "Feishu robot")
    MAIL = "mail", say("邮件", "Mail")
    HOOK = "hook", say("其他系统（JSON）", "Another system (JSON)")


# A robot takes no id, so the same words twice would be two messages to a group of a hundred; mail
# carries a Message-ID and JSON an Idempotency-Key, by which the other side knows the second one.
KNOWS_AGAIN = (ChannelKind.MAIL, ChannelKind.HOOK)


class Channel(Named):
    """A way out of the house. Its address is a secret: sealed, and never shown again."""

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=ChannelKind.choices)
    sealed = models.TextField()  # the address, by `coordination.sealing`
    hint = models.CharField(max_length=100)  # what may be shown of it
    is_personal = models.BooleanField(default=False)  # mail to each person's own address
    organisation = models.ForeignKey(  # whose group reads it; none is a group of the whole zone
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(
        max_length=10, choices=[(CHINESE, "中文"), (ENGLISH, "English")], default=CHINESE
    )
    tested_at = models.DateTimeField(null=True, blank=True)
    test_answer = models.CharField(max_length=300, blank=True)  # empty when it went well
    closed_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["sealed", "tested_at", "test_answer"])

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "name"], name="channel_name_once"),
        ]

    @property
    def may_repeat(self) -> bool:
        """Whether the other side can tell that it has got a message already."""
        return self.kind in KNOWS_AGAIN


class EscalationRule(Named):
    """One rule of a zone, as it is now; its history has the earlier versions.

    `version` grows when what the rule says changes, and not when it is switched: what was said
    under a version is not said again.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    watch = models.CharField(max_length=20, choices=[(each.value, WATCHES[each]) for each in Watch])
    after = models.SmallIntegerField()  # working days after the limit; negative before it
    every = models.PositiveSmallIntegerField(default=0)  # again after so many more; 0 is once
    from_severity = models.PositiveSmallIntegerField(null=True, blank=True)  # and worse
    categories = models.JSONField(default=list, blank=True)  # keys; empty for all
    tells = models.JSONField(default=list)  # rungs
    channel = models.ForeignKey(  # beside the house's own messages
        Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="rules"
    )
    to_groups = models.BooleanField(default=False)  # also to the groups of the bodies told
    is_digest = models.BooleanField(default=True)
    quiet_from = models.TimeField(null=True, blank=True, default=QUIET_FROM)
    quiet_until = models.TimeField(null=True, blank=True, default=QUIET_UNTIL)
    is_on = models.BooleanField(default=False)
    in_force_from = models.DateField(null=True, blank=True)  # of this version, while it is on
    version = models.PositiveIntegerField(default=1)
    place = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "key"], name="escalation_rule_once"),
            models.CheckConstraint(
                condition=Q(is_on=False) | Q(in_force_from__isnull=False),
                name="escalation_rule_on_since",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="escalation_quiet_is_whole",
            ),
        ]


class EscalationDesk(models.Model):
    """Where a zone's escalation stands; whoever decides holds this row."""

    zone = models.OneToOneField(
        "accounts.Zone", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    digest_at = models.TimeField(default=DIGEST_AT)  # in the zone's time
    decided_until = models.DateField(null=True, blank=True)  # every day up to it is decided
    decided_at = models.DateTimeField(null=True, blank=True)
    said = models.PositiveIntegerField(default=0)  # messages of the last run

    def __str__(self) -> str:
        return f"{self.zone_id} {self.decided_until or '-'}"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", say("待发", "Waiting")
    SENDING = "sending", say("发送中", "Being sent")
    SENT = "sent", say("已发", "Sent")
    MOOT = "moot", say("不必再发", "No longer needed")
    FAILED = "failed", say("发送失败", "Failed")
    UNSURE = "unsure", say("不知是否送达", "Perhaps sent")


class Delivery(Outgoing):
    """One message on its way out of the house: a single one, or the digest of a morning.

    Its `error` never holds an address.
    """

    key = models.CharField(max_length=120, unique=True)  # the same message keeps it for ever
    zone = models.ForeignKey(  # begins an index below
        "accounts.Zone", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(  # none where a channel reaches a group
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    call = models.ForeignKey(  # that a single one tells; of a digest its listeners know
        "coordination.EscalationCall", on_delete=models.SET_NULL, null=True, related_name="singles"
    )
    is_digest = models.BooleanField()
    for_on = models.DateField()
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    title = models.CharField(max_length=200, blank=True)  # as it went out
    body = models.TextField(blank=True)

    class Meta:
        ordering = ["next_at", "id"]
        indexes = [
            models.Index(fields=["state", "next_at"], name="delivery_due"),
            models.Index(fields=["zone", "state"], name="delivery_of_zone"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {DeliveryState(self.state).label}"
