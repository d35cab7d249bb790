"""Numbers and needs of resources written into the files they came from, and into new ones."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import jpype
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaigong.engines.scheduling import MSP, P6, Availability, Network
from kaigong.engines.scheduling.availability import in_steps
from kaigong.engines.scheduling.files import Format, lost_fields, read, write, write_changes
from kaigong.engines.scheduling.files.limits import Line, line_changes
from kaigong.engines.scheduling.files.mpp import _java
from kaigong.engines.scheduling.files.resources import limit_of
from tests.engines.scheduling.files.archives import members, plans

WRITTEN = (Format.XER, Format.PMXML, Format.MSPDI)
START = datetime.fromisoformat("2026-03-02 08:00")
at = datetime.fromisoformat
LATER = Availability(1.0, ((at("2026-06-01"), 3.0), (at("2026-11-01"), 0.0)))

units = st.sampled_from([0.0, 0.5, 1.0, 2.0, 7.25])
days = st.datetimes(at("2024-01-01"), at("2029-01-01")).map(
    lambda moment: moment.replace(hour=0, minute=0, second=0, microsecond=0)
)
availabilities = st.builds(
    lambda first, steps: in_steps(first, sorted(steps.items())),
    units,
    st.dictionaries(days, units, max_size=5),
)


def quay(form: Format, *, rig: float | Availability = 1.0) -> bytes:
    net = Network(start=START, rules=MSP if form is Format.MSPDI else P6, name="QUAY")
    net.task("north", "10d", name="North", needs={"rig": 1.0, "crew": 0.5})
    net.task("south", "10d", name="South", needs={"rig": 1.0})
    net.resources.update(rig=rig, crew=2.0)
    return write(net, format=form).content


def by_mpxj(
    content: bytes,
) -> tuple[dict[str, list[tuple[str, float]]], dict[tuple[str, str], float]]:
    """How many there are of each resource from which day on, and who needs how much, by MPXJ."""
    _java()
    reader = jpype.JClass("org.mpxj.reader.UniversalProjectReader")()
    project = reader.read(jpype.JClass("java.io.ByteArrayInputStream")(content))
    there: dict[str, list[tuple[str, float]]] = {}
    for resource in project.getResources():
        there[str(resource.getName())] = [
            (str(each.getRange().getStart()), float(each.getUnits().doubleValue()) / 100)
            for each in resource.getAvailability()
        ]
    needs: dict[tuple[str, str], float] = {}
    for each in project.getResourceAssignments():
        if each.getResource() is not None:
            place = str(each.getTask().getName()), str(each.getResource().getName())
            needs[place] = needs.get(place, 0.0) + float(each.getUnits().doubleValue()) / 100
    return there, needs


@given(st.lists(st.tuples(st.none() | days, units), max_size=5), availabilities)
def test_lines_of_p6_say_what_they_are_to_say_whatever_they_said(
    told: list[tuple[datetime | None, float]], there: Availability
) -> None:
    lines = [Line(number, since, said) for number, (since, said) in enumerate(told)]
    changes = line_changes(lines, there, start=START)
    said = dict(changes.changed)
    made = [(line.since, said.get(line.place, line.units)) for line in lines]
    made += [(line.since, line.units) for line in changes.come]
    assert limit_of(made, otherwise=99.0) == (there, True)


@given(st.lists(st.tuples(days, units), min_size=1, max_size=5))
def test_lines_that_say_it_already_stay(told: list[tuple[datetime, float]]) -> None:
    lines = [Line(number, since, said) for number, (since, said) in enumerate(told)]
    there, _ = limit_of(told, otherwise=1.0)
    changes = line_changes(lines, there, start=START)
    assert (changes.changed, changes.come) == ([], [])


@pytest.mark.parametrize("form", WRITTEN)
@settings(max_examples=12)
@given(there=availabilities, before=availabilities)
def test_numbers_by_date_go_into_a_file_and_come_back(
    form: Format, there: Availability, before: Availability
) -> None:
    fresh = write(read(quay(form)).projects[0].network, format=form)
    assert fresh.lost == ()
    file = read(quay(form, rig=before))
    (project,) = file.projects
    assert project.resources["rig"].there == before
    assert project.resources["rig"].is_stated
    sent = write_changes(file, {project.key: project.network}, limits={"rig": there})
    assert sent.lost == ()
    (again,) = read(sent.content).projects
    assert (again.resources["rig"].there, again.resources["rig"].is_stated) == (there, True)
    assert again.resources["crew"] == project.resources["crew"]
    assert again.network.activities == project.network.activities


@pytest.mark.parametrize("form", WRITTEN)
def test_what_is_not_changed_is_not_touched(form: Format) -> None:
    content = quay(form, rig=LATER)
    file = read(content)
    (project,) = file.projects
    assert write_changes(file, {project.key: project.network.copy()}).content == content
    network = project.network.copy()
    network.change("south", needs={"rig": 2.0})
    sent = write_changes(file, {project.key: network}).content.decode()
    lines, others = (text.replace(">", ">\n").splitlines() for text in (content.decode(), sent))
    assert len(lines) == len(others)
    differing = [(a, b) for a, b in zip(lines, others, strict=True) if a != b]
    assert len(differing) == (1 if form is Format.XER else 4)


@pytest.mark.parametrize("form", WRITTEN)
def test_needs_are_changed_added_and_taken_away(form: Format) -> None:
    file = read(quay(form))
    (project,) = file.projects
    network = project.network.copy()
    north, south = network.activities
    network.change(north, needs={"rig": 1.5})
    network.change(south, needs={"rig": 1.0, "crew": 0.25})
    sent = write_changes(file, {project.key: network})
    assert sent.lost == ()
    (again,) = read(sent.content).projects
    assert again.network.activities[north].needs == {"rig": 1.5}
    assert again.network.activities[south].needs == {"rig": 1.0, "crew": 0.25}
    assert again.resources == project.resources
    assert by_mpxj(sent.content)[1] == {
        ("North", "rig"): 1.5, ("South", "rig"): 1.0, ("South", "crew"): 0.25,
    }  # fmt: skip


@pytest.mark.parametrize("form", WRITTEN)
def test_mpxj_reads_the_same_numbers_by_date(form: Format) -> None:
    file = read(quay(form))
    (project,) = file.projects
    sent = write_changes(file, {project.key: project.network}, limits={"rig": LATER})
    told = [(since[:10], number) for since, number in by_mpxj(sent.content)[0]["rig"]]
    periods = [("2026-06-01", 3.0)]  # in MS Project what is not there has no period
    assert told[1:] == periods if form is Format.MSPDI else [*periods, ("2026-11-01", 0.0)]
    assert told[0][1] == 1.0


@pytest.mark.shared_data
def test_of_five_assignments_of_one_resource_each_gets_its_share(shared_data: Path) -> None:
    """A real file of P6: one resource five times with one activity, at five prices."""
    content = plans(shared_data, "resource-rates-test.xer")["p6/mpxj/resource-rates-test.xer"]
    file = read(content)
    (project,) = file.projects
    network = project.network.copy()
    (key,) = (key for key, each in network.activities.items() if each.needs == {"R1": 5.0})
    network.change(key, needs={"R1": 7.5})
    sent = write_changes(file, {project.key: network}, limits={"R1": Availability(4.0)})
    assert sent.lost == ()
    (again,) = read(sent.content).projects
    assert again.network.activities[key].needs == {"R1": 7.5}
    assert again.resources["R1"].there == Availability(4.0)
    lines = content.decode("cp1252").split("\n"), sent.content.decode("cp1252").split("\n")
    changed = [pair for pair in zip(*lines, strict=True) if pair[0] != pair[1]]
    assert len(changed) == 7  # two years of prices, and the assignments
    for before, after in changed[:2]:
        cells = zip(before.split("\t"), after.split("\t"), strict=True)
        assert [pair for pair in cells if pair[0] != pair[1]] == [("1", "4")]
    cells = zip(changed[2][0].split("\t"), changed[2][1].split("\t"), strict=True)
    assert [pair for pair in cells if pair[0] != pair[1]] == [
        ("240", "360"), ("240", "360"), ("1", "1.5"), ("1", "1.5"),
    ]  # fmt: skip
    network.change(key, needs={})
    assert (
        read(write_changes(file, {project.key: network}).content)
        .projects[0]
        .network.activities[key]
        .needs
        == {}
    )


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("archive", "name"),
    [
        ("p6", "p6/p6_v23_progress_override_successor_lag.xer"),
        ("p6", "p6/aspose/MultiprojectWithExternal.xer"),
        ("p6", "p6/aspose/BaselineProjects.xml"),
        ("p6", "p6/aspose/MultiprojectWithExternal.xml"),
        ("msp", "msp/mpxj/sample.xml"),
        ("msp", "msp/aspose/OzBuild 16 Orig.mpp"),
    ],
)
def test_real_files_take_every_number_and_need_and_keep_the_rest(
    shared_data: Path, archive: str, name: str
) -> None:
    file = read(members(shared_data / "schedule" / f"{archive}.tar.gz")[name])
    project = max(file.projects, key=lambda each: len(each.network.activities))
    network = project.network.copy()
    for key, activity in project.network.activities.items():
        needs = {name: number + 0.5 for name, number in activity.needs.items()}
        if needs:
            network.change(key, needs=needs)
    limits = dict.fromkeys(project.resources, LATER)
    sent = write_changes(file, {project.key: network}, limits=limits)
    # MSPDI does not tell whether a plan of MS Project honours its constraints.
    assert {each.field for each in sent.lost} <= {"rules.constraints_beat_links"}
    again = {each.key: each for each in read(sent.content).projects}
    found = again[project.key]
    assert {each.there for each in found.resources.values()} == {LATER}
    changed = lost_fields(project.network, found.network)
    asked = sum(bool(each.needs) for each in project.network.activities.values())
    of_activities = [each.field for each in changed if each.thing not in ("resource", "network")]
    assert of_activities == ["needs"] * asked
    for other in file.projects:
        if other is not project:
            differences = lost_fields(other.network, again[other.key].network)
            assert {each.thing for each in differences} <= {"resource"}
