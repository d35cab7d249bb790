"""The door to all formats: what comes in is recognised, what goes out tells what it lost."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Final

from kaigong.engines.scheduling.availability import availability_of
from kaigong.engines.scheduling.files.errors import (
    UnknownFileProjectError,
    UnknownScheduleFormatError,
    UnwrittenFormatError,
)
from kaigong.engines.scheduling.files.limits import NO_LIMITS, Limits
from kaigong.engines.scheduling.files.lost import LostField, lost_fields
from kaigong.engines.scheduling.files.mpp import MAGIC, read_mpp
from kaigong.engines.scheduling.files.mspdi import read_mspdi
from kaigong.engines.scheduling.files.mspdi_rewriting import rewritten_mspdi, written_mspdi
from kaigong.engines.scheduling.files.pmxml import read_pmxml
from kaigong.engines.scheduling.files.pmxml_rewriting import rewritten_pmxml, written_pmxml
from kaigong.engines.scheduling.files.projects import (
    FileProject,
    Format,
    ScheduleFile,
    StoredDates,
)
from kaigong.engines.scheduling.files.xer import read_xer
from kaigong.engines.scheduling.files.xer_rewriting import rewritten_xer
from kaigong.engines.scheduling.files.xer_writing import written_xer
from kaigong.engines.scheduling.network import Network

_READERS: Final = {
    Format.XER: read_xer,
    Format.PMXML: read_pmxml,
    Format.MSPDI: read_mspdi,
    Format.MPP: read_mpp,
}
_WRITERS: Final = {
    Format.XER: written_xer,
    Format.PMXML: written_pmxml,
    Format.MSPDI: written_mspdi,
}


@dataclass(frozen=True)
class Written:
    """A file to be sent, and what it could not hold."""

    content: bytes
    lost: tuple[LostField, ...]


def read(content: bytes, *, name: str = "") -> ScheduleFile:
    """The projects of a plan file, whichever of the formats it has.

    Args:
        content: The file as it is.
        name: How the file is called, for what is said of it.

    Raises:
        UnknownScheduleFormatError: it is none of them.
        KaigongError: what the reader of its format raises.
    """
    return _READERS[format_of(content, name=name)](content, name=name)


def format_of(content: bytes, *, name: str = "") -> Format:
    """The format of a file by what it begins with, whatever it is called.

    Raises:
        UnknownScheduleFormatError: it is none of them.
    """
    if content.startswith(MAGIC):
        return Format.MPP
    head = content[:8000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head.startswith((b"ERMHDR", b"%T\t")):
        return Format.XER
    if head.startswith(b"<"):
        if b"<APIBusinessObjects" in head:
            return Format.PMXML
        if b"<Project" in head:
            return Format.MSPDI
    raise UnknownScheduleFormatError(name=name)


def write(
    network: Network,
    *,
    format: Format,  # noqa: A002  the word for it, and never read as the builtin here
    stored: Mapping[str, StoredDates] | None = None,
) -> Written:
    """A network as a file of its own, with dates that were reckoned for it.

    Raises:
        UnwrittenFormatError: `.mpp` cannot be written.
        UnknownActivityError, UnknownCalendarError: the network names what it has not got.
    """
    if format not in _WRITERS:
        raise UnwrittenFormatError(format=format.value)
    content = _WRITERS[format](network, stored or {})
    (again,) = _READERS[format](content, name="").projects
    limits = {key: availability_of(units) for key, units in network.resources.items()}
    return Written(content, _lost(network, again, limits))


def write_changes(
    file: ScheduleFile,
    networks: Mapping[str, Network],
    *,
    stored: Mapping[str, Mapping[str, StoredDates]] | None = None,
    limits: Limits = NO_LIMITS,
) -> Written:
    """The file with changed networks, by key of the project; all else stays as it came.

    A file that came as `.mpp` goes out as MSPDI.

    Args:
        limits: How many there are by date of resources of which it is not what the file says; a
            network has one number of each, as the file's program levels with it.

    Raises:
        UnknownFileProjectError: the file has no project of that key.
        UnknownActivityError, UnknownCalendarError: a network names what it has not got.
    """
    known = {project.key for project in file.projects}
    dates = stored or {}
    for key in (*networks, *dates):
        if key not in known:
            raise UnknownFileProjectError(key=key)
    if file.format is Format.XER:
        content, reader = rewritten_xer(file.content, networks, dates, limits), read_xer
    elif file.format is Format.PMXML:
        content, reader = rewritten_pmxml(file.content, networks, dates, limits), read_pmxml
    else:
        network, of_tasks = networks.get(""), dates.get("", {})
        content = rewritten_mspdi(file.content, network, of_tasks, limits)
        reader = read_mspdi
    again = {project.key: project for project in reader(content, name="").projects}
    lost = (field for key, each in networks.items() for field in _lost(each, again[key], limits))
    return Written(content, tuple(lost))


def _lost(before: Network, after: FileProject, limits: Limits) -> tuple[LostField, ...]:
    """What is lost; of resources with a number by date, by that."""
    if not limits:
        return lost_fields(before, after.network)
    wanted, found = copy(before), copy(after.network)
    wanted.resources = {**before.resources, **limits}
    there = {key: each.there for key, each in after.resources.items() if key in limits}
    found.resources = {**after.network.resources, **there}
    return lost_fields(wanted, found)
