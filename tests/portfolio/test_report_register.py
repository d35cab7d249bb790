"""Who owes a report: the one rule in SQL against a plain reading of it, wherever it is asked."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from kaigong.accounts.models import Role, Zone
from kaigong.audit import clock
from kaigong.portfolio.headline import Headline
from kaigong.portfolio.models import Project, ProjectKind, Stage
from kaigong.portfolio.moments import Look
from kaigong.portfolio.report_register import ReportDuty
from kaigong.portfolio.selectors.months import (
    chase_list,
    projects_to_report,
    round_of,
    works_to_confirm,
)
from kaigong.portfolio.services.lamp_facts import facts_of, last_due_month
from kaigong.portfolio.sheet import Sheet, View
from tests.builders import WAN, a_person, a_plan, a_project, a_report, a_standing, a_zone

pytestmark = pytest.mark.django_db

MONTHS = [date(2020, 11, 1), date(2020, 12, 1), *(date(2021, month, 1) for month in range(1, 5))]
TODAY = date(2021, 4, 29)


@dataclass
class OnRecord:
    """What the rule asks of a project, as plain values."""

    stage: str
    kind: str
    is_part: bool
    started_on: date | None
    completed_on: date | None
    plan_years: set[int] = field(default_factory=set)
    reported: set[date] = field(default_factory=set)


def duty(project: OnRecord, month: date) -> str:
    """The rule, read slowly."""
    if project.is_part or project.kind == "reserve":
        return ""
    is_planned = month.year in project.plan_years
    is_building = project.stage in {"started", "construction"}
    is_done = project.stage in {"completed", "production"}
    ended_later = is_done and project.completed_on is not None and project.completed_on >= month
    if project.stage in {"suspended", "cancelled"} or (is_done and not ended_later):
        return ""
    if is_planned:
        return "owed"
    if not is_building and not ended_later:
        return ""
    if any(each <= month for each in project.reported):
        return "owed"
    if project.started_on is None or project.started_on.year < month.year:
        return "unconfirmed" if is_building else ""
    begun = (project.started_on.year, project.started_on.month)
    return "owed" if begun[0] == month.year and begun <= (month.year, month.month) else ""


def a_random_record(dice: random.Random) -> OnRecord:
    def some_day() -> date | None:
        return dice.choice([None, date(2020, 1, 1) + timedelta(days=dice.randrange(490))])

    return OnRecord(
        stage=dice.choice(Stage.values),
        kind=dice.choice([*ProjectKind.values, "new", "new"]),
        is_part=dice.random() < 0.1,
        started_on=some_day(),
        completed_on=some_day(),
        plan_years={year for year in (2020, 2021) if dice.random() < 0.4},
        reported={month for month in MONTHS if dice.random() < 0.1},
    )


def put_on_record(zone: Zone, main: Project, record: OnRecord) -> Project:
    project = a_project(
        zone,
        stage=record.stage,
        kind=record.kind,
        counts_in=main if record.is_part else None,
        started_on=record.started_on,
        completed_on=record.completed_on,
    )
    for year in record.plan_years:
        a_plan(project, year=year)
    for month in record.reported:
        a_report(project, month, WAN)
    return project


@dataclass
class Register:
    zone: Zone
    then: dict[int, OnRecord]  # on record at `moment`
    now: dict[int, OnRecord]
    moment: datetime

    def with_duty(self, wanted: str, month: date, *, past: bool = False) -> set[int]:
        records = self.then if past else self.now
        return {key for key, record in records.items() if duty(record, month) == wanted}


@pytest.fixture
def register() -> Register:
    """Random projects, recorded on one day and half of them changed on a later one."""
    dice = random.Random(7)  # noqa: S311
    zone = a_zone(today=TODAY)
    moment = datetime(2021, 4, 10, tzinfo=UTC)
    then, now = {}, {}
    with clock.as_if(datetime(2021, 4, 1, tzinfo=UTC)):
        main = a_project(zone, stage=Stage.CANCELLED)
        for _ in range(160):
            record = a_random_record(dice)
            then[put_on_record(zone, main, record).pk] = record
    with clock.as_if(datetime(2021, 4, 20, tzinfo=UTC)):
        for key, before in then.items():
            if dice.random() < 0.5:
                now[key] = before
                continue
            after = a_random_record(dice)
            project = Project.objects.get(pk=key)
            project.stage, project.kind = after.stage, after.kind
            project.counts_in = main if after.is_part else None
            project.started_on, project.completed_on = after.started_on, after.completed_on
            project.save()
            for year in after.plan_years - before.plan_years:
                a_plan(project, year=year)
            for plan in project.plans.exclude(year__in=after.plan_years):
                plan.delete()
            for month in after.reported - before.reported:
                a_report(project, month, WAN)
            for report in project.reports.exclude(month__in=after.reported):
                report.delete()
            now[key] = after
    return Register(zone, then, now, moment)


def test_the_round_holds_who_owes_by_the_rule_and_who_reported_anyway(register: Register) -> None:
    zone, standing = register.zone, a_standing(a_person(register.zone), register.zone)
    for month in MONTHS:
        for past, records in ((False, register.now), (True, register.then)):
            moment = register.moment if past else None
            owed = register.with_duty("owed", month, past=past)
            gave = {key for key, each in records.items() if month in each.reported}
            found = projects_to_report(zone, month, moment=moment)
            assert set(found.values_list("pk", flat=True)) == owed, (month, past)
            found = round_of(standing, month, moment=moment)
            assert set(found.values_list("pk", flat=True)) == owed | gave, (month, past)
        assert owed  # the dice left somebody to ask


def test_the_chase_list_and_the_works_to_confirm_part_by_the_rule(register: Register) -> None:
    standing = a_standing(a_person(register.zone), register.zone)
    for month in MONTHS:
        gave = {key for key, each in register.now.items() if month in each.reported}
        chased = {row.project.pk for row in chase_list(standing, month)}
        assert chased == register.with_duty("owed", month) - gave
        found = set(works_to_confirm(standing, month).values_list("pk", flat=True))
        assert found == register.with_duty("unconfirmed", month)
        assert found or month.year == 2020


@pytest.mark.parametrize("past", [False, True])
def test_ledger_and_api_say_the_rule_now_and_on_a_past_day(register: Register, past: bool) -> None:
    standing = a_standing(a_person(register.zone), register.zone)
    moment = register.moment if past else None
    for month in MONTHS:
        rows = Sheet(standing, View(month, as_of=moment)).every_row(["report_duty"]).rows
        said = {int(str(key)): word for key, word in rows}
        records = register.then if past else register.now
        assert {key: said[key] for key in records} == {
            key: duty(record, month) for key, record in records.items()
        }
        for each in ReportDuty.values:
            view = View(month, {"report_duty": {"in": [each]}}, as_of=moment)
            found = set(Sheet(standing, view).project_ids())
            assert found == register.with_duty(each, month, past=past)


def test_the_command_page_counts_reports_against_those_that_owe_one(register: Register) -> None:
    standing = a_standing(a_person(register.zone, Role.LEADER), register.zone)
    for month in MONTHS[2:]:
        for day in (None, date(2021, 4, 10)):
            look = Look.at(register.zone, day)
            headline = Headline(standing, look, month=month)
            owed = register.with_duty("owed", month, past=day is not None)
            records = register.now if day is None else register.then
            assert headline.owed == len(owed)
            assert headline.reported == sum(month in records[key].reported for key in owed)


def test_the_lamps_miss_the_reports_that_the_rule_asks_for(register: Register) -> None:
    zone = register.zone
    facts = facts_of(zone, TODAY)
    due = [date(2021, month, 1) for month in range(1, last_due_month(zone, TODAY) + 1)]
    over = {"completed", "production", "cancelled"}
    for place, key in enumerate(facts.project_ids):
        record = register.now.get(key)
        if record is None:
            continue
        absent = [
            month for month in due if duty(record, month) == "owed" and month not in record.reported
        ]
        if record.stage in over:
            absent = []
        assert facts.projects.missing_reports[place] == len(absent)
        if absent:
            assert facts.projects.first_missing_month[place] == np.datetime64(absent[0])
        is_unsure = duty(record, TODAY.replace(day=1)) == "unconfirmed"
        assert facts.projects.is_unconfirmed[place] == is_unsure
