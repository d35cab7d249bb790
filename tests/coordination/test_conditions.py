"""Start-up conditions: asked at once, promised, moved, provided, by whom it is allowed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.http import Http404

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.coordination import condition_errors as wrong
from kaigong.coordination.condition_life import MOVES, Needs, Side, condition_moves_from
from kaigong.coordination.condition_sides import condition_moves_for
from kaigong.coordination.duties.conditions import condition_duties
from kaigong.coordination.models import Condition, ConditionKind, ConditionState, Issue
from kaigong.coordination.selectors.condition_times import promises_of_record
from kaigong.coordination.selectors.conditions import conditions_for, conditions_of
from kaigong.coordination.selectors.papers import papers_for
from kaigong.coordination.services.condition_kinds import begin_condition_kinds, set_condition_kind
from kaigong.coordination.services.conditions import (
    Asked,
    ask_conditions,
    move_condition,
    raise_issue_from,
    remark_on_condition,
)
from kaigong.portfolio.models import AnnualPlan, Project, ProjectLamp
from tests.builders import TODAY, a_project, an_organisation
from tests.coordination.cast import Cast
from tests.coordination.test_pages import browser_of

pytestmark = pytest.mark.django_db
START = date(2021, 4, 15)


class Site(Cast):
    """The cast, a start planned for 15 April, the six kinds, and the officer of the project."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds = {each.key: each for each in begin_condition_kinds(self.zone, by=None)}
        self.officer = self.somebody(Role.SERVICE, an_organisation(self.zone, "影都专班"))
        self.project = a_project(
            self.zone, "影视基地", investor=self.firm, planned_start_on=START, stage="approval",
            service_officer=self.officer.user,
        )  # fmt: skip

    def asked(self, *keys: str, owner: Any = None) -> list[Condition]:
        asks = [
            Asked(self.kinds[key], owner or (self.water if key == "water" else self.power))
            for key in keys
        ]
        return ask_conditions(self.project, asks, standing=self.officer)

    def act(self, key: str, standing: Standing, kind: str = "power", **given: Any) -> Condition:
        return move_condition(
            given.pop("project", self.project), self.kinds[kind], key, standing=standing, **given
        )

    def lamp(self) -> ProjectLamp:
        return ProjectLamp.objects.get(project=self.project)

    @property
    def url(self) -> str:
        return f"/{self.zone.slug}/conditions/{self.project.code}/"


@pytest.fixture
def site() -> Site:
    return Site()


# --- the life ------------------------------------------------------------------------------------


def test_a_zone_begins_with_the_six_and_changes_its_own(site: Site) -> None:
    names = [kind.name for kind in begin_condition_kinds(site.zone, by=None)]
    assert names == ["施工用水", "施工用电", "施工道路", "线路迁移", "征地拆迁", "施工围挡"]
    assert site.kinds["water"].unit == "m³/d"
    gas = set_condition_kind(site.zone, name="施工用气", unit="m³/d", by=site.command.user)
    assert (gas.place, gas.category.key if gas.category else "") == (6, "other")
    with pytest.raises(wrong.TakenKindError):
        set_condition_kind(site.zone, name="施工用水", by=site.command.user)
    with pytest.raises(wrong.NamelessKindError):
        set_condition_kind(site.zone, name=" ", by=site.command.user)
    set_condition_kind(site.zone, site.kinds["road"], name="施工道路", is_closed=True, by=None)
    with pytest.raises(wrong.ClosedKindError):
        site.asked("road")
    assert not Condition.objects.exists()


