"""Why a list of issues does not come in, or is not taken back."""

from __future__ import annotations

from kaigong.coordination.models import ImportState, IssueImport
from kaigong.errors import KaigongError


class TooLargeListError(KaigongError):
    code = "coordination.too-large-list"
    zh = "「{file}」有 {megabytes} MB，最多收 {most} MB；请拆成几个文件。"
    en = "“{file}” has {megabytes} MB, the most is {most} MB; split it."


class NotOpenImportError(KaigongError):
    code = "coordination.not-open-import"
    zh = "「{name}」现在是「{state}」，不能这样做。"
    en = "“{name}” is “{state}” now, so this cannot be done."


class IssuesMovedError(KaigongError):
    code = "coordination.issues-moved"
    zh = "试算以后问题台账又变了，没有写入；已经重新试算，看过再导入。"
    en = "The issues changed after the dry run and nothing was written; it ran again, look first."


class NothingToBringError(KaigongError):
    code = "coordination.nothing-to-bring"
    zh = "「{name}」里没有新的问题，没有写入。"
    en = "“{name}” has no new issue; nothing was written."


class MovedSinceImportError(KaigongError):
    code = "coordination.moved-since-import"
    zh = (
        "有 {count} 个问题导入以后又办过，或已有提醒、材料、会议提到（{numbers}），不能整批撤销；"
        "请逐个处理。"
    )
    en = (
        "{count} of the issues were worked on since, or a reminder, a paper or a meeting refers to "
        "them ({numbers}), so the import cannot be taken back; settle them one by one."
    )


def not_open(run: IssueImport) -> NotOpenImportError:
    return NotOpenImportError(name=run.name, state=ImportState(run.state).label)
