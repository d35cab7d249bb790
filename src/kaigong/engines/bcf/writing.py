"""Writing BCF 3.0: what a reader of any vendor opens.

buildingSMART, *BIM Collaboration Format 3.0*, schemas `markup.xsd`, `visinfo.xsd`, `extensions.xsd`
and `version.xsd`. The archive is the same byte for byte for the same topics.
"""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kaigong.engines.bcf.topics import Camera, Comment, Topic, Vector, View

_LONG_AGO = (2020, 1, 1, 0, 0, 0)  # a time of the archive's parts that does not change
_PNG = b"\x89PNG\r\n\x1a\n"


def written_bcf(topics: Sequence[Topic], *, written_at: datetime, written_by: str) -> bytes:
    """An archive of topics.

    Args:
        topics: Each GUID once.
        written_at: Stands where a topic does not know when it or a comment was made; 3.0 asks.
        written_by: Stands where it is not known by whom.
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(part: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(part, _LONG_AGO), content, zipfile.ZIP_DEFLATED)

        put("bcf.version", _xml(Element("Version", VersionId="3.0")))
        put("extensions.xml", _xml(_extensions(topics, written_by)))
        for topic in topics:
            put(f"{topic.guid}/markup.bcf", _xml(_markup(topic, written_at, written_by)))
            for view in topic.views:
                put(f"{topic.guid}/{view.guid}.bcfv", _xml(_view(view)))
                if view.picture:
                    put(f"{topic.guid}/{_picture_name(view)}", view.picture)
    return out.getvalue()


def _xml(root: Element) -> bytes:
    indent(root)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _add(root: Element, name: str, text: str, **attributes: str) -> Element:
    made = SubElement(root, name, attributes)
    made.text = text
    return made


def _add_given(root: Element, name: str, text: str) -> None:
    if text:
        _add(root, name, text)


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _extensions(topics: Sequence[Topic], written_by: str) -> Element:
    """The words that the topics use; 3.0 wants them listed."""
    root = Element("Extensions")

    def list_of(name: str, one: str, words: Iterable[str]) -> None:
        found = sorted(set(filter(None, words)))
        if found:
            part = SubElement(root, name)
            for word in found:
                _add(part, one, word)

    list_of("TopicTypes", "TopicType", (_kind(topic) for topic in topics))
    list_of("TopicStatuses", "TopicStatus", (_status(topic) for topic in topics))
    list_of("Priorities", "Priority", (topic.priority for topic in topics))
    list_of("TopicLabels", "TopicLabel", (word for topic in topics for word in topic.labels))
    people = [written_by]
    for topic in topics:
        people += [topic.created_by, topic.modified_by, topic.assigned_to]
        people += [name for each in topic.comments for name in (each.author, each.modified_by)]
    list_of("Users", "User", people)
    list_of("Stages", "Stage", (topic.stage for topic in topics))
    return root


def _kind(topic: Topic) -> str:
    return topic.kind or "Issue"


def _status(topic: Topic) -> str:
    return topic.status or "Open"


def _markup(topic: Topic, written_at: datetime, written_by: str) -> Element:
    root = Element("Markup")
    if topic.files:
        files = SubElement(SubElement(root, "Header"), "Files")
        for file in topic.files:
            told = {"IfcProject": file.project} if len(file.project) == 22 else {}
            made = SubElement(files, "File", told)
            _add_given(made, "Filename", file.name)
            _add_given(made, "Date", _said(file.at) if file.at else "")
    attributes = {"Guid": topic.guid, "TopicType": _kind(topic), "TopicStatus": _status(topic)}
    if topic.number:
        attributes["ServerAssignedId"] = topic.number
    made = SubElement(root, "Topic", attributes)
    _add_list(made, "ReferenceLinks", "ReferenceLink", topic.links)
    _add(made, "Title", topic.title or topic.guid)
    _add_given(made, "Priority", topic.priority)
    _add_list(made, "Labels", "Label", topic.labels)
    _add(made, "CreationDate", _said(topic.created_at or _oldest(topic) or written_at))
    _add(made, "CreationAuthor", topic.created_by or written_by)
    _add_given(made, "ModifiedDate", _said(topic.modified_at) if topic.modified_at else "")
    _add_given(made, "ModifiedAuthor", topic.modified_by)
    _add_given(made, "DueDate", _said(topic.due_at) if topic.due_at else "")
    _add_given(made, "AssignedTo", topic.assigned_to)
    _add_given(made, "Stage", topic.stage)
    _add_given(made, "Description", topic.description)
    if topic.related:
        part = SubElement(made, "RelatedTopics")
        for guid in topic.related:
            SubElement(part, "RelatedTopic", Guid=guid)
    if topic.comments:
        part = SubElement(made, "Comments")
        for comment in topic.comments:
            _add_comment(part, comment, written_at, written_by)
    if topic.views:
        part = SubElement(made, "Viewpoints")
        for place, view in enumerate(topic.views):
            one = SubElement(part, "ViewPoint", Guid=view.guid)
            _add(one, "Viewpoint", f"{view.guid}.bcfv")
            if view.picture:
                _add(one, "Snapshot", _picture_name(view))
            _add(one, "Index", str(place))
    return root


def _add_list(root: Element, name: str, one: str, texts: Sequence[str]) -> None:
    if texts:
        part = SubElement(root, name)
        for text in texts:
            _add(part, one, text)


def _add_comment(root: Element, comment: Comment, written_at: datetime, written_by: str) -> None:
    made = SubElement(root, "Comment", Guid=comment.guid)
    _add(made, "Date", _said(comment.at or written_at))
    _add(made, "Author", comment.author or written_by)
    _add_given(made, "Comment", comment.text)
    if comment.view:
        SubElement(made, "Viewpoint", Guid=comment.view)
    _add_given(made, "ModifiedDate", _said(comment.modified_at) if comment.modified_at else "")
    _add_given(made, "ModifiedAuthor", comment.modified_by)


def _oldest(topic: Topic) -> datetime | None:
    return min((each.at for each in topic.comments if each.at), default=None)


def _picture_name(view: View) -> str:
    return f"{view.guid}.{'png' if view.picture.startswith(_PNG) else 'jpg'}"


def _view(view: View) -> Element:
    root = Element("VisualizationInfo", Guid=view.guid)
    if view.elements or view.hidden:
        part = SubElement(root, "Components")
        if view.elements:
            chosen = SubElement(part, "Selection")
            for guid in view.elements:
                SubElement(chosen, "Component", IfcGuid=guid)
        shown = SubElement(part, "Visibility", DefaultVisibility="true")
        if view.hidden:
            exceptions = SubElement(shown, "Exceptions")
            for guid in view.hidden:
                SubElement(exceptions, "Component", IfcGuid=guid)
    if view.camera:
        _add_camera(root, view.camera)
    return root


def _add_camera(root: Element, camera: Camera) -> None:
    is_parallel = camera.height_m is not None
    made = SubElement(root, "OrthogonalCamera" if is_parallel else "PerspectiveCamera")
    _add_vector(made, "CameraViewPoint", camera.at)
    _add_vector(made, "CameraDirection", camera.direction)
    _add_vector(made, "CameraUpVector", camera.up)
    if is_parallel:
        _add(made, "ViewToWorldScale", repr(camera.height_m))
    else:
        _add(made, "FieldOfView", repr(camera.angle_deg or 60.0))
    _add(made, "AspectRatio", repr(camera.aspect))


def _add_vector(root: Element, name: str, vector: Vector) -> None:
    part = SubElement(root, name)
    for axis, value in zip("XYZ", vector, strict=True):
        _add(part, axis, repr(float(value)))


def guid_of(*words: str) -> str:
    """A GUID that is the same for the same words, for topics of a system that counts otherwise."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(words)))
