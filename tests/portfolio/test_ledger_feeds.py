"""What the grid reads and sends: columns, windows, outline, edits, undo, saved views."""

from __future__ import annotations

import gzip
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.audit.models import Entry
from kaigong.portfolio.models import AnnualPlan, ChangeSet, Project, SavedView
from tests.builders import (
    YI,
    a_person,
    a_plan,
    a_project,
    a_report,
    a_sector,
    a_zone,
    an_organisation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue")


def signed_in(user: User) -> Client:
    client = Client(headers={"accept": "application/json"})
    client.force_login(user)
    return client


@pytest.fixture
def officer(zone: Zone) -> Client:
    return signed_in(a_person(zone, Role.COMMAND))


def sent(client: Client, feed: str, act: object, *, method: str = "post") -> Any:
    send = getattr(client, method)
    return send(f"/jingyue/ledger/{feed}", json.dumps(act), content_type="application/json")


def an_act(*edits: dict[str, object], **given: object) -> dict[str, object]:
    return {"month": "2021-03", "is_trial": False, "source": "edit", "edits": list(edits)} | given


def test_the_catalogue_says_units_choices_and_who_may_edit(zone: Zone, officer: Client) -> None:
    force = an_organisation(zone, "影都专班", kind="task_force")
    told = officer.get("/jingyue/ledger/columns.json?year=2021").json()
    columns = {column["key"]: column for column in told["columns"]}
    assert columns["planned_amount"]["unit"] == "亿元"
    assert columns["planned_amount"]["unit_size"] == "100000000"
    assert columns["name"]["kind"] == "link"
    assert {"value": str(force.pk), "label": "影都专班"} in columns["task_force"]["choices"]
    assert columns["planned_amount"]["is_editable"]
    assert not columns["year_share"]["is_editable"]
    leader = signed_in(a_person(zone, Role.LEADER))
    read_only = leader.get("/jingyue/ledger/columns.json").json()["columns"]
    assert not any(column["is_editable"] for column in read_only)


def test_a_window_holds_exact_amounts_and_names(
    zone: Zone, officer: Client, django_assert_max_num_queries: Any
) -> None:
    force = an_organisation(zone, "影都专班", kind="task_force")
    project = a_project(zone, "影都", task_force=force, code="JY-1")
    a_plan(project, planned=Decimal("530000000.01"))
    a_report(project, date(2021, 3, 1), YI)
    url = "/jingyue/ledger/rows.json?month=2021-03&columns=planned_amount,task_force,year_share"
    officer.get(url)
    with django_assert_max_num_queries(9):
        told = officer.get(url).json()
    row = dict(zip(told["keys"], told["rows"][0], strict=True))
    assert told["total"] == 1
    assert row["planned_amount"] == "530000000.01"
    assert row["task_force"] == {"id": force.pk, "name": "影都专班"}
    assert row["lamp"] == {"colour": "green", "reason": ""}
    assert (row["id"], row["code"], row["year_share"]) == (project.pk, "JY-1", "0.188679")


def test_a_reader_of_english_gets_the_english_name_beside_the_stored_one(
    zone: Zone, officer: Client
) -> None:
    a_project(zone, "影都", code="1", name_en="Film City")
    a_project(zone, "数园", code="2")
    english = {"accept-language": "en"}
    told = officer.get("/jingyue/ledger/rows.json?sort=name", headers=english).json()
    rows = [dict(zip(told["keys"], row, strict=True)) for row in told["rows"]]
    assert [(row["name"], row["name_en"]) for row in rows] == [("影都", "Film City"), ("数园", "")]


def test_the_plain_table_speaks_the_readers_language_and_paper_keeps_the_name(
    zone: Zone, officer: Client
) -> None:
    a_plan(a_project(zone, "影都", name_en="Film City"))
    english = {"accept-language": "en"}
    page = officer.get("/jingyue/ledger/", headers=english).content.decode()
    assert ">Film City</a>" in page
    assert ">影都</a>" in officer.get("/jingyue/ledger/").content.decode()
    printed = officer.get("/jingyue/ledger/?print=1", headers=english).content.decode()
    assert ">影都</a>" in printed
    assert "Film City" not in printed


def test_the_outline_places_groups_one_after_the_other(zone: Zone, officer: Client) -> None:
    for sector, planned in [("数字经济", YI), ("数字经济", 2 * YI), ("影视文旅", 4 * YI)]:
        a_plan(a_project(zone, sector=a_sector(zone, sector)), planned=planned)
    told = officer.get("/jingyue/ledger/outline.json?month=2021-03&group=sector").json()
    places = [(group["label"], group["offset"], group["count"]) for group in told["groups"]]
    assert sum(count for _, _, count in places) == told["total"]["count"] == 3
    assert [offset for _, offset, _ in places] == [0, places[0][2]]
    assert told["total"]["sums"]["planned_amount"] == "700000000.00"
    assert told["months_share"] == pytest.approx(88 / 365, abs=1e-6)


@pytest.mark.parametrize(
    "query", ["offset=-1", "limit=many", "month=2021-13", "year=x", "filter={", "as_of=soon"]
)
def test_a_damaged_address_gets_help(officer: Client, query: str) -> None:
    answer = officer.get(f"/jingyue/ledger/rows.json?{query}")
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_an_edit_is_tried_saved_and_undone(zone: Zone, officer: Client) -> None:
    plan = a_plan(a_project(zone), planned=YI)
    edit = {"id": plan.project_id, "column": "planned_amount", "text": "5.8", "seen": "100000000"}
    trial = sent(officer, "edits.json", an_act(edit, is_trial=True)).json()
    assert (trial["saved"], trial["change_set"]) == (0, None)
    assert Decimal(trial["cells"][0]["value"]) == Decimal("5.8") * YI
    saved = sent(officer, "edits.json", an_act(edit)).json()
    assert saved["saved"] == 1
    plan.refresh_from_db()
    assert plan.planned_amount == Decimal("580000000.00")
    undone = sent(officer, "undo.json", {"change_set": saved["change_set"]}).json()
    assert undone["saved"] == 1
    assert Decimal(undone["cells"][0]["value"]) == YI
    plan.refresh_from_db()
    assert plan.planned_amount == YI


def test_a_stale_edit_is_told_both_values(zone: Zone, officer: Client) -> None:
    plan = a_plan(a_project(zone), planned=2 * YI)
    edit = {"id": plan.project_id, "column": "planned_amount", "text": "5.8", "seen": "100000000"}
    told = sent(officer, "edits.json", an_act(edit)).json()
    assert told["saved"] == 0
    assert Decimal(told["clashes"][0]["theirs"]) == 2 * YI
    assert told["clashes"][0]["yours"] == "5.8"


def test_named_cells_come_back_with_their_names(zone: Zone, officer: Client) -> None:
    project = a_project(zone)
    force = an_organisation(zone, "影都专班", kind="task_force")
    edit = {"id": project.pk, "column": "task_force", "text": "影都专班", "seen": None}
    told = sent(officer, "edits.json", an_act(edit)).json()
    assert told["cells"][0]["value"] == {"id": force.pk, "name": "影都专班"}
    again = edit | {"text": "", "seen": {"id": force.pk, "name": "影都专班"}}
    assert sent(officer, "edits.json", an_act(again)).json()["cells"][0]["value"] is None


@pytest.mark.parametrize(
    "act",
    [
        [],
        {"edits": 3},
        {"month": "soon", "edits": []},
        {"month": "2021-03", "edits": [3]},
        {"month": "2021-03", "edits": [{"id": True, "column": "name", "text": "x"}]},
        {"month": "2021-03", "edits": [{"id": 2**70, "column": "name", "text": "x"}]},
        {"month": "2021-03", "edits": [{"id": 1, "column": "name", "text": "a\x00b"}]},
        {
            "month": "2021-03",
            "edits": [{"id": 1, "column": "total_amount", "text": "1", "seen": "much"}],
        },
    ],
)
def test_nonsense_is_refused_with_help_and_changes_nothing(officer: Client, act: object) -> None:
    answer = sent(officer, "edits.json", act)
    assert answer.status_code == 422
    assert answer.json()["code"] in {"portfolio.unreadable-act", "web.nul-character"}
    assert not ChangeSet.objects.exists()


def test_only_who_may_edit_edits_and_nobody_undoes_anothers(zone: Zone, officer: Client) -> None:
    plan = a_plan(a_project(zone), planned=YI)
    edit = {"id": plan.project_id, "column": "planned_amount", "text": "5.8"}
    leader = signed_in(a_person(zone, Role.LEADER))
    assert sent(leader, "edits.json", an_act(edit)).status_code == 404
    saved = sent(officer, "edits.json", an_act(edit)).json()
    other = signed_in(a_person(zone, Role.COMMAND))
    undo = {"change_set": saved["change_set"]}
    assert sent(other, "undo.json", undo).status_code == 404
    assert AnnualPlan.objects.get().planned_amount == Decimal("580000000.00")
    assert sent(officer, "undo.json", undo).status_code == 200


def test_a_person_keeps_and_drops_views_and_the_office_sees_its_own(
    zone: Zone, officer: Client
) -> None:
    a_project(zone, "影都")
    a_project(zone, "净月")
    state = {"filter": '{"name":{"contains":"影都"}}', "columns": "name", "evil": "x"}
    mine = sent(officer, "views.json", {"name": "影都", "state": state}).json()
    shared = {"name": "全办", "state": state, "is_office": True}
    office = sent(officer, "views.json", shared).json()
    tabs = officer.get("/jingyue/ledger/").content.decode().partition("</nav>")[2]
    tabs = tabs[tabs.index("全部") : tabs.index("存为视图")]
    mark = '<span class="tag" title="jingyue园区">共用</span>'
    assert tabs.count(mark) == 1  # two of the same name would be told apart by it
    assert tabs.index("影都") < tabs.index("全办") < tabs.index(mark)
    assert mine["state"] == {"filter": state["filter"], "columns": "name"}
    listed = {view["name"]: view for view in officer.get("/jingyue/ledger/views.json").json()}
    assert (listed["全部"]["count"], listed["影都"]["count"]) == (2, 1)
    colleague = signed_in(a_person(zone, Role.INSPECTOR))
    names = {view["name"] for view in colleague.get("/jingyue/ledger/views.json").json()}
    assert "全办" in names
    assert "影都" not in names
    drop = {"id": office["id"]}
    assert sent(colleague, "views.json", drop, method="delete").status_code == 422
    assert sent(colleague, "views.json", {"id": mine["id"]}, method="delete").status_code == 404
    assert sent(officer, "views.json", {"id": mine["id"]}, method="delete").status_code == 200
    assert [view.name for view in SavedView.objects.all()] == ["全办"]
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"portfolio.view.kept", "portfolio.view.dropped"} <= acts


