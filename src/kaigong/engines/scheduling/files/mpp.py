"""Reading Microsoft Project's own `.mpp`, which nobody has described: MPXJ makes MSPDI of it.

MPXJ runs in Java, so this is an extra (`kaigong[mpp]`) that nothing else waits for: neither is
imported before the first such file. The machine of Java that is started then stays for the life of
the process. The text never touches a disk.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from types import ModuleType
from typing import Any, Final

from kaigong.engines.scheduling.files.errors import NoMppReaderError, UnreadableMppError
from kaigong.engines.scheduling.files.mspdi import read_mspdi
from kaigong.engines.scheduling.files.projects import Format, ScheduleFile, StoredDates

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an OLE file, as Office before 2007 wrote them
_OPTIONS: Final = (
    "-Xmx2g",
    "-XX:+UseSerialGC",
    # Its log would say on every start that nobody wants to hear it.
    "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory",
    "-Dorg.apache.logging.log4j.simplelog.level=OFF",
)


def read_mpp(content: bytes, *, name: str = "") -> ScheduleFile:
    """The project of an `.mpp` file of Project 98 or newer.

    The file that comes back holds the MSPDI text, for `.mpp` cannot be written.

    Raises:
        NoMppReaderError: MPXJ, JPype or Java is missing.
        UnreadableMppError: MPXJ cannot read the file: it is protected, broken or another sort.
    """
    text, honours_constraints = _converted(content, name)
    file = read_mspdi(text, name=name)
    (project,) = file.projects
    network = project.network
    network.rules = replace(network.rules, constraints_beat_links=honours_constraints)
    stored = {key: _with_zeros(dates) for key, dates in project.stored.items()}
    return replace(file, format=Format.MPP, projects=(replace(project, stored=stored),))


def _with_zeros(dates: StoredDates) -> StoredDates:
    """MPXJ leaves slacks out that are nothing."""
    if dates.early_start is None:
        return dates
    total, free = dates.total_float or 0, dates.free_float or 0
    return dates._replace(total_float=total, free_float=free)


def _converted(content: bytes, name: str) -> tuple[bytes, bool]:
    """The MSPDI text, and whether its constraints are honoured, which the text does not tell."""
    jpype = _java()
    try:
        reader = jpype.JClass("org.mpxj.reader.UniversalProjectReader")()
        project: Any = reader.read(jpype.JClass("java.io.ByteArrayInputStream")(content))
        if project is None:
            raise UnreadableMppError(name=name)
        writer = jpype.JClass("org.mpxj.mspdi.MSPDIWriter")()
        writer.setWriteTimephasedData(True)  # where work is split
        out = jpype.JClass("java.io.ByteArrayOutputStream")()
        writer.write(project, out)
        honours = project.getProjectProperties().getHonorConstraints()
        return bytes(out.toByteArray()), bool(honours)
    except jpype.JException as error:
        raise UnreadableMppError(name=name) from error


def _java() -> ModuleType:
    """JPype with MPXJ at hand."""
    try:
        jpype = importlib.import_module("jpype")
    except ImportError:
        raise NoMppReaderError(missing="JPype (jpype1)") from None
    try:
        importlib.import_module("mpxj")  # tells JPype where its classes are
    except ImportError:
        raise NoMppReaderError(missing="MPXJ (mpxj)") from None
    if not jpype.isJVMStarted():
        try:
            jpype.startJVM(*_OPTIONS, convertStrings=False)
        except (jpype.JVMNotFoundException, OSError, RuntimeError):
            raise NoMppReaderError(missing="Java") from None
    return jpype
