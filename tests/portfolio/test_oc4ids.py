"""The ledger as a package of the infrastructure standard, and back."""
# ruff: noqa: F401, F811  (fixtures are found by their names)

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4
from typer.testing import CliRunner

from kaigong.accounts.models import Role, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.config.command_line import app
from kaigong.portfolio.models import AnnualPlan, ImportRun, Milestone, Project, Stage
from kaigong.portfolio.services import oc4ids
from kaigong.portfolio.services.intake import apply_run, receive_file, try_run, undo_run
from kaigong.portfolio.services.intake.beside import MilestoneMovedError
from tests.builders import YI, a_person, a_plan, a_project, a_standing, a_zone
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


def test_a_past_package_holds_the_projects_of_that_day_however_often_they_changed() -> None:
    zone = a_zone(today=clock.now().date())
    desk = a_standing(a_person(zone, Role.STATISTICIAN), zone)
    first, second = a_project(zone, code="JY-1"), a_project(zone, code="JY-2")
    for _ in range(5):  # so that no key of the history is a project's own
        first.save()
    before = clock.now()
    second.name = "改名以后"
    second.save()
    a_project(zone, code="JY-3")
    told = [each["identifiers"][0]["id"] for each in oc4ids.package(desk, as_of=before)["projects"]]
    assert told == ["JY-1", "JY-2"]
    assert "改名以后" not in str(oc4ids.package(desk, as_of=before))


def test_an_empty_ledger_gives_no_package() -> None:
    zone = a_zone()
    with pytest.raises(oc4ids.EmptyPackageError):
        oc4ids.package(a_standing(a_person(zone), zone))


# --- plans and milestones ----------------------------------------------------------------------


@pytest.fixture
def promised(officer: Standing) -> Standing:
    one, two = (Project.objects.get(code=code) for code in ("JY-1", "JY-2"))
    a_plan(one, year=2022, planned=Decimal("123456789.01"))
    a_plan(two, year=2020, planned=Decimal(0))
    Project.objects.filter(pk=two.pk).update(name_en="Health Park")
    Milestone.objects.create(
        project=one, name="封顶", name_en="Topping out", due_on=date(2021, 9, 1)
    )
    Milestone.objects.create(
        project=one, name="开工", due_on=date(2021, 1, 1), done_on=date(2021, 1, 2)
    )
    Milestone.objects.create(project=two, name="验收", due_on=date(2022, 12, 31))
    return officer


def an_empty_zone() -> Standing:
    zone = a_zone("other")
    return a_standing(a_person(zone, Role.STATISTICIAN), zone)


def told(package: dict[str, Any]) -> list[dict[str, Any]]:
    """A package without what names its zone and its rows; months of reports are not taken in."""
    found = []
    for project in package["projects"]:
        kept = {key: value for key, value in project.items() if key not in {"id", "metrics"}}
        kept["identifiers"] = [each["id"] for each in kept["identifiers"]]
        for key in ("parties", "milestones"):
            kept[key] = [
                {name: text for name, text in each.items() if name != "id"}
                for each in kept.get(key, [])
            ]
        kept.pop("publicAuthority", None)
        kept["additionalClassifications"] = [
            (each["scheme"], each.get("description") or each["id"])
            for each in kept["additionalClassifications"]
            if each["scheme"] != "kaigong-mark"
        ]
        found.append(kept)
    return found


@pytest.mark.shared_data
def test_projects_plans_and_milestones_come_out_of_another_zone_as_they_went_in(
    promised: Standing, standard: Draft4Validator
) -> None:
    there = an_empty_zone()
    package = oc4ids.package(promised)
    apply_run(tried(there, package), there)
    again = json.loads(json.dumps(oc4ids.package(there)))
    assert faults(standard, again) == []
    assert told(again) == told(json.loads(json.dumps(package)))
    run = tried(there, package)
    assert {one["how"] for one in run.report["beside"]} == {"same"}
    assert run.report["unchanged"] == 3


def test_the_dry_run_says_what_of_plans_and_milestones_would_change(promised: Standing) -> None:
    package = oc4ids.package(promised)
    one = next(each for each in package["projects"] if each["title"] == "长春数字经济产业园")
    one["forecasts"][0]["observations"][0]["value"]["amount"] = 7
    one["forecasts"][0]["observations"][1]["value"]["currency"] = "GBP"
    one["milestones"][0]["dueDate"] = "2021-01-05T00:00:00+08:00"  # done on record
    one["milestones"] += [
        {"id": "9", "title": "竣工", "dueDate": "2023-05-01"},
        {"id": "10", "title": "竣工", "dueDate": "2024-05-01"},
        {"id": "11", "title": "无日期"},
        {"id": "12", "title": "未来", "dueDate": "2021-01-01", "dateMet": "2099-01-01"},
    ]
    run = tried(promised, package)
    found = {(each["name"], each["how"]) for each in run.report["beside"]}
    assert found >= {
        ("2021", "change"), ("2022 · annualInvestmentPlan", "fault"), ("开工", "fault"),
        ("封顶", "same"), ("竣工", "new"), ("竣工", "fault"), ("无日期", "fault"),
        ("未来", "fault"), ("2020", "same"), ("验收", "same"),
    }  # fmt: skip
    assert AnnualPlan.objects.get(project__code="JY-1", year=2021).planned_amount == 2 * YI


