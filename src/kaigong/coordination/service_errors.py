"""What can be wrong with officers, contacts, mandates and hand-overs."""

from __future__ import annotations

from kaigong.errors import KaigongError


class TermOfDaysError(KaigongError):
    code = "coordination.term-of-days"
    zh = "替班到 {until}，早于开始的 {start}；请改日期。"
    en = "The substitute would end on {until}, before {start}; change the days."


class OwnSubstituteError(KaigongError):
    code = "coordination.own-substitute"
    zh = "{person} 就是「{project}」的服务专员，不能替自己的班；请选别人。"
    en = "{person} is the officer of “{project}” already; choose somebody else to stand in."


class WordlessContactError(KaigongError):
    code = "coordination.wordless-contact"
    zh = "没有写说了什么；请写一句，例如「图审意见已补，周五再报」。"
    en = "Nothing was said on record; write one line, such as “drawings mended, again on Friday”."


class StepWithoutDayError(KaigongError):
    code = "coordination.step-without-day"
    zh = "下一步和它的日期要一起填；请补上缺的一项，或都不填。"
    en = "A next step and its day belong together; give both, or neither."


class FutureContactError(KaigongError):
    code = "coordination.future-contact"
    zh = "{day} 还没到；要做的事请填「下一步」。"
    en = "{day} has not come yet; what is to be done belongs under the next step."


class MandateWithoutPaperError(KaigongError):
    code = "coordination.mandate-without-paper"
    zh = "代办委托要附委托书（扫描件或照片）；请选择文件。"
    en = "A mandate needs its paper, a scan or a photo; choose the file."


class MandateOfDaysError(KaigongError):
    code = "coordination.mandate-of-days"
    zh = "委托到 {until}，早于开始的 {start}；请按委托书填写。"
    en = "The mandate would end on {until}, before {start}; enter the days of the paper."


class NothingToHandOverError(KaigongError):
    code = "coordination.nothing-to-hand-over"
    zh = "没有选 {giver} 负责的项目；请至少选一个。"
    en = "No project that {giver} looks after was chosen; choose one at least."


class HandOverToSelfError(KaigongError):
    code = "coordination.hand-over-to-self"
    zh = "{person} 不能交接给自己；请选接手的人。"
    en = "{person} cannot hand over to the same person; choose who takes over."


class HandOverAnsweredError(KaigongError):
    code = "coordination.hand-over-answered"
    zh = "这份交接已经是「{state}」；要再交接请另开一份。"
    en = "This hand-over is “{state}” already; begin another one."


class NotYourHandOverError(KaigongError):
    code = "coordination.not-your-hand-over"
    zh = "这份交接要由 {taker} 来接；你不能替他答复。"
    en = "{taker} has to answer this hand-over; you cannot do it instead."


class DeclinedWithoutReasonError(KaigongError):
    code = "coordination.declined-without-reason"
    zh = "不接手要写明原因。"
    en = "Say why you do not take over."


class MovedOnError(KaigongError):
    code = "coordination.moved-on"
    zh = "「{project}」现在由 {person} 负责，不再是 {giver}；请重开交接。"
    en = "“{project}” is looked after by {person} now and not by {giver}; begin the hand-over anew."
