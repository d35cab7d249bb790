"""The demo's story: on record in order, marked where it is made up, and told only once."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from kaigong.accounts.models import Role, User, Zone
from kaigong.accounts.selectors import Standing, standing_in
from kaigong.audit.models import Entry
from kaigong.audit.services import verify
from kaigong.cockpit.selectors import contradictions_in, decisions_waiting
from kaigong.cockpit.services import decide
from kaigong.demo.chapters.questions import LAST_VISIT, SIGNINGS
from kaigong.demo.plan_rows import TODAY
from kaigong.demo.record import CHANGCHUN, moment
from kaigong.demo.services import DemoStandsAlreadyError, build_demo, demo_accounts
from kaigong.portfolio.models import AnnualPlan, MonthlyReport, Project, ProjectLamp
from kaigong.portfolio.selectors.reds import red_projects
from kaigong.portfolio.services.exports import Export, ledger_csv
from kaigong.portfolio.sheet import View


def test_building_it_again_is_refused_and_changes_nothing(zone: Zone) -> None:
    before = Entry.objects.count(), Project.objects.count()
    with pytest.raises(DemoStandsAlreadyError):
        build_demo()
    assert (Entry.objects.count(), Project.objects.count()) == before


def test_the_audit_chain_is_sound_and_runs_in_time(zone: Zone) -> None:
    assert verify().is_clean
    moments = list(Entry.objects.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= moment(TODAY, 8, 30)


def test_no_history_row_is_dated_by_the_machine(zone: Zone) -> None:
    for model in (Project, AnnualPlan, MonthlyReport, ProjectLamp):
        newest = model.history.order_by("-history_date").first()
        assert newest.history_date <= moment(TODAY, 8, 30), model


def test_every_role_has_one_account_that_opens(zone: Zone) -> None:
    accounts = demo_accounts()
    assert {role for role, *_ in accounts} == set(Role.values)
    for role, username, password in accounts:
        person = User.objects.get(username=username)
        assert person.check_password(password)
        assert role in standing_in(person, zone.slug).roles


def test_no_account_is_told_where_the_zone_is_not_the_demo(zone: Zone) -> None:
    zone.stands_on = None
    zone.save()
    assert demo_accounts() == []


def test_lamps_of_the_plan_are_as_mixed_as_in_life(zone: Zone) -> None:
    ids = AnnualPlan.objects.filter(zone=zone, year=2021).values("project")
    lamps = ProjectLamp.objects.filter(project__in=ids)
    colours = {colour: lamps.filter(colour=colour).count() for colour in ("red", "amber", "grey")}
    assert colours == {"red": 9, "amber": 22, "grey": 6}


def test_every_red_tells_who_does_what_next_and_when(zone: Zone, office: Standing) -> None:
    reds = red_projects(office, View(date(2021, 3, 1)), today=TODAY)
    assert len(reds) == 9
    for red in reds:
        assert red.holder, red.name
        assert red.next_step, red.name
        assert red.next_on, red.name
        assert red.next_on > TODAY, red.name


def test_no_lateness_is_made_up_for_a_real_project(zone: Zone) -> None:
    late = ProjectLamp.objects.filter(zone=zone, colour__in=["red", "amber"])
    assert late.exists()
    assert not late.filter(project__is_sample=False).exists()


def test_some_lamps_turned_red_since_the_leader_last_looked(zone: Zone) -> None:
    fresh = ProjectLamp.objects.filter(zone=zone, colour="red", since__gt=LAST_VISIT)
    assert fresh.count() == 6
    better = ProjectLamp.objects.filter(zone=zone, colour="green", since__gt=LAST_VISIT)
    assert better.filter(project__is_sample=True).count() == 2


def test_what_is_made_up_is_marked(zone: Zone, office: Standing) -> None:
    samples = Project.objects.filter(zone=zone, is_sample=True)
    assert all(project.name.startswith("样例项目 ") for project in samples)
    assert not Project.objects.filter(zone=zone, is_sample=False, name__contains="样例").exists()
    plans = AnnualPlan.objects.filter(zone=zone, planned_amount__gt=0)
    assert not plans.filter(is_sample=False).exists()
    assert not MonthlyReport.objects.filter(zone=zone, is_sample=False, restatements=None).exists()


def test_three_decisions_wait_for_the_leader(zone: Zone) -> None:
    leader = User.objects.get(username="leader")
    waiting = list(decisions_waiting(standing_in(leader, zone.slug)))
    assert [f"{each.due_at.astimezone(CHANGCHUN):%m-%d}" for each in waiting] == [
        "03-29",
        "03-31",
        "04-02",
    ]


def test_the_two_sets_of_signings_stand_as_a_contradiction_with_scope_and_source(
    zone: Zone, office: Standing
) -> None:
    (found,) = contradictions_in(office)
    assert found.subject == SIGNINGS
    assert found.decision is not None
    assert not found.is_settled
    told = {(each.scope, each.unit): each.value for each in found.figures}
    assert told == {
        ("园区两大活动", "count"): 99,
        ("园区两大活动", "amount"): 127_200_000_000,
        ("影都板块集中签约", "count"): 107,
        ("影都板块集中签约", "amount"): 148_400_000_000,
    }
    assert all(each.source.startswith("报道 002") for each in found.figures)


def test_choosing_one_set_makes_it_the_one_of_record(zone: Zone, office: Standing) -> None:
    leader = User.objects.get(username="leader")
    (found,) = contradictions_in(office)
    assert found.decision is not None
    decide(found.decision, answer="影都板块集中签约", by=leader)
    (settled,) = contradictions_in(office)
    assert {each.value for each in settled.figures if each.is_of_record} == {107, 148_400_000_000}


def test_an_export_tells_on_each_row_whether_it_is_a_sample(zone: Zone) -> None:
    command = User.objects.get(username="command")
    view = View(date(2021, 3, 1))
    export = Export(standing_in(command, zone.slug), view, keys=["name", "total_amount"])
    lines = list(csv.DictReader(io.StringIO("".join(ledger_csv(export)).lstrip("\ufeff"))))
    assert len(lines) == Project.objects.filter(zone=zone).count()
    name_heading, tag_heading = (
        next(heading for heading in lines[0] if any(word in heading for word in words))
        for words in (("名称", "Name"), ("样例", "Sample"))
    )
    for line in lines:
        is_made_up = line[name_heading].startswith("样例项目 ")
        assert bool(line[tag_heading]) == is_made_up, line[name_heading]
