"""Acts of the audit chain in words, as the page of a project tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaigong.portfolio.models import Stage
from kaigong.web.amounts import plain
from kaigong.wording import said, say

if TYPE_CHECKING:
    from kaigong.audit.models import Entry

WORDS: dict[str, str] = {
    "portfolio.project.moved": say("移到{stage}", "Moved to {stage}"),
    "portfolio.plan.set": say("编 {year} 年计划", "Planned the year {year}"),
    "portfolio.month.reported": say("报 {month} 月报", "Reported {month}"),
    "portfolio.month.corrected": say("改 {month} 月报", "Corrected the report of {month}"),
    "portfolio.month.restated": say("更正 {month}：{reason}", "Restated {month}: {reason}"),
    "portfolio.milestone.set": say("定节点「{name}」{after}", "Promised “{name}” for {after}"),
    "portfolio.milestone.done": say("节点「{name}」完成", "Kept “{name}”"),
    "portfolio.milestone.reopened": say("撤回节点「{name}」的完成", "Reopened “{name}”"),
    "portfolio.work_item.set": say("定工序「{name}」", "Set the work item “{name}”"),
    "portfolio.reserve.ripened": say("改储备成熟度", "Changed the maturity"),
    "portfolio.reserve.taken_into_plan": say(
        "转入 {year} 年计划", "Taken from the pool into {year}"
    ),
    "portfolio.proof.kept": say("上传「{name}」", "Uploaded “{name}”"),
}


def in_words(entry: Entry) -> str:
    """What was done, for a reader; an act of another slice keeps its own name."""
    facts = {key: "" if value is None else value for key, value in entry.facts.items()}
    facts["name"] = said(str(facts.get("name", "")), str(facts.get("name_en") or facts.get("name")))
    if "after" in facts and facts["after"] in Stage.values:
        facts["stage"] = Stage(facts["after"]).label
    wording = WORDS.get(entry.act)
    if entry.act == "portfolio.work_item.set" and isinstance(facts["after"], dict):
        after = {key: value or "" for key, value in facts["after"].items()}
        return said(
            f"定工序「{facts['name']}」{plain(str(after['quantity']))} {after['unit']}",
            f"Set “{facts['name']}” to {plain(str(after['quantity']))} {after['unit']}",
        )
    if wording is None:
        return said(f"改动（{entry.act}）", f"Change ({entry.act})")
    try:
        return str(wording).format(**facts)
    except KeyError:  # a line of an older version lacks a fact; what it says is still true
        return entry.act
