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


class NoXerTableError(KaigongError):
    code = "scheduling.no-xer-table"
    zh = (
        "「{name}」不是 XER：第 {line} 行起是「{begins}」，没有一张表"
        "（%T、%F、%R 各占一行，用制表符分隔）；请在 P6 里重新导出。"
    )
    en = (
        "“{name}” is no XER: from line {line} on, “{begins}”, there is no table"
        " (lines of %T, %F and %R, parted by tabs); export it again from P6."
    )


class CutXerError(KaigongError):
    code = "scheduling.cut-xer"
    zh = "「{name}」不完整：在第 {line} 行（{table} 表）就断了，没有结尾的 %E；请重新导出或重新传。"
    en = (
        "“{name}” is incomplete: it breaks off at line {line} (table {table}), without the %E at"
        " its end; export it or send it again."
    )


class UnreadXerRowsError(KaigongError):
    code = "scheduling.unread-xer-rows"
    zh = "「{name}」第 {line} 行起的 {table} 表读不了：前面没有写明字段的 %F 行；请重新导出。"
    en = (
        "Table {table} of “{name}” cannot be read from line {line} on: no line %F says its fields;"
        " export it again."
    )


class MissingXerTableError(KaigongError):
    code = "scheduling.missing-xer-table"
    zh = "「{name}」里没有 {table} 表，只有：{known}；请在 P6 里选中项目再导出。"
    en = "“{name}” has no table {table}, only: {known}; choose the project in P6 and export it."


class MissingXerFieldError(KaigongError):
    code = "scheduling.missing-xer-field"
    zh = "「{name}」第 {line} 行的 {table} 表没有 {field} 字段，分不出各行；请重新导出。"
    en = (
        "Table {table} of “{name}”, line {line}, has no field {field}, by which its rows are told"
        " apart; export it again."
    )


class StrayXerWorkError(KaigongError):
    code = "scheduling.stray-xer-work"
    zh = "「{name}」第 {line} 行起的工作属于项目「{project}」，文件里没有这个项目；请重新导出。"
    en = (
        "The activities of “{name}” from line {line} on are of project “{project}”, which is not"
        " in the file; export it again."
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
