"""Files of P6 and MS Project in and out of a plan: the dry run, the edit, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.engines.scheduling import (
    ALL_HOURS,
    MSP,
    Calendar,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
    Network,
    files,
)
from kaigong.engines.scheduling.files import Format, lost_fields
from kaigong.plan.drafts import links_of
from kaigong.plan.errors import FileNotOpenError, PlanMovedSinceTrialError
from kaigong.plan.models import Activity, BringState, PlanEdit, PlanFile, SubPlan, WorkCalendar
from kaigong.plan.moments import minute_of, moment_of
from kaigong.plan.selectors.files import origin_of
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.sending import plan_as_file
from kaigong.plan.services.activities import change_activity, report_progress, undo_edit, words_of
from kaigong.plan.services.plan_files import (
    accept_plan_file,
    discard_plan_file,
    receive_plan_file,
    try_plan_file,
)
from tests.engines.scheduling.files.archives import members
from tests.plan.site import DAY, Site, row

pytestmark = pytest.mark.django_db
at = datetime.fromisoformat
P6_FILE = "p6/p6_v23_progress_override_successor_lag.xer"


@pytest.fixture
def site() -> Site:
    return Site()


def hall(*, format: Format = Format.XER, walls: str = "15d") -> bytes:  # noqa: A002
    """A plan of another office: a calendar of its own, a link with a lag, a second constraint."""
    rainy = Calendar.weekly("Mon-Fri 7-12 13-18").closed("2026-05-01/2026-05-05", note="labour day")
    net = Network(
        start="2026-03-02 08:00",
        data_date="2026-03-02 08:00",
        calendar=rainy,
        calendars={"rain": rainy},
        name="HALL",
    )
    net.wbs_names["B"] = "Building"
    net.task("piles", "10d", name="Piles", wbs="B", calendar="rain")
    net.task("walls", walls, name="Walls", wbs="B", after="piles")
    net.task("roof", "5d", name="Roof", wbs="B", after=["piles"])
    net.milestone("open", name="Open", after=["walls", "roof"])
    net.change(
        "roof",
        constraint=Constraint(ConstraintKind.START_NO_EARLIER, at("2026-04-01 10:30")),
        second_constraint=Constraint(ConstraintKind.FINISH_NO_LATER, at("2026-05-20 17:00")),
        needs={"crane": 1.0},
    )
    net.resources["crane"] = 1.0
    return files.write(net, format=format).content


def given(site: Site, content: bytes, *, name: str = "hall.xer", way: str = "replace") -> PlanFile:
    return receive_plan_file(
        site.project, content=content, name=name, way=way, standing=site.planner
    )


def brought(site: Site, content: bytes, **how: str) -> SubPlan:
    return accept_plan_file(given(site, content, **how), standing=site.planner)


def written(site: Site, into: str = "origin") -> files.Written:
    return plan_as_file(open_plan(site.planner, site.project.code), into)


def test_a_dry_run_says_what_comes_and_leaves_no_trace(site: Site) -> None:
    kept = given(site, hall())
    assert kept.report["rows"]["count"] == {"new": 5, "changed": 0, "gone": 0}
    assert kept.report["links"]["new"] == 4
    assert [name for name, *_ in kept.report["calendars"]] == ["rain"]
    assert {zh for _n, zh, _en, _key in kept.report["lost"]} == {"工作的资源需求", "资源的可用量"}
    assert not SubPlan.objects.exists()
    assert not WorkCalendar.objects.exists()
    assert kept.state == BringState.TRIED


def test_a_file_becomes_a_plan_as_one_edit_that_can_be_undone(site: Site) -> None:
    plan = brought(site, hall())
    assert (plan.rules, plan.version) == ("p6", 1)
    assert row(plan, "walls").parent == row(plan, "B")
    assert row(plan, "roof").constraint_at == minute_of(at("2026-04-01 10:30"))
    assert row(plan, "piles").calendar.week == "Mon-Fri 7-12 13-18"
    edit = PlanEdit.objects.get()
    assert (edit.verb, edit.words) == ("bring", "hall.xer")
    assert origin_of(plan) == edit.file
    undo_edit(plan, 1, standing=site.planner)
    assert not Activity.objects.exists()
    assert origin_of(plan) is None
    assert SubPlan.objects.get().rules == "plain"


def with_people(*, lag: int = 4320) -> bytes:
    """Of MS Project: a mason who works Saturdays too, three days of curing by the clock, two who
    work at different times."""
    week, six = Calendar.weekly("Mon-Fri 8-12 13-17"), Calendar.weekly("Mon-Sat 8-12 13-17")
    night = Calendar.weekly("Mon-Fri 20-24")
    net = Network(start="2026-03-02 08:00", calendar=week, rules=MSP, name="SHED")
    net.calendars.update(week=week, six=six, night=night)
    net.resource_calendars.update(mason="six", guard="night")
    net.resources.update(mason=1.0, guard=1.0)
    net.task("raft", "6d", name="Raft", needs={"mason": 1.0})
    net.task("walls", "5d", name="Walls")
    net.task("watch", "5d", name="Watch", needs={"mason": 1.0, "guard": 1.0})
    net.link(Link("raft", "walls", LinkKind.FS, lag, lag_calendar=ALL_HOURS))
    return files.write(net, format=Format.MSPDI).content


def test_an_activity_takes_the_calendar_of_its_people_along(site: Site) -> None:
    kept = given(site, with_people(), name="shed.xml")
    plan = accept_plan_file(kept, standing=site.planner)
    assert row(plan, "raft").calendar.week == "Mon-Sat 8-12 13-17"
    # Six days from Monday 2 March end on Saturday, as in the file.
    finish = row(plan, "raft").early_finish
    assert finish is not None
    assert moment_of(finish).isoformat() == "2026-03-07T17:00:00"
    lost = {zh for _count, zh, _en, _key in kept.report["lost"]}
    assert not {"工作的日历"} & lost
    assert "工作的资源需求" in lost
    assert any("1 项工作的资源日历不同" in zh for zh, _en in kept.report["remarks"])
    assert written(site).content == with_people()


def test_a_lag_by_the_clock_becomes_the_work_in_it_and_is_named(site: Site) -> None:
    kept = given(site, with_people(), name="shed.xml")
    plan = accept_plan_file(kept, standing=site.planner)
    # Three of seven days by the clock, forty hours of work a week.
    assert links_of(plan) == [("raft", "walls", "FS", round(4320 * 2400 / 10080))]
    assert ("搭接", "link") in {(zh, en) for _count, zh, en, _key in kept.report["lost"]}
    back = files.read(written(site).content).projects[0].network
    assert (back.links[0].lag, back.links[0].lag_calendar) == (4320, ALL_HOURS)


@pytest.mark.parametrize("format", [Format.XER, Format.PMXML, Format.MSPDI])
def test_what_was_not_changed_goes_out_byte_for_byte(site: Site, format: Format) -> None:  # noqa: A002
    content = hall(format=format)
    brought(site, content)
    assert written(site).content == content


@pytest.mark.parametrize("format", [Format.XER, Format.PMXML, Format.MSPDI])
def test_a_changed_duration_goes_back_and_nothing_else_of_the_network(
    site: Site,
    format: Format,  # noqa: A002
) -> None:
    content = hall(format=format)
    plan = brought(site, content)
    walls = Activity.objects.get(name="Walls")
    words = replace(words_of(walls), duration=20 * DAY)
    change_activity(plan, walls.key, words, standing=site.planner)
    sent = written(site)
    assert sent.lost == ()
    (before,), (after,) = files.read(content).projects, files.read(sent.content).projects
    differences = lost_fields(before.network, after.network)
    assert {(each.key, each.field, each.after) for each in differences} == {
        (walls.key, "duration", str(20 * DAY)),
        (walls.key, "remaining", str(20 * DAY)),
    }


def test_rows_that_were_added_here_go_out_and_come_in_again(site: Site) -> None:
    plan = brought(site, hall())
    site.add(plan, "paint", 3, "walls, roof FF+2d", below="B", name="Paint")
    sent = written(site)
    again = files.read(sent.content).projects[0].network
    assert (again.activities["paint"].wbs, again.activities["paint"].duration) == ("B", 3 * DAY)
    links = [link for link in again.links if link.after == "paint"]
    assert [(link.before, link.kind.value, link.lag) for link in links] == [
        ("walls", "FS", 0),
        ("roof", "FF", 2 * DAY),
    ]
    kept = given(site, sent.content)
    assert kept.report["rows"]["count"] == {"new": 0, "changed": 0, "gone": 0}


def test_a_newer_issue_brings_what_changed_there_and_keeps_what_changed_here(site: Site) -> None:
    plan = brought(site, hall())
    words = replace(words_of(row(plan, "roof")), duration=7 * DAY)
    change_activity(plan, "roof", words, standing=site.planner)
    site.add(plan, "paint", 3, "walls", name="Paint")
    kept = given(site, hall(walls="18d"), name="hall 2.xer", way="update")
    assert [each[0] for each in kept.report["rows"]["changed"]] == ["walls"]
    accept_plan_file(kept, standing=site.planner)
    assert row(plan, "walls").duration == 18 * 600
    assert row(plan, "roof").duration == 7 * DAY
    assert row(plan, "paint").name == "Paint"
    assert origin_of(plan) == kept
    replaced = given(site, hall(walls="18d"), name="hall 3.xer")
    assert [each[0] for each in replaced.report["rows"]["gone"]] == ["paint"]


def test_a_promise_that_slips_is_told_before_it_is_accepted(site: Site) -> None:
    plan = brought(site, hall())
    promised = replace(words_of(row(plan, "open")), committed_on=date(2026, 4, 10))
    change_activity(plan, "open", promised, standing=site.planner)
    kept = given(site, hall(walls="40d"), way="update")
    ((key, _name, committed, before, after),) = kept.report["promised"]
    assert key == "open"
    assert before <= committed < after


def test_a_plan_that_moved_since_the_dry_run_is_not_overwritten(site: Site) -> None:
    plan = brought(site, hall())
    kept = given(site, hall(walls="18d"), way="update")
    site.add(plan, "paint", 3)
    with pytest.raises(PlanMovedSinceTrialError):
        accept_plan_file(kept, standing=site.planner)
    try_plan_file(kept, standing=site.planner, chosen=kept.chosen, way="update")
    accept_plan_file(kept, standing=site.planner)
    assert row(plan, "walls").duration == 18 * 600
    with pytest.raises(FileNotOpenError):
        discard_plan_file(kept, standing=site.planner)


def test_progress_reported_here_moves_the_data_date_of_the_file(site: Site) -> None:
    plan = brought(site, hall())
    assert plan.data_date == minute_of(at("2026-03-02 08:00"))
    report_progress(plan, "piles", standing=site.planner, started_on=date(2021, 3, 29))
    again = files.read(written(site).content).projects[0].network
    assert again.activities["piles"].started == at("2021-03-29 00:00")
    assert again.data_date == at("2026-03-02 08:00")  # the file knew of later days already


@pytest.mark.parametrize("into", ["xer", "pmxml", "mspdi", "ifc"])
def test_a_plan_drawn_here_goes_out_as_a_file_of_its_own(site: Site, into: str) -> None:
    plan = site.drawn("sound-stage", promised_on=date(2022, 7, 30))
    sent = written(site, into)
    if into == "ifc":
        assert sent.content.startswith(b"ISO-10303-21")
        assert sent.content.count(b"IFCTASK(") == plan.activities.count()
        return
    network = files.read(sent.content).projects[0].network
    rows = Activity.objects.filter(sub_plan=plan, children=None)
    durations = {each.name: each.duration for each in network.activities.values() if each.duration}
    assert durations == {each.name: each.duration for each in rows if each.duration}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "是空的"),
        (b"PK\x03\x04zip", "压缩包"),
        (b"\x1f\x8b\x08bomb", "压缩包"),
        (b"Dear Sir", "看不出"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><Project>&a;</Project>", "实体"),
        (b"<Project xmlns='http://schemas.microsoft.com/project'><Tasks>", "读不下去"),
        (b"ERMHDR\t8.0\n%T\tPROJECT\n%F\tproj_id\n%R\t1\n%E\n", ""),
        (b"ERMHDR\t8.0\nDear Sir\n", "不是 XER：第 2 行起"),
        (hall().partition(b"%T\tTASK")[0], "就断了，没有结尾的 %E"),
    ],
)
def test_a_wrong_file_is_told_in_words_and_nothing_is_kept(
    site: Site, content: bytes, told: str
) -> None:
    browser = Client()
    browser.force_login(site.planner.user)
    address = f"/{site.zone.slug}/schedules/{site.project.code}/files/bring/"
    file = SimpleUploadedFile("plan.xer", content)
    answer = browser.post(address, {"file": file, "way": "update"})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not PlanFile.objects.exists()


def test_who_may_not_edit_sees_the_files_and_gets_no_original(site: Site) -> None:
    plan = brought(site, hall())
    browser = Client()
    browser.force_login(site.somebody(Role.LEADER).user)
    address = f"/{site.zone.slug}/schedules/{site.project.code}/files/"
    page = browser.get(address)
    assert "hall.xer" in page.content.decode()
    assert "写回原文件" not in page.content.decode()
    assert browser.get(f"{address}as/xer/?file=1").content.startswith(b"ERMHDR")
    assert browser.get(f"{address}as/origin/").status_code == 404
    assert browser.get(f"{address}{plan.edits.get().file.pk}/original/").status_code == 404


@pytest.mark.shared_data
def test_a_real_file_of_p6_comes_in_with_its_dates_is_changed_and_goes_out_whole(
    site: Site, shared_data: Path
) -> None:
    content = members(shared_data / "schedule" / "p6.tar.gz")[P6_FILE]
    kept = given(site, content)
    assert [each[0] for each in kept.report["projects"]] == ["4517", "4533"]
    try_plan_file(kept, standing=site.planner, chosen="4533", way="replace")
    assert kept.report["agreement"] == {
        field: [618, 618] for field in ("es", "ef", "ls", "lf", "tf")
    }
    plan = accept_plan_file(kept, standing=site.planner)
    assert plan.activities.filter(children=None).count() == 692
    assert written(site).content == content
    changed = plan.activities.filter(children=None, started=None, duration__gt=DAY).first()
    assert changed is not None
    words = replace(words_of(changed), duration=changed.duration + DAY)
    change_activity(plan, changed.key, words, standing=site.planner)
    sent = written(site)
    assert sent.lost == ()
    before, after = (
        {each.key: each.network for each in files.read(each).projects}
        for each in (content, sent.content)
    )
    lost = lost_fields(before["4533"], after["4533"])
    assert {(each.key, each.field) for each in lost} == {
        (changed.key, "duration"), (changed.key, "remaining"),
    }  # fmt: skip
    assert lost_fields(before["4517"], after["4517"]) == ()
    # Whatever is no activity is as it was, line by line.
    lines, others = content.decode("cp1252").split("\n"), sent.content.decode("cp1252").split("\n")
    assert len(lines) == len(others)
    tables = [number for number, line in enumerate(lines) if line.startswith("%T")]
    first = next(number for number in tables if lines[number].split() == ["%T", "TASK"])
    last = min(number for number in tables if number > first)
    assert all(first < number < last for number, line in enumerate(lines) if line != others[number])


def test_a_wrong_file_is_told_to_a_script_in_one_sentence(client: Client) -> None:
    site = Site()
    client.force_login(site.planner.user)
    site.drawn()
    answer = client.post(
        f"/{site.zone.slug}/schedules/{site.project.code}/files/bring/",
        {"file": SimpleUploadedFile("a.xer", b"PK\x03\x04 no plan"), "way": "update"},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "plan.packed-file"
    assert "a.xer" in answer.json()["message"]


def test_a_newer_issue_that_moves_the_data_date_alone_can_be_accepted_and_undone(
    site: Site,
) -> None:
    plan = brought(site, hall())
    browser = Client()
    browser.force_login(site.planner.user)
    address = f"/{site.zone.slug}/schedules/{site.project.code}/files/"
    same = given(site, hall(), way="update")
    page = browser.get(f"{address}{same.pk}/").content.decode()
    assert "没有可采用的" in page
    assert f"{address}{same.pk}/accept/" not in page
    later = hall().replace(b"2026-03-02 08:00\t2026-03-02", b"2026-03-16 08:00\t2026-03-02", 1)
    kept = given(site, later, name="hall 2.xer", way="update")
    assert kept.report["rows"]["count"] == {"new": 0, "changed": 0, "gone": 0}
    page = browser.get(f"{address}{kept.pk}/").content.decode()
    assert "数据日期 2026-03-02 → 2026-03-16" in page
    assert f"{address}{kept.pk}/accept/" in page
    assert browser.post(f"{address}{kept.pk}/accept/").status_code == 302
    plan.refresh_from_db()
    assert plan.data_date == minute_of(at("2026-03-16 08:00"))
    assert row(plan, "piles").early_start == minute_of(at("2026-03-16 08:00"))
    undo_edit(plan, plan.version, standing=site.planner)
    plan.refresh_from_db()
    assert plan.data_date == minute_of(at("2026-03-02 08:00"))
    assert row(plan, "piles").early_start == minute_of(at("2026-03-02 08:00"))


def test_a_data_date_that_progress_here_has_moved_is_not_moved_back(site: Site) -> None:
    plan = brought(site, hall())
    reported = minute_of(at("2026-03-20 00:00"))
    SubPlan.objects.update(data_date=reported)
    accept_plan_file(given(site, hall(walls="18d"), way="update"), standing=site.planner)
    plan.refresh_from_db()
    assert plan.data_date == reported
    accept_plan_file(given(site, hall(walls="19d")), standing=site.planner)  # the file holds
    plan.refresh_from_db()
    assert plan.data_date == minute_of(at("2026-03-02 08:00"))
