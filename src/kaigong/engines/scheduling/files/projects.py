"""What a scheduler's file holds 计划文件: its networks, and the dates its program had reckoned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from kaigong.engines.scheduling.files.resources import FileResource
from kaigong.engines.scheduling.network import LinkKind, Network


class Format(Enum):
    """The files that can be read; all but `.mpp` can be written too."""

    XER = "xer"
    PMXML = "pmxml"
    MSPDI = "mspdi"
    MPP = "mpp"


class StoredDates(NamedTuple):
    """What the program that wrote the file had reckoned for one activity.

    A tuple, since a file holds as many of them as activities, and a dataclass takes six times as
    long to make.

    Args:
        early_start, early_finish, late_start, late_finish: Of a started activity, of what remains.
        start, finish: What the program shows: actual dates where there are any.
        total_float, free_float: Working minutes.
    """

    early_start: datetime | None = None
    early_finish: datetime | None = None
    late_start: datetime | None = None
    late_finish: datetime | None = None
    start: datetime | None = None
    finish: datetime | None = None
    total_float: int | None = None
    free_float: int | None = None
    is_critical: bool | None = None


@dataclass(frozen=True, slots=True)
class CrossLink:
    """A link between activities of two projects of one file; projects by their keys."""

    before_project: str
    before: str
    after_project: str
    after: str
    kind: LinkKind = LinkKind.FS
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was put right or left out while reading."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in `zh…` or, for any other language, in English."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class FileProject:
    """One project of a file.

    Args:
        key: How the file calls it: proj_id, ObjectId; "" where a file holds one project only.
        stored: Dates by key of the activity.
        sources: How the file calls each activity: task_id, ObjectId, UID.
        resources: Those that can be scarce, by their keys in the network.
    """

    key: str
    network: Network
    stored: Mapping[str, StoredDates] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, FileResource] = field(default_factory=dict)


@dataclass(frozen=True)
class ScheduleFile:
    """A file as it was read; `content` is kept whole, so that nothing is lost in writing it again.

    Args:
        encoding: Of a text without a declaration (XER).
    """

    format: Format
    content: bytes
    projects: tuple[FileProject, ...]
    crossings: tuple[CrossLink, ...] = ()
    remarks: tuple[Remark, ...] = ()
    encoding: str = ""
