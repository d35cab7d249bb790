"""All formats through one door: recognised, crossed into each other, losses told in words."""

import importlib
import json
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaigong.engines.scheduling import (
    ALL_HOURS,
    MSP,
    ActivityKind,
    Constraint,
    ConstraintKind,
    Link,
)
from kaigong.engines.scheduling.files import (
    Format,
    NoMppReaderError,
    UnknownFileProjectError,
    UnknownScheduleFormatError,
    UnreadableMppError,
    UnwrittenFormatError,
    format_of,
    read,
    read_mpp,
    write,
    write_changes,
)
from kaigong.engines.scheduling.files.mpp import MAGIC
from kaigong.errors import KaigongError
from tests.engines.scheduling.files.archives import oracles, plans, small
from tests.engines.scheduling.files.networks import a_plan, msp_networks, p6_networks
from tests.engines.scheduling.files.of_the_oracle import matching, misses

WRITTEN = (Format.XER, Format.PMXML, Format.MSPDI)
ON = datetime.fromisoformat("2026-05-01 08:00")


@pytest.mark.shared_data
def test_every_real_file_is_recognised_by_what_it_begins_with(shared_data):
    endings = {".xer": Format.XER, ".pmxml": Format.PMXML, ".mpp": Format.MPP}
    for name, content in plans(shared_data, ".xer", ".xml", ".pmxml", ".mpp").items():
        of_xml = Format.PMXML if "p6/" in name else Format.MSPDI
        assert format_of(content) is endings.get(Path(name).suffix, of_xml), name


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"hello", b"\xff\xfe<\0"])
def test_other_files_are_refused_by_name(content):
    with pytest.raises(UnknownScheduleFormatError, match=r"plan\.doc"):
        read(content, name="plan.doc")


@pytest.mark.shared_data
def test_keys_are_unique_and_links_known_in_every_real_file(shared_data):
    for name, content in small(plans(shared_data, ".xer", ".xml", ".pmxml")).items():
        for project in read(content, name=name).projects:
            network = project.network
            ends = {end for link in network.links for end in (link.before, link.after)}
            assert ends <= network.activities.keys(), name
            assert all(key == each.key for key, each in network.activities.items())
            used = {each.calendar for each in network.activities.values()} - {None}
            assert used <= network.calendars.keys(), name
            assert project.stored.keys() == network.activities.keys() == project.sources.keys()


@settings(max_examples=15)
@given(p6_networks() | msp_networks(), st.sampled_from(WRITTEN))
def test_what_crosses_twice_loses_nothing_the_second_time(network, form):
    once = read(write(network, format=form).content).projects[0].network
    assert write(once, format=form).lost == ()


@pytest.mark.parametrize("form", WRITTEN)
def test_the_report_names_what_the_format_has_no_place_for(form):
    plan = a_plan()
    plan.change("A", committed=ON, deadline=ON, trade="works", is_manual=True, manual_start=ON)
    plan.change("B", second_constraint=Constraint(ConstraintKind.FINISH_ON, ON), expected_finish=ON)
    plan.change("B", constraint=Constraint(ConstraintKind.START_ON, ON))
    plan.change("C", kind=ActivityKind.LEVEL_OF_EFFORT)
    plan.links = [Link("A", "B", lag_share=0.5), Link("B", "C", lag=60, lag_calendar=ALL_HOURS)]
    lost = {(each.key, each.field) for each in write(plan, format=form).lost}
    assert {("A", "committed"), ("A", "trade")} <= lost
    of_p6 = {("A", "deadline"), ("A", "is_manual"), ("A → B", ""), ("B → C", "")}
    of_msp = {("B", "second_constraint"), ("B", "expected_finish"), ("C", "kind")}
    if form is Format.MSPDI:
        assert of_msp <= lost
        assert not of_p6 & lost
    else:
        assert of_p6 <= lost
        assert not of_msp & lost


def test_the_report_reads_as_sentences():
    plan = a_plan()
    plan.change("A", committed=ON)
    plan.links = [Link("A", "B", lag_share=0.5)]
    lost = write(plan, format=Format.XER).lost
    assert [each.in_language("zh") for each in lost] == [
        "工作 A 的承诺日期「2026-05-01 08:00」没有保留。",
        "搭接 A → B 「FS 50.0000%」变成「FS 1200」。",
    ]
    assert [each.in_language("en") for each in lost] == [
        "Activity A, its committed date: “2026-05-01 08:00” does not survive.",
        "Link A → B: “FS 50.0000%” becomes “FS 1200”.",
    ]


