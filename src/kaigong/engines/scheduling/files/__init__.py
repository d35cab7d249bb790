"""The files of schedulers 计划文件: Primavera and Microsoft Project, read and written natively."""

from kaigong.engines.scheduling.files.errors import (
    BrokenXmlError,
    NoMppReaderError,
    NoStartError,
    TooLargeScheduleError,
    UnknownFileProjectError,
    UnknownScheduleFormatError,
    UnreadableCellError,
    UnreadableDateError,
    UnreadableMppError,
)
from kaigong.engines.scheduling.files.mspdi import read_mspdi
from kaigong.engines.scheduling.files.projects import (
    CrossLink,
    FileProject,
    Format,
    Remark,
    ScheduleFile,
    StoredDates,
)
from kaigong.engines.scheduling.files.xer import read_xer

__all__ = [
    "BrokenXmlError",
    "CrossLink",
    "FileProject",
    "Format",
    "NoMppReaderError",
    "NoStartError",
    "Remark",
    "ScheduleFile",
    "StoredDates",
    "TooLargeScheduleError",
    "UnknownFileProjectError",
    "UnknownScheduleFormatError",
    "UnreadableCellError",
    "UnreadableDateError",
    "UnreadableMppError",
    "read_mspdi",
    "read_xer",
]