def test_all_six_are_asked_at_once_and_the_first_promise_stays(site: Site) -> None:
    made = site.asked(*site.kinds)
    assert {each.state for each in made} == {ConditionState.ASKED}
    assert {each.answer_due_on for each in made} == {date(2021, 4, 1)}  # three working days
    day = date(2021, 4, 10)
    site.act("promise", site.electrician, day=day, capacity=Decimal(400))
    later = site.act("postpone", site.electrician, day=date(2021, 4, 20), words="变压器缺货")
    assert (later.promised_on, later.first_promised_on) == (date(2021, 4, 20), day)
    again = site.act("postpone", site.electrician, day=date(2021, 4, 12), words="货到了")
    assert again.first_promised_on == day
    given = site.act("provide", site.electrician, words="已送电", capacity=Decimal(630))
    assert (given.provided_on, given.capacity_given) == (TODAY, Decimal(630))
    assert [turn.move for turn in given.turns.all()] == [
        "ask", "promise", "postpone", "postpone", "provide",
    ]  # fmt: skip
    disputed = site.act("dispute", site.officer, words="仍未送电")
    assert (disputed.state, disputed.promised_on, disputed.provided_on) == ("asked", None, None)
    assert disputed.first_promised_on == day


def _ready_for(site: Site, state: str) -> None:
    paths: dict[str, list[tuple[str, Standing]]] = {
        "unasked": [("ask", site.officer), ("refuse", site.electrician)],
        "unneeded": [("spare", site.officer)],
        "asked": [("ask", site.officer)],
        "promised": [("ask", site.officer), ("promise", site.electrician)],
        "provided": [("ask", site.officer), ("provide", site.electrician)],
        "withdrawn": [
            ("ask", site.officer), ("promise", site.electrician), ("withdraw", site.electrician),
        ],
    }  # fmt: skip
    for key, standing in paths[state]:
        site.act(key, standing, **_given(site, key))


def _given(site: Site, key: str) -> dict[str, Any]:
    day = START if key in {"promise", "postpone"} else None
    return {"owner": site.power if key == "ask" else None, "day": day, "words": "说明"}


@pytest.mark.parametrize("state", list(ConditionState))
def test_from_each_state_exactly_the_moves_of_the_table_are_possible(
    site: Site, state: ConditionState
) -> None:
    for move in MOVES:
        project = site.project = a_project(
            site.zone, stage="approval", service_officer=site.officer.user
        )
        _ready_for(site, state)
        side = site.officer if Side.PROJECT in move.sides else site.electrician
        if move in condition_moves_from(state):
            moved = site.act(move.key, side, **_given(site, move.key))
            assert moved.state == move.after
            assert moved.turns.last().before == state  # type: ignore[union-attr]
        else:
            with pytest.raises(wrong.ConditionMoveNotPossibleError):
                site.act(move.key, side, **_given(site, move.key))
        assert Condition.objects.filter(project=project).count() == 1


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.key)
def test_a_move_asks_for_what_it_needs_and_for_who_may(site: Site, move: Any) -> None:
    _ready_for(site, move.before[-1])
    before = Condition.objects.get().state
    stranger = site.plumber
    with pytest.raises(wrong.NotYourConditionError):
        site.act(move.key, stranger, **_given(site, move.key))
    for side, standing in ((Side.PROJECT, site.officer), (Side.OWNER, site.electrician)):
        if side not in move.sides:
            with pytest.raises(wrong.NotYourConditionError):
                site.act(move.key, standing, **_given(site, move.key))
    if move.needs:
        with pytest.raises(wrong.MissingForConditionError):
            site.act(move.key, site.command)
    assert Condition.objects.get().state == before
    assert site.act(move.key, site.command, **_given(site, move.key)).state == move.after


def test_days_and_capacities_that_cannot_be_are_refused(site: Site) -> None:
    site.asked("power")
    with pytest.raises(wrong.PastPromiseError):
        site.act("promise", site.electrician, day=date(2021, 3, 28))
    with pytest.raises(wrong.FutureProvisionError):
        site.act("provide", site.electrician, day=date(2021, 3, 30), words="送电")
    with pytest.raises(wrong.NegativeCapacityError):
        site.act("promise", site.electrician, day=TODAY, capacity=Decimal(-1))
    with pytest.raises(wrong.ConditionMovedMeanwhileError):
        site.act("promise", site.electrician, day=TODAY, seen_version=1)
    assert site.act("promise", site.electrician, day=TODAY, seen_version=2).promised_on == TODAY


# --- who sees what -------------------------------------------------------------------------------


