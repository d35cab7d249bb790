"""Acts upon meetings, tasks, minutes and visits in words; registered when imported."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.audit import facts, words
from kaigong.audit.facts import CHANGE, SUBJECT, Fact, Told, choice, moment, named, some, yes
from kaigong.coordination.models import ItemState, MeetingKind, Presence
from kaigong.coordination.selectors.meetings import meetings_for, tasks_for
from kaigong.coordination.selectors.visits import visits_for
from kaigong.wording import say

_MEETING = {
    "coordination.meeting.planned": say("召集会议", "Called a meeting"),
    "coordination.meeting.changed": say("改会议安排", "Changed a meeting"),
    "coordination.meeting.called-off": say("取消会议", "Called off a meeting"),
    "coordination.meeting.begun": say("开会", "Began a meeting"),
    "coordination.meeting.ended": say("散会", "Ended a meeting"),
    "coordination.meeting.decided": say("会议议定", "Decided at a meeting"),
    "coordination.attendance.called": say("通知参会", "Called to a meeting"),
    "coordination.attendance.noted": say("记到会", "Noted who came"),
    "coordination.agenda.drawn": say("排出议程", "Drew an agenda"),
    "coordination.agenda.ordered": say("调议程顺序", "Ordered an agenda"),
    "coordination.agenda.sent": say("发议程", "Sent an agenda"),
    "coordination.agenda.added": say("加议题", "Added an item"),
    "coordination.agenda.dropped": say("撤下议题", "Dropped an item"),
    "coordination.agenda.restored": say("恢复议题", "Took an item back"),
    "coordination.agenda.settled": say("议题不作议定", "Settled an item"),
    "coordination.minutes.reworded": say("改纪要文字", "Reworded minutes"),
    "coordination.minutes.confirmed": say("确认会议纪要", "Confirmed minutes"),
    "coordination.minutes.reopened": say("更正会议纪要", "Reopened minutes"),
    "coordination.minutes.taken": say("取走会议纪要", "Took minutes along"),
}
_TASK = {
    "coordination.task.claimed": say("报议定事项完成", "Claimed a task done"),
    "coordination.task.confirmed": say("确认议定事项完成", "Confirmed a task"),
    "coordination.task.sent-back": say("退回议定事项", "Sent a task back"),
    "coordination.task.due-moved": say("改议定事项期限", "Moved the day of a task"),
    "coordination.task.withdrawn": say("撤销议定事项", "Withdrew a task"),
}
_OTHER = {
    "coordination.visit.recorded": say("记现场办公", "Recorded a site visit"),
}
words.register("coordination", say("协调", "Coordination"), _MEETING | _TASK | _OTHER)

facts.register(
    "coordination",
    {
        "kind": Fact(say("会议", "Kind"), choice(MeetingKind)),
        "year": Fact(say("年", "Year")),
        "number": Fact(say("次", "Number")),
        "planned_at": Fact(say("时间", "Hour"), moment),
        "place": Fact(say("地点", "Place")),
        "chair": Fact(say("主持", "Chair"), named("person")),
        "whom": Fact(say("谁", "Whom")),
        "fresh": Fact(say("新增议题", "New items"), some),
        "gone": Fact(say("移出议题", "Items gone"), some),
        "not_reached": Fact(say("未及讨论", "Not reached"), some),
        "tasks": Fact(say("议定事项", "Decisions"), some),
        "person": Fact(say("责任人", "Person"), named("person")),
        "issue": Fact(say("问题", "Issue")),
        "version": Fact(say("稿", "Version")),
        "papers": Fact(say("材料", "Papers"), some),
        "visited_on": Fact(say("到场日期", "Day")),
        "findings": Fact(say("发现", "Findings"), some),
        "solved": Fact(say("当场解决", "Solved there"), some),
        "photos": Fact(say("照片", "Photos"), some),
        "internal": Fact(say("内部", "Internal"), yes),
        "form": Fact(say("形式", "Form")),
    },
)
for _act in _MEETING:
    facts.register(_act, {SUBJECT: Fact("", named("meeting"))})
for _act in _TASK:
    facts.register(_act, {SUBJECT: Fact("", named("task"))})
for _act in ("agenda.drawn", "agenda.ordered"):
    facts.register(f"coordination.{_act}", {"count": Fact(say("议题", "Items"), some)})
facts.register("coordination.task.due-moved", {CHANGE: Fact(say("完成期限", "To be done by"))})
facts.register("coordination.meeting.decided", {"task": Fact(say("议定", "Decided"))})
facts.register("coordination.meeting.changed", {CHANGE: Fact(say("时间", "Hour"), moment)})
facts.register(
    "coordination.attendance.noted", {CHANGE: Fact(say("到会", "Presence"), choice(Presence))}
)
facts.register(
    "coordination.agenda.settled", {"state": Fact(say("结果", "Outcome"), choice(ItemState))}
)
facts.register("coordination.minutes.reworded", {CHANGE: Fact(say("文字", "Words"))})
facts.register("coordination.visit.recorded", {SUBJECT: Fact("", named("visit"))})


def _keys(keys: set[str]) -> set[int]:
    return facts.row_ids(key.rpartition("-")[2] for key in keys)


def _meetings(standing: Standing, keys: set[str]) -> Mapping[str, Told]:
    found = meetings_for(standing).filter(pk__in=_keys(keys))
    return {
        f"meeting-{each.pk}": Told(
            str(each), reverse("coordination:meeting", args=[standing.zone.slug, each.pk])
        )
        for each in found
    }


def _tasks(standing: Standing, keys: set[str]) -> Mapping[str, Told]:
    found = tasks_for(standing).filter(pk__in=_keys(keys))
    return {
        f"task-{each.pk}": Told(
            each.words, reverse("coordination:task", args=[standing.zone.slug, each.pk])
        )
        for each in found
    }


def _visits(standing: Standing, keys: set[str]) -> Mapping[str, Told]:
    found = visits_for(standing).filter(pk__in=_keys(keys)).select_related("project")
    return {
        f"visit-{each.pk}": Told(
            str(each), reverse("coordination:visit", args=[standing.zone.slug, each.pk])
        )
        for each in found
    }


facts.register_names("meeting", _meetings)
facts.register_names("task", _tasks)
facts.register_names("visit", _visits)
