"""The ledger as a package of the infrastructure standard, and back."""
# ruff: noqa: F401, F811  (fixtures are found by their names)

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from kaigong.accounts.models import Role, Zone
from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import ImportRun, Milestone, Project, Stage
from kaigong.portfolio.services import oc4ids
from kaigong.portfolio.services.intake import apply_run, receive_file, try_run
from tests.builders import a_person, a_project, a_standing, a_zone
from tests.portfolio.test_exports import officer, zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def standard(shared_data: Path) -> Draft4Validator:
    """The published schemas, from the disk: nothing is fetched."""
    folder = shared_data / "portfolio" / "oc4ids"
    schemas = [json.loads(path.read_text()) for path in sorted(folder.glob("*-schema.json"))]
    registry: Registry[Any] = Registry().with_resources(
        [(schema["id"], Resource(schema, DRAFT4)) for schema in schemas]
    )
    (whole,) = (schema for schema in schemas if "package" in schema["id"])
    return Draft4Validator(whole, registry=registry, format_checker=Draft4Validator.FORMAT_CHECKER)


def faults(standard: Draft4Validator, package: dict[str, Any]) -> list[str]:
    return [f"{list(each.path)}: {each.message[:200]}" for each in standard.iter_errors(package)]


def tried(standing: Standing, package: dict[str, Any]) -> ImportRun:
    content = json.dumps(package, ensure_ascii=False).encode()
    run = receive_file(standing.zone, name="p.json", content=content, by=standing.user)
    try_run(run, standing)
    return run


@pytest.mark.shared_data
def test_a_package_fits_the_published_schema(
    officer: Standing,
    standard: Draft4Validator,
) -> None:
    project = Project.objects.get(code="JY-1")
    Milestone.objects.create(project=project, name="封顶", due_on=date(2021, 1, 1))
    Milestone.objects.create(
        project=project, name="开工", due_on=date(2021, 1, 1), done_on=date(2021, 1, 2)
    )
    for stage in Stage:
        a_project(officer.zone, stage=stage)
    package = json.loads(json.dumps(oc4ids.package(officer)))
    assert faults(standard, package) == []
    first = next(each for each in package["projects"] if each["id"] == "kaigong-jingyue-JY-1")
    assert first["budget"]["amount"] == {"amount": 1234567890.12, "currency": "CNY"}
    assert first["period"]["endDate"] == "2022-07-30T00:00:00+08:00"
    assert [each["status"] for each in first["milestones"]] == ["notMet", "met"]
    observed = first["metrics"][0]["observations"]
    assert [(each["id"], each["value"]["amount"]) for each in observed] == [
        ("2021-02", 300000),
        ("2021-03", 12340000),
    ]
    sample = next(each for each in package["projects"] if each["id"] == "kaigong-jingyue-JY-2")
    assert {
        "scheme": "kaigong-mark",
        "id": "sample",
        "description": "样例，不是实际项目",
    } in sample["additionalClassifications"]
    package["projects"][0]["status"] = "started"  # the validator does look
    assert faults(standard, package)


def test_a_package_comes_back_unchanged(officer: Standing) -> None:
    run = tried(officer, oc4ids.package(officer))
    assert run.state == "tried", run.report
    assert (run.report["unchanged"], run.report["changed"], run.report["new"]) == (3, 0, 0), [
        row["cells"] for row in run.rows
    ]


def test_a_package_fills_another_zone(officer: Standing, zone: Zone) -> None:
    other = a_zone("other")
    there = a_standing(a_person(other, Role.STATISTICIAN), other)
    apply_run(tried(there, oc4ids.package(officer)), there)
    one, two = (Project.objects.get(zone=each, code="JY-1") for each in (zone, other))
    kept = ["name", "kind", "stage", "total_amount", "content", "longitude", "latitude"]
    kept += ["planned_completion_on", "place"]
    assert [getattr(two, key) for key in kept] == [getattr(one, key) for key in kept]
    assert str(two.task_force) == str(one.task_force)
    assert str(two.sector) == str(one.sector)


@pytest.mark.shared_data
def test_the_standards_own_example_is_taken_in(shared_data: Path) -> None:
    zone = a_zone("bridges", currency="GBP")
    officer = a_standing(a_person(zone, Role.STATISTICIAN), zone)
    example = json.loads((shared_data / "portfolio" / "oc4ids" / "example.json").read_text())
    said = example["projects"][0]
    currency = said["budget"]["amount"]["currency"]
    zone.currency = currency
    zone.save()
    run = tried(officer, example)
    assert run.report["new"] == len(example["projects"]), run.report
    apply_run(run, officer)
    project = Project.objects.get(zone=zone, code=said["id"])
    assert project.name == said["title"]
    assert project.total_amount == said["budget"]["amount"]["amount"]


def test_what_is_no_package_is_refused_in_words(officer: Standing) -> None:
    for package in ({"projects": 1}, {"projects": [{"title": "no id"}]}):
        run = tried(officer, package)
        assert run.state == "refused"
        assert "OC4IDS" in str(run.report["zh"])


def test_an_empty_ledger_gives_no_package() -> None:
    zone = a_zone()
    with pytest.raises(oc4ids.EmptyPackageError):
        oc4ids.package(a_standing(a_person(zone), zone))
