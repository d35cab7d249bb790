"""The table of rights as a page for people: docs/reference/rights.md."""

from __future__ import annotations

from django.utils.translation import override

from kaigong.accounts.models import Role
from kaigong.accounts.rights import REACH, RIGHTS, Reach

_REACH = {
    Reach.ZONE: "全园区 / zone",
    Reach.CIRCLE: "本机构或本人参与的项目 / taking part",
    Reach.OWN: "本企业的项目 / own",
}
_HEAD = """\
# 权限表 / Rights

<!-- Written by `python -m kaigong.config.reference` from kaigong/accounts/rights.py. -->

谁可以做什么、看得到多远。没有列出的事谁也不能做；看不到的页面一律答 404，与不存在的页面无法区分。
一个人可以有多个岗位，权限取其总和，范围取最宽的一个。岗位只在其机构所在的园区有效。

Who may do what, and how far one sees. What is not listed nobody may do; a page that is not yours
answers 404, as if it did not exist. A person may hold several roles: the rights add up, and the
widest reach counts. A role holds only in the zone of its organisation.

"""


def _in_both(text: object) -> str:
    words = []
    for language in ("zh-hans", "en"):
        with override(language):
            words.append(str(text))
    return " / ".join(words)


def rights_page() -> str:
    """The whole page; a test holds the file against it."""
    roles = list(Role)
    head = ["事 / Act", "名称 / Name", *(_in_both(role.label) for role in roles)]
    lines = [_row(head), _row(["---", "---", *(":-:" for _ in roles)])]
    for right in sorted(RIGHTS.values(), key=lambda each: each.name):
        marks = ["●" if role in right.roles else "" for role in roles]
        lines.append(_row([_in_both(right.text), f"`{right.name}`", *marks]))
    reach = [_row(["岗位 / Role", "看得到 / Sees"]), _row(["---", "---"])]
    reach += [_row([_in_both(role.label), _REACH[REACH[role]]]) for role in roles]
    return _HEAD + "\n".join(lines) + "\n\n## 范围 / How far one sees\n\n" + "\n".join(reach) + "\n"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
