"""Acts upon plans in words; registered when the app is ready."""

from __future__ import annotations

from kaigong.audit import facts, words
from kaigong.audit.facts import SUBJECT, Fact, choice, some, yes
from kaigong.plan.models import LAYERS, EditVerb, ReasonCode
from kaigong.wording import say

words.register(
    "plan",
    say("作战图", "War map"),
    {
        "plan.calendars.begun": say("设工作日历", "Set the work calendars"),
        "plan.calendar.set": say("改工作日历", "Changed a work calendar"),
        "plan.plan.drawn": say("编制施工计划", "Began a plan"),
        "plan.plan.edited": say("修编施工计划", "Edited a plan"),
        "plan.plan.locked": say("锁定施工计划", "Locked a plan"),
        "plan.forecast.made": say("作年度预测", "Made the forecast of the year"),
        "plan.issue.tied": say("定问题卡在哪项工作", "Said which activity an issue stops"),
        "plan.file.received": say("收到计划文件", "Received a plan file"),
        "plan.file.discarded": say("没有采用计划文件", "Discarded a plan file"),
        "plan.table.exported": say("导出计划表", "Took a table of a plan out"),
        "plan.map.exported": say("导出作战图", "Took the war map out"),
        "plan.roads.exported": say("导出道路施工", "Took the works in roads out"),
        "plan.front.set": say("设战线", "Set a front"),
        "plan.front.removed": say("撤销战线", "Dissolved a front"),
        "plan.front.undone": say("撤销战线的改动", "Undid a change of a front"),
        "plan.shared-resource.set": say("登记共用资源", "Stated a shared resource"),
        "plan.shared-resource.removed": say("删除共用资源", "Took a shared resource off"),
        "plan.shared-resource.undone": say(
            "撤销共用资源的改动", "Undid a change of a shared resource"
        ),
        "plan.shared.levelled": say("按共用资源排几份计划", "Levelled plans that share resources"),
        "plan.shared.levelling-undone": say(
            "撤销几份计划的一起排", "Took the levelling of several plans back"
        ),
        "plan.road.set": say("设道路", "Set a road"),
        "plan.road.work-placed": say("标注道路施工", "Placed works in a road"),
        "plan.road.work-taken-off": say("取消道路施工标注", "Took works off a road"),
        "plan.targets.set": say("设年度目标", "Set targets of the year"),
        "plan.targets.kept": say("目标随计划锁定", "Targets kept by the lock of the plan"),
        "plan.targets.taken-back": say("撤销设定的目标", "Took targets back"),
    },
)
_PROJECT = Fact(say("项目", "Project"), facts.named("project"))
facts.register(
    "plan",
    {
        "count": Fact(say("数量", "Count"), some),
        "week": Fact(say("每周", "Week")),
        "changes": Fact(say("例外", "Exceptions")),
        "notices": Fact(say("随放假通知", "By official holidays"), yes),
        "template": Fact(say("模板", "Template")),
        "start": Fact(say("开始", "Start")),
        "verb": Fact(say("做了什么", "What"), choice(EditVerb)),
        "edit": Fact(say("第几次修编", "Edit")),
        "rows": Fact(say("行数", "Rows"), some),
        "reason": Fact(say("原因", "Reason")),
        "words": Fact(say("说明", "Why")),
        "runs": Fact(say("次数", "Runs"), some),
        "seed": Fact(say("种子", "Seed")),
        "chance": Fact(say("把握", "Chance")),
        "activity": Fact(say("工作", "Activity")),
        "project": Fact(say("项目", "Project")),
        "number": Fact(say("基线", "Baseline")),
        "name": Fact(say("名称", "Name")),
        "sha256": Fact(say("校验和", "Checksum")),
        "form": Fact(say("格式", "Format")),
        "size_bytes": Fact(say("字节", "Bytes"), some),
        "numbers": Fact(say("有多少", "There are")),
        "leader": Fact(say("负责人", "Leader")),
        "projects": Fact(say("项目数", "Projects"), some),
        "length": Fact(say("长度（米）", "Length (m)"), some),
        "handed_over_on": Fact(say("交付使用", "Handed over")),
        "road": Fact(say("道路", "Road")),
        "stretch": Fact(say("桩号", "Stretch")),
        "layer": Fact(say("哪一层", "Layer"), choice(dict(LAYERS))),
        "indicator": Fact(say("指标", "Indicator")),
        "whose": Fact(say("谁的目标", "Whose")),
        "targets": Fact(say("目标", "Targets")),
    },
)
facts.register("plan.plan.drawn", {SUBJECT: _PROJECT})
facts.register(
    "plan.plan.edited",
    {SUBJECT: _PROJECT, "reason": Fact(say("原因", "Reason"), choice(ReasonCode))},
)
facts.register("plan.plan.locked", {SUBJECT: _PROJECT})
facts.register("plan.table.exported", {SUBJECT: _PROJECT})
facts.register("plan.calendar.set", {SUBJECT: Fact(say("日历", "Calendar"))})
facts.register("plan.file.received", {SUBJECT: _PROJECT})
facts.register("plan.file.discarded", {SUBJECT: _PROJECT})
facts.register("plan.road.set", {SUBJECT: Fact(say("道路", "Road"))})
facts.register("plan.road.work-placed", {SUBJECT: _PROJECT})
facts.register("plan.road.work-taken-off", {SUBJECT: _PROJECT})
facts.register("plan.front.removed", {SUBJECT: Fact(say("战线", "Front"))})
facts.register("plan.front.undone", {SUBJECT: Fact(say("战线", "Front"))})
facts.register("plan.front.set", {SUBJECT: Fact(say("战线", "Front"))})
_SHARED = Fact(say("共用资源", "Shared resource"))
facts.register("plan.shared-resource.set", {SUBJECT: _SHARED})
facts.register("plan.shared-resource.removed", {SUBJECT: _SHARED})
facts.register("plan.shared-resource.undone", {SUBJECT: _SHARED})
facts.register("plan.shared.levelled", {SUBJECT: Fact(say("计划", "Plans"))})
facts.register("plan.shared.levelling-undone", {SUBJECT: Fact(say("计划", "Plans"))})
facts.register("plan.forecast.made", {SUBJECT: Fact(say("日期", "Day"))})
facts.register("plan.issue.tied", {SUBJECT: Fact(say("问题", "Issue"))})
facts.register("plan.targets.set", {SUBJECT: Fact(say("年份", "Year"))})
facts.register("plan.targets.kept", {SUBJECT: Fact(say("年份", "Year"))})
facts.register("plan.targets.taken-back", {SUBJECT: Fact(say("年份", "Year"))})
