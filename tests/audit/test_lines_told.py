"""Lines of the chain as a reader sees them: choices, amounts, days, names and ways."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.accounts.selectors import lines_shown_in
from kaigong.audit.facts import Told, lines_told
from kaigong.audit.services import record
from kaigong.portfolio.services.changes import Edit, change_cells
from tests.builders import YI, a_person, a_project, a_sector, a_standing, a_zone, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue")


@pytest.fixture
def inspector(zone: Zone) -> User:
    return a_person(zone, Role.INSPECTOR)


def told(
    act: str, zone: Zone, reader: User, *, subject: str = "", **facts: object
) -> dict[str, str]:
    """What the page says of a line, by the names of its facts."""
    record(act, by=None, zone=zone.slug, subject=subject, **facts)
    (line,) = lines_told(lines_shown_in(zone)[:1], a_standing(reader, zone))
    found = {"": "".join(piece.text for piece in line.subject)} if subject else {}
    for fact in line.facts:
        now, before = (
            "".join(piece.text for piece in pieces or []) for pieces in (fact.now, fact.before)
        )
        found[fact.label] = now if fact.before is None else f"{before} → {now}"
    return found


SAMPLES: list[tuple[str, dict[str, object], dict[str, str]]] = [
    (
        "portfolio.project.moved",
        {"before": "construction", "after": "suspended", "on": "2021-03-01", "way": "halt"},
        {"阶段": "在建 → 停工", "日期": "2021-03-01", "步骤": "停工"},
    ),
    (
        "portfolio.plan.set",
        {
            "year": 2021,
            "before": None,
            "after": {
                "planned_amount": "120000000.00", "expected_amount": None,
                "is_start_planned": True, "is_outside_plan": False, "batch": "春季",
                "months": {"3": "1000000.00"},
            },
        },
        {
            "年计划": " → 1.2 亿元", "今年开工": " → 是", "批次": " → 春季",
            "月计划": " → 3 月 100 万元", "年度": "2021",
        },
    ),
    (
        "portfolio.month.corrected",
        {"month": "2021-03", "before": "1", "after": "25070000", "is_unchanged": False},
        {"完成投资": "1 元 → 2,507 万元", "月份": "2021-03"},
    ),
    (
        "portfolio.reserve.ripened",
        {"before": "idea", "after": "ready"},
        {"成熟度": "谋划 → 要素齐备"},
    ),
    (
        "portfolio.thresholds.set",
        {"before": [], "after": [["50000000.00", "五千万", "50 m"]]},
        {"级别标准": " → 五千万 ≥ 5,000 万元"},
    ),
    (
        "portfolio.sectors.redrawn",
        {"before": {"影视": [0, "影视", ""]}, "after": {"影视": [1, "影视文旅", "Film"]}},
        {"「影视」": "第 1 影视 → 第 2 影视文旅 / Film"},
    ),
    (
        "portfolio.sectors.mapped",
        {"sector": "商贸", "before": [], "after": "none"},
        {"产业": "商贸", "对应": " → 没有对应"},
    ),
    (
        "portfolio.ledger.exported",
        {"form": "layout", "rows": 143, "columns": ["name", "extra:备注"], "as_of": None},
        {"格式": "办公室原表", "行": "143", "列": "名称、备注"},
    ),
    (
        "portfolio.file.applied",
        {"sha256": "ab" * 32, "good_only": True, "rows": 9, "new": 2, "changed": 0},
        {"校验码": "abababababab…", "只写合格的行": "是", "行": "9", "新增": "2"},
    ),
    (
        "accounts.person.appointed",
        {"role": "statistician", "organisation": "统计局"},
        {"岗位": "统计人员", "机构": "统计局"},
    ),
    ("accounts.person.sign_in_failed", {"step": "second_step", "address": "10.0.0.1"}, {
        "停在": "两步验证", "来自": "10.0.0.1",
    }),
    ("accounts.organisation.founded", {"kind": "task_force"}, {"类别": "专班"}),
    (
        "accounts.organisation.renamed",
        {"before": {"name": "甲", "name_en": ""}, "after": {"name": "乙", "name_en": ""}},
        {"名称": "甲 → 乙"},
    ),
    (
        "accounts.token.made",
        {"token": "kg_abcdefgh", "name": "取数", "scopes": ["read", "write"]},
        {"令牌": "kg_abcdefgh…", "用途": "取数", "可以": "读、改"},
    ),
    ("reporting.briefing.taken", {"month": "2021-03", "form": "docx"}, {
        "月份": "2021-03", "格式": "Word 文件",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("act", "facts", "expected"), SAMPLES)
def test_facts_are_told_in_words(
    zone: Zone, inspector: User, act: str, facts: dict[str, object], expected: dict[str, str]
) -> None:
    assert told(act, zone, inspector, **facts) == expected


def test_a_changed_cell_names_column_period_and_what_its_key_stands_for(
    zone: Zone, inspector: User
) -> None:
    officer = a_person(zone, Role.COMMAND)
    project = a_project(zone, code="JY-1", total_amount=YI)
    force, film = an_organisation(zone, "影都专班", kind="task_force"), a_sector(zone, "影视文旅")
    edits = [
        Edit(project.pk, "total_amount", "2"), Edit(project.pk, "task_force", "影都专班"),
        Edit(project.pk, "sector", "影视文旅"), Edit(project.pk, "planned_amount", "0.5"),
    ]  # fmt: skip
    change_cells(a_standing(officer, zone), edits, month=zone.today().replace(day=1))
    (line,) = lines_told(lines_shown_in(zone)[:1], a_standing(inspector, zone))
    assert line.subject == [Told("JY-1", "/jingyue/projects/JY-1/")]
    found = {fact.label: (fact.before, fact.now) for fact in line.facts}
    assert found["总投资"] == ([Told("1 亿元")], [Told("2 亿元")])
    assert found["专班"] == ([], [Told(str(force))])
    assert found["产业"] == ([], [Told(str(film))])
    assert found["年计划（2021）"] == ([], [Told("5,000 万元")])


def test_no_digit_of_an_amount_is_lost(zone: Zone, inspector: User) -> None:
    amount = Decimal("123456789.01")
    found = told("portfolio.month.reported", zone, inspector, before=None, after=amount)
    assert found["完成投资"] == " → 123,456,789.01 元"


def test_a_moment_is_told_in_the_zones_own_time(zone: Zone, inspector: User) -> None:
    late = datetime(2021, 3, 28, 16, 1, tzinfo=UTC)
    assert told("cockpit.decision.asked", zone, inspector, due_at=late) == {
        "期限": "2021-03-29 00:01"
    }


def test_what_is_no_more_keeps_its_key_and_leads_nowhere(zone: Zone, inspector: User) -> None:
    record("portfolio.plan.locked", by=None, zone=zone.slug, subject="2021", approver="gone")
    record("portfolio.project.added", by=None, zone=zone.slug, subject="JY-404", name="没了")
    project, plan = lines_told(lines_shown_in(zone)[:2], a_standing(inspector, zone))
    assert project.subject == [Told("JY-404")]
    assert plan.facts[0].now == [Told("gone")]
    assert plan.subject == [Told("2021 年计划", "/jingyue/plans/2021/")]


def test_a_long_list_is_cut_and_says_how_long_it_is(zone: Zone, inspector: User) -> None:
    codes = [f"JY-{number}" for number in range(30)]
    text = told("portfolio.projects.entered", zone, inspector, codes=codes)["项目"]
    assert text.startswith("JY-0、JY-1、")
    assert text.endswith("共 30 个")
    assert "JY-9" not in text


@pytest.mark.parametrize("odd", [7, ["x"], {"a": {"b": 1}}, "", None, True, "not a number"])
def test_a_line_of_another_version_is_still_told(zone: Zone, inspector: User, odd: object) -> None:
    for act in ("portfolio.month.reported", "portfolio.thresholds.set", "portfolio.plan.set"):
        told(
            act, zone, inspector, subject="JY-1", before=odd, after=None, readings=odd, new_fact=odd
        )


def test_the_page_costs_the_same_for_few_lines_and_for_many(
    zone: Zone, inspector: User, django_assert_max_num_queries: Any
) -> None:
    browser = Client()
    browser.force_login(inspector)
    for number in range(90):
        code = a_project(zone, code=f"JY-{number}").code
        record("portfolio.milestone.set", by=inspector, zone=zone.slug, subject=code,
               owner=inspector.username, after="2021-03-29", before=None)  # fmt: skip
    browser.get("/jingyue/audit/")
    with django_assert_max_num_queries(10):
        browser.get("/jingyue/audit/")


def test_a_line_opens_as_it_was_written(zone: Zone, inspector: User) -> None:
    browser = Client()
    browser.force_login(inspector)
    entry = record("portfolio.reserve.ripened", by=inspector, zone=zone.slug, after="ready")
    page = browser.get(f"/jingyue/audit/{entry.pk}/").content.decode()
    assert "要素齐备" in page
    assert "&quot;after&quot;: &quot;ready&quot;" in page
    assert entry.seal in page
    elsewhere = record("portfolio.reserve.ripened", by=None, zone="elsewhere")
    assert browser.get(f"/jingyue/audit/{elsewhere.pk}/").status_code == 404
