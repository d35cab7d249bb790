"""BCF, in which building models exchange issues: read in all versions, written in 3.0."""

from kaigong.engines.bcf.errors import NotBcfError, TooLargeBcfError
from kaigong.engines.bcf.reading import read_bcf
from kaigong.engines.bcf.topics import (
    Archive,
    Camera,
    Comment,
    ModelFile,
    Topic,
    Unread,
    Vector,
    View,
)
from kaigong.engines.bcf.writing import guid_of, written_bcf

__all__ = [
    "Archive",
    "Camera",
    "Comment",
    "ModelFile",
    "NotBcfError",
    "TooLargeBcfError",
    "Topic",
    "Unread",
    "Vector",
    "View",
    "guid_of",
    "read_bcf",
    "written_bcf",
]
