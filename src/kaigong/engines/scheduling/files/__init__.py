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
    CutXerError,
    MissingXerFieldError,
    MissingXerTableError,
    NoMppReaderError,
    NoStartError,
    NoXerTableError,
    StrayXerWorkError,
    TooLargeScheduleError,
    UnknownFileProjectError,
    UnknownScheduleFormatError,
    UnreadableCellError,
    UnreadableDateError,
    UnreadableMppError,
    UnreadXerRowsError,
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
from kaigong.engines.scheduling.files.xer_flaws import flaw_of

__all__ = [
    "BrokenXmlError",
    "CrossLink",
    "CutXerError",
    "FileProject",
    "FileResource",
    "Format",
    "LostField",
    "MissingXerFieldError",
    "MissingXerTableError",
    "NoMppReaderError",
    "NoStartError",
    "NoXerTableError",
    "Remark",
    "ResourceKind",
    "ScheduleFile",
    "StoredDates",
    "StrayXerWorkError",
    "TooLargeScheduleError",
    "UnknownFileProjectError",
    "UnknownScheduleFormatError",
    "UnreadXerRowsError",
    "UnreadableCellError",
    "UnreadableDateError",
    "UnreadableMppError",
    "UnwrittenFormatError",
    "Written",
    "flaw_of",
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