def test_a_utility_sees_only_what_it_owes(site: Site) -> None:
    site.asked("water", "power")
    assert {each.kind.key for each in conditions_for(site.plumber)} == {"water"}
    found = conditions_of(site.plumber, site.project.code)
    assert (len(found.cells), found.is_of_ledger, found.readiness) == (1, False, None)
    assert {each.kind.key for each in conditions_for(site.builder)} == {"water", "power"}
    stranger = site.somebody(Role.FIRM, an_organisation(site.zone, "别的公司", kind="firm"))
    for nobody in (stranger, site.somebody(Role.DEPARTMENT, an_organisation(site.zone))):
        assert not conditions_for(nobody).exists()
        with pytest.raises(Http404):
            conditions_of(nobody, site.project.code)


def test_a_proof_is_read_by_who_sees_the_condition(site: Site) -> None:
    site.asked("water", "power")
    file = ContentFile(b"%PDF-1.4 dead no more", name="送电单.pdf")
    condition = site.act("provide", site.electrician, file=file)
    paper = condition.papers.get().paper
    assert paper.organisation == site.power
    for standing in (site.officer, site.builder, site.command):
        assert paper in papers_for(standing)
    assert paper not in papers_for(site.plumber)


def test_only_who_has_to_do_with_it_remarks(site: Site) -> None:
    (condition,) = site.asked("power")
    assert remark_on_condition(condition, words="等变压器", standing=site.electrician).remark
    with pytest.raises(wrong.NotYourConditionError):
        remark_on_condition(condition, words="x", standing=site.builder)


# --- lamp, duties, issue -------------------------------------------------------------------------


def test_the_lamp_follows_the_promises(site: Site) -> None:
    site.asked(*site.kinds)
    assert (site.lamp().colour, site.lamp().rule) == ("amber", "conditions-open")
    for kind in site.kinds:
        owner = site.plumber if kind == "water" else site.electrician
        site.act("promise", owner, kind, day=START)
    assert site.lamp().colour == "green"
    site.act("postpone", site.plumber, "water", day=date(2021, 4, 16), words="管道")
    assert (site.lamp().colour, site.lamp().rule) == ("amber", "conditions-late")
    assert "施工用水 4-16 到位，比计划开工晚 1 天" in site.lamp().reason
    assert "Construction water on 4-16, 1 day after" in site.lamp().reason_en
    site.act("postpone", site.plumber, "water", day=date(2021, 4, 30), words="管道")
    assert site.lamp().colour == "red"
    site.act("provide", site.plumber, "water", words="通水")
    assert site.lamp().colour == "green"


def test_a_project_that_asked_for_nothing_or_has_begun_is_not_judged(site: Site) -> None:
    from kaigong.portfolio.services.lamps import judge_zone

    judge_zone(site.zone)
    assert site.lamp().colour == "green"
    site.asked("power")
    assert site.lamp().colour == "amber"
    Project.objects.update(stage="started", started_on=TODAY)
    judge_zone(site.zone)
    assert site.lamp().rule != "conditions-open"


def _duties(standing: Standing, on: date = TODAY) -> list[tuple[str, date | None]]:
    return [(duty.verb, duty.due_on) for duty in condition_duties(standing, on)]


def test_everybody_has_the_duty_of_the_moment(site: Site) -> None:
    assert _duties(site.officer) == [("提请", START)]
    site.asked(*site.kinds)
    assert _duties(site.officer) == []
    assert _duties(site.plumber) == [("承诺", date(2021, 4, 1))]
    assert _duties(site.officer, date(2021, 4, 2)) == [("催办", date(2021, 4, 1))] * 6
    day = date(2021, 4, 6)
    site.act("promise", site.plumber, "water", day=day)
    assert _duties(site.plumber) == [("报到位", day)]
    assert _duties(site.plumber, date(2021, 3, 22)) == []  # a fortnight ahead and no sooner
    assert ("催办", day) in _duties(site.officer, date(2021, 4, 7))
    site.act("withdraw", site.plumber, "water", words="水源不足")
    assert _duties(site.plumber) == [("承诺", TODAY)]
    site.act("provide", site.plumber, "water", words="通水")
    assert _duties(site.plumber) == []
    assert _duties(site.builder) == []