@pytest.mark.parametrize("form", WRITTEN)
def test_a_change_goes_into_the_file_it_came_from(form):
    file = read(write(a_plan(), format=form).content)
    (project,) = file.projects
    network = project.network.copy()
    network.change("A", duration=60, remaining=None, deadline=ON)
    written = write_changes(file, {project.key: network})
    again = read(written.content).projects[0].network
    assert again.activities["A"].duration == 60
    assert [each.field for each in written.lost] == ([] if form is Format.MSPDI else ["deadline"])
    assert file.projects[0].network.activities["A"].duration == 2400


def test_a_project_that_is_not_in_the_file_is_named():
    with pytest.raises(UnknownFileProjectError, match="moon"):
        write_changes(read(write(a_plan(), format=Format.XER).content), {"moon": a_plan()})


def test_an_mpp_cannot_be_written():
    with pytest.raises(UnwrittenFormatError, match="mpp"):
        write(a_plan(), format=Format.MPP)


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_door(content):
    with suppress(KaigongError):
        read(content)


class TestMpp:
    """Real `.mpp` files through MPXJ; one machine of Java for all."""

    @pytest.mark.shared_data
    def test_is_read_as_the_oracle_tells_it_or_differs_for_a_reason(self, shared_data):
        told = oracles(shared_data)
        found = {}
        for name in ("ViewSplitTasks", "DurationTest8", "slack9", "task-links-project98-mpp8"):
            ((path, content),) = plans(shared_data, f"{name}.mpp").items()
            file = read(content, name=path)
            theirs = matching(file.projects[0], told[f"{name}.mpp"])
            found[name] = {" ".join(each.split()[:2]) for each in misses(file.projects[0], theirs)}
            assert file.projects[0].network.rules == MSP
        assert found == {
            "ViewSplitTasks": set(),
            # Durations by the clock: we run them day and night, the oracle names the plan's.
            "DurationTest8": {f"{key} calendar:" for key in (11, 12, 13, 14)},
            # Must finish on: P6's mandatory in the oracle's words, both caps in ours.
            "slack9": {f"{key} constraint:" for key in (11, 14, 16)},
            "task-links-project98-mpp8": set(),
        }

    @pytest.mark.shared_data
    def test_tells_how_long_split_tasks_stand_still(self, shared_data):
        rests = {"ViewSplitTasks": {"4": 24}, "splits9b": {"1": 48, "4": 16, "5": 16}, "sample": {}}
        for name, hours in rests.items():
            (content,) = plans(shared_data, f"/{name}.mpp").values()
            activities = read(content).projects[0].network.activities
            found = {key: each.interruption for key, each in activities.items()}
            assert {key: rest / 60 for key, rest in found.items() if rest} == hours

    @pytest.mark.shared_data
    def test_people_without_hours_of_their_own_work_as_their_base_does(self, shared_data):
        (content,) = plans(shared_data, "OzBuild 16 Orig.mpp").values()
        assert set(read(content).projects[0].network.resource_calendars.values()) == {"Standard"}

    @pytest.mark.shared_data
    def test_goes_out_changed_as_xml(self, shared_data):
        (content,) = plans(shared_data, "ViewSplitTasks.mpp").values()
        file = read(content)
        network = file.projects[0].network.copy()
        key = next(key for key, each in network.activities.items() if each.duration)
        network.change(key, deadline=ON)
        written = write_changes(file, {"": network})
        assert written.lost == ()
        assert format_of(written.content) is Format.MSPDI
        assert written.content.count(b"<TimephasedData>") == file.content.count(b"<TimephasedData>")

    def test_that_is_broken_is_refused_in_words(self):
        with pytest.raises(UnreadableMppError, match=r"broken\.mpp"):
            read(MAGIC + b"x" * 600, name="broken.mpp")

    @pytest.mark.parametrize("missing", ["jpype", "mpxj"])
    def test_without_its_extra_says_what_to_install(self, missing, monkeypatch):
        usual = importlib.import_module

        def without(name: str) -> object:
            if name == missing:
                raise ImportError(name)
            return usual(name)

        monkeypatch.setattr(importlib, "import_module", without)
        with pytest.raises(NoMppReaderError) as raised:
            read_mpp(MAGIC)
        for language in ("zh", "en"):
            assert "kaigong[mpp]" in raised.value.in_language(language)
            assert missing in raised.value.in_language(language).lower()

    def test_without_java_says_so(self):
        program = (
            "import jpype, json\n"
            "from kaigong.engines.scheduling.files import NoMppReaderError, read_mpp\n"
            "def no_java(*_, **__): raise jpype.JVMNotFoundException('none')\n"
            "jpype.startJVM = no_java\n"
            "try: read_mpp(b'')\n"
            "except NoMppReaderError as error: print(json.dumps(error.facts))\n"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        assert json.loads(done.stdout) == {"missing": "Java"}

    def test_is_not_asked_for_before_the_first_such_file(self):
        program = "import sys, kaigong.engines.scheduling.files; print('jpype' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        assert done.stdout.strip() == b"False"
