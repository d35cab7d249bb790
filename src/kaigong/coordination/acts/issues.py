"""Acts upon issues in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import facts, words
from kaigong.audit.facts import CHANGE, Fact, choice, some, yes
from kaigong.coordination.life import MOVES
from kaigong.coordination.models import HelpState, IssueState, Severity, WordPaper
from kaigong.wording import say

words.register(
    "coordination",
    say("协调", "Coordination"),
    {
        "coordination.categories.set": say("设问题类别", "Set categories of issues"),
        "coordination.issue.raised": say("提出问题", "Raised an issue"),
        "coordination.issue.joined": say("并入已有问题", "Joined an issue"),
        "coordination.issue.remarked": say("在问题下留言", "Remarked on an issue"),
        "coordination.issue.due-moved": say("改问题期限", "Moved an issue's deadline"),
        "coordination.issue.taken": say("取走问题情况单", "Took an issue along"),
        "coordination.layout.kept": say("换 Word 模板", "Kept a Word layout"),
        "coordination.layout.withdrawn": say("停用 Word 模板", "Withdrew a Word layout"),
        "coordination.help.asked": say("请部门配合", "Asked a department to help"),
        "coordination.help.answered": say("答复配合", "Answered for a part"),
        **{f"coordination.issue.{move.key}": move.label for move in MOVES},
    },
)

_SEVERITIES = {str(value): label for value, label in Severity.choices}
facts.register(
    "coordination",
    {
        "count": Fact(say("类别数", "Categories"), some),
        "title": Fact(say("题目", "Title")),
        "project": Fact(say("项目", "Project"), facts.named("project")),
        "category": Fact(say("类别", "Category")),
        "severity": Fact(say("轻重", "Severity"), choice(_SEVERITIES)),
        "lead": Fact(say("牵头部门", "Lead")),
        "organisation": Fact(say("部门", "Department")),
        "task": Fact(say("配合内容", "Task")),
        "due_on": Fact(say("期限", "Due")),
        "solution_due_on": Fact(say("办结期限", "To be solved by")),
        "state": Fact(say("状态", "State"), choice(HelpState)),
        "words": Fact(say("说明", "Words")),
        "reason": Fact(say("理由", "Reason")),
        "paper": Fact(say("哪种", "Paper"), choice(WordPaper)),
        "internal": Fact(say("内部", "Internal"), yes),
    },
)
for _move in MOVES:
    _state = Fact(say("状态", "State"), choice(IssueState))
    facts.register(f"coordination.issue.{_move.key}", {CHANGE: _state})
facts.register("coordination.issue.due-moved", {CHANGE: Fact(say("办结期限", "To be solved by"))})
