"""Acts of people and at the door, in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import words
from kaigong.wording import say

words.register(
    "accounts",
    say("人员与登录", "People and sign-in"),
    {
        "accounts.person.signed_in": say("登录", "Signed in"),
        "accounts.person.signed_out": say("退出", "Signed out"),
        "accounts.person.others_signed_out": say("让其他设备退出", "Signed out other devices"),
        "accounts.person.sign_in_failed": say("登录失败", "Sign-in failed"),
        "accounts.person.locked_out": say("登录被锁定", "Locked out"),
        "accounts.person.sign_ins_flooded": say(
            "登录失败过多，暂不逐条记录", "Too many failed sign-ins, not written one by one"
        ),
        "accounts.person.password_changed": say("改密码", "Changed the password"),
        "accounts.person.password_set": say("设密码", "Set the password"),
        "accounts.person.second_step_added": say("开两步验证", "Added a second step"),
        "accounts.person.second_step_removed": say("关两步验证", "Removed a second step"),
        "accounts.person.second_step_renewed": say("换恢复码", "Renewed the recovery codes"),
        "accounts.person.account_linked": say("绑定外部账号", "Linked an account elsewhere"),
        "accounts.person.account_unlinked": say("解绑外部账号", "Unlinked an account elsewhere"),
        "accounts.person.came": say("经统一登录首次进入", "Came in by the identity provider"),
        "accounts.person.added": say("新增人员", "Added a person"),
        "accounts.person.appointed": say("任命", "Appointed"),
        "accounts.person.dismissed": say("免去角色", "Took a role away"),
        "accounts.person.deactivated": say("停用账号", "Shut a person out"),
        "accounts.person.reactivated": say("恢复账号", "Let a person in again"),
        "accounts.person.link_offered": say("发设密码链接", "Offered a password link"),
        "accounts.invitation.made": say("邀请企业人员", "Invited somebody of a firm"),
        "accounts.invitation.used": say("用邀请链接进入", "Came in by an invitation"),
        "accounts.invitation.revoked": say("收回邀请", "Took an invitation back"),
        "accounts.organisation.founded": say("新增机构", "Founded an organisation"),
        "accounts.organisation.renamed": say("机构改名", "Renamed an organisation"),
        "accounts.organisation.moved": say("机构换上级", "Moved an organisation"),
        "accounts.organisation.closed": say("关闭机构", "Closed an organisation"),
        "accounts.organisation.reopened": say("恢复机构", "Reopened an organisation"),
        "accounts.token.made": say("发接口令牌", "Made an API token"),
        "accounts.token.revoked": say("撤销接口令牌", "Revoked an API token"),
        "accounts.zone.opened": say("开设园区", "Opened the zone"),
        "accounts.zone.stood_still": say("把园区的今天定住", "Fixed the zone's today"),
    },
)
