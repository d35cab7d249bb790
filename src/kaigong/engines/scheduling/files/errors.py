"""What can be wrong with a scheduler's file, in words that name the place."""

from kaigong.errors import KaigongError


class UnknownScheduleFormatError(KaigongError):
    code = "scheduling.unknown-file-format"
    zh = "看不出「{name}」是哪种计划文件；可读 XER、P6 XML（PMXML）、MS Project XML 和 .mpp。"
    en = (
        "“{name}” is no plan file that can be recognised;"
        " XER, P6 XML (PMXML), MS Project XML and .mpp can be read."
    )


class TooLargeScheduleError(KaigongError):
    code = "scheduling.file-too-large"
    zh = "「{name}」超过 {most} MB；请按项目分开导出。"
    en = "“{name}” has more than {most} MB; export its projects one by one."


class BrokenXmlError(KaigongError):
    code = "scheduling.broken-xml"
    zh = "「{name}」的 XML 读不下去（{place}）：文件不完整或含有不允许的实体；请重新导出。"
    en = (
        "The XML of “{name}” cannot be read ({place}): it is incomplete"
        " or holds entities, which are refused; export it again."
    )


class UnreadableCellError(KaigongError):
    code = "scheduling.unreadable-cell"
    zh = "{table} 表第 {line} 行的 {field} 写着「{text}」，不是数；请改正后再读。"
    en = "Table {table}, line {line}: {field} says “{text}”, which is no number; put it right."


class UnreadableDateError(UnreadableCellError):
    code = "scheduling.unreadable-date"
    zh = (
        "{table} 表第 {line} 行的 {field} 写着「{text}」，不是日期；"
        "请写成「2026-03-02 08:00」这样的形式。"
    )
    en = (
        "Table {table}, line {line}: {field} says “{text}”, which is no date;"
        " write it like “2026-03-02 08:00”."
    )


class NoStartError(KaigongError):
    code = "scheduling.file-without-start"
    zh = "项目「{project}」既没有开始日期也没有数据日期，无法排程；请在原软件中填写后再导出。"
    en = (
        "Project “{project}” has neither a start nor a data date, so nothing can be placed;"
        " fill one in where it comes from and export it again."
    )


class UnknownFileProjectError(KaigongError):
    code = "scheduling.unknown-file-project"
    zh = "文件里没有项目「{key}」。"
    en = "There is no project “{key}” in the file."


class UnwrittenFormatError(KaigongError):
    code = "scheduling.unwritten-format"
    zh = "不能写 {format} 文件；请写成 XER、PMXML 或 MS Project XML（mspdi）。"
    en = "Files of {format} cannot be written; write XER, PMXML or MS Project's XML (mspdi)."


class NoMppReaderError(KaigongError):
    code = "scheduling.no-mpp-reader"
    zh = (
        "读 .mpp 需要 {missing}；请安装后再试（pip install kaigong[mpp]，并装 Java 11 以上），"
        "或在 MS Project 里另存为 XML。"
    )
    en = (
        "Reading .mpp asks for {missing}; install it (pip install kaigong[mpp], and Java 11 or"
        " newer), or save the plan as XML in MS Project."
    )


class UnreadableMppError(KaigongError):
    code = "scheduling.unreadable-mpp"
    zh = "「{name}」读不了：文件有密码、已损坏或不是计划；请在 MS Project 里另存为 XML 再试。"
    en = (
        "“{name}” cannot be read: it has a password, is damaged or is no plan;"
        " save it as XML in MS Project and try that."
    )
