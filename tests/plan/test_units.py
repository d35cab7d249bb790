"""Units of quantities are read in both languages, known ones and those that say both."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from kaigong.plan.units import in_both, unit_shown
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
    assert "20根" in browser.get(weekly).content.decode()
    browser.cookies["kaigong_language"] = "en"
    page = browser.get(weekly).content.decode()
    assert "20pcs" in page
    assert "20bays" in page
    assert "轴线" not in page
    assert "神秘单位" not in page
    form = browser.get(f"/{site.zone.slug}/schedules/{site.project.code}/?row=B").content.decode()
    assert 'value="轴线|bays"' in form  # as it was typed
