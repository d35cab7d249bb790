"""The files of schedulers 计划文件: Primavera and Microsoft Project, read and written natively."""

from kaigong.engines.scheduling.files.crossing import (
    Written,
    format_of,
    read,
    write,
    write_changes,
)
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
    UnwrittenFormatError,
)
from kaigong.engines.scheduling.files.ifc import lost_in_ifc, written_ifc
from kaigong.engines.scheduling.files.lost import LostField, lost_fields
from kaigong.engines.scheduling.files.mpp import read_mpp
from kaigong.engines.scheduling.files.mspdi import read_mspdi
from kaigong.engines.scheduling.files.pmxml import read_pmxml
from kaigong.engines.scheduling.files.projects import (
    CrossLink,
    FileProject,
    Format,
    Remark,
    ScheduleFile,
    StoredDates,
)
from kaigong.engines.scheduling.files.resources import FileResource, ResourceKind
from kaigong.engines.scheduling.files.together import schedules_of
from kaigong.engines.scheduling.files.xer import read_xer

__all__ = [
    "BrokenXmlError",
    "CrossLink",
    "FileProject",
    "FileResource",
    "Format",
    "LostField",
    "NoMppReaderError",
    "NoStartError",
    "Remark",
    "ResourceKind",
    "ScheduleFile",
    "StoredDates",
    "TooLargeScheduleError",
    "UnknownFileProjectError",
    "UnknownScheduleFormatError",
    "UnreadableCellError",
    "UnreadableDateError",
    "UnreadableMppError",
    "UnwrittenFormatError",
    "Written",
    "format_of",
    "lost_fields",
    "lost_in_ifc",
    "read",
    "read_mpp",
    "read_mspdi",
    "read_pmxml",
    "read_xer",
    "schedules_of",
    "write",
    "write_changes",
    "written_ifc",
]
