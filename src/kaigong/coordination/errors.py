"""What can be wrong with an issue."""

from __future__ import annotations

from kaigong.errors import KaigongError


class NamelessIssueError(KaigongError):
    code = "coordination.nameless-issue"
    zh = "问题要有一句话的标题；请写明卡在哪里。"
    en = "An issue needs a title of one sentence; say what stands in the way."


class ClosedCategoryError(KaigongError):
    code = "coordination.closed-category"
    zh = "类别「{category}」已停用；请换一类。"
    en = "The category “{category}” is closed; choose another one."


class MoveNotPossibleError(KaigongError):
    code = "coordination.move-not-possible"
    zh = "{number} 现在是「{state}」，不能「{move}」；现在可以：{possible}。"
    en = "{number} is “{state}”, so it cannot “{move}”; possible now: {possible}."


class NotYourMoveError(KaigongError):
    code = "coordination.not-your-move"
    zh = "「{move}」{number} 要由{whom}来做。"
    en = "“{move}” of {number} is for: {whom}."


class MissingForMoveError(KaigongError):
    code = "coordination.missing-for-move"
    zh = "「{move}」{number} 还缺：{missing}。"
    en = "“{move}” of {number} still needs: {missing}."


class NoHelpAskedError(KaigongError):
    code = "coordination.no-help-asked"
    zh = "{number} 没有请「{organisation}」配合。"
    en = "{organisation} was not asked to help with {number}."


class MovedMeanwhileError(KaigongError):
    code = "coordination.moved-meanwhile"
    zh = "{number} 已被 {who} 改为「{state}」；请看过再办。"
    en = "{who} has meanwhile made {number} “{state}”; look again before you go on."
