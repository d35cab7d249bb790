"""Channels out of the house: kept with a sealed address, tried, given another address, closed."""

from __future__ import annotations

from django.db import transaction

from kaigong.accounts.models import Organisation, User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import posting
from kaigong.coordination.models import Channel, ChannelKind, EscalationRule
from kaigong.coordination.reach import may_reach_inside
from kaigong.coordination.sealing import opened, sealed
from kaigong.errors import KaigongError
from kaigong.wording import CHINESE, said


class UnknownAddressError(KaigongError):
    code = "coordination.unknown-address"
    zh = (
        "认不出这个地址。可以是企业微信、钉钉、飞书群机器人的完整地址，"
        "mailtos://账号:密码@服务器，或 jsons://服务器/路径。"
    )
    en = (
        "This address leads nowhere we know. It may be the whole address of a WeCom, DingTalk or "
        "Feishu robot, mailtos://user:password@server, or jsons://server/path."
    )


class TakenChannelNameError(KaigongError):
    code = "coordination.taken-channel-name"
    zh = "已有名为「{name}」的渠道；换一个名字，或给它换地址。"
    en = "There is a channel “{name}” already; choose another name, or give that one its address."


class NoMailAddressError(KaigongError):
    code = "coordination.no-mail-address"
    zh = "你的账号没有邮箱，试发不知道发给谁；请管理员先填上邮箱。"
    en = "Your account has no mail address, so there is nobody to try it on; have one entered."


class GroupWithoutAddressError(KaigongError):
    code = "coordination.group-without-address"
    zh = "发给「{body}」的群，要在邮件地址里写明收件人（to=…）；没有收件人的地址发到每个人的邮箱。"
    en = (
        "Mail for the group of “{body}” must name whom it goes to (to=…); an address without goes "
        "to each person's own."
    )


class ChannelInUseError(KaigongError):
    code = "coordination.channel-in-use"
    zh = "「{channel}」还有规则在用：{rules}；先给它们换渠道。"
    en = "Rules still use “{channel}”: {rules}; give them another channel first."


@transaction.atomic
def keep_channel(
    zone: Zone,
    *,
    name: str,
    address: str,
    by: User,
    name_en: str = "",
    language: str = CHINESE,
    organisation: Organisation | None = None,
) -> Channel:
    """A new way out of the house; its address is sealed and shown to nobody again.

    Args:
        organisation: The body whose group reads it; None for a group of the whole zone.

    Raises:
        UnknownAddressError, AddressNotReachableError, TakenChannelNameError,
        GroupWithoutAddressError: nothing was kept.
    """
    kind = _kind_of(zone, address)
    if Channel.objects.filter(zone=zone, name=name.strip()).exists():
        raise TakenChannelNameError(name=name.strip())
    channel = Channel(
        zone=zone, name=name.strip(), name_en=name_en.strip(), language=language,
        organisation=organisation,
    )  # fmt: skip
    _give(channel, address, kind)
    channel.full_clean()
    channel.save()
    record(
        "coordination.channel.kept", by=by, zone=zone.slug, subject=channel.name,
        kind=channel.kind, group=organisation.name if organisation else "",
    )  # fmt: skip
    return channel


@transaction.atomic
def readdress_channel(channel: Channel, *, address: str, by: User) -> Channel:
    """Another address for a channel; the old one is forgotten, the trial as well.

    Raises:
        UnknownAddressError, AddressNotReachableError, GroupWithoutAddressError: the old one stays.
    """
    held = Channel.objects.select_for_update().get(pk=channel.pk)
    _give(held, address, _kind_of(held.zone, address))
    held.tested_at, held.test_answer = None, ""
    held.save()
    record(
        "coordination.channel.readdressed", by=by, zone=held.zone.slug, subject=held.name,
        kind=held.kind,
    )  # fmt: skip
    return held


def try_channel(channel: Channel, *, by: User) -> posting.Answer:
    """Send a word through a channel and keep what came of it.

    The web is asked outside any transaction: nobody waits for a slow answer to write.

    Raises:
        SealBrokenError: its address cannot be opened here.
        NoMailAddressError: it writes to each person's own address, and this one has none.
    """
    if channel.is_personal and not by.email:
        raise NoMailAddressError()
    address = opened(channel.sealed, channel=channel.name)
    zone = str(channel.zone)
    answer = posting.post(
        address,
        title=said(f"{zone}：试发", f"{zone}: a trial"),
        body=said(
            "收到这一条，说明这个渠道通了。由开工平台发出。",
            "If you read this, the channel works. Sent by Kaigong.",
        ),
        key=f"kaigong-trial-{channel.pk}-{clock.now():%Y%m%d%H%M%S%f}",
        email=by.email,
        inside=may_reach_inside(channel.zone),
    )
    with transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(
            tested_at=clock.now(), test_answer=answer.words
        )
        record(
            "coordination.channel.tried", by=by, zone=channel.zone.slug, subject=channel.name,
            outcome=answer.outcome.value,
        )  # fmt: skip
    return answer


@transaction.atomic
def close_channel(channel: Channel, *, by: User) -> None:
    """Use a channel no more; its address is forgotten, its past deliveries stay.

    Raises:
        ChannelInUseError: a rule still sends through it.
    """
    held = Channel.objects.select_for_update().get(pk=channel.pk)
    rules = EscalationRule.objects.filter(channel=held, closed_at=None)
    if rules:
        raise ChannelInUseError(channel=held.name, rules=[str(rule) for rule in rules])
    held.closed_at, held.sealed = clock.now(), ""
    held.save()
    record("coordination.channel.closed", by=by, zone=held.zone.slug, subject=held.name)


def _kind_of(zone: Zone, address: str) -> ChannelKind:
    kind = posting.kind_of(address.strip())
    if kind is None:
        raise UnknownAddressError()
    posting.judge(address.strip(), inside=may_reach_inside(zone))
    return kind


def _give(channel: Channel, address: str, kind: ChannelKind) -> None:
    address = address.strip()
    if kind == ChannelKind.MAIL and posting.PERSON not in address and "to=" not in address:
        address += ("&" if "?" in address else "?") + f"to={posting.PERSON}"
    channel.kind, channel.sealed, channel.hint = kind, sealed(address), posting.hint_of(address)
    channel.is_personal = kind == ChannelKind.MAIL and posting.PERSON in address
    if channel.is_personal and channel.organisation is not None:
        raise GroupWithoutAddressError(body=channel.organisation)