def test_an_issue_raised_from_a_condition_is_linked_both_ways(site: Site) -> None:
    (condition,) = site.asked("power")
    browser = browser_of(site.officer)
    page = browser.get(site.url).content.decode()
    assert "影视基地：施工用电未到位" in page
    browser.post(f"{site.url}power/issue/", {"title": "影视基地：施工用电未到位"})
    issue = Issue.objects.get()
    assert (issue.project, issue.category.key) == (site.project, "power")
    assert issue.number in browser.get(site.url).content.decode()
    on_issue = browser.get(f"/{site.zone.slug}/issues/{issue.number}/").content.decode()
    assert f"{site.url}#power" in on_issue
    # A water company's issue on the firm is not shown to who may not see it.
    hidden = raise_issue_from(condition, title="内部的事", standing=site.command)
    assert hidden.number not in browser_of(site.builder).get(site.url).content.decode()


# --- pages ---------------------------------------------------------------------------------------


def test_the_officer_asks_for_all_in_one_form_with_the_usual_owners(site: Site) -> None:
    for key, owner in (("water", site.water), ("power", site.power)):
        kind = site.kinds[key]
        set_condition_kind(
            site.zone, kind, name=kind.name, unit=kind.unit, usual_owner=owner, by=None
        )
    browser = browser_of(site.officer)
    page = browser.get(site.url).content.decode()
    assert page.count("checked") == 2
    wanted = {"water-wanted": "on", "water-owner": site.water.pk, "water-capacity": "120"}
    faulty = browser.post(f"{site.url}ask/", wanted | {"power-wanted": "on"})
    assert faulty.status_code == 422
    assert "选由谁保障" in faulty.content.decode()
    assert not Condition.objects.exists()
    told = browser.post(f"{site.url}ask/", wanted, follow=True).content.decode()
    assert "已提请 1 项" in told
    assert Condition.objects.get().capacity_asked == 120


def test_a_page_offers_the_moves_that_its_reader_can_make(site: Site) -> None:
    (condition,) = site.asked("power")
    for standing in (site.command, site.electrician, site.officer, site.builder):
        page = browser_of(standing).get(site.url).content.decode()
        is_of_project = standing is not site.electrician
        offered = condition_moves_for(condition, standing, is_of_project=is_of_project)
        for move in MOVES:
            assert (f"/move/{move.key}/" in page) is (move in offered)
    assert {Needs.DAY} <= {need for move in MOVES for need in move.needs}


def test_a_utility_promises_and_provides_from_the_page(site: Site) -> None:
    site.asked("power", "water")
    browser = browser_of(site.electrician)
    page = browser.get(site.url).content.decode()
    assert 'id="water"' not in page
    told = browser.post(
        f"{site.url}power/move/promise/",
        {"day": "2021-04-12", "capacity": "400", "version": 2},
        follow=True,
    )
    assert "2021-04-12" in told.content.decode()
    assert browser.post(f"{site.url}water/move/promise/", {"day": "2021-04-12"}).status_code == 404
    assert browser.post(f"{site.url}power/move/dance/").status_code == 404
    wrong_day = browser.post(f"{site.url}power/move/postpone/", {"day": "soon"}, follow=True)
    assert "日期" in wrong_day.content.decode()
    file = ContentFile(b"%PDF-1.4 live", name="送电单.pdf")
    told = browser.post(f"{site.url}power/move/provide/", {"file": file}, follow=True)
    assert "送电单.pdf" in told.content.decode()
    remarked = browser.post(f"{site.url}power/remark/", {"words": "双回路"}, follow=True)
    assert "双回路" in remarked.content.decode()


