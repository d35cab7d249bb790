"""What a BCF archive holds: topics with their comments and views."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class Vector(NamedTuple):
    """A point (metres, in the model's own coordinates) or a direction."""

    x: float
    y: float
    z: float


@dataclass(frozen=True)
class Camera:
    """From where a topic was looked at.

    Attributes:
        at: Where the eye is, metres.
        angle_deg: Opening of a perspective view; None for a parallel one.
        height_m: What a parallel view shows from bottom to top; None for a perspective one.
        aspect: Width by height; 1 where an older archive does not say.
    """

    at: Vector
    direction: Vector
    up: Vector
    angle_deg: float | None = None
    height_m: float | None = None
    aspect: float = 1.0


@dataclass(frozen=True)
class View:
    """One view of a topic: a camera, the elements it is about, and a picture.

    Attributes:
        elements: GUIDs of the selected elements, 22 characters each, as IFC writes them.
        hidden: GUIDs of the elements that are made invisible.
        picture: PNG or JPEG as the archive has it; empty where there is none.
    """

    guid: str
    camera: Camera | None = None
    elements: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    picture: bytes = b""


@dataclass(frozen=True)
class Comment:
    """One remark on a topic; `view` is the GUID of the view that it speaks of."""

    guid: str
    text: str
    author: str
    at: datetime | None
    view: str = ""
    modified_at: datetime | None = None
    modified_by: str = ""


@dataclass(frozen=True)
class ModelFile:
    """A model that a topic was found in; `project` is the GUID of its IfcProject."""

    name: str
    project: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Topic:
    """One issue of a building model. Texts that an archive leaves out are empty, moments None."""

    guid: str
    title: str
    kind: str = ""  # TopicType, such as Clash or Request
    status: str = ""  # TopicStatus, such as Open
    priority: str = ""
    stage: str = ""
    description: str = ""
    labels: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    created_by: str = ""
    created_at: datetime | None = None
    modified_by: str = ""
    modified_at: datetime | None = None
    assigned_to: str = ""
    due_at: datetime | None = None
    number: str = ""  # ServerAssignedId
    related: tuple[str, ...] = ()  # GUIDs of other topics
    files: tuple[ModelFile, ...] = ()
    comments: tuple[Comment, ...] = ()
    views: tuple[View, ...] = ()


@dataclass(frozen=True)
class Unread:
    """A part of an archive that could not be taken in, and why."""

    part: str
    zh: str
    en: str


@dataclass(frozen=True)
class Archive:
    """What was read: the version that the archive states or shows, its topics, and what was not."""

    version: str
    topics: tuple[Topic, ...]
    unread: tuple[Unread, ...] = field(default=())
