"""Many conditions pasted from a sheet: tried, written as a person would, taken back as a whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaigong.audit.models import Entry
from kaigong.coordination.condition_errors import NothingPastedError, PasteUndoneError
from kaigong.coordination.condition_sizes import size_in
from kaigong.coordination.condition_words import Wanted, wish_of
from kaigong.coordination.models import Condition, ConditionPaste, ConditionState, ConditionTurn
from kaigong.coordination.services.condition_blocks import read_block
from kaigong.coordination.services.condition_pastes import (
    Tried,
    paste_conditions,
    try_paste,
    undo_paste,
)
from tests.builders import TODAY, a_project
from tests.coordination.test_conditions import Site
from tests.coordination.test_pages import browser_of

in_database = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "wanted", "day"),
    [
        ("2021-04-12", Wanted.PROMISED, date(2021, 4, 12)),
        ("4月12日", Wanted.PROMISED, date(2021, 4, 12)),
        ("承诺 4/12", Wanted.PROMISED, date(2021, 4, 12)),
        ("1-15", Wanted.PROMISED, date(2022, 1, 15)),  # the next one
        ("已到位 3-20", Wanted.THERE, date(2021, 3, 20)),
        ("已到位 12-20", Wanted.THERE, date(2020, 12, 20)),  # the last one
        ("2021.3.20到位", Wanted.THERE, date(2021, 3, 20)),
        ("● 已到位 3-20\n400/630 kVA", Wanted.THERE, date(2021, 3, 20)),
        ("√", Wanted.THERE, None),
        ("there", Wanted.THERE, None),
        ("不需要", Wanted.SPARED, None),
        ("待承诺", Wanted.ASKED, None),
        ("供电公司", Wanted.BODY, None),
        ("—", Wanted.NOTHING, None),
        ("4-31", Wanted.UNKNOWN, None),
        ("大约 4-12 前后", Wanted.UNKNOWN, None),
    ],
)
def test_a_cell_says_what_the_office_writes(text: str, wanted: Wanted, day: date | None) -> None:
    wish = wish_of(text, today=TODAY)
    assert (wish.wanted, wish.day) == (wanted, day)


@pytest.mark.parametrize(
    ("text", "wanted", "asked", "given_"),
    [
        ("待承诺 630kVA", Wanted.ASKED, 630, None),
        ("630 千伏安", Wanted.ASKED, 630, None),
        ("供电公司（1,250 kVA）", Wanted.BODY, 1250, None),
        ("4月12日，400 kva", Wanted.PROMISED, None, 400),
        ("承诺 4-12 400/630 kVA", Wanted.PROMISED, 630, 400),
        ("● 已到位 3-20\n400/630 kVA", Wanted.THERE, 630, 400),
        ("√ 87.5kVA", Wanted.THERE, None, Decimal("87.5")),
        ("4-12", Wanted.PROMISED, None, None),
        ("4-12 400", Wanted.UNKNOWN, None, None),  # of what?
        ("4-12 2 MVA", Wanted.UNKNOWN, None, None),
    ],
)
def test_a_cell_says_how_much(
    text: str, wanted: Wanted, asked: Decimal | None, given_: Decimal | None
) -> None:
    wish = wish_of(text, today=TODAY, units=("kVA",))
    assert (wish.wanted, wish.asked, wish.given) == (wanted, asked, given_)
    if wanted in {Wanted.PROMISED, Wanted.THERE} and "-" in text:
        assert wish.day is not None
    if wanted is Wanted.BODY:
        assert wish.words == "供电公司"


def test_units_as_people_type_them() -> None:
    for text in ("300 m3/d", "300m³/d", "300 方/天"):
        assert size_in(text, ("m³/d",)).last == 300
    assert size_in("4 lanes", ("车道", "lanes")).last == 4
    assert size_in("200 m2", ("m",)) == ("200 m2", None, None)
    assert size_in("200 m2", ("m²",)).last == 200
    assert size_in("12", ()) == ("12", None, None)


@given(st.text(max_size=40), st.dates(date(2016, 1, 1), date(2035, 12, 31)))
@settings(max_examples=200)
def test_whatever_is_pasted_is_read_or_called_unknown(text: str, today: date) -> None:
    wish = wish_of(text, today=today)
    if wish.wanted is Wanted.PROMISED:
        assert wish.day is not None


@pytest.fixture
def site() -> Site:
    site = Site()
    for key, body in (("power", site.power), ("water", site.water)):
        site.kinds[key].usual_owner = body
        site.kinds[key].save()
    a_project(site.zone, "新药厂", stage="approval", service_officer=site.officer.user)
    return site


SHEET = (
    "项目\t施工用水\t施工用电（kVA）\t备注\n"
    "影视基地\t4月12日\t已到位 3-20\t随便写\n"
    "新药厂\t\t待承诺\t\n"
    "没有这个项目\t4-1\t4-2\t\n"
)


def tried(site: Site, text: str = SHEET) -> list[Tried]:
    return try_paste(read_block(text, standing=site.command).given, standing=site.command)


def states() -> dict[tuple[str, str], str]:
    rows = Condition.objects.values_list("project__name", "kind__key", "state")
    return {(name, key): str(state) for name, key, state in rows}


@in_database
def test_a_sheet_is_tried_without_a_trace(site: Site) -> None:
    lines = Entry.objects.count()
    block = read_block(SHEET, standing=site.command)
    assert block.unread == ["没有这个项目 4-1 4-2"]
    outcome = [(str(each.given.project), each.after, each.fault) for each in tried(site)]
    assert outcome == [
        ("影视基地", "4-12", ""), ("影视基地", "已到位 3-20", ""), ("新药厂", "待承诺", ""),
    ]  # fmt: skip
    assert not Condition.objects.exists()
    assert Entry.objects.count() == lines


@in_database
def test_a_sheet_is_written_move_by_move_and_taken_back_as_a_whole(site: Site) -> None:
    site.act("ask", site.officer, owner=site.power)
    before = Condition.objects.get()
    given = read_block(SHEET, standing=site.command).given
    paste, _ = paste_conditions(given, standing=site.command, seen={})
    assert paste is not None
    assert states() == {
        ("影视基地", "power"): "provided", ("影视基地", "water"): "promised",
        ("新药厂", "power"): "asked",
    }  # fmt: skip
    water = Condition.objects.get(kind__key="water")
    assert (water.owner, water.first_promised_on) == (site.water, date(2021, 4, 12))
    assert [turn.move for turn in water.turns.all()] == ["ask", "promise"]
    assert undo_paste(paste, standing=site.command) == (3, 0)
    back = Condition.objects.get(project=site.project, kind__key="power")
    assert (back.state, back.owner, back.answer_due_on, back.provided_on) == (
        before.state, before.owner, before.answer_due_on, None,
    )  # fmt: skip
    assert set(states().values()) == {"asked", "unasked"}
    assert ConditionTurn.objects.filter(words="撤销粘贴").count() == 3
    with pytest.raises(PasteUndoneError):
        undo_paste(paste, standing=site.command)


@in_database
def test_what_somebody_moved_since_stays_when_a_paste_is_taken_back(site: Site) -> None:
    given = read_block(SHEET, standing=site.command).given
    paste, _ = paste_conditions(given, standing=site.command, seen={})
    assert paste is not None
    site.act("postpone", site.plumber, "water", day=date(2021, 4, 20), words="管材未到")
    assert undo_paste(paste, standing=site.command) == (2, 1)
    assert Condition.objects.get(kind__key="water").promised_on == date(2021, 4, 20)


@in_database
def test_faults_are_marked_cell_by_cell_and_the_others_are_written(site: Site) -> None:
    text = "影视基地\t2021-3-1\t供电所\n新药厂\t不需要\t不需要\n"  # the kinds in their order
    found = tried(site, text)
    assert [bool(each.fault) for each in found] == [True, True, False, False]
    assert "2021-03-01" in found[0].fault  # a promise for a day that has passed
    assert "供电所" in found[1].fault
    given = read_block(text, standing=site.command).given
    paste, _ = paste_conditions(given, standing=site.command, seen={})
    assert paste is not None
    assert set(states().values()) == {"unneeded"}


@in_database
def test_a_utility_writes_what_it_owes_and_nothing_else(site: Site) -> None:
    site.asked("power", "water")
    text = "\t施工用水\t施工用电\n影视基地\t4-12\t4-14"
    given = read_block(text, standing=site.electrician).given
    found = try_paste(given, standing=site.electrician)
    assert [bool(each.fault) for each in found] == [True, False]
    with pytest.raises(NothingPastedError):  # of this project it owes nothing and sees nothing
        read_block("\t施工用电\n新药厂\t4-12", standing=site.electrician)


@in_database
def test_who_saw_an_older_state_is_told(site: Site) -> None:
    given = read_block("\t施工用水\n影视基地\t4-12", standing=site.command).given
    key = (site.project.pk, site.kinds["water"].pk)
    site.asked("water")
    _, found = paste_conditions(given, standing=site.command, seen={key: 0})
    assert found[0].fault
    _, found = paste_conditions(given, standing=site.command, seen={key: 99})
    assert found[0].fault
    version = Condition.objects.get().version
    paste, _ = paste_conditions(given, standing=site.command, seen={key: version})
    assert paste is not None


@in_database
def test_our_own_workbook_pasted_back_changes_nothing(site: Site) -> None:
    site.asked("power", "water")
    site.act("promise", site.electrician, day=date(2021, 4, 12))
    site.act("spare", site.officer, "road", words="已有")
    answer = browser_of(site.command).get(f"/{site.zone.slug}/conditions.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    text = "\n".join(
        "\t".join(f'"{cell.value}"' if cell.value else "" for cell in row)
        for row in sheet.iter_rows(min_row=4)
    )
    found = tried(site, text)
    assert len(found) == 3
    assert not any(each.is_change or each.fault for each in found)


def capacities() -> tuple[Decimal | None, Decimal | None]:
    row = Condition.objects.get()
    return row.capacity_asked, row.capacity_given


def pasted(site: Site, cell: str) -> str:
    """Paste one cell of power; why it was refused, empty where it was not."""
    given = read_block(f"\t施工用电\n影视基地\t{cell}", standing=site.command).given
    _, (found,) = paste_conditions(given, standing=site.command, seen={})
    return found.fault


@in_database
def test_capacities_go_the_way_of_their_cell_and_come_back_with_it(site: Site) -> None:
    assert not pasted(site, "待承诺 630 kVA")
    assert capacities() == (630, None)
    assert not pasted(site, "630 kVA")  # as it is shown
    assert not pasted(site, "4-12 630 kVA")  # all of it promised
    assert capacities() == (630, 630)
    assert not pasted(site, "4-12 400 kVA")
    assert capacities() == (630, 400)
    assert Condition.objects.get().promised_on == date(2021, 4, 12)
    assert "800" in pasted(site, "4-12 400/800 kVA")  # what is asked is settled
    assert not pasted(site, "已到位 3-20 500/630 kVA")
    assert capacities() == (630, 500)
    assert "510" in pasted(site, "已到位 3-20 510 kVA")
    paste = ConditionPaste.objects.first()
    assert paste is not None
    undo_paste(paste, standing=site.command)
    assert capacities() == (630, 400)


@in_database
def test_one_project_s_list_has_a_kind_a_line(site: Site) -> None:
    text = "施工用水\t4-12\n施工用电\t待承诺\n"
    block = read_block(text, standing=site.officer, project=site.project)
    found = try_paste(block.given, standing=site.officer)
    assert [bool(each.fault) for each in found] == [True, False]  # an officer promises for nobody


@in_database
def test_the_page_shows_writes_and_takes_back(site: Site) -> None:
    browser, address = browser_of(site.command), f"/{site.zone.slug}/conditions/paste/"
    assert "conditions/paste/" in browser.get(f"/{site.zone.slug}/conditions/").content.decode()
    page = browser.post(address, {"text": SHEET}).content.decode()
    assert "会改 3 格" in page
    assert "1 行没有读" in page
    assert not ConditionPaste.objects.exists()
    page = browser.post(address, {"text": SHEET, "write": "1"}, follow=True).content.decode()
    assert "已写入 3 格" in page
    paste = ConditionPaste.objects.get()
    one = f"/{site.zone.slug}/conditions/pastes/{paste.pk}/"
    assert browser_of(site.officer).post(f"{one}undo/").status_code == 404  # another's paste
    assert "已撤回 3 格" in browser.post(f"{one}undo/", follow=True).content.decode()
    assert set(states().values()) == {ConditionState.UNASKED}
    assert browser.post(address, {"text": "什么都不是"}).status_code == 422
    assert browser_of(site.builder).get(address).status_code in {403, 404}
