"""What an office's list of issues (问题台账) can say: its columns, and the words in them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation

from kaigong.coordination.models import IssueCategory, IssueState, Severity
from kaigong.engines import ledgers
from kaigong.engines.ledgers.folding import folded
from kaigong.wording import CHINESE, ENGLISH, say

# Headings of columns that say nothing to bring: those that count the rows, and those of our own
# workbook that are reckoned or set by moves.
SAYING_NOTHING = frozenset(
    folded(word)
    for word in (
        "序号", "行次", "项次", "No.", "现在由", "Now with", "受理期限", "Accept by", "已历天数",
        "Age in days", "退回次数", "Refusals",
    )
)  # fmt: skip
LABELS = {
    "number": say("编号", "Number"),
    "title": say("题目", "Title"),
    "text": say("说明", "Details"),
    "project": say("项目", "Project"),
    "category": say("类别", "Category"),
    "severity": say("轻重", "Severity"),
    "raised_on": say("提出日期", "Raised on"),
    "raised_for": say("提出单位", "Raised by"),
    "lead": say("牵头部门", "Lead department"),
    "state": say("状态", "State"),
    "due_on": say("办理期限", "Solve by"),
    "closed_on": say("销号日期", "Closed on"),
    "location": say("位置", "Place"),
}
_KINDS: dict[str, ledgers.Kind] = {
    "number": "code",
    "title": "text",
    "text": "text",
    "project": "name",
    "category": "choice",
    "severity": "choice",
    "raised_on": "date",
    "raised_for": "organisation",
    "lead": "organisation",
    "state": "choice",
    "due_on": "date",
    "closed_on": "date",
    "location": "text",
}
# Other headings that offices write, in simplified characters; the engine folds the rest.
_HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("问题编号", "台账编号", "问题序号", "文号", "issue no", "issue number", "ref"),
    "title": (
        "问题", "问题名称", "问题题目", "标题", "问题标题", "主要问题", "存在问题", "存在的问题",
        "问题事项", "事项", "困难问题", "困难和问题", "存在的困难和问题", "issue", "subject",
    ),
    "text": (
        "详细说明", "问题描述", "问题内容", "具体问题", "具体情况", "情况说明", "问题说明",
        "问题详情",
        "description", "detail",
    ),
    "project": (
        "项目名称", "所属项目", "涉及项目", "项目编码", "项目编号", "工程名称", "project name",
        "project code",
    ),
    "category": ("问题类别", "问题类型", "问题分类", "类型", "分类", "type", "kind"),
    "severity": (
        "严重程度", "紧急程度", "问题等级", "等级", "程度", "轻重缓急", "priority", "urgency",
    ),
    "raised_on": (
        "提出时间", "登记日期", "登记时间", "上报日期", "上报时间", "反映时间", "收集时间",
        "反映日期",
        "date raised", "raised",
    ),
    "raised_for": (
        "反映单位", "上报单位", "填报单位", "提出企业", "反映企业", "诉求单位", "报送单位",
        "reported by",
    ),
    "lead": (
        "责任部门", "责任单位", "牵头单位", "主办部门", "主办单位", "办理部门", "承办单位",
        "承办部门",
        "lead", "responsible department", "assigned to",
    ),
    "state": ("办理状态", "问题状态", "当前状态", "解决状态", "status"),
    "due_on": (
        "办结期限", "完成时限", "办理时限", "整改期限", "解决时限", "办结时限", "要求完成时间",
        "计划解决时间", "期限", "due", "due date", "deadline",
    ),
    "closed_on": (
        "销号时间", "了结日期", "办结日期", "办结时间", "解决日期", "解决时间", "实际完成时间",
        "over on", "date closed", "closed",
    ),
    "location": ("地点", "具体位置", "问题位置", "location"),
}  # fmt: skip
_SEVERITY_WORDS: dict[Severity, tuple[str, ...]] = {
    Severity.GRAVE: ("重大", "特急", "紧急", "高", "红", "急", "high", "critical", "urgent", "red"),
    Severity.SERIOUS: ("较大", "重要", "中", "黄", "加急", "medium", "major", "amber"),
    Severity.ORDINARY: ("普通", "低", "蓝", "绿", "轻微", "平", "low", "minor", "normal"),
}
_STATE_WORDS: dict[IssueState, tuple[str, ...]] = {
    IssueState.RAISED: ("新提出", "未处理", "未办理", "待处理", "待办理", "未开始", "new"),
    IssueState.TRIAGED: ("待分派", "待派单", "to be assigned"),
    IssueState.ASSIGNED: ("已交办", "已派单", "已转办", "已分派", "assigned"),
    IssueState.ACCEPTED: ("受理",),
    IssueState.WORKING: (
        "正在办理", "处理中", "推进中", "正在推进", "进行中", "整改中", "解决中", "在办", "未办结",
        "未销号", "未完成", "未解决", "open", "in progress", "working", "ongoing",
    ),
    IssueState.CLAIMED: ("申请销号", "待验收", "待核查", "claimed"),
    IssueState.VERIFIED: ("核实通过", "已核实", "verified"),
    IssueState.CLOSED: (
        "销号", "已办结", "办结", "已完成", "完成", "已解决", "解决", "了结", "已了结", "已整改",
        "done", "solved", "resolved", "complete", "completed",
    ),
    IssueState.WITHDRAWN: ("撤回", "撤销", "已撤销", "作废", "取消", "cancelled"),
}  # fmt: skip


def says_nothing(heading: str) -> bool:
    """Whether a column of this heading has nothing to bring; of two headings the inner one."""
    return folded(heading.rpartition(" / ")[2]) in SAYING_NOTHING


def in_both(text: object) -> tuple[str, str]:
    """A text that speaks the reader's language, in Chinese and in English."""
    told = []
    for language in (CHINESE, ENGLISH):
        with translation.override(language):
            told.append(str(text))
    return told[0], told[1]


def fields_of(categories: Iterable[IssueCategory]) -> list[ledgers.Field]:
    """Every field that a list of a zone with these categories can fill."""
    choices = {
        "category": tuple(
            ledgers.Choice(each.key, each.name, each.name_en or each.name) for each in categories
        ),
        "severity": tuple(
            ledgers.Choice(str(int(one)), *in_both(one.label), words)
            for one, words in _SEVERITY_WORDS.items()
        ),
        "state": tuple(
            ledgers.Choice(str(one), *in_both(one.label), words)
            for one, words in _STATE_WORDS.items()
        ),
    }
    return [
        ledgers.Field(
            key,
            *in_both(label),
            _KINDS[key],
            synonyms=_HEADINGS[key],
            choices=choices.get(key, ()),
            is_required=key == "title",
            is_end=key in {"due_on", "closed_on"},
            not_before="raised_on" if key == "closed_on" else "",
        )
        for key, label in LABELS.items()
    ]
