"""The facts that we carry are those of the field's own files: nothing added, nothing lost."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.demo.chapters.news import in_zone
from kaigong.demo.facts import named_projects, published_numbers
from kaigong.demo.life_stages import BEGUN, STAGE_OF_WORD, kind_of, stage_of
from kaigong.demo.plan_rows import NAMED, TODAY
from kaigong.portfolio.models import Project
from kaigong.portfolio.selectors.search import search

shared = pytest.mark.shared_data


def rows(shared_data: Path, name: str) -> list[dict[str, str]]:
    with (shared_data / "seeds" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@shared
def test_every_observation_is_carried_as_it_was_read(shared_data: Path) -> None:
    ours = {
        each.key: (
            project.key, each.as_of, each.kind, each.stage, each.quantity, each.unit, each.start,
            each.completion, each.scope, f"{each.source.key}.txt",
        )
        for project in named_projects()
        for each in project.observations
    }  # fmt: skip
    theirs = {
        row["obs_id"]: (
            row["project_id"], row["as_of_date"], row["kind"], row["stage"], row["count"],
            row["count_unit"], row["start_date"], row["planned_completion"], row["scope"],
            row["seed_file"],
        )
        for row in rows(shared_data, "projects.csv")
    }  # fmt: skip
    assert ours == theirs


@shared
def test_areas_and_investments_are_carried_exactly(shared_data: Path) -> None:
    ours = {each.key: each for project in named_projects() for each in project.observations}
    for row in rows(shared_data, "projects.csv"):
        observation = ours[row["obs_id"]]
        area = Decimal(row["area_m2"]) if row["area_m2"] else None
        invested = row["investment_100m_yuan"]
        assert observation.area_m2 == area
        assert observation.investment_cny == (Decimal(invested) * 10**8 if invested else None)


@shared
def test_every_name_of_a_project_is_known_under_it(shared_data: Path) -> None:
    full_width = str.maketrans("()", "（）")
    names = {each.key: {each.name, *each.aliases} for each in named_projects()}
    for row in rows(shared_data, "projects.csv"):
        told = [row["name_zh"], *filter(None, row["aliases"].split(";"))]
        assert {name.translate(full_width) for name in told} <= names[row["project_id"]]


@shared
def test_every_published_figure_is_carried_as_printed(shared_data: Path) -> None:
    theirs = {row["id"]: row for row in rows(shared_data, "indicators.csv")}
    for number in published_numbers():
        row = theirs[number.key]
        assert (number.value, number.value_unit) == (Decimal(row["value"]), row["unit"])
        assert (number.period, number.as_of) == (row["year"], row["as_of_date"])
        assert f"{number.source.key}.txt" == row["seed_file"]


@shared
def test_milestones_are_those_of_the_articles(shared_data: Path) -> None:
    theirs = {row["obs_id"]: row for row in rows(shared_data, "projects.csv")}
    told = {key for key, row in theirs.items() if row["milestones"]}
    # A season is no date, and a permit route no event: these four give no milestone.
    assert told - {"O031", "O036", "O039", "O027"} <= {
        *(each.observation for project in named_projects() for each in project.milestones),
        "O005",  # the ceremony again
    }


def test_every_word_for_a_stage_has_its_step() -> None:
    words = {each.stage for project in named_projects() for each in project.observations}
    assert words == STAGE_OF_WORD.keys()


def test_every_named_project_of_the_zone_is_in_with_the_stage_of_the_day(zone: Zone) -> None:
    ledger = dict(Project.objects.filter(zone=zone, is_sample=False).values_list("name", "stage"))
    known = {
        project.name: stage_of(project.known_on(TODAY))
        for project in named_projects()
        if in_zone(project) and project.known_on(TODAY)
    }
    assert ledger == known
    assert len(known) == 113


def test_what_was_told_later_does_not_leak_into_the_day(zone: Zone) -> None:
    later = [each for each in named_projects() if not each.known_on(TODAY)]
    assert len(later) > 30
    names = {each.name for each in later}
    assert not Project.objects.filter(zone=zone, name__in=names).exists()
    moved_later = next(each for each in named_projects() if each.key == "P023")
    assert stage_of(moved_later.known_on(TODAY)) == "lead"
    assert moved_later.known_on(date(2023, 3, 1))[0].stage == "planned_start"


def test_a_real_project_has_no_amount_outside_the_plan_but_what_an_article_gives(
    zone: Zone,
) -> None:
    named = {each.name: each for each in named_projects()}
    real = Project.objects.filter(zone=zone, is_sample=False)
    with_amount = {each.name for each in real if each.total_amount is not None}
    in_plan = {each.name for each in named.values() if each.key in NAMED}
    told = {
        each.name for each in named.values() if any(o.investment_cny for o in each.observations)
    }
    assert with_amount - in_plan == told & {each.name for each in real}


def test_what_has_not_begun_and_stands_in_no_plan_is_in_reserve(zone: Zone) -> None:
    for project in named_projects():
        known = project.known_on(TODAY)
        if known and stage_of(known) not in BEGUN:
            assert kind_of(known) == "reserve"


@pytest.mark.parametrize(
    "name", ["长发智慧城市产业基地", "長髮智慧城市産業基地", "凈月未來城", "國際影都拍攝基地"]
)
def test_a_project_is_found_under_its_traditional_name(name: str, office: Standing) -> None:
    assert search(office, name).project_count == 1
