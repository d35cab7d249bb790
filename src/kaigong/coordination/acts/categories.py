"""Acts upon the categories of issues in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import facts, words
from kaigong.audit.facts import CHANGE, About, Fact, Piece
from kaigong.wording import said, say

words.register(
    "coordination",
    say("协调", "Coordination"),
    {
        "coordination.category.added": say("新增问题类别", "Added a category of issues"),
        "coordination.category.changed": say("改问题类别", "Changed a category of issues"),
        "coordination.category.closed": say("停用问题类别", "Closed a category of issues"),
        "coordination.category.reopened": say("恢复问题类别", "Opened a category again"),
    },
)


def _category(value: object, _about: About) -> list[Piece]:
    """A category by its name, its days and its place."""
    if not isinstance(value, dict):
        return []
    days = "/".join(str(value.get(key, "")) for key in ("grave", "serious", "ordinary"))
    name = said(str(value.get("name", "")), str(value.get("name_en") or value.get("name", "")))
    parts = [name, said(f"受理 {value.get('acceptance')}", f"accept {value.get('acceptance')}")]
    parts.append(said(f"办结 {days} 个工作日", f"solve {days} working days"))
    if value.get("start_condition"):
        parts.append(said("开工要素", "start-up condition"))
    parts.append(said(f"第 {value.get('place')}", f"no. {value.get('place')}"))
    return [said("，", ", ").join(parts)]


for _act in ("coordination.category.added", "coordination.category.changed"):
    facts.register(_act, {CHANGE: Fact(say("类别", "Category"), _category)})
facts.register("coordination.category.added", {"after": Fact(say("类别", "Category"), _category)})
