"""Primavera's XML: read as others read it, written as it came but for what changed."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaigong.engines.scheduling import Activity, Calendar, Link, LinkKind, ProgressRule, Shift
from kaigong.engines.scheduling.files import (
    BrokenXmlError,
    UnreadableCellError,
    lost_fields,
    read_pmxml,
    read_xer,
)
from kaigong.engines.scheduling.files.pmxml_rewriting import rewritten_pmxml, written_pmxml
from kaigong.engines.scheduling.files.xml_documents import parsed, written
from kaigong.errors import KaigongError
from tests.engines.scheduling.files.archives import oracles, plans
from tests.engines.scheduling.files.networks import a_plan, p6_networks
from tests.engines.scheduling.files.of_the_oracle import matching, misses

REAL = "p6/aspose/PrimaveraProject.xml"
# What mpxj tells otherwise, and why.
_FLOAT = "total_float: SMALLEST_SLACK, finish"  # without options P6's own default holds
_COMMA = {  # it does not understand the decimal comma of this machine
    "3882": {"PD1010", "PD1020", "PD1030", "PD1050"},
    "3883": {"PD1000", "PD1010", "PD1020", "PD1030", "PD1040", "PD1050", "PD1060", "PD1070"},
}
_AT_COMPLETION = "PD1000 duration: 6720, 7200"  # it tells what remains, we what was planned


def p6_plans(shared_data):
    found = plans(shared_data, ".xml", ".pmxml")
    return {name: content for name, content in found.items() if "p6" in name}


@pytest.mark.shared_data
def test_every_fact_of_the_real_files_is_read_as_the_oracle_tells_it(shared_data):
    told = oracles(shared_data)
    compared = 0
    for name, content in p6_plans(shared_data).items():
        if Path(name).name not in told:
            continue
        for project in read_pmxml(content, name=name).projects:
            theirs = matching(project, told[Path(name).name])
            compared += len(theirs["activities"])
            differing = {
                each
                for each in misses(project, theirs)
                if "tf_h" not in each and "ff_h" not in each  # floats are not in the format
            }
            comma = _COMMA.get(project.key, set()) if name == REAL else set()
            differing = {each for each in differing if each.split()[0] not in comma}
            assert differing <= {_FLOAT, _AT_COMPLETION}, name
    assert compared == 42


@pytest.mark.shared_data
def test_the_same_plan_in_both_formats_of_p6_is_the_same_network(shared_data):
    xers = plans(shared_data, "60.xer")
    for name, content in p6_plans(shared_data).items():
        if (twin := name.replace(".pmxml", ".xer")) in xers:
            network = read_pmxml(content).projects[0].network
            for key in network.activities:  # mpxj writes the project itself as a node
                network.change(key, wbs="")
            assert lost_fields(read_xer(xers[twin]).projects[0].network, network) == (), name


@settings(max_examples=25)
@given(p6_networks())
def test_whatever_p6_knows_comes_back_from_its_xml(network):
    again = read_pmxml(written_pmxml(network, {})).projects[0].network
    assert lost_fields(network, again) == ()


@pytest.mark.shared_data
def test_every_real_file_unchanged_is_itself_and_survives_on_its_own(shared_data):
    for name, content in p6_plans(shared_data).items():
        file = read_pmxml(content, name=name)
        networks = {project.key: project.network for project in file.projects}
        stored = {project.key: project.stored for project in file.projects}
        assert rewritten_pmxml(content, networks, stored) == content, name
        for project in file.projects:
            (again,) = read_pmxml(written_pmxml(project.network, project.stored)).projects
            assert lost_fields(project.network, again.network) == (), name
            assert again.stored == project.stored


@pytest.mark.shared_data
def test_a_document_that_is_parsed_and_written_says_the_same(shared_data):
    content = p6_plans(shared_data)[REAL]
    again = written(*parsed(content))
    assert canonicalize(again.decode()) == canonicalize(content.decode("utf-8-sig").rstrip())


@pytest.mark.shared_data
def test_all_kinds_of_changes_at_once_come_back_and_touch_nothing_else(shared_data):
    content = p6_plans(shared_data)[REAL]
    file = read_pmxml(content)
    project, other = file.projects
    network = project.network.copy()
    gone, moved, third, *_ = network.activities
    del network.activities[gone]
    network.links = [each for each in network.links if gone not in (each.before, each.after)]
    network.links[0] = replace(network.links[0], lag=77, kind=LinkKind.FF)
    network.calendars["夜班"] = Calendar.weekly("Mon-Fri 20-24").open("2013-05-02", "0-24")
    network.change(moved, wbs="新区/二段", calendar="夜班", needs={"rig": 2.0}, name="é <桩>")
    network.rules = replace(network.rules, progress=ProgressRule.ACTUAL_DATES)
    network.add(Activity("NEW", "新增", 480, "夜班"))
    network.links.append(Link(third, "NEW", LinkKind.SS, -60))
    again = rewritten_pmxml(content, {project.key: network}, {})
    projects = {each.key: each.network for each in read_pmxml(again).projects}
    assert lost_fields(network, projects[project.key]) == ()
    assert lost_fields(other.network, projects[other.key]) == ()
    for tag in (b"<ActivityNote>", b"<UDFType>", b"<DocumentCategory>"):
        assert again.count(tag) == content.count(tag)


def test_a_shift_ends_with_its_last_minute_or_with_its_end():
    content = written_pmxml(a_plan(), {})
    assert b"<Finish>16:59:00</Finish>" in content
    for end in (b"16:59:00", b"17:00:00"):
        project = read_pmxml(content.replace(b"16:59:00", end)).projects[0]
        assert project.network.calendar.week[0] == (Shift(480, 720), Shift(780, 1020))


def test_a_project_that_is_only_named_is_no_project():
    stub = b"<Project><Id>X</Id><ObjectId>9</ObjectId><Activity><Id>A</Id></Activity></Project>"
    content = written_pmxml(a_plan(), {}).replace(b"<Project>", stub + b"<Project>", 1)
    assert [project.key for project in read_pmxml(content).projects] == ["1"]


def test_a_number_that_makes_no_sense_is_named():
    content = written_pmxml(a_plan(), {}).replace(
        b"<PlannedDuration>40<", b"<PlannedDuration>forty<", 1
    )
    with pytest.raises(UnreadableCellError, match="Activity, line 1: PlannedDuration says “forty”"):
        read_pmxml(content)


def test_entities_are_refused():
    with pytest.raises(BrokenXmlError):
        read_pmxml(b'<!DOCTYPE a [<!ENTITY b "c">]><APIBusinessObjects>&b;</APIBusinessObjects>')


WHOLE = written_pmxml(a_plan(), {})


@settings(max_examples=60)
@given(st.binary(max_size=40), st.integers(0, len(WHOLE)))
def test_whatever_comes_is_read_or_refused_in_words(junk, cut):
    for broken in (junk, WHOLE[:cut] + junk + WHOLE[cut:], WHOLE[:cut]):
        with suppress(KaigongError):
            read_pmxml(broken)
