"""What can be wrong with a start-up condition."""

from __future__ import annotations

from kaigong.errors import KaigongError


class ConditionMoveNotPossibleError(KaigongError):
    code = "coordination.condition-move-not-possible"
    zh = "「{project}」的「{kind}」现在是「{state}」，不能「{move}」；现在可以：{possible}。"
    en = "“{kind}” of “{project}” is “{state}”, so it cannot “{move}”; possible now: {possible}."


class NotYourConditionError(KaigongError):
    code = "coordination.not-your-condition"
    zh = "「{project}」的「{kind}」要由{whom}来「{move}」。"
    en = "“{move}” for “{kind}” of “{project}” is for: {whom}."


class MissingForConditionError(KaigongError):
    code = "coordination.missing-for-condition"
    zh = "「{move}」{kind}还缺：{missing}。"
    en = "“{move}” for {kind} still needs: {missing}."


class ConditionMovedMeanwhileError(KaigongError):
    code = "coordination.condition-moved-meanwhile"
    zh = "「{project}」的「{kind}」已被 {who} 改为「{state}」；请看过再办。"
    en = "{who} has meanwhile made “{kind}” of “{project}” “{state}”; look again before you go on."


class PastPromiseError(KaigongError):
    code = "coordination.past-promise"
    zh = "承诺日期 {day} 已经过去；请填今天（{today}）或以后的日期，已经到位的请记「已到位」。"
    en = "{day} has passed; promise {today} or a later day, or note it as provided if it is there."


class FutureProvisionError(KaigongError):
    code = "coordination.future-provision"
    zh = "到位日期 {day} 还没到（今天 {today}）；还没到位的请填承诺日期。"
    en = "{day} has not come yet (today is {today}); promise what is not there yet."


class NegativeCapacityError(KaigongError):
    code = "coordination.negative-capacity"
    zh = "「{kind}」的容量 {capacity} 小于零；请填零或正数，或留空。"
    en = "The capacity {capacity} for “{kind}” is below zero; give zero or more, or leave it empty."


class TakenKindError(KaigongError):
    code = "coordination.taken-condition-kind"
    zh = "已经有开工要素「{name}」了；请换个名称，或重新启用它。"
    en = "There is a condition “{name}” already; choose another name, or open it again."


class NamelessKindError(KaigongError):
    code = "coordination.nameless-condition-kind"
    zh = "开工要素没有名称；请填写，例如「施工用气」。"
    en = "The condition has no name; give it one, such as “construction gas”."


class ClosedKindError(KaigongError):
    code = "coordination.closed-condition-kind"
    zh = "开工要素「{kind}」已停用，不再提请；请先重新启用。"
    en = "The condition “{kind}” is closed and is not asked any more; open it again first."
