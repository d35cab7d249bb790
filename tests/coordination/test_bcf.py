"""Issues to and from building models: real archives, another reader, the same archive twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from bcf.bcfxml import load as other_reader
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kaigong.coordination.models import BcfRun, BcfTopic, Issue, IssueState, Severity
from kaigong.coordination.services.bcf import (
    AppliedRunError,
    apply_bcf,
    receive_bcf,
    trial_of,
)
from kaigong.coordination.services.bcf_out import bcf_of
from kaigong.coordination.services.issues import remark_on_issue
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.engines.bcf import (
    Camera,
    Comment,
    Topic,
    Vector,
    View,
    guid_of,
    read_bcf,
    written_bcf,
)
from tests.coordination.cast import Cast
from tests.engines.bcf.test_archives import NOW, PNG

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


def received(cast: Cast, content: bytes, name: str = "x.bcf") -> BcfRun:
    return receive_bcf(
        cast.zone, content=content, name=name, category=cast.categories["design"],
        project=cast.project, standing=cast.command,
    )  # fmt: skip


def sent(cast: Cast) -> tuple[Issue, bytes]:
    issue = cast.in_state(IssueState.WORKING)
    remark_on_issue(issue, standing=cast.electrician, words="周五送电")
    remark_on_issue(issue, standing=cast.command, words="内部说", is_internal=True)
    photo = keep_paper(cast.zone, file=ContentFile(PNG, name="现场.png"), by=cast.command.user)
    put_beside(photo, issue, by=cast.command.user)
    return issue, bcf_of([issue], cast.builder)


def test_what_leaves_is_read_by_another_reader(cast: Cast, tmp_path: Path) -> None:
    issue, content = sent(cast)
    path = tmp_path / "out.bcf"
    path.write_bytes(content)
    with other_reader(path) as archive:
        assert archive is not None
        ((guid, handler),) = archive.topics.items()
        topic = handler.topic
        assert (topic.title, topic.server_assigned_id) == (issue.title, issue.number)
        assert topic.assigned_to == "供电公司"
        told = [each.comment for each in handler.comments]
    assert "周五送电" in told
    assert "内部说" not in told  # the archive is a firm's
    assert read_bcf(bcf_of([issue], cast.command)).topics[0].guid == guid  # it stays
    (view,) = read_bcf(content).topics[0].views
    assert view.picture == PNG


def test_an_archive_is_tried_applied_once_and_makes_nothing_new_again(cast: Cast) -> None:
    _, content = sent(cast)
    elsewhere = Cast()
    run = received(elsewhere, content)
    assert len(trial_of(run, elsewhere.command).new) == 1
    assert not Issue.objects.filter(zone=elsewhere.zone).exists()
    brought = apply_bcf(run, standing=elsewhere.command)
    (issue,) = brought.issues
    assert (issue.title, issue.project) == ("施工用电未接通", elsewhere.project)
    assert "周五送电" in issue.turns.get().words
    assert issue.papers.get().paper.media_type == "image/png"
    with pytest.raises(AppliedRunError):
        apply_bcf(run, standing=elsewhere.command)
    again = received(elsewhere, content)
    assert trial_of(again, elsewhere.command).new == []
    assert apply_bcf(again, standing=elsewhere.command).issues == []
    back = read_bcf(bcf_of([issue], elsewhere.command)).topics[0]
    assert back.guid == BcfTopic.objects.get(issue=issue).guid == read_bcf(content).topics[0].guid


def test_priorities_become_severities_and_a_bad_picture_stops_nothing(cast: Cast) -> None:
    broken = View(guid_of("v"), picture=PNG[:4])
    topics = [
        Topic(guid_of("a"), "梁柱碰撞", priority="Critical", views=(broken,)),
        Topic(guid_of("b"), "净高不足", priority="High"),
        Topic(guid_of("c"), "标注"),
    ]  # fmt: skip
    run = received(cast, written_bcf(topics, written_at=NOW, written_by="x"))
    apply_bcf(run, standing=cast.command)
    found = dict(Issue.objects.values_list("title", "severity"))
    assert found == {
        "梁柱碰撞": Severity.GRAVE, "净高不足": Severity.SERIOUS, "标注": Severity.ORDINARY,
    }  # fmt: skip


@pytest.mark.shared_data
def test_real_archives_all_come_in_and_their_views_and_models_go_back_as_they_came(
    cast: Cast, shared_data: Path
) -> None:
    cameras = elements = 0
    for path in sorted((shared_data / "bim" / "bcf").glob("*.bcfzip")):
        run = received(cast, path.read_bytes(), path.name)
        came = {
            row.topic.guid: row.topic
            for row in trial_of(run, cast.command).rows
            if row.issue is None
        }
        brought = apply_bcf(run, standing=cast.command)
        assert len(brought.issues) == len(came) > 0, path.name
        back = {each.guid: each for each in read_bcf(bcf_of(brought.issues, cast.command)).topics}
        assert set(back) == set(came)
        for guid, topic in came.items():
            found = {each.guid: each for each in back[guid].views}
            for view in topic.views:
                seen = found[view.guid]
                assert (seen.camera, seen.elements, seen.hidden) == (
                    written_camera(view), view.elements, view.hidden,
                ), (path.name, guid)  # fmt: skip
                assert seen.picture == view.picture
                cameras += view.camera is not None
                elements += len(view.elements)
            assert models(back[guid]) == models(topic)
    assert Issue.objects.count() == BcfTopic.objects.count()
    assert (cameras, elements) == (5, 15)  # counted in the files


def models(topic: Topic) -> list[tuple[str, datetime | None]]:
    """The models of a topic; a written moment has whole seconds."""
    return [
        (each.name, each.at.replace(microsecond=0) if each.at else None) for each in topic.files
    ]


def written_camera(view: View) -> Camera | None:
    """As 3.0 can hold it: a perspective view always has an angle."""
    camera = view.camera
    if camera is None or camera.height_m is not None or camera.angle_deg is not None:
        return camera
    return replace(camera, angle_deg=60.0)


def test_who_may_not_see_a_picture_gets_its_view_without_it(cast: Cast) -> None:
    view = View(
        guid_of("v"), picture=PNG, elements=("1hqIFTRjfV6AWq_bMtnZwI",),
        camera=Camera(Vector(1, 2, 3), Vector(0, 1, 0), Vector(0, 0, 1), angle_deg=45.0),
    )  # fmt: skip
    content = written_bcf(
        [Topic(guid_of("t"), "碰撞", views=(view,))], written_at=NOW, written_by="x"
    )
    (issue,) = apply_bcf(received(cast, content), standing=cast.command).issues
    issue.raised_for = cast.firm
    issue.save()
    issue.papers.update(is_internal=True)
    (seen,) = read_bcf(bcf_of([issue], cast.builder)).topics[0].views
    assert (seen.picture, seen.camera, seen.elements) == (b"", view.camera, view.elements)
    (whole,) = read_bcf(bcf_of([issue], cast.command)).topics[0].views
    assert whole == view


def answered(content: bytes, *answers: Comment, views: tuple[View, ...] = ()) -> bytes:
    """The archive as another office sends it back, with its answers to the first topic."""
    first, *others = read_bcf(content).topics
    told = replace(first, comments=first.comments + answers, views=first.views + views)
    return written_bcf([told, *others], written_at=NOW, written_by="设计院")


def test_an_issue_that_left_is_answered_elsewhere_and_comes_home_as_the_same(cast: Cast) -> None:
    issue, content = sent(cast)
    seen = View(guid_of("seen"), picture=PNG, elements=("1hqIFTRjfV6AWq_bMtnZwI",))
    answer = Comment(guid_of("answer"), "改走北侧管沟", "王工", NOW, view=seen.guid)
    home = answered(content, answer, views=(seen,))
    trial = trial_of(received(cast, home), cast.command)
    assert (trial.new, [row.answers for row in trial.answered]) == ([], [(answer,)])
    before = issue.papers.count()
    said_here = {each.guid for each in read_bcf(bcf_of([issue], cast.command)).topics[0].comments}
    brought = apply_bcf(received(cast, home), standing=cast.command)
    assert (brought.issues, brought.answered) == ([], [issue])
    assert "王工" in issue.turns.last().words
    assert "改走北侧管沟" in issue.turns.last().words
    assert issue.papers.count() == before + 1
    again = trial_of(received(cast, home), cast.command)
    assert (again.new, again.answered) == ([], [])
    back = read_bcf(bcf_of([issue], cast.command)).topics[0]
    assert back.guid == read_bcf(content).topics[0].guid
    assert [each for each in back.comments if each.author == "王工"] == [answer]
    assert {each.guid for each in back.comments} == {answer.guid} | said_here
    assert len(back.comments) == len(said_here) + 1
    assert [view.elements for view in back.views if view.guid == seen.guid] == [seen.elements]


def test_an_answer_to_an_issue_that_one_may_not_see_is_not_taken_in(cast: Cast) -> None:
    issue, content = sent(cast)
    home = answered(content, Comment(guid_of("a"), "好的", "王工", NOW))
    run = received(cast, home)
    trial = trial_of(run, cast.plumber)
    assert (trial.new, trial.answered, trial.rows[0].is_seen) == ([], [], False)
    assert apply_bcf(run, standing=cast.plumber).answered == []
    assert not issue.turns.filter(words__contains="王工").exists()


def test_comments_go_back_with_the_view_they_speak_of(cast: Cast) -> None:
    view = View(guid_of("v"), elements=("1hqIFTRjfV6AWq_bMtnZwI",))
    told = (
        Comment(guid_of("1"), "这里碰", "张工", NOW, view=view.guid),
        Comment(guid_of("2"), "已改", "李工", NOW, modified_at=NOW, modified_by="李工"),
    )
    topic = Topic(guid_of("t"), "碰撞", views=(view,), comments=told)
    content = written_bcf([topic], written_at=NOW, written_by="x")
    (issue,) = apply_bcf(received(cast, content), standing=cast.command).issues
    remark_on_issue(issue, standing=cast.command, words="周五复核")
    comments = read_bcf(bcf_of([issue], cast.command)).topics[0].comments
    assert comments[:2] == told
    assert [each.text for each in comments[2:]] == ["周五复核"]


def test_the_pages_try_and_apply(cast: Cast) -> None:
    _, content = sent(cast)
    elsewhere = Cast()
    desk = Client()
    desk.force_login(elsewhere.command.user)
    home = f"/{elsewhere.zone.slug}/issues/bcf/"
    file = SimpleUploadedFile("模型.bcf", content)
    given = {"file": file, "project": elsewhere.project.code, "category": "design"}
    page = desk.post(home, given, follow=True).content.decode()
    assert "试算：要提出 1 个问题" in page
    run = BcfRun.objects.get(zone=elsewhere.zone)
    done = desk.post(f"{home}{run.pk}/apply/", follow=True).content.decode()
    assert "提出了 1 个问题" in done
    wrong = desk.post(home, given | {"file": SimpleUploadedFile("x.bcf", b"no")})
    assert (wrong.status_code, "不是 BCF 文件" in wrong.content.decode()) == (422, True)
    issue = Issue.objects.get(zone=elsewhere.zone)
    url = f"/{elsewhere.zone.slug}/issues.bcf?number={issue.number}"
    archive = read_bcf(BytesIO(desk.get(url).content).getvalue())
    assert [topic.number for topic in archive.topics] == [issue.number]
