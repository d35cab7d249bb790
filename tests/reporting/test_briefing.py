"""The monthly briefing: every number in it can be traced, in Word, PDF and on the page."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import docx
import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from kaigong.accounts.models import Role, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit.models import Entry
from kaigong.portfolio.services.lamps import judge_zone
from kaigong.reporting.briefing import MonthAheadError, NothingToTellError, briefing_of, plain_text
from kaigong.reporting.printing import FONTS, UnprintableError, briefing_pdf, chart_png
from kaigong.reporting.word import briefing_docx
from tests.builders import YI, a_person, a_plan, a_project, a_report, a_sector, a_standing, a_zone

pytestmark = pytest.mark.django_db
MARCH = date(2021, 3, 1)


@pytest.fixture
def zone() -> Zone:
    zone = a_zone("jingyue", name="净月高新区", name_en="Jingyue")
    sector = a_sector(zone, "数字经济")
    for number in range(4):
        project = a_project(
            zone, f"项目 {number} & <长髮>", code=f"JY-{number}", sector=sector, kind="new",
            is_sample=number == 3, total_amount=10 * YI,
            planned_start_on=date(2021, 1, 10) if number == 0 else None,
        )  # fmt: skip
        a_plan(project, planned=2 * YI, is_start_planned=number == 0)
        a_report(project, date(2021, 2, 1), YI / 10)
        a_report(project, MARCH, YI / 4)
    judge_zone(zone)
    return zone


@pytest.fixture
def leader(zone: Zone) -> Standing:
    return a_standing(a_person(zone, Role.LEADER), zone)


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([each.text for each in document.paragraphs] + cells)


def test_it_tells_what_the_ledger_sums_to(leader: Standing) -> None:
    briefing = briefing_of(leader, MARCH)
    text = "\n".join(
        plain_text(runs) for section in briefing.sections for runs in section.paragraphs
    )
    assert "项目 4 个，总投资 40 亿元，年度计划投资 8 亿元" in text
    assert "1 至 3 月完成投资 1.4 亿元，占年度计划的 17.5 %" in text
    assert "1 个为样例" in text
    (by_sector, _) = next(each for each in briefing.sections if len(each.tables) == 2).tables
    assert by_sector.rows == (("数字经济", "4", "40.00", "8.00", "1.40", "17.5"),)
    assert by_sector.total[1:] == by_sector.rows[0][1:]
    assert briefing.chart is not None
    assert briefing.chart.done == (0.0, 0.4, 1.4)


def test_every_figure_in_the_text_has_a_note_with_formula_day_and_rows(leader: Standing) -> None:
    briefing = briefing_of(leader, MARCH)
    noted = {
        run.note: run.text
        for section in briefing.sections
        for runs in section.paragraphs
        for run in runs
        if run.note
    }
    assert set(noted) == set(range(1, len(briefing.notes) + 1))
    assert noted[2] == "40 亿元"
    assert briefing.notes[1].startswith("项目总投资（total_investment）：Σ 计入总投资")
    assert "精确值 4000000000.00；截至 2021-03-29；来源：项目大表 4 行" in briefing.notes[1]


def test_the_red_projects_are_named_with_reason_and_holder(leader: Standing) -> None:
    late = briefing_of(leader, MARCH).sections[-1]
    (row,) = late.tables[0].rows
    assert row[0] == "项目 0 & <长髮>"
    assert "开工" in row[1]
    assert row[2] == "没有责任人"


def test_word_holds_the_same_words_and_real_footnotes(leader: Standing) -> None:
    briefing = briefing_of(leader, MARCH)
    content = briefing_docx(briefing)
    text = words_of(content)
    assert "2021年3月项目建设情况通报" in text
    assert "项目 0 & <长髮>" in text
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        notes = archive.read("word/footnotes.xml").decode()
        body = archive.read("word/document.xml").decode()
        assert any(name.startswith("word/media/") for name in archive.namelist())
    assert len(re.findall(r'<w:footnote w:id="\d+"', notes)) == len(briefing.notes)
    assert body.count("<w:footnoteReference") == len(briefing.notes)
    assert "total_investment" in notes


def test_pdf_and_picture_are_printed_with_our_own_letters(leader: Standing) -> None:
    briefing = briefing_of(leader, MARCH)
    content = briefing_pdf(briefing)
    assert content.startswith(b"%PDF-1.7")
    assert b"NotoSansSC" in content
    assert len(content) < 400_000  # subsets, not whole fonts
    assert briefing.chart is not None
    assert chart_png(briefing.chart).startswith(b"\x89PNG")
    with override("en"):
        english = briefing_of(leader, MARCH)
        assert english.title == "Briefing on project delivery, March 2021"
        assert briefing_pdf(english).startswith(b"%PDF")


def test_the_fonts_are_small_and_come_with_their_licence() -> None:
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text()
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 7_000_000


def test_a_month_ahead_or_without_projects_is_refused_in_words(leader: Standing) -> None:
    with pytest.raises(MonthAheadError):
        briefing_of(leader, date(2021, 4, 1))
    with pytest.raises(NothingToTellError):
        briefing_of(leader, date(2015, 4, 1))


def test_the_page_shows_it_and_hands_it_out(client: Client, leader: Standing) -> None:
    client.force_login(leader.user)
    page = client.get("/jingyue/briefing/", {"month": "2021-03"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "total_investment" in text
    assert "briefing.docx?month=2021-03" in text
    for ending, head in {"docx": b"PK", "pdf": b"%PDF"}.items():
        answer = client.get(f"/jingyue/briefing.{ending}", {"month": "2021-03"})
        assert answer.status_code == 200
        assert answer.content.startswith(head)
    assert Entry.objects.filter(act="reporting.briefing.taken").count() == 2
    assert client.get("/jingyue/briefing/", {"month": "2021-3x"}).status_code == 422


def test_who_may_not_write_briefings_finds_no_page(client: Client, zone: Zone) -> None:
    client.force_login(a_person(zone, Role.SERVICE))
    for path in ("briefing/", "briefing.docx", "briefing.pdf"):
        assert client.get(f"/jingyue/{path}").status_code == 404


def test_composing_asks_a_constant_number_of_queries(
    leader: Standing, zone: Zone, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        a_plan(a_project(zone))
    with django_assert_max_num_queries(38):
        briefing_of(leader, MARCH)


def test_a_name_in_rare_letters_is_not_printed_full_of_holes(leader: Standing, zone: Zone) -> None:
    rare = zone.projects.get(code="JY-0")
    rare.name = "\U00020bb7野家"  # 𠮷 is in no font of ours
    rare.save()
    with pytest.raises(UnprintableError):
        briefing_pdf(briefing_of(leader, MARCH))
    assert "\U00020bb7" in words_of(briefing_docx(briefing_of(leader, MARCH)))
