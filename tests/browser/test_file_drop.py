"""A workbook is dragged onto the page of the door, and what is no workbook is told so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kaigong.accounts.models import Role, Zone
from kaigong.portfolio.models import ImportRun
from tests.builders import a_person, a_zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]
LEDGER = "项目名称,总投资（万元）\n影视基地,680000\n"
# As the browser hands over a file from the desktop: enter, over, and then fall or leave.
DRAG = """([where, name, text, last]) => {
  const given = new DataTransfer();
  given.items.add(new File([text], name));
  const target = document.querySelector(where);
  for (const type of ["dragenter", "dragover", last]) {
    target.dispatchEvent(
      new DragEvent(type, {dataTransfer: given, bubbles: true, cancelable: true}));
  }
}"""
SAID = ".drop-said"


@pytest.fixture
def zone() -> Zone:
    zone = a_zone("jingyue")
    a_person(zone, Role.STATISTICIAN, name="zhangmin")
    return zone


def at_the_door(open_page: Open, **options: Any) -> Any:
    page = open_page("/accounts/login/?next=/jingyue/import/", **options)
    page.fill("input[name=login]", "zhangmin")
    page.fill("input[name=password]", "Spring-2021-start")
    page.click("main button[type=submit]")
    page.wait_for_url("**/jingyue/import/")
    page.wait_for_selector(SAID, state="attached")
    return page


def test_a_file_dropped_anywhere_on_the_page_is_sent_at_once(open_page: Open, zone: Zone) -> None:
    page = at_the_door(open_page)
    page.evaluate(DRAG, [".topbar", "台账.csv", LEDGER, "drop"])
    page.wait_for_url("**/jingyue/import/*/")
    run = ImportRun.objects.get(zone=zone)
    assert run.file_name == "台账.csv"
    run.file.open("rb")
    assert run.file.read().decode() == LEDGER


def test_the_form_shows_where_a_dragged_file_will_fall(open_page: Open, zone: Zone) -> None:
    page = at_the_door(open_page)
    page.evaluate(DRAG, ["body", "台账.csv", LEDGER, "dragover"])
    assert page.locator("form.drop.is-over").count() == 1
    page.evaluate(DRAG, ["body", "台账.csv", LEDGER, "dragleave"])
    assert page.locator("form.drop.is-over").count() == 0


def test_a_file_of_a_wrong_kind_is_named_and_not_sent(open_page: Open, zone: Zone) -> None:
    page = at_the_door(open_page)
    page.evaluate(DRAG, ["form.drop", "现场.docx", "x", "drop"])
    page.wait_for_selector(SAID + ".is-refusal")
    assert "现场.docx" in page.inner_text(SAID)
    assert ".xlsx" in page.inner_text(SAID)
    assert not ImportRun.objects.exists()


def test_what_the_server_refuses_is_told_beside_the_field(open_page: Open, zone: Zone) -> None:
    page = at_the_door(open_page)
    page.context.clear_cookies()  # signed out meanwhile: the form's seal fits no longer
    page.evaluate(DRAG, ["body", "台账.csv", LEDGER, "drop"])
    page.wait_for_selector(SAID + ".is-refusal")
    assert "刷新" in page.inner_text(SAID)
    assert page.locator("form.drop .btn-primary").is_enabled()
    assert not ImportRun.objects.exists()


def test_a_chosen_file_waits_for_the_button(open_page: Open, zone: Zone) -> None:
    page = at_the_door(open_page)
    file = {"name": "台账.csv", "mimeType": "text/csv", "buffer": LEDGER.encode()}
    page.set_input_files("input[type=file]", file)
    assert "台账.csv" in page.inner_text(SAID)
    assert not ImportRun.objects.exists()
    page.focus("form.drop .btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/jingyue/import/*/")
    assert ImportRun.objects.get(zone=zone).file_name == "台账.csv"


def test_without_script_the_form_sends_as_ever(open_page: Open, zone: Zone) -> None:
    page = open_page("/accounts/login/?next=/jingyue/import/", java_script_enabled=False)
    page.fill("input[name=login]", "zhangmin")
    page.fill("input[name=password]", "Spring-2021-start")
    page.click("main button[type=submit]")
    file = {"name": "台账.csv", "mimeType": "text/csv", "buffer": LEDGER.encode()}
    page.set_input_files("input[type=file]", file)
    page.click("form.drop .btn-primary")
    page.wait_for_url("**/jingyue/import/*/")
    assert ImportRun.objects.get(zone=zone).file_name == "台账.csv"
