"""The whole way of a real ledger: dropped, asked about, tried, applied, opened to its rows, undone.

What *Done means* of the foundation asks to be walked in a browser, with a year of the UK's
Government Major Projects Portfolio in place of a zone's own workbook.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum

from kaigong.accounts.models import Role, User, Zone
from kaigong.portfolio.models import ImportRun, Project
from kaigong.wording import CHINESE, ENGLISH
from tests.builders import a_person, a_project, a_zone

pytestmark = [
    pytest.mark.browser,
    pytest.mark.shared_data,
    pytest.mark.django_db(transaction=True),
]

Open = Callable[..., Any]
DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
KNOWN = "Geological Disposal Facility"  # the file adds “Programme (GDF)”: alike, not the same


@pytest.fixture(autouse=True)
def tasks_at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def zone() -> Zone:
    zone = a_zone(
        "uk-gmpp", name="UK GMPP", currency="GBP", timezone="Europe/London",
        today=date(2018, 12, 31),
    )  # fmt: skip
    a_person(zone, Role.STATISTICIAN, name="tongji")
    return zone


@pytest.fixture
def file(shared_data: Path) -> Path:
    return shared_data / "portfolio" / "gmpp_2018.csv"


def signed_in(open_page: Open, **options: Any) -> Any:
    # After log-in a page speaks the person's language, whatever the browser's is.
    own = ENGLISH if options["language"] == "en" else CHINESE
    User.objects.filter(username="tongji").update(language=own)
    page = open_page("/accounts/login/", **options)
    page.fill("input[name=login]", "tongji")
    page.fill("input[name=password]", "Spring-2021-start")
    page.click("main button[type=submit]")
    page.wait_for_url("**/uk-gmpp/**")
    return page


def dropped(page: Any, file: Path) -> None:
    """Let a file fall on the door with the mouse, as from a folder's window: it is sent at once."""
    page.goto("/uk-gmpp/import/")
    box = page.locator(".drop-file").bounding_box()
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    files = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    devtools = page.context.new_cdp_session(page)
    for moment in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": moment, **place, "data": files})
    page.wait_for_selector(".sums")


def sums(page: Any) -> list[int]:
    """The figures of `rows = new + changed + …`, in the order of the page."""
    return [int(each) for each in page.locator(".sums > span > b").all_inner_texts()]


def pressed(page: Any, button: Any) -> None:
    """Press a button that sends a form, and wait for the page that answers."""
    with page.expect_navigation():
        button.click()


def answered(page: Any, unit: str) -> int:
    """Give each column that asks for it a unit, the rest as proposed; how many were asked."""
    choices = page.locator("select[name^='unit:']")
    asked = int(choices.count())
    for place in range(asked):
        choices.nth(place).select_option(unit)
    if asked:
        pressed(page, page.locator("form:has(select[name^='unit:']) button"))
    return asked


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_real_ledger_goes_in_answers_and_comes_out_again(
    zone: Zone, file: Path, open_page: Open, language: str
) -> None:
    with file.open(encoding="cp1252", newline="") as text:
        row_count = sum(1 for _ in csv.DictReader(text))
    known = a_project(zone, KNOWN, total_amount=None)
    page = signed_in(open_page, language=language, **DESK)

    dropped(page, file)
    assert sums(page) == [row_count, row_count - 1, 0, 0, 0, 1, 0]
    assert answered(page, "£m") > 0
    assert page.locator("select[name^='unit:']").count() == 0
    pressed(page, page.locator(f".pick button[value='{known.pk}']"))
    assert sums(page) == [row_count, row_count - 1, 1, 0, 0, 0, 0]
    assert Project.objects.count() == 1
    pressed(page, page.locator("#bar .btn-primary"))
    assert ImportRun.objects.get().state == "applied"
    assert Project.objects.count() == row_count
    known.refresh_from_db()
    assert known.name == f"{KNOWN} Programme (GDF)"

    pressed(page, page.locator(".alert a.btn-primary"))
    page.wait_for_selector("ledger-grid[ready] tbody tr[data-line]")
    assert str(row_count) in page.locator("[data-part=rows]").inner_text()

    page.goto("/uk-gmpp/")
    figure = page.locator(".fig:has(a[href*='/figures/total_investment/'])")
    digits = figure.locator(".v").inner_text().split()[0]
    total = Project.objects.aggregate(total=Sum("total_amount"))["total"]
    assert total > 0
    pressed(page, figure.locator("a.v"))  # one click: the rows it counts
    page.wait_for_selector("ledger-grid[ready] tbody tr[data-line]")
    assert str(row_count) in page.locator("[data-part=rows]").inner_text()
    page.go_back()
    pressed(page, figure.locator(".k a"))  # the second: formula, person, time and file
    told = page.locator("main").inner_text()
    assert digits in told
    assert file.name in told
    assert {"zh-CN": "怎么算", "en": "Formula"}[language] in told

    page.goto(f"/uk-gmpp/import/{ImportRun.objects.get().pk}/")
    pressed(page, page.locator("form[action$='/undo/'] button"))
    page.goto("/uk-gmpp/ledger/")
    page.wait_for_selector("ledger-grid[ready]")
    assert [project.name for project in Project.objects.all()] == [KNOWN]
    page.wait_for_selector("ledger-grid tbody tr[data-line]")
    assert page.locator("ledger-grid tbody tr[data-line]:not(.group)").count() == 1


def test_the_dry_run_fits_a_phone(zone: Zone, file: Path, open_page: Open) -> None:
    page = signed_in(open_page, language="zh-CN", **PHONE)
    page.goto("/uk-gmpp/import/")
    assert width(page) <= 390
    page.set_input_files(".drop-file", str(file))  # a phone has nothing to drag from
    pressed(page, page.locator("form.drop button"))
    page.wait_for_selector(".sums")
    assert width(page) <= 390
    answered(page, "£m")
    assert width(page) <= 390
    assert page.locator("#bar .btn-primary").is_visible()


def width(page: Any) -> int:
    """How wide the page itself is: more than the phone, and it would move sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth"))
