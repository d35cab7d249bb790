"""Real ledgers of other people: every row is accounted for, whatever state it is in."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from kaigong.engines.ledgers import (
    Answer,
    Choice,
    Context,
    Field,
    KnownProject,
    Unit,
    Withheld,
    compare,
    find_tables,
    identify,
    match_columns,
    read_rows,
    read_workbook,
)

pytestmark = pytest.mark.shared_data

RATINGS = tuple(
    Choice(key, zh, en)
    for key, zh, en in (
        ("green", "绿", "Green"),
        ("amber-green", "黄绿", "Amber/Green"),
        ("amber", "黄", "Amber"),
        ("amber-red", "黄红", "Amber/Red"),
        ("red", "红", "Red"),
    )
)
FIELDS = (
    Field("code", "项目编号", "Project number", "code", ("project_id",), is_unique=True),
    Field("name", "项目名称", "Project name", "name", ("project_description",), is_required=True),
    Field("department", "部门", "Department", "organisation", ("managing_agency",)),
    Field("rating", "评级", "Colour rating", "choice", choices=RATINGS),
    Field("content", "内容", "Description and aims", "text", ("description_aims", "scope_summary")),
    Field("starts_on", "开始日期", "Start date", "date"),
    Field("completes_on", "结束日期", "End date", "date", is_end=True, not_before="starts_on"),
    Field("plan", "年度预算", "Yearly budget", "amount", ("total_baseline",)),
    Field("forecast", "年度预测", "Yearly forecast", "amount", ("forecast_incl_NGC",)),
    Field("total", "总投资", "Cost", "amount", ("wlc_baseline_incl_NCG", "original_budget")),
    Field("longitude", "经度", "Longitude", "longitude"),
    Field("latitude", "纬度", "Latitude", "latitude"),
)  # fmt: skip
MILLION_POUNDS = Unit(Decimal(10**6), "GBP")
THOUSAND_DOLLARS = Unit(Decimal(1000), "USD")

# Rows that cannot be taken as they stand, by the address of what is wrong with them.
REFUSED = {
    2018: {},
    2019: {},
    2020: {},
    # A narrative in place of the colour.
    2021: {"G145": "ledgers.unknown-choice"},
    2022: {},
}


def plain_rows(path: Path) -> list[list[str]]:
    """The records by nothing but the csv module, told encoding and delimiter."""
    text = path.read_bytes().decode("cp1252", errors="replace")
    delimiter = ";" if path.stem in ("gmpp_2021", "gmpp_2022") else ","
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))


def gmpp(shared_data: Path, year: int):
    path = shared_data / "portfolio" / f"gmpp_{year}.csv"
    (table,) = find_tables(read_workbook(path.read_bytes(), name=path.name).sheets[0])
    # In 2022 two columns are called colour_rating; the second is the present one.
    answers = {"colourrating#2": Answer("rating"), "colourrating": Answer("rating")}
    if year == 2022:
        answers["colourrating"] = Answer(None)
    else:
        del answers["colourrating#2"]
    mapping = match_columns(table, FIELDS, year=year, remembered=answers)
    context = Context(year=year, currency="GBP", default_unit=MILLION_POUNDS)
    return table, mapping, read_rows(table, mapping, fields=FIELDS, context=context)


@pytest.mark.parametrize("year", range(2018, 2023))
def test_every_row_of_a_portfolio_year_is_read_or_refused_with_a_reason(shared_data, year):
    _, mapping, rows = gmpp(shared_data, year)
    plain = plain_rows(shared_data / "portfolio" / f"gmpp_{year}.csv")
    assert rows.total == len(plain) - 1
    assert len(rows.rows) == rows.total
    assert rows.left_out == ()
    position = plain[0].index("project_name")
    assert [row.values["name"] for row in rows] == [
        " ".join(line[position].split()) for line in plain[1:]
    ]
    refused = {fault.address: fault.code for fault in rows.faults if fault.weight != "remark"}
    assert refused == REFUSED[year]
    mapped = {"name", "department", "content", "starts_on", "completes_on", "plan", "total"}
    assert mapped <= set(rows.fields)
    assert [q.kind for q in mapping.questions(FIELDS)] == ["unit", "unit", "unit"]


@pytest.mark.parametrize("year", range(2018, 2023))
def test_every_pound_of_a_portfolio_year_is_the_printed_one(shared_data, year):
    _, _, rows = gmpp(shared_data, year)
    plain = plain_rows(shared_data / "portfolio" / f"gmpp_{year}.csv")
    position = plain[0].index("wlc_baseline_incl_NCG")
    for row, line in zip(rows, plain[1:], strict=True):
        printed, value = line[position].strip(), row.values.get("total")
        if printed.startswith("£"):
            assert value == Decimal(printed[1:].replace(",", "")) * 1_000_000
        elif printed:
            assert isinstance(value, Withheld)
        else:
            assert value is None


@pytest.mark.parametrize("year", [2018, 2019, 2020])
def test_short_dates_are_read_day_first_since_one_column_proves_it(shared_data, year):
    _, _, rows = gmpp(shared_data, year)
    gdf = next(row for row in rows if "(GDF)" in str(row.values["name"]))
    assert str(gdf.values["starts_on"]) == "2008-06-30"
    assert str(gdf.values["completes_on"]) == "2040-12-31"


def test_two_columns_of_one_name_are_asked_about_and_both_kept(shared_data):
    path = shared_data / "portfolio" / "gmpp_2022.csv"
    (table,) = find_tables(read_workbook(path.read_bytes(), name=path.name).sheets[0])
    mapping = match_columns(table, FIELDS, year=2022)
    asked = [q.column.heading for q in mapping.questions(FIELDS) if q.kind == "field"]
    assert asked == ["colour_rating", "colour_rating (2)"]
    assert {"colour_rating", "colour_rating (2)"} <= {m.column.heading for m in mapping.extras()}


def test_the_same_projects_meet_across_five_years(shared_data):
    """As an import would: each year against all years before, questions left open."""
    known: dict[str, KnownProject] = {}
    by_year = {}
    codes: set[str] = set()
    for year in range(2018, 2023):
        _, _, rows = gmpp(shared_data, year)
        matches = identify(rows, list(known.values()))
        by_year[year] = Counter(match.by for match in matches)
        assert len(matches) == len(rows.rows)
        found = [match.id for match in matches if match.id]
        assert len(found) == len(set(found))
        for row, match in zip(rows, matches, strict=True):
            number = str(row.values.get("code") or "").casefold()  # DfT_0022 and DFT_0022
            assert (match.by == "code") == (number in codes)
            if match.by == "likely":
                continue
            project = match.id or f"{year}-{row.number}"
            name, code = str(row.values["name"]), str(row.values.get("code") or "")
            before = known.get(project, KnownProject(project))
            names = (name, *(one for one in before.names if one != name))
            known[project] = KnownProject(project, code or before.code, names)
            codes |= {code.casefold()} - {""}
    assert by_year[2018] == {"new": 133}
    # Names meet until 2020, the first year with numbers; from then on numbers do.
    assert by_year[2019]["name"] >= 100
    assert by_year[2020]["name"] >= 100
    assert by_year[2022]["code"] >= 150
    assert all(counts["likely"] <= 12 for counts in by_year.values())


def test_a_year_imported_twice_changes_nothing(shared_data):
    _, _, rows = gmpp(shared_data, 2021)
    first = compare(rows, {}, matches=identify(rows, []))
    taken = {f"p{one.number}": one.values for one in first.of("new")}
    known = [KnownProject(key, str(v["code"]), (str(v["name"]),)) for key, v in taken.items()]
    second = compare(rows, taken, matches=identify(rows, known))
    assert first.counts["new"] == second.counts["unchanged"] == 183
    assert first.counts["rejected"] == second.counts["rejected"] == 1


def test_the_located_projects_of_new_york_arrive(shared_data):
    path = shared_data / "portfolio" / "nyc_capital_projects_fy2021.geojson.gz"
    content = path.read_bytes()
    (table,) = find_tables(read_workbook(content, name=path.name).sheets[0])
    mapping = match_columns(table, FIELDS, year=2021)
    context = Context(year=2021, currency="USD", default_unit=THOUSAND_DOLLARS)
    rows = read_rows(table, mapping, fields=FIELDS, context=context)
    features = json.loads(gzip.decompress(content))["features"]
    assert rows.total == len(rows.rows) == len(features) == 2010
    # Two codes stand on two projects each (of two agencies): the second is refused, by name.
    refused = [(fault.raw, fault.code) for fault in rows.faults]
    assert sorted(refused) == [
        ("HBBA24181", "ledgers.duplicate"),
        ("P-213CNTR", "ledgers.duplicate"),
    ]
    for row, feature in zip(rows, features, strict=True):
        longitude, latitude = feature["geometry"]["coordinates"]
        assert float(row.values["longitude"]) == pytest.approx(longitude, abs=1e-12)
        assert float(row.values["latitude"]) == pytest.approx(latitude, abs=1e-12)
        assert row.values["total"] == feature["properties"]["original_budget"] * 1000
    kept = {match.column.heading for match in mapping.extras()}
    assert {"city2021", "non_city_total", "explanation_for_delay", "source_pdf"} <= kept
