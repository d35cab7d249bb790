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


class SettledCapacityError(KaigongError):
    code = "coordination.settled-capacity"
    zh = "容量 {capacity} 和已经答复的不一样；请打开这一项，撤回后重新提请。"
    en = (
        "The capacity {capacity} differs from what was answered; open the condition, "
        "withdraw the answer and ask again."
    )


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


class UnreadableCellError(KaigongError):
    code = "coordination.unreadable-cell"
    zh = (
        "看不懂「{text}」；请写日期（2021-04-12、4月12日）、已到位、不需要、待承诺，"
        "或保障单位的全名。"
    )
    en = (
        "“{text}” is not understood; write a day (2021-04-12), there, not needed, asked, or the "
        "full name of who owes it."
    )


class NobodyToAskError(KaigongError):
    code = "coordination.nobody-to-ask"
    zh = "「{kind}」没有通常的保障单位；请在格里写单位全名，或在种类里设好。"
    en = "Nobody usually owes “{kind}”; write the body's name in the cell, or set it for the kind."


class TooManyPastedError(KaigongError):
    code = "coordination.too-many-pasted"
    zh = "一次最多粘贴 {most} 格，这里有 {count} 格；请分几次。"
    en = "At most {most} cells are pasted at once, and here are {count}; do it in parts."


class NothingPastedError(KaigongError):
    code = "coordination.nothing-pasted"
    zh = "没有找到项目和要素；第一列写项目名称或编码，第一行写要素名称。"
    en = (
        "No project and condition were found; the first column names projects, the first row kinds."
    )


class PasteUndoneError(KaigongError):
    code = "coordination.paste-undone"
    zh = "这次粘贴已经撤销过了。"
    en = "This paste was taken back already."
