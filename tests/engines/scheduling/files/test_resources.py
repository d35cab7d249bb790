"""Resources of files: how many there are by date, and whether the file says so."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from kaigong.engines.scheduling import MSP, Availability, Network
from kaigong.engines.scheduling.files import (
    FileResource,
    Format,
    ResourceKind,
    read,
    read_mpp,
    read_mspdi,
    read_pmxml,
    read_xer,
    write,
)
from kaigong.engines.scheduling.files.resources import limit_of
from tests.engines.scheduling.files.archives import members

LABOUR, MACHINE, WORK = ResourceKind.LABOUR, ResourceKind.MACHINE, ResourceKind.WORK
at = datetime.fromisoformat


def of_p6(*rates: str, kind: str = "RT_Equip", usual: str = "1") -> FileResource | None:
    """The rig of an XER file with these lines of RSRCRATE: max_qty_per_hr, start_date."""
    rows = "".join(f"%R\t{number}\t7\t{rate}\n" for number, rate in enumerate(rates))
    content = (
        "ERMHDR\t8.0\n%T\tPROJECT\n%F\tproj_id\tproj_short_name\tplan_start_date\n"
        "%R\t1\tSITE\t2026-03-02 08:00\n"
        "%T\tRSRC\n%F\trsrc_id\trsrc_short_name\trsrc_name\trsrc_type\tdef_qty_per_hr\n"
        f"%R\t7\tRIG\t旋挖钻机\t{kind}\t{usual}\n"
        "%T\tRSRCRATE\n%F\trsrc_rate_id\trsrc_id\tmax_qty_per_hr\tstart_date\n"
        f"{rows}%E\n"
    )
    return read(content.encode()).projects[0].resources.get("RIG")


def of_project(inside: str) -> FileResource | None:
    """The rig of an MSPDI file with these elements."""
    content = (
        '<Project xmlns="http://schemas.microsoft.com/project">'
        "<StartDate>2026-03-02T08:00:00</StartDate><Resources>"
        f"<Resource><UID>7</UID><Name>RIG</Name>{inside}</Resource></Resources></Project>"
    )
    return read(content.encode()).projects[0].resources.get("RIG")


def period(since: str, until: str, units: str) -> str:
    return (
        f"<AvailabilityPeriod><AvailableFrom>{since}</AvailableFrom><AvailableTo>{until}"
        f"</AvailableTo><AvailableUnits>{units}</AvailableUnits></AvailabilityPeriod>"
    )


@pytest.mark.shared_data
def test_real_files_of_p6_tell_kinds_and_whether_anybody_set_a_limit(shared_data: Path) -> None:
    p6 = members(shared_data / "schedule" / "p6.tar.gz")
    (told,) = read_xer(p6["p6/aspose/encoding1251.xer"]).projects
    assert told.resources["R-4"] == FileResource("Painter", LABOUR, Availability(1.0), True)
    assert told.resources["R-3"] == FileResource("Electrician", LABOUR, Availability(1.0), False)
    assert told.resources["EQ-B1"].kind is MACHINE
    materials = told.network.resources.keys() - told.resources.keys()
    assert len(told.resources) == 8
    assert len(materials) == 2
    large = read_xer(p6["p6/p6_v23_progress_override_successor_lag.xer"]).projects[1]
    assert [each.is_stated for each in large.resources.values()] == [False] * 19
    kinds = [each.kind for each in large.resources.values()]
    assert (kinds.count(MACHINE), kinds.count(LABOUR)) == (15, 4)
    # Two prices, from 2022 and from 2023 on, and as many of it in both years.
    (rates,) = read_xer(p6["p6/mpxj/resource-rates-test.xer"]).projects
    assert rates.resources["R1"] == FileResource("Resource 1", LABOUR, Availability(1.0), True)
    in_xml = read_pmxml(p6["p6/aspose/BaselineProjects.xml"]).projects[0].resources
    stated = {key: each.is_stated for key, each in in_xml.items()}
    assert stated == {
        "R-3": True, "R-4": True, "NLB1": False, "EQ-B1": False, "EQTRM-B1": True, "R-6": True,
        "W0006-3": True, "E&C Resources": True,
    }  # fmt: skip


@pytest.mark.shared_data
def test_real_files_of_project_state_two_where_there_are_two(shared_data: Path) -> None:
    msp = members(shared_data / "schedule" / "msp.tar.gz")
    (told,) = read_mspdi(msp["msp/mpxj/sample.xml"]).projects
    assert told.resources["First Resource"] == FileResource(
        "First Resource", WORK, Availability(1.0), True
    )
    assert all(each.is_usual for each in told.resources.values())
    office = read_mpp(msp["msp/aspose/OzBuild 16 Orig.mpp"]).projects[0].resources
    assert {key for key, each in office.items() if not each.is_usual} == {
        "Clerical Support", "Scheduler", "Systems Engineer",
    }  # fmt: skip
    assert office["Scheduler"].there == Availability(2.0)


def test_without_a_rate_p6_states_nothing_and_a_price_alone_does_not_either() -> None:
    assert of_p6() == FileResource("旋挖钻机", MACHINE, Availability(1.0), False)
    assert of_p6("\t2026-01-01 00:00", usual="1.5") == FileResource(
        "旋挖钻机", MACHINE, Availability(1.5), False
    )
    stated = of_p6("1\t2026-01-01 00:00")
    assert stated is not None
    assert stated.is_stated
    assert stated.is_usual


def test_rates_of_p6_go_by_date_whatever_their_order_and_the_first_holds_before_its_day() -> None:
    found = of_p6("3\t2026-06-01 00:00", "1\t2026-01-01 00:00", "0\t2026-11-01 00:00")
    assert found is not None
    assert found.there == Availability(1.0, ((at("2026-06-01"), 3.0), (at("2026-11-01"), 0.0)))
    assert not found.is_usual


def test_of_several_rates_for_one_day_the_largest_holds() -> None:
    assert limit_of([(None, 2.0), (None, 3.0), (None, 1.0)], otherwise=9) == (
        Availability(3.0), True,
    )  # fmt: skip


def test_material_of_p6_is_no_limit() -> None:
    assert of_p6("5\t2026-01-01 00:00", kind="RT_Mat") is None


def test_a_rate_that_cannot_be_read_is_left_out_and_named() -> None:
    content = (
        b"ERMHDR\t8.0\n%T\tPROJECT\n%F\tproj_id\tplan_start_date\n%R\t1\t2026-03-02 08:00\n"
        b"%T\tRSRC\n%F\trsrc_id\trsrc_short_name\n%R\t7\tRIG\n"
        b"%T\tRSRCRATE\n%F\trsrc_id\tmax_qty_per_hr\tstart_date\n%R\t7\tmany\t2026-01-01\n%E\n"
    )
    file = read(content)
    assert not file.projects[0].resources["RIG"].is_stated
    assert any("RSRCRATE 第 10 行" in each.zh for each in file.remarks)


def test_project_states_its_most_units_or_nothing() -> None:
    assert of_project("") == FileResource("RIG", WORK, Availability(1.0), False)
    assert of_project("<MaxUnits>2.5</MaxUnits>") == FileResource(
        "RIG", WORK, Availability(2.5), True
    )
    assert of_project("<Type>0</Type><MaxUnits>2</MaxUnits>") is None
    assert of_project("<Type>2</Type>") is None


def test_periods_of_project_go_by_date_and_it_is_not_there_outside_of_them() -> None:
    """As Project and mpxj write them: 1984 and 2049 are always, a last day is part of it."""
    always, ever = "1984-01-01T00:00:00", "2049-12-31T23:59:00"
    found = of_project(
        "<MaxUnits>2</MaxUnits><AvailabilityPeriods>"
        + period("2026-06-01T00:00:00", ever, "2")
        + period(always, "2026-04-30T23:59:00", "1")
        + "</AvailabilityPeriods>"
    )
    assert found is not None
    assert found.there == Availability(1.0, ((at("2026-05-01"), 0.0), (at("2026-06-01"), 2.0)))
    lent = of_project(
        "<MaxUnits>1</MaxUnits><AvailabilityPeriods>"
        + period("2026-06-01T00:00:00", "2026-06-30T00:00:00", "1")
        + period("2026-07-01T00:00:00", "2026-07-31T23:59:00", "0.5")
        + period("2026-09-01T00:00:00", "2026-08-01T00:00:00", "7")
        + period("soon", ever, "7")
        + "</AvailabilityPeriods>"
    )
    assert lent is not None
    assert lent.there == Availability(
        0.0, ((at("2026-06-01"), 1.0), (at("2026-07-01"), 0.5), (at("2026-08-01"), 0.0))
    )


@pytest.mark.parametrize("format", [Format.XER, Format.PMXML, Format.MSPDI])
def test_what_is_written_here_is_read_again(format: Format) -> None:  # noqa: A002
    net = Network(start="2026-03-02 08:00", rules=MSP, name="SITE")
    net.task("piles", "5d", needs={"rig": 2.0})
    net.resources["rig"] = 2.0
    (again,) = read(write(net, format=format).content).projects
    assert again.network.resources["rig"] == 2.0
    assert again.resources["rig"].there == Availability(2.0)
