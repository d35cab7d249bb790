"""What can be wrong with a backup, and what to do."""

from __future__ import annotations

from kaigong.errors import KaigongError


class FileThereError(KaigongError):
    code = "backup.file-there"
    zh = "「{file}」已经存在；备份不覆盖任何文件，请换一个文件名。"
    en = "“{file}” is there already; a backup overwrites nothing, so choose another name."


class NoBackupError(KaigongError):
    code = "backup.no-backup"
    zh = "「{file}」不是开工的备份文件，或者没有写完（写到一半的文件以 .part 结尾）。"
    en = "“{file}” is no backup of Kaigong, or was never finished (those end in .part)."


class DamagedBackupError(KaigongError):
    code = "backup.damaged"
    zh = "备份「{file}」已损坏：{part} 与清单不符；没有恢复任何内容，请换一份备份。"
    en = (
        "The backup “{file}” is damaged: {part} differs from its list; nothing was restored, "
        "take another backup."
    )


class OtherVersionError(KaigongError):
    code = "backup.other-version"
    zh = "备份的库结构与当前版本不同（如 {example}）；请用做备份的版本（{version}）恢复，再升级。"
    en = (
        "The backup's tables differ from this version's (such as {example}); restore it with the "
        "version that made it ({version}), then upgrade."
    )


class PlaceNotEmptyError(KaigongError):
    code = "backup.place-not-empty"
    zh = "这里已有数据（{what}）；只能恢复到空的地方，请另设 KAIGONG_DATA 和 KAIGONG_DATABASE_URL。"
    en = (
        "There are data here already ({what}); a backup is restored into an empty place only, so "
        "set another KAIGONG_DATA and KAIGONG_DATABASE_URL."
    )
