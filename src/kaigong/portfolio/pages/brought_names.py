"""What became of the organisations, people and sectors of an undone import, in sentences."""

from __future__ import annotations

from typing import Any

from kaigong.portfolio.models import ImportRun
from kaigong.wording import said

_WENT = {
    "organisations": (
        "单位「{name}」已停用：不再供选，过去的日子里仍看得到。",
        "Organisation “{name}” is closed: offered no more, still seen on past days.",
    ),
    "people": (
        "人员「{name}」已撤去角色：不再供选，过去的日子里仍看得到。",
        "{name} has no role any more: offered no more, still seen on past days.",
    ),
    "sectors": (
        "产业「{name}」已删去：没有项目用过它。",
        "Sector “{name}” is deleted: no project was ever in it.",
    ),
}
_NOUNS = {
    "organisations": ("单位", "Organisation"),
    "people": ("人员", "Person"),
    "sectors": ("产业", "Sector"),
}
_STAYS = {
    "projects": ("项目 {codes} 在用它", "projects use it: {codes}"),
    "elsewhere": (
        "台账以外已用到它（角色、问题、会议等）",
        "it is used beyond the ledger by now (roles, issues, meetings)",
    ),
    "past": (
        "过去的日子里有项目属于它；不再用时请在「设置」里停用",
        "past days show projects in it; close it under Settings if it is not wanted",
    ),
}


def fates_in_words(run: ImportRun) -> list[str]:
    return [_in_words(fate) for fate in run.report.get("fates", [])]


def _in_words(fate: dict[str, Any]) -> str:
    noun, name = fate["noun"], fate["name"]
    if not fate["stays"]:
        zh, en = _WENT[noun]
        return said(zh.format(name=name), en.format(name=name))
    why_zh, why_en = _STAYS[fate["stays"]]
    zh, en = _NOUNS[noun]
    return said(
        f"{zh}「{name}」保留：{why_zh.format(codes='、'.join(fate['codes']))}。",
        f"{en} “{name}” stays: {why_en.format(codes=', '.join(fate['codes']))}.",
    )