def test_a_firm_reads_its_own_rows_only_in_page_feeds_and_counts(zone: Zone) -> None:
    firm = an_organisation(zone, "甲公司", kind="firm")
    a_project(zone, "甲的项目", investor=firm)
    a_project(zone, "别家的项目")
    client = signed_in(a_person(zone, Role.FIRM, organisation=firm))
    told = client.get("/jingyue/ledger/rows.json").json()
    assert [row[told["keys"].index("name")] for row in told["rows"]] == ["甲的项目"]
    assert client.get("/jingyue/ledger/outline.json").json()["total"]["count"] == 1
    assert client.get("/jingyue/ledger/views.json").json()[0]["count"] == 1
    for page in ["", "?print=1"]:
        html = client.get(f"/jingyue/ledger/{page}").content.decode()
        assert "甲的项目" in html
        assert "别家的项目" not in html


def test_a_window_of_rows_comes_compressed_to_who_can_read_it(zone: Zone, officer: Client) -> None:
    for number in range(30):
        a_project(zone, f"项目{number:03d}")
    plain = officer.get("/jingyue/ledger/rows.json")
    packed = officer.get("/jingyue/ledger/rows.json", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 2
    assert json.loads(gzip.decompress(packed.content))["rows"] == plain.json()["rows"]


def test_the_page_tells_its_facts_without_script(
    zone: Zone, officer: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        a_plan(a_project(zone, f"项目{number:03d}"), planned=(number + 1) * YI)
    with django_assert_max_num_queries(30):
        html = officer.get("/jingyue/ledger/").content.decode()
    assert "1,830.00" in html  # the total of all 60, though 50 rows are shown
    assert html.count('class="open"') == 50
    assert "共 60 行" in html
    printed = officer.get("/jingyue/ledger/?print=1").content.decode()
    assert printed.count('class="open"') == 60


def test_a_new_project_is_entered_with_four_facts(zone: Zone, officer: Client) -> None:
    sector = a_sector(zone, "影视文旅")
    facts = {"name": "国际影都二期", "sector": sector.pk, "kind": "new", "total": "6800万"}
    assert officer.post("/jingyue/ledger/new/", facts).status_code == 302
    project = Project.objects.get()
    assert (project.name, project.sector, project.kind) == ("国际影都二期", sector, "new")
    assert project.total_amount == Decimal("68000000")
    assert project.code == "JI-2021-0001"
    refused = officer.post("/jingyue/ledger/new/", facts | {"total": "很多", "name": ""})
    assert refused.status_code == 422
    assert 'class="errorlist"' in refused.content.decode()
    leader = signed_in(a_person(zone, Role.LEADER))
    assert leader.post("/jingyue/ledger/new/", facts).status_code == 404
    assert Project.objects.count() == 1
