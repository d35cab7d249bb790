"""What the facts of acts upon people, organisations and the house are called, and how told."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from kaigong.accounts.models import Organisation, OrganisationKind, Role, Scope, User
from kaigong.accounts.selectors import Standing
from kaigong.audit import facts
from kaigong.audit.facts import CHANGE, SUBJECT, Fact, Told, choice, named, several, short, some
from kaigong.wording import say

_STEPS = {"password": say("密码", "password"), "second_step": say("两步验证", "second step")}
_WAYS = {
    "password": say("密码", "password"),
    "totp": say("动态口令", "one-time code"),
    "webauthn": say("安全密钥", "security key"),
    "recovery_codes": say("恢复码", "recovery code"),
    "mfa": say("两步验证", "second step"),
    "socialaccount": say("外部账号", "an account elsewhere"),
    "dingtalk": say("钉钉", "DingTalk"),
    "weixin": say("微信", "WeChat"),
}
NAME = {
    "name": say("名称", "Name"),
    "name_en": say("英文名称", "Name in English"),
}


def name_cells(key: str) -> Fact:
    """Both names of something that was renamed."""
    return Fact(NAME.get(key, key))


facts.register("house", {"rows": Fact(say("行数", "Rows"), some)})
facts.register(
    "accounts",
    {
        "address": Fact(say("来自", "From")),
        "ways": Fact(say("方式", "By"), several(choice(_WAYS))),
        "step": Fact(say("停在", "Failed at"), choice(_STEPS)),
        "devices": Fact(say("设备", "Devices"), some),
        "lines": Fact(say("已记", "Written"), some),
        "minutes": Fact(say("分钟内", "Within minutes"), some),
        "kind": Fact(say("方式", "Kind"), choice(_WAYS)),
        "provider": Fact(say("由", "Provider"), choice(_WAYS)),
        "name": Fact(say("姓名", "Name")),
        "role": Fact(say("岗位", "Role"), choice(Role)),
        "organisation": Fact(say("机构", "Organisation")),
        "token": Fact(say("令牌", "Token"), short),
        "scopes": Fact(say("可以", "May"), several(choice(Scope))),
        "expires_on": Fact(say("到期", "Ends on")),
        "currency": Fact(say("货币", "Currency")),
        "on": Fact(say("定在", "On")),
        "invited": Fact(say("请的是", "Whom")),
    },
)
for _act in (
    "signed_in", "signed_out", "others_signed_out", "sign_in_failed", "locked_out",
    "sign_ins_flooded", "password_changed", "password_set", "second_step_added",
    "second_step_removed", "second_step_renewed", "account_linked", "account_unlinked", "came",
    "added", "appointed", "dismissed", "deactivated", "reactivated", "link_offered",
):  # fmt: skip
    facts.register(f"accounts.person.{_act}", {SUBJECT: Fact("", named("person"))})
for _act in ("made", "revoked"):
    facts.register(
        f"accounts.token.{_act}",
        {SUBJECT: Fact("", named("person")), "name": Fact(say("用途", "For"))},
    )
facts.register(
    "accounts.organisation.founded", {"kind": Fact(say("类别", "Kind"), choice(OrganisationKind))}
)
facts.register("accounts.organisation.moved", {CHANGE: Fact(say("上级", "Parent"))})
facts.register_cells("accounts.organisation.renamed", name_cells)


def _people(standing: Standing, keys: set[str]) -> Mapping[str, Told]:
    is_open = standing.may("accounts.manage_people")
    found = User.objects.filter(username__in=keys).only("username", "display_name")
    return {
        user.username: Told(
            str(user),
            reverse("accounts:person", args=[standing.zone.slug, user.username]) if is_open else "",
        )
        for user in found
    }


def _people_by_id(_standing: Standing, keys: set[str]) -> Mapping[str, Told]:
    found = User.objects.filter(pk__in=facts.row_ids(keys)).only("pk", "username", "display_name")
    return {str(user.pk): Told(str(user)) for user in found}


def _organisations(standing: Standing, keys: set[str]) -> Mapping[str, Told]:
    found = Organisation.objects.filter(zone=standing.zone, pk__in=facts.row_ids(keys))
    return {str(each.pk): Told(str(each)) for each in found}


facts.register_names("person", _people)
facts.register_names("person by id", _people_by_id)
facts.register_names("organisation", _organisations)