def test_the_wall_chart_says_what_blocks_which_start(site: Site) -> None:
    site.asked("power", "water")
    site.act("promise", site.electrician, day=date(2021, 5, 8))
    AnnualPlan.objects.create(zone=site.zone, project=site.project, year=2021, batch="春季")
    other = a_project(site.zone, "远期项目", planned_start_on=date(2021, 9, 1), stage="signed")
    begun = a_project(site.zone, "在建项目", stage="construction", started_on=TODAY)
    wall = f"/{site.zone.slug}/conditions/"
    command = browser_of(site.command)
    page = command.get(wall).content.decode()
    assert "影视基地" in page
    assert other.name in page
    assert begun.name not in page
    assert "施工用水没有承诺；施工道路、线路迁移、征地拆迁等 4 项没有提请" in page
    assert "都还没有提请" in page  # of the far one
    for query in (
        "?month=2021-04",
        "?batch=春季",
        "?blocked=1",
        f"?officer={site.officer.user.username}",
    ):
        some = command.get(wall + query).content.decode()
        assert "影视基地" in some, query
        assert other.name not in some, query
    assert "没有项目" in command.get(f"{wall}?month=2022-01").content.decode()
    for query in ("?screen=1", "?print=1"):
        assert "影视基地" in command.get(wall + query).content.decode()
    mine = browser_of(site.plumber).get(wall).content.decode()
    assert "影视基地" in mine
    assert "5-08" not in mine
    assert other.name not in mine
    browser = browser_of(site.command)
    browser.post("/language/", {"language": "en"})
    assert "Construction power" in browser.get(wall).content.decode()


def test_the_workbook_holds_what_the_chart_shows(site: Site) -> None:
    site.asked("power")
    site.act("promise", site.electrician, day=date(2021, 5, 8), capacity=Decimal(400))
    answer = browser_of(site.command).get(f"/{site.zone.slug}/conditions.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    power = rows[0].index("施工用电（kVA）")
    assert rows[1][0] == "影视基地"
    assert rows[1][power] == "◆ 5-08\n400 kVA"
    assert rows[-1][power] == len(rows) - 2


def test_the_project_page_shows_the_six_and_their_figure(site: Site) -> None:
    site.asked("power")
    site.act("provide", site.electrician, words="送电")
    url = f"/{site.zone.slug}/projects/{site.project.code}/"
    page = browser_of(site.officer).get(url).content.decode()
    assert page.count(f"{site.url}#") == 6
    assert "1/6" in page
    assert "还说不准哪天齐备" in page


def test_a_long_chart_asks_no_more_than_a_short_one(
    site: Site, django_assert_max_num_queries: Any
) -> None:
    site.asked("power", "water")
    browser = browser_of(site.command)
    wall = f"/{site.zone.slug}/conditions/"
    browser.get(wall)
    with django_assert_max_num_queries(24) as few:
        browser.get(wall)
    for _ in range(12):
        site.project = a_project(
            site.zone, stage="approval", planned_start_on=START, service_officer=site.officer.user
        )
        site.asked("power", "water")
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(wall)


def test_the_kinds_are_set_on_a_page(site: Site) -> None:
    browser = browser_of(site.command)
    url = f"/{site.zone.slug}/condition-kinds/"
    assert browser.get(url).content.decode().count("施工用电") == 1
    given = {"kind": "power", "name": "临时用电", "unit": "kW", "answer_days": 2, "warn_days": 20}
    browser.post(url, given)
    kind = ConditionKind.objects.get(zone=site.zone, key="power")
    assert (kind.name, kind.unit, kind.answer_days, kind.warn_days) == ("临时用电", "kW", 2, 20)
    told = browser.post(url, {"name": "施工用气", "answer_days": 0, "warn_days": 1}, follow=True)
    assert not ConditionKind.objects.filter(name="施工用气").exists()
    assert "1" in told.content.decode()


def test_promises_of_record_are_all_that_were_given_and_when_it_came(site: Site) -> None:
    site.asked("power", "water", "road")
    first, second = date(2021, 4, 10), date(2021, 4, 20)
    site.act("promise", site.electrician, day=first)
    assert promises_of_record(site.zone) == [(first, None)]
    site.act("postpone", site.electrician, day=second, words="变压器缺货")
    site.act("provide", site.electrician, words="已送电")
    assert promises_of_record(site.zone) == [(first, TODAY), (second, TODAY)]
    site.act("dispute", site.officer, words="没有电")
    assert promises_of_record(site.zone) == [(first, None), (second, None)]
    site.act("promise", site.electrician, day=second)
    site.act("spare", site.officer, words="自备电源")
    assert promises_of_record(site.zone) == []
