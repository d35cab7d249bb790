"""What is kept of a topic's views beside its pictures: cameras and elements, as they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from kaigong.engines.bcf import Camera, ModelFile, Topic, Vector, View


class KeptCamera(TypedDict):
    """A camera as the row keeps it; metres, in the model's own coordinates."""

    at: list[float]
    direction: list[float]
    up: list[float]
    angle_deg: float | None
    height_m: float | None
    aspect: float


class KeptView(TypedDict):
    """A view as the row keeps it; `paper` is the key of its picture among the issue's papers."""

    guid: str
    camera: KeptCamera | None
    elements: list[str]
    hidden: list[str]
    paper: int | None


class KeptFile(TypedDict):
    """A model that the topic was found in."""

    name: str
    project: str
    at: str | None


def kept_views(topic: Topic, papers: Mapping[str, int]) -> list[KeptView]:
    """The views of a topic for its row.

    Args:
        papers: By the GUID of a view, the paper that its picture became.
    """
    return [
        KeptView(
            guid=view.guid,
            camera=_kept_camera(view.camera) if view.camera else None,
            elements=list(view.elements),
            hidden=list(view.hidden),
            paper=papers.get(view.guid),
        )
        for view in topic.views
    ]


def kept_files(topic: Topic) -> list[KeptFile]:
    return [
        KeptFile(name=each.name, project=each.project, at=each.at.isoformat() if each.at else None)
        for each in topic.files
    ]


def views_of(kept: Sequence[KeptView], pictures: Mapping[int, bytes]) -> list[View]:
    """The views as they are written back.

    Args:
        pictures: By paper, what the person who takes them may see; a view whose picture is not
            among them goes without.
    """
    return [
        View(
            guid=each["guid"],
            camera=_camera(each["camera"]) if each["camera"] else None,
            elements=tuple(each["elements"]),
            hidden=tuple(each["hidden"]),
            picture=pictures.get(each["paper"] or 0, b""),
        )
        for each in kept
    ]


def files_of(kept: Sequence[KeptFile]) -> tuple[ModelFile, ...]:
    return tuple(
        ModelFile(
            each["name"], each["project"],
            datetime.fromisoformat(each["at"]) if each["at"] else None,
        )
        for each in kept
    )  # fmt: skip


def _kept_camera(camera: Camera) -> KeptCamera:
    return KeptCamera(
        at=list(camera.at),
        direction=list(camera.direction),
        up=list(camera.up),
        angle_deg=camera.angle_deg,
        height_m=camera.height_m,
        aspect=camera.aspect,
    )


def _camera(kept: KeptCamera) -> Camera:
    return Camera(
        at=Vector(*kept["at"]),
        direction=Vector(*kept["direction"]),
        up=Vector(*kept["up"]),
        angle_deg=kept["angle_deg"],
        height_m=kept["height_m"],
        aspect=kept["aspect"],
    )
