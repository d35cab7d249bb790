"""What can be wrong with a meeting, its agenda, its tasks."""

from __future__ import annotations

from kaigong.errors import KaigongError


class PlacelessMeetingError(KaigongError):
    code = "coordination.placeless-meeting"
    zh = "会议要写明地点；请补上。"
    en = "A meeting needs a place; say where it is held."


class MeetingStateError(KaigongError):
    code = "coordination.meeting-state"
    zh = "「{meeting}」现在是「{state}」，不能{what}；请刷新页面看看。"
    en = "“{meeting}” is “{state}”, so it is too early or too late to {what}; reload the page."


class AttendeeMissingError(KaigongError):
    code = "coordination.attendee-missing"
    zh = "请写明通知谁：单位、人员，或来宾姓名。"
    en = "Say who is called: a body, a person, or a guest's name."


class ReasonForItemError(KaigongError):
    code = "coordination.reason-for-item"
    zh = "「{what}」要有一句理由：{title}。"
    en = "“{what}” needs a reason: {title}."


class ItemSettledError(KaigongError):
    code = "coordination.item-settled"
    zh = "「{title}」已是「{state}」，不能{what}。"
    en = "“{title}” is “{state}” already, so one cannot {what}."


class ItemUnsettledError(KaigongError):
    code = "coordination.item-unsettled"
    zh = "先把「{title}」定下来：议定、下次再议或通报，再开下一项。"
    en = "Settle “{title}” first: decide, put off or note it, before the next item opens."


class UntitledItemError(KaigongError):
    code = "coordination.untitled-item"
    zh = "议题要有一句话；请写明议什么。"
    en = "An item needs a sentence; say what is to be spoken of."


class DecisionIncompleteError(KaigongError):
    code = "coordination.decision-incomplete"
    zh = "议定事项还缺：{missing}。没有责任单位和期限，就不算定下来。"
    en = "The decision still needs: {missing}. Without an owner and a day nothing is decided."


class DecisionPastError(KaigongError):
    code = "coordination.decision-past"
    zh = "完成期限 {due_on} 已过（今天 {today}）；请另定一天。"
    en = "The day {due_on} has passed (today is {today}); name another one."


class NotOfBodyError(KaigongError):
    code = "coordination.not-of-body"
    zh = "{person}不在「{organisation}」；请换人，或只写单位。"
    en = "{person} does not act for {organisation}; name another person, or the body alone."


class ActNotPossibleError(KaigongError):
    code = "coordination.act-not-possible"
    zh = "「{act}」对「{title}」做不了；请换一种，或只记议定事项。"
    en = "“{act}” cannot be done to “{title}”; choose another one, or record the task only."


class TaskStateError(KaigongError):
    code = "coordination.task-state"
    zh = "议定事项现在是「{state}」，不能{what}；请刷新页面看看。"
    en = "The task is “{state}”, so one cannot {what}; reload the page."


class EmptyAgendaError(KaigongError):
    code = "coordination.empty-agenda"
    zh = "{meeting}的议程是空的；先重排议程，或手工加议题，再发。"
    en = "The agenda of {meeting} is empty; draw it or add an item before you send it."


class NobodyCalledError(KaigongError):
    code = "coordination.nobody-called"
    zh = "{meeting}还没有通知谁；先在「参会」里列入单位或人，再发议程。"
    en = "Nobody is called to {meeting} yet; put bodies or people on its list before you send it."


class NotYourTaskError(KaigongError):
    code = "coordination.not-your-task"
    zh = "这一步要由{whom}来做。"
    en = "This step is for: {whom}."


class WordsForTaskError(KaigongError):
    code = "coordination.words-for-task"
    zh = "请写一句：做了什么，或为什么退回。"
    en = "Say in a sentence what was done, or why it is sent back."


class TemplateUnreadableError(KaigongError):
    code = "coordination.template-unreadable"
    zh = "「{name}」不能当模板：{fault}。请在 Word 里改好，存成 docx 再传；现在用的模板没有变。"
    en = (
        "“{name}” cannot be a layout: {fault}. Correct it in Word, save it as docx and send it "
        "again; the layout in use is unchanged."
    )


class LayoutBrokenError(KaigongError):
    code = "coordination.layout-broken"
    zh = (
        "{paper}填不进本单位的 Word 模板「{name}」：{fault}。指挥部可以在「设置 → Word 模板」"
        "换一份，或用回默认格式；内容没有变。"
    )
    en = (
        "The office's Word layout “{name}” cannot hold this ({paper}): {fault}. The command office "
        "can give another under Settings, Word layouts, or go back to the default; nothing else "
        "changed."
    )


class VisitIncompleteError(KaigongError):
    code = "coordination.visit-incomplete"
    zh = "现场记录还缺：{missing}。"
    en = "The visit still needs: {missing}."


class FindingUnprovenError(KaigongError):
    code = "coordination.finding-unproven"
    zh = "「{words}」记为当场解决，要写明怎么解决的，或附照片。"
    en = "“{words}” was solved on the spot: say how, or add a photo."