def test_one_undo_takes_back_projects_plans_and_milestones(promised: Standing) -> None:
    there = an_empty_zone()
    run = tried(there, oc4ids.package(promised))
    apply_run(run, there)
    assert AnnualPlan.objects.filter(zone=there.zone).count() == 4
    assert Milestone.objects.filter(project__zone=there.zone).count() == 3
    undo_run(run, there)
    assert not Project.objects.filter(zone=there.zone).exists()
    assert not AnnualPlan.objects.filter(zone=there.zone).exists()
    assert not Milestone.objects.filter(project__zone=there.zone).exists()


def test_an_undo_restores_what_known_projects_had(promised: Standing) -> None:
    package = oc4ids.package(promised)
    one = next(each for each in package["projects"] if each["title"] == "长春数字经济产业园")
    one["description"] = "改过的内容"
    plans = one["forecasts"][0]["observations"]
    plans[0]["value"]["amount"] = 7
    plans.append({"id": "2025", "period": {"startDate": "2025-01-01T00:00:00+08:00"},
                  "value": {"amount": 5, "currency": "CNY"}})  # fmt: skip
    due = next(each for each in one["milestones"] if each["title"] == "封顶")
    due["dueDate"], due["dateMet"] = "2021-10-01T00:00:00+08:00", "2021-03-01T00:00:00+08:00"
    kept = next(each for each in one["milestones"] if each["title"] == "开工")
    kept["title_en"] = "Works begun"
    one["milestones"].append({"id": "9", "title": "竣工", "dueDate": "2023-05-01"})
    run = tried(promised, package)
    before = told(oc4ids.package(promised))
    change_set = apply_run(run, promised)
    project = Project.objects.get(code="JY-1", zone=promised.zone)
    amounts = dict(project.plans.values_list("year", "planned_amount"))
    assert (amounts[2021], amounts[2025]) == (7, 5)
    held = Milestone.objects.get(project=project, name="封顶")
    assert (held.due_on, held.done_on) == (date(2021, 10, 1), date(2021, 3, 1))
    assert held.name_en == "Topping out"
    assert Milestone.objects.get(project=project, name="开工").name_en == "Works begun"
    assert change_set is not None
    assert change_set.cell_count == 3
    named = {entry.facts["change_set"] for entry in Entry.objects.all()
             if "change_set" in entry.facts}  # fmt: skip
    assert named == {change_set.pk}
    undo_run(run, promised)
    assert told(oc4ids.package(promised)) == before
    assert not project.plans.filter(year=2025).exists()


def test_a_milestone_that_somebody_moved_since_stands_in_the_way_of_the_undo(
    promised: Standing,
) -> None:
    package = oc4ids.package(promised)
    one = next(each for each in package["projects"] if each["title"] == "长春数字经济产业园")
    one["milestones"].append({"id": "9", "title": "竣工", "dueDate": "2023-05-01"})
    run = tried(promised, package)
    apply_run(run, promised)
    Milestone.objects.filter(name="竣工").update(due_on=date(2023, 6, 1))
    with pytest.raises(MilestoneMovedError):
        undo_run(run, promised)
    assert Milestone.objects.filter(name="竣工").exists()


def only_promises(promised: Standing) -> dict[str, Any]:
    """A package whose rows are on record, with one plan changed, a milestone new, and a fault."""
    package = oc4ids.package(promised)
    one = next(each for each in package["projects"] if each["title"] == "长春数字经济产业园")
    one["forecasts"][0]["observations"][0]["value"]["amount"] = 7
    one["milestones"] += [
        {"id": "9", "title": "竣工", "dueDate": "2023-05-01"},
        {"id": "11", "title": "无日期"},
    ]
    return package


def test_a_package_of_promises_alone_tells_on_its_button_how_many_it_writes(
    promised: Standing, client: Client
) -> None:
    run = tried(promised, only_promises(promised))
    client.force_login(promised.user)
    at = f"/{promised.zone.slug}/import/{run.pk}/"
    page = client.get(at).content.decode()
    assert "应用 2 处计划与节点" in page
    assert "应用 0 行" not in page
    client.post(f"{at}apply/")
    assert "已写入台账：1 格、1 个节点" in client.get(at).content.decode()
    again = tried(promised, only_promises(promised))
    page = client.get(f"/{promised.zone.slug}/import/{again.pk}/").content.decode()
    assert "应用 0 行" in page


def test_the_command_line_tells_plans_and_milestones_in_numbers_that_add_up(
    promised: Standing, tmp_path: Path
) -> None:
    file = tmp_path / "package.json"
    file.write_text(json.dumps(only_promises(promised), default=str))
    words = ["import", str(file), "--zone", promised.zone.slug, "--dry-run"]
    text = CliRunner().invoke(app, words)
    assert "9 plans and milestones = " in text.stdout
    assert "无日期: the milestone has no date" in text.stdout
    said = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    beside = said["beside"]
    assert beside["plans"]["changed"] == 1
    assert beside["milestones"]["new"] == 1
    assert beside["rejected"] == 1
    parts = [*beside["plans"].values(), *beside["milestones"].values(), beside["rejected"]]
    assert sum(parts) == beside["all"]
