"""What is kept of a topic beside its issue: cameras, elements and comments, as they came."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from kaigong.coordination.models import Issue
from kaigong.engines.bcf import Camera, Comment, ModelFile, Topic, Vector, View, guid_of


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


class KeptComment(TypedDict):
    """What was said to the topic elsewhere; `turn` is the key of the remark that tells it here."""

    guid: str
    text: str
    author: str
    at: str | None
    view: str
    modified_at: str | None
    modified_by: str
    turn: int


def _own_words(issue: Issue) -> list[str]:
    return ["kaigong", issue.zone.slug, issue.number]


def own_guid(issue: Issue) -> str:
    """Under which an issue of ours leaves that came from no model."""
    return guid_of(*_own_words(issue))


def turn_guid(issue: Issue, turn: int) -> str:
    return guid_of(*_own_words(issue), "turn", str(turn))


def paper_guid(issue: Issue, paper: int) -> str:
    return guid_of(*_own_words(issue), "paper", str(paper))


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


def kept_comments(comments: Iterable[Comment], turn: int) -> list[KeptComment]:
    """Comments for the row of their topic.

    Args:
        turn: The remark that they became.
    """
    return [
        KeptComment(
            guid=each.guid,
            text=each.text,
            author=each.author,
            at=each.at.isoformat() if each.at else None,
            view=each.view,
            modified_at=each.modified_at.isoformat() if each.modified_at else None,
            modified_by=each.modified_by,
            turn=turn,
        )
        for each in comments
    ]


def comments_of(kept: Sequence[KeptComment], seen: Collection[int]) -> list[Comment]:
    """The comments as they are written back, each with the view that it speaks of.

    Args:
        seen: Remarks that the person who takes them may read; what became another one stays.
    """
    return [
        Comment(
            guid=each["guid"],
            text=each["text"],
            author=each["author"],
            at=_moment(each["at"]),
            view=each["view"],
            modified_at=_moment(each["modified_at"]),
            modified_by=each["modified_by"],
        )
        for each in kept
        if each["turn"] in seen
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
    return tuple(ModelFile(each["name"], each["project"], _moment(each["at"])) for each in kept)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


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
