"""A dispatch meeting: drawn, held, decided, minuted; and what was not kept opens the next one."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import docx
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.audit.models import Entry
from kaigong.coordination.agenda import AgendaSource, Topic, agenda_sources
from kaigong.coordination.duties.meetings import meeting_duties
from kaigong.coordination.models import (
    AgendaItem,
    IssueState,
    ItemState,
    Meeting,
    MeetingState,
    MeetingTask,
    Presence,
    TaskState,
    WordPaper,
)
from kaigong.coordination.selectors.meetings import meetings_for, tasks_for
from kaigong.coordination.services import agendas, meetings
from kaigong.coordination.services.decisions import acts_on, decide_item
from kaigong.coordination.services.layouts import keep_layout
from kaigong.coordination.services.meeting_errors import (
    ActNotPossibleError,
    DecisionIncompleteError,
    DecisionPastError,
    ItemUnsettledError,
    MeetingStateError,
    NotOfBodyError,
    NotYourTaskError,
    ReasonForItemError,
    TemplateUnreadableError,
    WordsForTaskError,
)
from kaigong.coordination.services.minutes import (
    confirm_minutes,
    reopen_minutes,
    written,
)
from kaigong.coordination.services.tasks import (
    claim_task,
    confirm_task,
    move_task_deadline,
    send_task_back,
)
from kaigong.portfolio.models import ProjectLamp
from kaigong.portfolio.pages.timeline import timeline
from kaigong.portfolio.selectors.dossier import Dossier, open_project
from tests.coordination.cast import Cast
from tests.coordination.test_pages import browser_of

pytestmark = pytest.mark.django_db
TODAY = date(2021, 3, 29)
CHANGCHUN = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def cast() -> Cast:
    return Cast()


def a_meeting(cast: Cast, *, day: int = 29, **given: Any) -> Meeting:
    values = {"kind": "dispatch", "place": "指挥部会议室", "standing": cast.command}
    at = datetime(2021, 3, day, 9, 0, tzinfo=CHANGCHUN)
    return meetings.plan_meeting(cast.zone, planned_at=at, **values | given)


def an_overdue_issue(cast: Cast, title: str = "施工用电未接通") -> Any:
    issue = cast.issue(title=title)
    for key in ("assign", "accept", "begin"):
        cast.step(issue, key)
    issue.solution_due_on = date(2021, 3, 20)
    issue.save()
    return issue


def in_session(cast: Cast) -> tuple[Meeting, AgendaItem]:
    """A meeting that has begun with one overdue issue on it."""
    an_overdue_issue(cast)
    meeting = a_meeting(cast)
    (item,) = agendas.draw_agenda(meeting, standing=cast.command)
    return meetings.begin_meeting(meeting, standing=cast.command), item


def decided(cast: Cast, item: AgendaItem, **given: Any) -> MeetingTask:
    values = {
        "words": "4 月 2 日前送电",
        "organisation": cast.power,
        "due_on": date(2021, 4, 2),
        "standing": cast.command,
    }
    return decide_item(item, **values | given)


def titles(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.items.exclude(state=ItemState.DROPPED)]


def test_meetings_are_counted_by_kind_and_year(cast: Cast) -> None:
    made = [a_meeting(cast), a_meeting(cast, day=30), a_meeting(cast, kind="start")]
    assert [str(each) for each in made] == ["第1次调度会", "第2次调度会", "第1次项目开工推进会"]
    new_year = datetime(2022, 1, 1, 0, 30, tzinfo=CHANGCHUN)
    values = {"kind": "dispatch", "place": "x", "standing": cast.command}
    next_year = meetings.plan_meeting(cast.zone, planned_at=new_year, **values)
    assert (next_year.year, next_year.number) == (2022, 1)


def test_the_agenda_draws_what_is_late_refused_and_red_each_with_its_reason(cast: Cast) -> None:
    overdue = an_overdue_issue(cast)
    refused = cast.step(cast.in_state(IssueState.ASSIGNED), "refuse")
    waiting = cast.in_state(IssueState.ASSIGNED)
    waiting.acceptance_due_on = date(2021, 3, 26)
    waiting.save()
    cast.in_state(IssueState.ACCEPTED)  # in time: not on it
    red_at = datetime(2021, 3, 25, 8, tzinfo=CHANGCHUN)
    ProjectLamp.objects.update_or_create(  # its issues were moved, so it has been judged
        project=cast.project,
        defaults={
            "zone": cast.zone, "colour": "red", "rank": 0, "rule": "late-start",
            "reason": "未按期开工", "reason_en": "Not started", "since": red_at,
        },
    )  # fmt: skip
    items = agendas.draw_agenda(a_meeting(cast), standing=cast.command)
    assert [(item.source, item.issue_id) for item in items] == [
        ("refused", refused.pk),
        ("unaccepted", waiting.pk),
        ("overdue", overdue.pk),
        ("red", None),
    ]
    late = items[2]
    assert "应于 2021-03-20 办结，逾期 9 天" in late.why
    assert "9 days overdue" in late.why_en
    assert late.ball == f"供电公司 · {cast.electrician.user}"
    assert late.path == reverse("coordination:issue", args=[cast.zone.slug, overdue.number])
    assert items[3].why.startswith("未按期开工")


def test_what_turned_red_before_the_last_meeting_is_not_new(cast: Cast) -> None:
    last = a_meeting(cast, day=26)
    meetings.begin_meeting(last, standing=cast.command)
    meetings.end_meeting(last, standing=cast.command)
    Meeting.objects.update(ended_at=datetime(2021, 3, 26, 11, tzinfo=CHANGCHUN))
    ProjectLamp.objects.create(
        zone=cast.zone, project=cast.project, colour="red", rank=0, rule="late-start",
        since=datetime(2021, 3, 25, 8, tzinfo=CHANGCHUN),
    )  # fmt: skip
    assert agendas.draw_agenda(a_meeting(cast), standing=cast.command) == []


def test_drawing_again_keeps_the_chair_s_order_drops_and_additions(cast: Cast) -> None:
    for number in (1, 2, 3):
        an_overdue_issue(cast, f"问题 {number}")
    meeting = a_meeting(cast)
    one, two, three = agendas.draw_agenda(meeting, standing=cast.command)
    agendas.move_item(three, way="top", standing=cast.command)
    agendas.drop_item(one, reason="上午已解决", standing=cast.command)
    agendas.add_item(meeting, title="通报安全检查", standing=cast.command)
    fresh = an_overdue_issue(cast, "问题 4")
    agendas.draw_agenda(meeting, standing=cast.command)
    project = f"{cast.project}："
    assert titles(meeting) == [
        f"{project}问题 3", f"{project}问题 2", "通报安全检查", f"{project}问题 4",
    ]  # fmt: skip
    cast.step(fresh, "claim")  # no source gives it any more, and no hand has touched it
    cast.step(two.issue, "claim")
    agendas.draw_agenda(meeting, standing=cast.command)
    assert titles(meeting) == [f"{project}问题 3", "通报安全检查"]
    one.refresh_from_db()
    assert (one.state, one.words) == (ItemState.DROPPED, "上午已解决")
    agendas.add_item(meeting, title="通报汛期准备", standing=cast.command)
    assert titles(meeting)[-2:] == ["通报安全检查", "通报汛期准备"]
    agendas.restore_item(one, standing=cast.command)
    assert f"{project}问题 1" in titles(meeting)


def test_a_source_of_another_slice_brings_its_topics_in_both_languages(cast: Cast) -> None:
    from kaigong.wording import said

    topic = lambda _drawing: [Topic("x-1", said("缺资金", "No money"), said("因", "why"))]  # noqa: E731
    agenda_sources.register(AgendaSource("test", 5, "试", topic))
    try:
        (item,) = agendas.draw_agenda(a_meeting(cast), standing=cast.command)
    finally:
        agenda_sources.withdraw("test")
    assert (item.title, item.title_en, item.why_en) == ("缺资金", "No money", "why")


def test_nothing_is_decided_without_body_and_day_and_the_next_item_stays_shut(cast: Cast) -> None:
    meeting, item = in_session(cast)
    other = agendas.add_item(meeting, title="下一项", standing=cast.command)
    with pytest.raises(ItemUnsettledError):
        agendas.open_item(other, standing=cast.command)
    with pytest.raises(ItemUnsettledError):
        decided(cast, other)
    with pytest.raises(DecisionIncompleteError):
        decided(cast, item, organisation=None)
    with pytest.raises(DecisionIncompleteError):
        decided(cast, item, due_on=None)
    with pytest.raises(DecisionPastError):
        decided(cast, item, due_on=TODAY - timedelta(days=1))
    with pytest.raises(NotOfBodyError):
        decided(cast, item, person=cast.plumber.user)
    with pytest.raises(ReasonForItemError):
        agendas.settle_item(item, outcome="noted", reason=" ", standing=cast.command)
    assert not MeetingTask.objects.exists()
    decided(cast, item, person=cast.electrician.user)
    assert agendas.open_item(other, standing=cast.command).current == other


def test_a_decision_on_an_issue_does_what_it_says_and_stands_on_its_trail(cast: Cast) -> None:
    refused = cast.step(cast.in_state(IssueState.ASSIGNED), "refuse")
    meeting = a_meeting(cast)
    (item,) = agendas.draw_agenda(meeting, standing=cast.command)
    meetings.begin_meeting(meeting, standing=cast.command)
    assert [act.key for act in acts_on(item, cast.command)] == ["assign", "deadline", "help"]
    task = decided(cast, item, act="assign", organisation=cast.water, due_on=date(2021, 4, 9))
    refused.refresh_from_db()
    assert (refused.state, refused.lead) == (IssueState.ASSIGNED, cast.water)
    assert refused.solution_due_on == date(2021, 4, 9)
    assert (task.issue, task.project) == (refused, cast.project)
    told = [turn.words for turn in refused.turns.all()]
    assert any(
        "第1次调度会议定：4 月 2 日前送电（水务公司，2021-04-09 前）" in words for words in told
    )
    assert Entry.objects.filter(act="coordination.meeting.decided").count() == 1


def test_a_decision_that_the_issue_does_not_allow_changes_nothing(cast: Cast) -> None:
    _, item = in_session(cast)
    with pytest.raises(ActNotPossibleError):
        decided(cast, item, act="assign")  # it is being worked on
    assert not MeetingTask.objects.exists()
    item.refresh_from_db()
    assert item.state == ItemState.WAITING


def test_a_firm_reads_the_decision_on_its_issue_unless_it_is_internal(cast: Cast) -> None:
    _, item = in_session(cast)
    decided(cast, item, act="deadline")
    decided(cast, item, words="先查企业资金", is_internal=True)
    page = browser_of(cast.builder).get(item.path).content.decode()
    assert "4 月 2 日前送电" in page
    assert "先查企业资金" not in page
    assert not meetings_for(cast.builder).exists()
    assert not tasks_for(cast.builder).exists()


def test_an_unkept_decision_opens_the_next_agenda_and_can_be_replaced(cast: Cast) -> None:
    meeting, item = in_session(cast)
    task = decided(cast, item, due_on=TODAY)
    meetings.end_meeting(meeting, standing=cast.command)
    cast.zone.stands_on = date(2021, 4, 2)
    cast.zone.save()
    later = meetings.plan_meeting(
        cast.zone, kind="dispatch", place="指挥部", standing=cast.command,
        planned_at=datetime(2021, 4, 2, 9, tzinfo=CHANGCHUN),
    )  # fmt: skip
    first, *_ = agendas.draw_agenda(later, standing=cast.command)
    assert (first.source, first.task) == ("unkept", task)
    assert "逾期 4 天" in first.why
    meetings.begin_meeting(later, standing=cast.command)
    again = decided(cast, first, act="replace", due_on=date(2021, 4, 6))
    task.refresh_from_db()
    assert (task.state, task.replaced_by) == (TaskState.REPLACED, again)


def test_what_is_not_reached_is_put_off_and_comes_back(cast: Cast) -> None:
    meeting, item = in_session(cast)
    item.issue.solution_due_on = date(2021, 5, 1)  # type: ignore[union-attr]
    item.issue.save()  # type: ignore[union-attr]
    meetings.end_meeting(meeting, standing=cast.command)
    item.refresh_from_db()
    assert item.state == ItemState.POSTPONED
    (again,) = agendas.draw_agenda(a_meeting(cast, day=30), standing=cast.command)
    assert (again.source, again.issue_id) == ("postponed", item.issue_id)


def test_a_task_is_claimed_by_its_body_and_confirmed_or_sent_back(cast: Cast) -> None:
    _, item = in_session(cast)
    task = decided(cast, item)
    duties = [each.what for each in meeting_duties(cast.electrician, TODAY)]
    assert task.words in duties
    with pytest.raises(NotYourTaskError):
        claim_task(task, words="好了", standing=cast.plumber)
    with pytest.raises(WordsForTaskError):
        claim_task(task, words="", standing=cast.electrician)
    proof = ContentFile(b"%PDF-1.4 meter", name="送电单.pdf")
    claim_task(task, words="", files=[proof], standing=cast.electrician)
    assert task.words in [each.what for each in meeting_duties(cast.command, TODAY)]
    send_task_back(task, words="电表没装", standing=cast.command)
    claim_task(task, words="电表已装", standing=cast.electrician)
    done = confirm_task(task, standing=cast.command)
    assert done.state == TaskState.DONE
    assert done.papers.count() == 1


def test_a_department_sees_the_meetings_it_is_called_to_and_its_own_tasks(cast: Cast) -> None:
    meeting, item = in_session(cast)
    task = decided(cast, item)
    meetings.call_to_meeting(meeting, organisation=cast.water, standing=cast.command)
    assert list(meetings_for(cast.plumber)) == [meeting]
    assert not meetings_for(cast.electrician).exists()
    assert list(tasks_for(cast.electrician)) == [task]
    address = reverse("coordination:meeting", args=[cast.zone.slug, meeting.pk])
    assert browser_of(cast.electrician).get(address).status_code == 404
    assert browser_of(cast.plumber).get(address).status_code == 200


def test_minutes_are_word_in_the_usual_form_and_stand_once_confirmed(cast: Cast) -> None:
    meeting, item = in_session(cast)
    decided(cast, item, person=cast.electrician.user)
    came = meetings.call_to_meeting(meeting, organisation=cast.power, standing=cast.command)
    meetings.note_presence(came, presence=Presence.CAME, name="高峰", standing=cast.command)
    away = meetings.call_to_meeting(meeting, organisation=cast.water, standing=cast.command)
    meetings.note_presence(away, presence=Presence.EXCUSED, standing=cast.command)
    meetings.call_to_meeting(meeting, guest="国网长春 陈工", standing=cast.command)
    with pytest.raises(MeetingStateError):
        confirm_minutes(meeting, standing=cast.command)
    meetings.end_meeting(meeting, standing=cast.command)
    draft = text_of(written(meeting))
    assert "草稿，未确认" in draft
    minutes = confirm_minutes(meeting, standing=cast.command)
    text = text_of(minutes.file.read())
    for words in (
        "调度会纪要", "（2021年第1次）", "时间：2021年3月29日（星期一）09:00", "地点：指挥部会议室",
        "出席：供电公司 高峰", "列席：国网长春 陈工", "水务公司（请假）", "一、",
        "责任单位：供电公司 · ", "完成时限：2021年4月2日",
    ):  # fmt: skip
        assert words in text, words
    assert "草稿" not in text
    reopen_minutes(meeting, reason="漏了一位", standing=cast.command)
    second = confirm_minutes(meeting, standing=cast.command)
    assert [each.version for each in meeting.minutes.all()] == [1, 2]
    assert second.sha256 != minutes.sha256


def text_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([each.text for each in document.paragraphs] + cells)


def a_layout(words: str) -> ContentFile[bytes]:
    document = docx.Document()
    document.add_paragraph(words)
    file = io.BytesIO()
    document.save(file)
    return ContentFile(file.getvalue(), name="纪要模板.docx")


def test_the_office_s_own_layout_is_used_and_a_wrong_or_sly_one_is_not(cast: Cast) -> None:
    meeting, item = in_session(cast)
    decided(cast, item, words="送电 <当天> & 验收")
    marks = "{% for task in minutes.tasks %}【{{ task.words }}】{% endfor %}"
    keep_layout(WordPaper.MINUTES, file=a_layout(f"本区纪要 {marks}"), standing=cast.command)
    assert "本区纪要 【送电 <当天> & 验收】" in text_of(written(meeting))
    for wrong in ("{{ minutes.nothing }}", "{% for", "{{ minutes.__class__.__mro__ }}"):
        with pytest.raises(TemplateUnreadableError):
            keep_layout(WordPaper.MINUTES, file=a_layout(wrong), standing=cast.command)
    assert "本区纪要" in text_of(written(meeting))


def test_what_was_decided_is_on_the_project_s_timeline(cast: Cast) -> None:
    _, item = in_session(cast)
    decided(cast, item)
    for standing, is_told in ((cast.command, True), (cast.builder, False)):
        opened = open_project(standing, cast.project.code, moment=None)
        told = [row.words for row in timeline(Dossier(opened))]
        assert any("议定：4 月 2 日前送电" in words for words in told) is is_told


def test_the_whole_meeting_by_its_pages(cast: Cast) -> None:
    issue = an_overdue_issue(cast)
    browser = browser_of(cast.command)
    home = f"/{cast.zone.slug}/meetings/"
    given = {"kind": "dispatch", "day": "2021-03-29", "hour": "09:00", "place": "指挥部会议室"}
    page = browser.post(f"{home}new/", given, follow=True).content.decode()
    assert "第1次调度会" in page
    assert issue.title in page
    meeting = Meeting.objects.get()
    one = f"{home}{meeting.pk}/"
    item = meeting.items.get()
    browser.post(f"{one}call/", {"organisations": [cast.power.pk], "guest": "陈工"})
    attendance = meeting.attendances.get(organisation=cast.power)
    browser.post(f"{one}attendance/{attendance.pk}/", {"presence": "came", "name": "高峰"})
    page = browser.post(f"{one}step/begin/", follow=True).content.decode()
    assert "定什么" in page
    assert "改问题办结期限" in page
    answer = browser.post(
        f"{one}items/{item.pk}/decide/", {"words": "送电", "due_on": "2021-04-02"}
    )
    assert answer.status_code == 422
    decision = {
        "words": "送电", "organisation": cast.power.pk, "due_on": "2021-04-02",
        "act": "deadline", "then": "next",
    }  # fmt: skip
    page = browser.post(f"{one}items/{item.pk}/decide/", decision, follow=True).content.decode()
    assert "都议完了" in page
    issue.refresh_from_db()
    assert issue.solution_due_on == date(2021, 4, 2)
    wall = browser.get(f"{one}session/?screen=1").content.decode()
    assert "data-k-screen" in wall
    assert "定什么" not in wall
    browser.post(f"{one}step/end/")
    paper = browser.get(f"{one}minutes/").content.decode()
    assert "草稿，未确认" in paper
    assert "出席" in paper
    word = browser.get(f"{one}minutes/word/")
    assert zipfile.is_zipfile(io.BytesIO(b"".join(word)))
    browser.post(f"{one}step/confirm/")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CONFIRMED
    book = load_workbook(io.BytesIO(browser.get(f"{one}tasks.xlsx").content))
    assert [cell.value for cell in book.active[3]][2:8:3] == ["送电", "供电公司"]  # type: ignore[index]
    tasks = browser.get(f"/{cast.zone.slug}/tasks/?view=open").content.decode()
    assert "送电" in tasks


def test_order_and_drop_work_from_the_page_without_script(cast: Cast) -> None:
    for number in (1, 2):
        an_overdue_issue(cast, f"问题 {number}")
    meeting = a_meeting(cast)
    one, two = agendas.draw_agenda(meeting, standing=cast.command)
    browser = browser_of(cast.somebody(Role.LEADER))
    home = f"/{cast.zone.slug}/meetings/{meeting.pk}/"
    browser.post(f"{home}items/{two.pk}/move/up/")
    assert [item.pk for item in meeting.items.all()] == [two.pk, one.pk]
    browser.post(f"{home}order/", {"order": f"{one.pk},{two.pk}"})
    assert [item.pk for item in meeting.items.all()] == [one.pk, two.pk]
    assert browser.post(f"{home}items/{one.pk}/drop/", {"words": ""}).status_code == 422
    browser.post(f"{home}items/{one.pk}/drop/", {"words": "已解决"})
    assert "已解决" in browser.get(home).content.decode()


def test_a_page_asks_no_more_for_a_longer_agenda(cast: Cast) -> None:
    meeting = a_meeting(cast)
    browser = browser_of(cast.command)
    home = reverse("coordination:meeting", args=[cast.zone.slug, meeting.pk])

    def queries() -> int:
        agendas.draw_agenda(meeting, standing=cast.command)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(home).status_code == 200
        return len(asked)

    an_overdue_issue(cast)
    few = queries()
    for number in range(4):
        an_overdue_issue(cast, f"问题 {number}")
    assert queries() == few


def test_who_may_not_finds_no_meeting(cast: Cast) -> None:
    meeting = a_meeting(cast)
    from kaigong.coordination.selectors.meetings import meeting_for

    for standing in (cast.builder, cast.electrician):
        with pytest.raises(Http404):
            meeting_for(standing, meeting.pk)
    assert isinstance(cast.command, Standing)
    assert meeting_for(cast.command, meeting.pk) == meeting


def test_a_decision_gets_another_day_with_a_reason_and_its_issue_is_told(cast: Cast) -> None:
    _, item = in_session(cast)
    task = decided(cast, item)
    with pytest.raises(WordsForTaskError):
        move_task_deadline(task, to=date(2021, 4, 9), reason=" ", standing=cast.command)
    with pytest.raises(DecisionPastError):
        move_task_deadline(task, to=date(2021, 3, 28), reason="雨", standing=cast.command)
    browser = browser_of(cast.command)
    address = f"/{cast.zone.slug}/tasks/{task.pk}/"
    assert "deadline/" in browser.get(address).content.decode()
    given = {"to": "2021-04-09", "words": "等变压器"}
    page = browser.post(f"{address}deadline/", given, follow=True).content.decode()
    assert "2021-04-09" in page
    told = task.issue.turns.last()  # type: ignore[union-attr]
    assert "2021-04-02 → 2021-04-09" in told.words  # type: ignore[union-attr]
    assert "等变压器" in told.words  # type: ignore[union-attr]
    (line,) = Entry.objects.filter(act="coordination.task.due-moved")
    assert line.actor == cast.command.user
    electrician = browser_of(cast.electrician)
    assert "deadline/" not in electrician.get(address).content.decode()
    assert electrician.post(f"{address}deadline/", given).status_code == 404
