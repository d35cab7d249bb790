"""Units of quantities are read in both languages, known ones and those that say both."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from kaigong.plan import errors as wrong
from kaigong.plan.resources import Resource, needs_in
from kaigong.plan.services.resources import state_needs, state_resources
from kaigong.plan.units import counted, in_both, is_same_unit, unit_shown
from kaigong.wording import CHINESE, ENGLISH
from tests.plan.site import Site
from tests.plan.test_pages import browser_of


@pytest.mark.parametrize(
    ("typed", "chinese", "english"),
    [
        ("根", "根", "pcs"),
        ("台", "台", "machines"),
        ("班组", "班组", "crews"),
        ("crew", "班组", "crews"),
        ("m2", "m²", "m²"),
        ("平方米", "m²", "m²"),
        ("㎡", "m²", "m²"),
        ("米", "m", "m"),
        ("T", "t", "t"),
        ("轴线|bays", "轴线", "bays"),
        (" 跨 ｜ spans ", "跨", "spans"),
        ("|bays", "bays", "bays"),
        ("bays", "bays", "bays"),
        ("kVA", "kVA", "kVA"),
        ("m³/d", "m³/d", "m³/d"),
        ("轴线", "轴线", ""),
        ("", "", ""),
    ],
)
def test_a_unit_has_two_languages(typed: str, chinese: str, english: str) -> None:
    assert in_both(typed) == (chinese, english)
    for language, shown in ((CHINESE, chinese), (ENGLISH, english)):
        with translation.override(language):
            assert unit_shown(typed) == shown


@pytest.mark.django_db
def test_who_reads_english_reads_the_unit_of_a_quantity() -> None:
    site = Site()
    plan = site.drawn(start=date(2021, 3, 1))
    for key, unit in (("A", "根"), ("B", "轴线|bays"), ("C", "神秘单位")):
        site.add(plan, key, 10, name=key, quantity=Decimal(20), unit=unit)
    browser = browser_of(site.planner)
    weekly = f"/{site.zone.slug}/weekly/"
    assert "20 根" in browser.get(weekly).content.decode()
    browser.cookies["kaigong_language"] = "en"
    page = browser.get(weekly).content.decode()
    assert "20 pcs" in page
    assert "20 bays" in page
    assert "轴线" not in page
    assert "神秘单位" not in page
    form = browser.get(f"/{site.zone.slug}/schedules/{site.project.code}/?row=B").content.decode()
    assert 'value="轴线|bays"' in form  # as it was typed


@pytest.mark.parametrize(
    ("number", "unit", "chinese", "english"),
    [
        (1, "台", "1 台", "1 machine"),
        (1.0, "machines", "1 台", "1 machine"),
        (Decimal("1.00"), "根", "1 根", "1 pc"),
        (2, "台", "2 台", "2 machines"),
        (0.5, "班组", "0.5 班组", "0.5 crews"),
        (0, "人", "0 人", "0 people"),
        (1, "人", "1 人", "1 person"),
        (1, "周", "1 周", "1 week"),
        (1, "m", "1 m", "1 m"),
        (12345.67, "m³", "12345.67 m³", "12345.67 m³"),
        (100, "个", "100 个", "100 no."),
        (1, "轴线|bays", "1 轴线", "1 bays"),  # what is not known is as it was typed
        (1, "轴线|bay|bays", "1 轴线", "1 bay"),
        (2, "轴线|bay|bays", "2 轴线", "2 bays"),
        (1, "|team|teams", "1 teams", "1 team"),
        (1, "轴线｜｜bays", "1 轴线", "1 bays"),
        (1, "大台||machines", "1 大台", "1 machine"),
        (3, "神秘单位", "3 神秘单位", "3"),
        (3, "", "3", "3"),
    ],
)
def test_a_number_stands_with_its_unit(
    number: float, unit: str, chinese: str, english: str
) -> None:
    for language, shown in ((CHINESE, chinese), (ENGLISH, english)):
        with translation.override(language):
            assert counted(number, unit) == shown


def test_a_need_may_name_the_unit_of_its_resource_and_no_other() -> None:
    rig = Resource("R1", "打桩机", "Piling rig", unit="台")
    gang = Resource("R2", "1号班组", "Gang", unit="机组|teams")
    for text in (
        "打桩机 2 台；1号班组 3 机组", "Piling rig 2 machines; Gang 3 teams", "打桩机2台,1号班组3",
        "Piling rig x2; Gang: 3 teams",
    ):  # fmt: skip
        assert needs_in(text, [rig, gang]) == {"R1": 2.0, "R2": 3.0}
    assert needs_in("Piling rig 1 machine", [rig]) == {"R1": 1.0}
    with pytest.raises(wrong.UnknownResourceError, match="打桩机 2 吨"):
        needs_in("打桩机 2 吨", [rig])
    assert is_same_unit("crew", "班组")
    assert all(is_same_unit(text, "轴线|bay|bays") for text in ("bay", "Bays", "轴线"))
    assert not is_same_unit("", "轴线|bays")


@pytest.mark.django_db
def test_who_reads_english_reads_the_units_of_resources_everywhere() -> None:
    site = Site()
    plan = site.drawn(start=date(2021, 3, 29))
    for key in ("A", "B"):
        site.add(plan, key, 5, name=key, quantity=Decimal(1), unit="台")
    rig = Resource("", "打桩机", "Piling rig", unit="台", there=1, later=((date(2022, 1, 1), 2.0),))
    gang = Resource("", "张拉队", "Gang", unit="机组|teams", there=4)
    state_resources(plan, [rig, gang], standing=site.planner)
    needs = {"R1": 1.0, "R2": 3.0}
    state_needs(plan, {"A": needs, "B": needs}, standing=site.planner)
    browser = browser_of(site.planner)
    where = f"/{site.zone.slug}/schedules/{site.project.code}"
    page = browser.get(f"{where}/resources/").content.decode()
    assert "最多同时要 2 台，只有 1 台，2022-01-01 起 2 台；2021-03-29 那周起有 1 周缺" in page
    assert "最多同时要 6 机组，只有 4 机组" in page
    browser.cookies["kaigong_language"] = "en"
    page = browser.get(f"{where}/resources/").content.decode()
    assert "short: up to 2 machines at once and only 1 machine, 2 from 2022-01-01;" in page
    assert "up to 1 machine missing in 1 week from 2021-03-29 on" in page
    assert ">1 machine missing</span>" in page
    assert "short: up to 6 teams at once and only 4 teams" in page
    assert "1 machines" not in page
    assert 'value="机组|teams"' in page  # as it was typed
    # A quantity of one is one machine as well.
    assert "/ 1 machine<" in browser.get(f"{where}/?row=A").content.decode()
    answer = browser.get(f"{where}/plan.xlsx")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line}
    assert {"machines", "teams"} <= cells
    assert not any("台" in cell or "机组" in cell for cell in cells)
    api = f"/api/v1/zones/{site.zone.slug}/schedule-resources/{site.project.code}"
    told = browser.get(api).json()["resources"]
    assert [(each["unit"], each["unit_en"]) for each in told] == [
        ("台", "machines"), ("机组|teams", "teams"),
    ]  # fmt: skip
    state_needs(plan, {"A": {"R1": 3.0}}, standing=site.planner)
    page = browser.get(f"{where}/resources/?with=level").content.decode()
    assert "needs 3 machines of “Piling rig”, and there is no more than 2 machines" in page
