"""XER goes out as it came in, but for what was changed; and a bare network goes out whole."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings

from kaigong.engines.scheduling import (
    Activity,
    Calendar,
    Link,
    LinkKind,
    UnknownActivityError,
    UnknownCalendarError,
)
from kaigong.engines.scheduling.files import read_xer
from kaigong.engines.scheduling.files.lost import lost_fields
from kaigong.engines.scheduling.files.xer_rewriting import rewritten_xer
from kaigong.engines.scheduling.files.xer_writing import written_xer
from tests.engines.scheduling.files.archives import plans, small
from tests.engines.scheduling.files.networks import a_plan, p6_networks

REAL = "p6/p6_v23_progress_override_successor_lag.xer"


@settings(max_examples=25)
@given(p6_networks())
def test_whatever_p6_knows_comes_back_from_xer(network):
    before = network.copy()
    again = read_xer(written_xer(network, {})).projects[0].network
    assert lost_fields(network, again) == ()
    assert lost_fields(before, network) == () == lost_fields(network, before)


@pytest.mark.shared_data
def test_every_real_file_unchanged_is_byte_for_byte_itself(shared_data):
    for name, content in small(plans(shared_data, ".xer")).items():
        file = read_xer(content, name=name)
        networks = {project.key: project.network for project in file.projects}
        stored = {project.key: project.stored for project in file.projects}
        assert rewritten_xer(content, networks, stored) == content, name


@pytest.mark.shared_data
def test_every_real_plan_survives_on_its_own_with_its_dates(shared_data):
    for name, content in small(plans(shared_data, ".xer")).items():
        for project in read_xer(content, name=name).projects:
            again = read_xer(written_xer(project.network, project.stored)).projects[0]
            assert lost_fields(project.network, again.network) == (), name
            assert again.stored == project.stored, name


def changed_lines(old: bytes, new: bytes) -> tuple[list[list[str]], list[list[str]]]:
    """Rows that are only in the old, and only in the new file."""
    before, after = (each.decode("utf-8").splitlines() for each in (old, new))
    return (
        [line.split("\t") for line in before if line not in after],
        [line.split("\t") for line in after if line not in before],
    )


@pytest.mark.shared_data
def test_one_changed_duration_changes_one_cell_of_the_real_file(shared_data):
    content = plans(shared_data, ".xer")[REAL]
    project = read_xer(content).projects[1]
    network = project.network.copy()
    key = next(key for key, each in network.activities.items() if each.remaining is None)
    minutes = network.activities[key].duration
    network.change(key, duration=minutes + 60, remaining=minutes)
    ((old,), (new,)) = changed_lines(content, rewritten_xer(content, {project.key: network}, {}))
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [
        (f"{minutes // 60}", f"{minutes // 60 + 1}")
    ]


@pytest.mark.shared_data
def test_all_kinds_of_changes_at_once_come_back_and_touch_nothing_else(shared_data):
    content = plans(shared_data, ".xer")[REAL]
    project = read_xer(content).projects[1]
    network = project.network.copy()
    gone, moved, other, *_ = network.activities
    del network.activities[gone]
    network.links = [each for each in network.links if gone not in (each.before, each.after)]
    network.links[0] = replace(network.links[0], lag=77, kind=LinkKind.FF)
    network.calendars["夜班"] = Calendar.weekly("Mon-Fri 20-24").open("2026-05-02", "0-24")
    network.change(moved, wbs="新区/二段", calendar="夜班", needs={"rig": 2.0}, name="é 桩")
    network.add(Activity("NEW", "新增", 480, "夜班"))
    network.links.append(Link(other, "NEW", LinkKind.SS, -60))
    again = read_xer(rewritten_xer(content, {project.key: network}, {})).projects
    assert lost_fields(network, again[1].network) == ()
    assert lost_fields(project.network, again[1].network) != ()
    untouched = read_xer(content).projects[0].network
    assert {each.field for each in lost_fields(untouched, again[0].network)} <= {"units"}


@pytest.mark.shared_data
def test_new_dates_are_written_beside_the_plan(shared_data):
    content = plans(shared_data, ".xer")[REAL]
    project = read_xer(content).projects[1]
    key = next(iter(project.stored))
    dates = project.stored[key]._replace(
        total_float=-90, early_start=datetime.fromisoformat("2026-01-05")
    )
    written = rewritten_xer(content, {}, {project.key: {key: dates}})
    again = read_xer(written).projects[1].stored
    assert again[key].total_float == -90
    assert again[key].early_start == dates.early_start
    assert {name for name in again if again[name] != project.stored[name]} == {key}


def test_a_gb_file_stays_gb_and_its_line_ends_stay():
    content = written_xer(a_plan(), {}).decode().encode("gb18030")
    network = read_xer(content).projects[0].network
    network.change("A", duration=60)
    written = rewritten_xer(content, {"1": network}, {})
    assert "工作 A" in written.decode("gb18030")
    assert written.count(b"\r\n") == written.count(b"\n") == content.count(b"\n")


def test_a_change_without_a_place_in_the_network_is_refused():
    network = a_plan()
    network.links.append(Link("A", "nowhere"))
    with pytest.raises(UnknownActivityError, match="nowhere"):
        written_xer(network, {})
    network = a_plan()
    network.change("A", calendar="moon")
    with pytest.raises(UnknownCalendarError, match="moon"):
        written_xer(network, {})
