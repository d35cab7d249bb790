"""What *Done means* of the foundation asks to be walked in a browser, from door to wall.

A real ledger (a year of the UK's Government Major Projects Portfolio in place of a zone's own
workbook) is dropped, asked about, tried, applied, opened to its rows and undone; a month is
reported, chased, signed off and restated; a past day, the wall and the phone are looked at; and no
main page has a serious fault for those who cannot see it well.
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
from kaigong.accounts.selectors import standing_in
from kaigong.cockpit.selectors import decisions_waiting
from kaigong.cockpit.services import decide
from kaigong.demo.people import PASSWORD
from kaigong.portfolio.models import ImportRun, MonthClose, MonthlyReport, Project, Stage
from kaigong.wording import CHINESE, ENGLISH
from tests.builders import YI, a_person, a_project, a_report, a_zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]
OWN_PASSWORD = "Spring-2021-start"
MARCH = date(2021, 3, 1)
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


def signed_in(
    open_page: Open, name: str = "tongji", *, password: str = OWN_PASSWORD, **options: Any
) -> Any:
    # After log-in a page speaks the person's language, whatever the browser's is.
    own = ENGLISH if options["language"] == "en" else CHINESE
    User.objects.filter(username=name).update(language=own)
    page = open_page("/accounts/login/", **options)
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    pressed(page, page.locator("main button[type=submit]"))
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


@pytest.mark.shared_data
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_real_ledger_goes_in_answers_and_comes_out_again(
    zone: Zone, file: Path, open_page: Open, language: str
) -> None:
    with file.open(encoding="cp1252", newline="") as text:
        row_count = sum(1 for _ in csv.DictReader(text))
    known = a_project(zone, KNOWN, total_amount=None)
    page = signed_in(open_page, language=language, **DESK)
    page.set_default_timeout(
        60_000
    )  # a whole ledger goes in and out, on a machine that may be busy

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


@pytest.mark.shared_data
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


# --- the end of a month ------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_month_is_reported_chased_signed_off_and_restated(open_page: Open, language: str) -> None:
    jingyue = a_zone("jingyue", name="长春净月高新区")
    officer = a_person(jingyue, Role.SERVICE, name="lijing")
    a_person(jingyue, Role.STATISTICIAN, name="tongji")
    for number in range(1, 13):
        project = a_project(
            jingyue, f"项目{number:02d}", stage=Stage.CONSTRUCTION, service_officer=officer
        )
        a_report(project, date(2021, 2, 1), YI, physical_progress="桩基")
    chief = signed_in(open_page, language=language, **DESK)
    chief.goto("/jingyue/months/2021-03/")
    chased = chief.locator(".row:has(form[action$='/close/']) .c4 .list li")
    assert chased.count() == 12

    page = signed_in(open_page, "lijing", language=language, **DESK)
    page.goto("/jingyue/months/2021-03/")
    for place in range(12):
        page.wait_for_selector(f".round-head:has-text('{place}/12')")
        page.wait_for_selector("month-round:defined #amount:focus")
        if place % 2:
            page.keyboard.press("=")  # nothing has changed: one key
        else:
            with page.expect_response("**/draft/**"):
                page.keyboard.insert_text("0.25" if language == "zh-CN" else "25")
            page.keyboard.press("Enter")
    page.wait_for_selector(".round-head:has-text('12/12')")
    assert MonthlyReport.objects.filter(month=MARCH, is_unchanged=True).count() == 6

    chief.reload()
    assert chased.count() == 0
    pressed(chief, chief.locator("form[action$='/close/'] button"))
    assert MonthClose.objects.get(zone=jingyue, month=MARCH).total_amount == 6 * YI / 4
    line = chief.locator(".round-projects li:has-text('项目01')")
    line.locator("summary").click()
    line.locator("[name=amount]").fill("0.31" if language == "zh-CN" else "31")
    line.locator("[name=reason]").fill("发票记漏")
    pressed(chief, line.locator("form button"))
    told = chief.locator(".round-projects li:has-text('项目01')").inner_text()
    first, restated = {"zh-CN": ("0.25", "0.31"), "en": ("25.00", "31.00")}[language]
    assert restated in told
    assert f"{ {'zh-CN': '首次报数', 'en': 'first figure'}[language] } {first}" in told


# --- the demo zone: a past day, the wall, the phone, every main page ----------------------------


def started(page: Any) -> int:
    """How many of the spring batch have started, as the command page tells it."""
    return int(
        page.locator(".fig:has(a[href*='/figures/batch_started/']) .v").inner_text().split()[0]
    )


def test_a_past_day_shows_its_own_figures_under_an_inverted_banner(
    demo_zone: Callable[[], Zone], open_page: Open
) -> None:
    demo_zone()
    page = signed_in(open_page, "leader", password=PASSWORD, language="zh-CN", **DESK)
    assert started(page) == 40
    page.goto("/jingyue/?as_of=2021-02-10")
    assert started(page) < 40
    banner = page.locator(".alert-asof")
    assert "2021-02-10" in banner.inner_text()
    ink, ground = (page.evaluate(f"getComputedStyle(document.body).{each}")
                   for each in ("color", "backgroundColor"))  # fmt: skip
    assert banner.evaluate("each => getComputedStyle(each).backgroundColor") == ink
    assert ground != ink
    page.goto("/jingyue/ledger/?as_of=2021-02-10")
    page.wait_for_selector("ledger-grid[ready] tbody tr[data-line]")
    assert page.locator(".alert-asof").is_visible()
    assert page.locator("[data-act=add], .new-project").count() == 0
    pressed(page, page.locator(".alert-asof a.btn"))
    assert page.locator(".alert-asof").count() == 0


def test_the_wall_fills_its_screen_and_renews_itself(
    demo_zone: Callable[[], Zone], open_page: Open
) -> None:
    zone = demo_zone()
    wall = {"viewport": {"width": 1920, "height": 1080}}
    for language in ("zh-CN", "en"):
        page = signed_in(open_page, "leader", password=PASSWORD, language=language, **wall)
        page.clock.install()
        page.goto("/jingyue/?screen=1")
        size = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        assert page.evaluate(size) == [1920, 1080]
        for part in (".answers", ".figs", ".reds tbody tr:last-child", ".sect tr.sum", ".map"):
            box = page.locator(part).first.bounding_box()
            assert box["y"] + box["height"] <= 1080, part
        assert is_cut(page, ".fig .so, .fig .age, .fig .k, .reds small, .sect td") == []
        before = page.locator(".answers .answer").nth(1).inner_text()
        leader = User.objects.get(username="leader")
        first = decisions_waiting(standing_in(leader, zone.slug))[0]
        decide(first, answer=first.options[0]["key"], by=leader)
        page.clock.fast_forward(61_000)
        page.wait_for_function(
            "was => document.querySelectorAll('.answers .answer')[1].innerText !== was", arg=before
        )
        assert page.evaluate(size) == [1920, 1080]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_main_page_runs_over_the_edge_of_a_phone(
    demo_zone: Callable[[], Zone], open_page: Open, language: str
) -> None:
    demo_zone()
    page = signed_in(open_page, "leader", password=PASSWORD, language=language, **PHONE)
    wide = []
    for path in MAIN_PAGES:
        if "print" in path or path == "import/":  # paper is wide; a leader has no door
            continue
        page.goto(f"/jingyue/{path}")
        if width(page) > 390:
            wide.append(f"{path}: {width(page)}")
    assert wide == []


def test_duties_are_worked_with_one_thumb(demo_zone: Callable[[], Zone], open_page: Open) -> None:
    demo_zone()
    for language in ("zh-CN", "en"):
        page = signed_in(open_page, "service", password=PASSWORD, language=language, **PHONE)
        page.goto("/jingyue/duties/")
        assert width(page) <= 390
        buttons = page.locator(".duty .btn, .round .btn, .rail a:not(.seal)")
        assert buttons.count() > 5
        for place in range(buttons.count()):
            box = buttons.nth(place).bounding_box()
            assert box["height"] >= 44, buttons.nth(place).inner_text()
        acts = page.locator(".duty .btn")
        assert acts.first.bounding_box()["x"] > 195  # under the thumb of a right hand
        to = acts.first.get_attribute("href")
        assert to
        with page.expect_navigation():
            acts.first.tap()
        assert page.url.endswith(to)
        assert width(page) <= 390


MAIN_PAGES = (
    "", "duties/", "ledger/", "ledger/?print=1", "months/", "plans/2021/", "reserve/",
    "decisions/", "figures/", "figures/total_investment/", "figures/year_end/", "briefing/",
    "import/", "projects/JY-2020-0001/", "search/?q=影视", "nothing-here/",
)  # fmt: skip
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
LOOK = """async () => {
    const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] });
    return found.violations
        .filter((each) => ['serious', 'critical'].includes(each.impact))
        .map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 160)} (${each.nodes.length}) `
            + each.nodes[0].failureSummary);
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_main_page_has_a_serious_fault_of_access(
    demo_zone: Callable[[], Zone], open_page: Open, theme: str
) -> None:
    demo_zone()
    language = {"light": "zh-CN", "dark": "en"}[theme]
    page = signed_in(open_page, "command", password=PASSWORD, language=language, **DESK)
    page.context.add_cookies([{"name": "kaigong_theme", "value": theme, "url": page.url}])
    faults = []
    for path in MAIN_PAGES:
        page.goto(f"/jingyue/{path}")
        if path == "ledger/":
            page.wait_for_selector("ledger-grid[ready] tbody tr[data-line]")
        assert page.locator("html").get_attribute("data-bs-theme") == theme
        page.evaluate(AXE.read_text(encoding="utf-8"))
        faults += [f"{path}: {each}" for each in page.evaluate(LOOK)]
    assert faults == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_command_page_fits_a_desk_and_cuts_no_figure(
    demo_zone: Callable[[], Zone], open_page: Open, language: str
) -> None:
    demo_zone()
    page = signed_in(open_page, "leader", password=PASSWORD, language=language, **DESK)
    assert page.evaluate("document.documentElement.scrollHeight") <= 900
    assert width(page) <= 1440
    assert (
        is_cut(page, ".fig .so, .fig .age, .fig .k *, .answers .so, .reds td:nth-child(4) *") == []
    )


def is_cut(page: Any, places: str) -> list[str]:
    """The texts of some places that end in an ellipsis because they do not fit."""
    return list(
        page.locator(places).evaluate_all(
            "all => all.filter(each => each.scrollWidth > each.clientWidth + 1 &&"
            " getComputedStyle(each).overflowX !== 'visible').map(each => each.innerText)"
        )
    )
