"""Decisions are asked, given once, returned with a reason; duties come in the order they breach."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from typer.testing import CliRunner

from kaigong.accounts.models import Role, User, Zone
from kaigong.audit.models import Entry
from kaigong.cockpit import services
from kaigong.cockpit.commands import figures as figures_command
from kaigong.cockpit.duties import grouped
from kaigong.cockpit.errors import AlreadyDecidedError, NoReasonError, NotAskedError
from kaigong.cockpit.models import Decision, PublishedFigure
from kaigong.cockpit.selectors import contradictions_in
from kaigong.portfolio.models import Milestone
from kaigong.portfolio.registries import Duty
from tests.builders import a_person, a_standing, a_zone
from tests.cockpit.small_zone import a_small_zone

pytestmark = pytest.mark.django_db
DUE = datetime(2021, 3, 29, 17, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def zone() -> Zone:
    return a_zone("jing")


@pytest.fixture
def leader(zone: Zone) -> User:
    return a_person(zone, Role.LEADER)


def asked(zone: Zone, **given: object) -> Decision:
    facts = {"title": "同意预审", "why": "提前 17 天", "due_at": DUE, "by": None} | given
    return services.ask_for_decision(zone, **facts)  # type: ignore[arg-type]


def test_an_answer_stands_and_leaves_a_line(zone: Zone, leader: User) -> None:
    decision = asked(zone)
    services.decide(decision, answer="agree", by=leader)
    decision.refresh_from_db()
    assert (decision.state, decision.answer, decision.decided_by) == ("decided", "agree", leader)
    assert Entry.objects.latest("id").act == "cockpit.decision.made"
    with pytest.raises(AlreadyDecidedError):
        services.decide(decision, answer="agree", by=leader)


def test_a_return_needs_a_reason_and_the_right_leader(zone: Zone, leader: User) -> None:
    decision = asked(zone, asked_of=leader)
    with pytest.raises(NoReasonError):
        services.return_decision(decision, reason=" ", by=leader)
    with pytest.raises(NotAskedError):
        services.return_decision(decision, reason="缺材料", by=a_person(zone, Role.LEADER))
    services.return_decision(decision, reason="缺材料", by=leader)
    decision.refresh_from_db()
    assert (decision.state, decision.reason) == ("returned", "缺材料")


def test_only_who_may_decide_answers_on_the_page(client: Client, zone: Zone, leader: User) -> None:
    decision = asked(zone)
    url = f"/jing/decisions/{decision.pk}/answer/"
    client.force_login(a_person(zone, Role.COMMAND))
    assert client.post(url, {"answer": "agree"}).status_code == 404
    client.force_login(leader)
    assert client.post(url, {"answer": "nonsense"}).status_code == 422
    assert client.post(url, {"answer": "agree", "next": "https://evil.test/"}).status_code == 302
    decision.refresh_from_db()
    assert decision.state == "decided"


def test_an_officer_asks_by_the_page(client: Client, zone: Zone, leader: User) -> None:
    client.force_login(a_person(zone, Role.SERVICE))
    given = {
        "title": "加开夜班",
        "why": "追回 21 天",
        "due_at": "2021-04-02T17:00",
        "first": "同意",
    }
    assert client.post("/jing/decisions/ask/", {}).status_code == 422
    assert client.post("/jing/decisions/ask/", given).status_code == 302
    assert "加开夜班" in client.get("/jing/decisions/").content.decode()
    client.force_login(a_person(zone, Role.FIRM))
    assert client.get("/jing/decisions/ask/").status_code == 404


def test_a_contradiction_is_kept_until_a_decision_settles_it(zone: Zone, leader: User) -> None:
    for scope, value in [("两项活动", 99), ("影都签约式", 107)]:
        services.keep_published_figure(
            zone, subject="signing-2020", name="签约项目数", value=Decimal(value), unit="count",
            period="2020", scope=scope, source="报道", by=None,
        )  # fmt: skip
    standing = a_standing(leader, zone)
    (found,) = contradictions_in(standing)
    assert not found.is_settled
    options: list[services.Option] = [
        {"key": "两项活动", "zh": "99 个", "en": "99"},
        {"key": "影都签约式", "zh": "107 个", "en": "107"},
    ]
    decision = asked(zone, subject="signing-2020", options=options)
    services.decide(decision, answer="影都签约式", by=leader)
    (found,) = contradictions_in(standing)
    assert found.is_settled
    assert PublishedFigure.objects.get(is_of_record=True).value == 107


def test_duties_are_grouped_by_what_breaches_first() -> None:
    today = date(2021, 3, 29)  # a Monday
    days = [date(2021, 3, 20), today, date(2021, 4, 4), date(2021, 4, 5), None]
    duties = [Duty(str(place), day, "x", "y", "z", "/") for place, day in enumerate(days)]
    assert [group.key for group in grouped(duties, today)] == [
        "overdue", "today", "week", "later", "open",
    ]  # fmt: skip


def test_an_officer_meets_the_round_and_the_milestones_owned(client: Client) -> None:
    small = a_small_zone("pflicht")
    officer = a_person(small.zone, Role.SERVICE)
    for project in small.projects[:3]:
        project.service_officer = officer
        project.save()
    Milestone.objects.create(
        project=small.projects[0], name="桩基", due_on=date(2021, 3, 25), owner=officer
    )
    client.force_login(officer)
    page = client.get("/pflicht/duties/").content.decode()
    assert "3 月月报，还差 3 个项目" in page
    assert "逾期 4 天" in page
    client.force_login(a_person(small.zone, Role.SERVICE))
    assert "桩基" not in client.get("/pflicht/duties/").content.decode()


def test_the_command_line_prints_the_same_figures() -> None:
    import typer

    small = a_small_zone("linie")
    app = typer.Typer()
    app.command()(figures_command)
    told = json.loads(CliRunner().invoke(app, ["--zone", small.zone.slug, "--json"]).stdout)
    values = {figure["key"]: figure["value"] for figure in told["figures"]}
    assert values["year_projects"] == "10"
    assert Decimal(values["year_plan"]) == 12_000_000_000
    assert told["month"] == "2021-02"
