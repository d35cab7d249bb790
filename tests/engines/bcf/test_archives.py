"""BCF in and out: real archives of three programs, every version, another reader, broken files."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.bcf import (
    Camera,
    Comment,
    ModelFile,
    NotBcfError,
    TooLargeBcfError,
    Topic,
    Vector,
    View,
    guid_of,
    read_bcf,
    written_bcf,
)
from kaigong.engines.bcf import reading as room

NOW = datetime(2021, 3, 29, 9, 30, tzinfo=UTC)


def _chunk(kind: bytes, content: bytes) -> bytes:
    whole = kind + content
    return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND", b"")
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return out.getvalue()


def written(*topics: Topic) -> bytes:
    return written_bcf(topics, written_at=NOW, written_by="开工")


@pytest.mark.shared_data
def test_real_archives_come_in_whole(shared_data: Path) -> None:
    found = {
        path.name: read_bcf(path.read_bytes(), name=path.name)
        for path in sorted((shared_data / "bim" / "bcf").glob("*.bcfzip"))
    }
    told = {
        name: (archive.version, len(archive.topics), archive.unread)
        for name, archive in found.items()
    }
    assert told == {
        "multicom_bcf10.bcfzip": ("1.0", 2, ()),
        "nutsvoorzieningen_bcf20.bcfzip": ("2.0", 2, ()),
        "vebo_bcf20.bcfzip": ("2.0", 1, ()),
    }
    first = found["multicom_bcf10.bcfzip"].topics[0]
    assert (first.title, len(first.files)) == ("Opmerking", 8)
    assert first.comments[0].author == "Ligtvoet Joep"
    assert first.comments[0].text.startswith("#01 Bordessen")
    assert first.comments[0].at == datetime(2015, 4, 1, 18, 52, 42, 391244, tzinfo=UTC)
    assert len(first.views[0].picture) == 228_361
    pipes = found["nutsvoorzieningen_bcf20.bcfzip"].topics[1]
    assert (pipes.kind, pipes.status, pipes.description) == ("Error", "Open", "Leidingwerk clasht")
    assert pipes.created_at == datetime(2016, 4, 21, 12, 48, 1, tzinfo=UTC)
    assert len(pipes.views[0].elements) == 11
    assert pipes.views[0].elements[0] == "3Wb0hI6GTFN9Erps_1_u_V"
    slab = found["vebo_bcf20.bcfzip"].topics[0].views[0]
    assert slab.camera is not None
    assert slab.camera.at.x == pytest.approx(22.9998, abs=1e-4)


@pytest.mark.shared_data
def test_real_archives_go_out_and_come_back_as_they_were(shared_data: Path) -> None:
    for path in (shared_data / "bim" / "bcf").glob("*.bcfzip"):
        before = read_bcf(path.read_bytes(), name=path.name).topics
        after = read_bcf(written(*before), name=path.name)
        assert (after.version, after.unread) == ("3.0", ())
        for old, new in zip(before, after.topics, strict=True):
            assert (old.guid, old.title, old.views) == (new.guid, new.title, new.views)
            assert [each.text for each in old.comments] == [each.text for each in new.comments]
            assert [each.name for each in old.files] == [each.name for each in new.files]


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), max_size=20
)
words = texts.filter(bool)
guids = st.uuids(version=4).map(str)
moments = st.integers(0, 3_600_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
numbers = st.floats(-1e6, 1e6, allow_nan=False)
vectors = st.builds(Vector, numbers, numbers, numbers)
positive = st.floats(0.1, 170)
cameras = st.builds(
    Camera, vectors, vectors, vectors, angle_deg=positive, aspect=positive
) | st.builds(Camera, vectors, vectors, vectors, height_m=positive, aspect=positive)
elements = st.lists(
    st.text("0123456789ABCDEFabcdef_$", min_size=22, max_size=22), unique=True, max_size=3
).map(tuple)
views = st.builds(
    View,
    guid=guids,
    camera=st.none() | cameras,
    elements=elements,
    hidden=elements,
    picture=st.sampled_from([b"", PNG]),
)
comments = st.builds(
    Comment,
    guid=guids,
    text=texts,
    author=words,
    at=moments,
    modified_at=st.none() | moments,
    modified_by=texts,
)
unique_words = st.lists(words, unique=True, max_size=3).map(tuple)
topics = st.builds(
    Topic,
    guid=guids,
    title=words,
    kind=words,
    status=words,
    priority=texts,
    stage=texts,
    description=texts,
    labels=unique_words,
    links=unique_words,
    created_by=words,
    created_at=moments,
    modified_by=texts,
    modified_at=st.none() | moments,
    assigned_to=texts,
    due_at=st.none() | moments,
    number=texts,
    related=st.lists(guids, max_size=2).map(tuple),
    files=st.lists(st.builds(ModelFile, name=words, at=st.none() | moments), max_size=2).map(tuple),
    comments=st.lists(comments, max_size=3, unique_by=lambda each: each.guid).map(tuple),
    views=st.lists(views, max_size=2, unique_by=lambda each: each.guid).map(tuple),
)


@given(found=st.lists(topics, min_size=1, max_size=3, unique_by=lambda topic: topic.guid))
def test_what_is_written_is_read_again(found: list[Topic]) -> None:
    archive = read_bcf(written(*found))
    assert (archive.version, archive.unread) == ("3.0", ())
    assert list(archive.topics) == found


@given(found=topics)
def test_the_same_topics_are_the_same_bytes(found: Topic) -> None:
    assert written(found) == written(found)


def test_another_reader_finds_the_same(tmp_path: Path) -> None:
    from bcf.v3.bcfxml import BcfXml

    view = View(
        guid_of("jingyue", "view"),
        Camera(Vector(1, 2, 3), Vector(0, 1, 0), Vector(0, 0, 1), angle_deg=45.0, aspect=1.5),
        elements=("3Wb0hI6GTFN9Erps_1_u_V",),
        hidden=("2idEjti6zFIgYm2tBrhV$n",),
        picture=PNG,
    )
    topic = Topic(
        guid=guid_of("jingyue", "W-2021-0001"),
        title="施工用电未接通",
        kind="开工要素",
        status="Open",
        priority="1",
        labels=("施工用电",),
        description="临时变压器 500 kVA 未到位 & 无施工队",
        created_by="长发集团",
        created_at=NOW,
        assigned_to="供电公司",
        due_at=NOW + timedelta(days=3),
        number="W-2021-0001",
        files=(ModelFile("综合管网.ifc", at=NOW),),
        comments=(Comment(guid_of("jingyue", "c"), "已受理", "供电公司", NOW, view=view.guid),),
        views=(view,),
    )
    file = tmp_path / "out.bcf"
    file.write_bytes(written(topic))
    with warnings.catch_warnings(), BcfXml.load(file) as archive:
        warnings.simplefilter("ignore", DeprecationWarning)
        assert archive.version.version_id == "3.0"
        assert archive.extensions.topic_types.topic_type == ["开工要素"]
        assert archive.extensions.users.user == ["供电公司", "开工", "长发集团"]
        found = archive.topics[topic.guid]
        assert found.topic.title == topic.title
        assert found.topic.server_assigned_id == topic.number
        assert found.topic.description == topic.description
        assert found.topic.due_date.to_datetime() == topic.due_at
        assert found.topic.comments.comment[0].comment == "已受理"
        assert found.topic.comments.comment[0].viewpoint.guid == view.guid
        seen = found.viewpoints[f"{view.guid}.bcfv"]
        info = seen.visualization_info
        assert info.components.selection.component[0].ifc_guid == view.elements[0]
        assert info.components.visibility.exceptions.component[0].ifc_guid == view.hidden[0]
        assert info.perspective_camera.field_of_view == 45.0
        assert seen.snapshot == PNG


def test_version_2_1_keeps_lists_and_views_where_it_has_them() -> None:
    markup = """<Markup><Topic Guid="a1" TopicType="Clash" TopicStatus="Open">
        <ReferenceLink>one</ReferenceLink><ReferenceLink>two</ReferenceLink><Title>T</Title>
        <Labels>water</Labels><Labels>power</Labels><CreationDate>2021-03-29T09:30:00+08:00</CreationDate>
        <CreationAuthor>a@b</CreationAuthor><DueDate>2021-04-01T00:00:00</DueDate><Stage>S</Stage>
        <RelatedTopic Guid="b2"/></Topic>
        <Comment Guid="c1"><Date>2021-03-29 09:30</Date><Author>x</Author>
        <Viewpoint Guid="v1"/></Comment>
        <Viewpoints Guid="v1"><Viewpoint>Look.bcfv</Viewpoint><Snapshot>gone.png</Snapshot>
        </Viewpoints>
        </Markup>"""
    look = """<VisualizationInfo Guid="v1"><Components>
        <Selection><Component IfcGuid="E1"/></Selection>
        <Visibility DefaultVisibility="true"><Exceptions><Component IfcGuid="E2"/></Exceptions>
        </Visibility></Components><OrthogonalCamera>
        <CameraViewPoint><X>1</X><Y>2</Y><Z>3</Z></CameraViewPoint>
        <CameraDirection><X>0</X><Y>0</Y><Z>-1</Z></CameraDirection>
        <CameraUpVector><X>0</X><Y>1</Y><Z>0</Z></CameraUpVector>
        <ViewToWorldScale>12,5</ViewToWorldScale></OrthogonalCamera></VisualizationInfo>"""
    archive = read_bcf(
        zipped(
            {
                "bcf.version": '<Version VersionId="2.1"/>',
                "a1/markup.bcf": markup,
                "a1/look.bcfv": look,
            }
        )
    )
    (topic,) = archive.topics
    assert archive.version == "2.1"
    assert (topic.links, topic.labels, topic.related) == (
        ("one", "two"),
        ("water", "power"),
        ("b2",),
    )
    assert topic.created_at == datetime(2021, 3, 29, 1, 30, tzinfo=UTC)
    assert topic.due_at == datetime(2021, 4, 1, tzinfo=UTC)
    assert (topic.comments[0].text, topic.comments[0].view) == ("", "v1")
    (view,) = topic.views
    assert (view.elements, view.hidden, view.picture) == (("E1",), ("E2",), b"")
    assert view.camera is not None
    assert (view.camera.height_m, view.camera.angle_deg) == (12.5, None)


def test_one_broken_topic_does_not_keep_the_others_out() -> None:
    good = '<Markup><Topic Guid="a"><Title>fine</Title></Topic></Markup>'
    archive = read_bcf(
        zipped(
            {
                "a/markup.bcf": good,
                "b/markup.bcf": "<Markup><Topic",
                "c/markup.bcf": "<Markup/>",
                "d/markup.bcf": "",
            }
        )
    )
    assert [topic.title for topic in archive.topics] == ["fine"]
    assert [each.part for each in archive.unread] == [
        "b/markup.bcf",
        "c/markup.bcf",
        "d/markup.bcf",
    ]


def test_a_topic_without_a_guid_takes_that_of_its_folder() -> None:
    archive = read_bcf(zipped({"7a64/markup.bcf": "<Markup><Topic><Title/></Topic></Markup>"}))
    assert (archive.topics[0].guid, archive.topics[0].title) == ("7a64", "")


def test_entities_of_a_hostile_file_are_not_opened() -> None:
    bomb = (
        '<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        "<Markup><Topic><Title>&b;</Title></Topic></Markup>"
    )
    archive = read_bcf(zipped({"a/markup.bcf": bomb}))
    assert not archive.topics
    assert archive.unread[0].part == "a/markup.bcf"


def test_what_is_no_archive_is_refused_with_its_name() -> None:
    for content in (b"", b"PK\x03\x04 nothing", zipped({"readme.txt": "hello"})):
        with pytest.raises(NotBcfError, match="plan"):
            read_bcf(content, name="plan.bcf")


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped({"a/markup.bcf": "<Markup/>", "a/snapshot.png": b"\0" * 5000})
    monkeypatch.setattr(room, "MOST_BYTES", 4000)
    with pytest.raises(TooLargeBcfError):
        read_bcf(content, name="bomb.bcf")


@pytest.mark.shared_data
def test_damaged_archives_end_in_an_error_of_ours_or_in_topics(shared_data: Path) -> None:
    whole = (shared_data / "bim" / "bcf" / "vebo_bcf20.bcfzip").read_bytes()
    draw = np.random.default_rng(7)
    for turn in range(1000):
        broken = np.frombuffer(whole, dtype=np.uint8).copy()
        broken[draw.integers(0, broken.size, 12)] = draw.integers(0, 256, 12)
        cut = broken.size if turn % 2 else int(draw.integers(1, broken.size))
        try:
            archive = read_bcf(broken[:cut].tobytes(), name="x")
        except (NotBcfError, TooLargeBcfError):
            continue
        assert archive.topics or archive.unread
