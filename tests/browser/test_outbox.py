"""A phone on a site: written without a network, sent once, and closed to whoever comes next."""

from __future__ import annotations

import base64
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kaigong.accounts.models import Role, Zone
from kaigong.coordination.models import Issue, Paper
from kaigong.coordination.services.categories import begin_categories
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.relay import Relay
from tests.builders import a_person, a_project, a_zone, an_organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PHOTO = {"name": "现场.png", "mimeType": "image/png", "buffer": PNG}
FORM = "/jingyue/issues/new/"
SECONDS = 30
# Headless Chromium installs nothing and emulates no display mode.
INSTALLED = """{
  const real = matchMedia.bind(window);
  window.matchMedia = (asked) =>
    asked === "(display-mode: standalone)" ? {matches: true} : real(asked);
}"""


@pytest.fixture
def zone() -> Zone:
    zone = a_zone("jingyue")
    firm = an_organisation(zone, "长发集团", kind="firm")
    a_person(zone, Role.FIRM, name="builder", organisation=firm)
    a_person(zone, Role.COMMAND, name="lijing")
    begin_categories(zone, by=None)
    a_project(zone, "影都基地", investor=firm, code="P-1")
    return zone


@pytest.fixture
def wire(live_server: Any) -> Iterator[Relay]:
    relay = Relay(live_server.thread.host, live_server.thread.port)
    yield relay
    relay.close()


@pytest.fixture
def phone(chromium: Any, wire: Relay) -> Iterator[Any]:
    context = chromium.new_context(
        base_url=wire.url, locale="zh-CN", viewport={"width": 390, "height": 844},
        permissions=["geolocation"],
        geolocation={"longitude": 125.451234, "latitude": 43.8, "accuracy": 12},
    )  # fmt: skip
    context.set_default_timeout(SECONDS * 1000)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation',"
        " e => { throw new Error(`policy: ${e.violatedDirective} ${e.blockedURI}`) })"
    )
    yield context
    context.close()
    assert faults == []


def eventually(what: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < until
        time.sleep(0.1)


def holds(page: Any, expression: str) -> None:
    """Asked again and again from outside: the content policy lets no page do it for Playwright."""
    eventually(lambda: bool(page.evaluate(expression)))


def sign_in(page: Any, name: str, to: str) -> None:
    page.goto(f"/accounts/login/?next={to}")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", "Spring-2021-start")
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{to}")


def write(page: Any, title: str) -> None:
    holds(page, "!!customElements.get('out-box') && !!customElements.get('paper-tray')")
    page.select_option("#id_project", "P-1")
    page.select_option("#id_category", "power")
    page.fill("#id_title", title)
    page.set_input_files("paper-tray input[multiple]", PHOTO)
    page.wait_for_selector("paper-tray img")


def test_what_is_written_without_a_network_arrives_once_whatever_happens_to_the_phone(
    phone: Any, wire: Relay, zone: Zone
) -> None:
    page = phone.new_page()
    page.add_init_script(INSTALLED)
    sign_in(page, "builder", "/jingyue/issues/")
    holds(page, f"caches.match('{FORM}').then(found => !!found)")  # never opened, and at hand

    wire.cut()
    page.goto(FORM)
    write(page, "施工用电未接通")
    page.click("here-now button")
    holds(page, "document.querySelector('#id_longitude').value === '125.451234'")
    page.click("#raise .btn-primary")
    page.wait_for_selector(".outbox-note >> text=没有网络，已存在手机上")
    page.close()  # the phone dies

    page = phone.new_page()
    page.goto(FORM)
    page.wait_for_selector(".outbox >> text=待发 1")
    assert not Issue.objects.exists()

    wire.loses_answers = True
    wire.mend()
    page.reload()
    eventually(lambda: wire.lost_answers > 0)  # SQLite would not bear to be asked meanwhile
    assert Issue.objects.count() == 1
    page.wait_for_selector(".outbox >> text=待发 1")  # nobody has told the phone
    wire.loses_answers = False
    page.reload()
    page.wait_for_selector(".outbox", state="hidden")
    holds(page, "document.querySelector('.outbox').hidden")
    issue = Issue.objects.get()
    assert (issue.title, str(issue.longitude)) == ("施工用电未接通", "125.451234")
    assert issue.papers.get().paper.name == "现场.png"
    assert Paper.objects.count() == 1


def test_what_looks_the_same_is_asked_and_waits_for_its_own_person(
    phone: Any, wire: Relay, zone: Zone
) -> None:
    page = phone.new_page()
    sign_in(page, "builder", FORM)
    write(page, "施工用电未接通")
    page.click("#raise .btn-primary")
    page.wait_for_url("**/issues/W-2021-0001/")
    holds(page, "!!navigator.serviceWorker.controller")
    page.goto(FORM)
    write(page, "工地还没有接通施工用电")
    page.wait_for_selector("#alike >> text=是这件，加到那里")  # while typing
    page.evaluate("document.querySelector('#alike').replaceChildren()")  # the signal was too weak
    page.click("#raise .btn-primary")
    page.wait_for_selector(".outbox-note >> text=看起来已有人提过")
    page.wait_for_selector(".outbox >> text=待你决定 1")

    page.click(".menu > summary.who")
    page.click("text=退出登录")
    page.wait_for_selector("dialog >> text=还有 1 条没有发出")
    page.click("text=留在手机上，退出")
    page.wait_for_selector("input[name=login]")
    holds(page, "!localStorage.getItem('kaigong-who')")
    wire.cut()
    page.goto(FORM)
    assert page.locator("#raise").count() == 0  # what was kept of the person is gone
    page.wait_for_selector("text=另有 1 条是别人在这台手机上写的")
    wire.mend()

    sign_in(page, "lijing", "/me/outbox/")
    page.wait_for_selector("text=另有 1 条是别人在这台手机上写的")
    phone.clear_cookies()
    sign_in(page, "builder", "/me/outbox/")
    page.click("text=是 W-2021-0001，加到那里")
    page.wait_for_selector("text=没有待发的内容")
    issue = Issue.objects.get()
    assert issue.turns.get().words == "工地还没有接通施工用电"
    assert issue.papers.count() == 1  # the same photo, once


class Pocket:
    """A phone with a store of its own, whose browser dies and is started again."""

    def __init__(self, chromium: Any, wire: Relay, store: Path) -> None:
        self._kind, self._wire, self._store = chromium.browser_type, wire, store
        self._context: Any = None
        self._cookies: Any = []

    def open(self) -> Any:
        """A new tab, in a new browser where there is none."""
        if self._context is None:
            self._context = self._kind.launch_persistent_context(
                str(self._store), executable_path=CHROMIUM, args=ARGUMENTS,
                base_url=self._wire.url, locale="zh-CN", viewport={"width": 390, "height": 844},
            )  # fmt: skip
            self._context.set_default_timeout(SECONDS * 1000)
            self._context.add_cookies(self._cookies)
        return self._context.new_page()

    def kill_tab(self, page: Any) -> None:
        """End the process that draws it; nothing of the page is asked or told before."""
        with suppress(Exception):  # it does not live to answer
            self._context.new_cdp_session(page).send("Page.crash", timeout=2000)

    def kill(self) -> None:
        """End every process of this phone's browser at once.

        Chromium writes its cookies half a minute late: those of the session are handed on, so that
        nobody has to wait so long. What was typed is the browser's own matter.
        """
        with suppress(Exception):  # it is dead already
            self._cookies = self._context.cookies()
        mark = f"--user-data-dir={self._store}".encode()
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                if mark in entry.read_bytes().split(b"\0"):
                    os.kill(int(entry.parent.name), signal.SIGKILL)
        with suppress(Exception):
            self._context.close()
        self._context = None


@pytest.fixture
def pocket(chromium: Any, wire: Relay, tmp_path: Path) -> Iterator[Pocket]:
    pocket = Pocket(chromium, wire, tmp_path / "phone")
    yield pocket
    pocket.kill()


def has_worker(page: Any) -> bool:
    """Each page asks for the worker: one that met a busy database on its way in is asked for by
    the next page."""
    for _ in range(20):
        if page.evaluate("!!navigator.serviceWorker.controller"):
            return True
        time.sleep(0.1)
    page.goto(FORM)
    return False


def write_without_network(page: Any, wire: Relay) -> None:
    sign_in(page, "builder", FORM)
    eventually(lambda: has_worker(page))
    page.goto(FORM)
    holds(page, f"caches.match('{FORM}').then(found => !!found)")
    wire.cut()
    page.goto(FORM)
    write(page, "施工用电未接通")
    page.click("#raise .btn-primary")
    page.wait_for_selector(".outbox-note >> text=没有网络，已存在手机上")


@pytest.mark.parametrize("dies", ["tab", "phone"])
def test_nothing_is_lost_when_the_tab_or_the_phone_is_killed_in_between(
    pocket: Pocket, wire: Relay, zone: Zone, dies: str
) -> None:
    page = pocket.open()
    write_without_network(page, wire)
    pocket.kill_tab(page) if dies == "tab" else pocket.kill()
    page = pocket.open()
    page.goto(FORM)
    page.wait_for_selector(".outbox >> text=待发 1")
    assert not Issue.objects.exists()

    wire.loses_answers = True
    wire.mend()
    page.reload()
    eventually(lambda: wire.lost_answers > 0)  # it was taken, and no answer came
    pocket.kill_tab(page) if dies == "tab" else pocket.kill()
    assert Issue.objects.count() == 1
    wire.loses_answers = False
    page = pocket.open()
    page.goto(FORM)
    holds(page, "document.querySelector('.outbox').hidden")
    issue = Issue.objects.get()
    assert issue.title == "施工用电未接通"
    assert issue.papers.count() == 1


def test_what_waits_is_sent_while_no_page_is_open(pocket: Pocket, wire: Relay, zone: Zone) -> None:
    page = pocket.open()
    write_without_network(page, wire)
    empty = pocket.open()
    registrations: dict[str, Any] = {}
    of_workers = empty.context.new_cdp_session(empty)
    of_workers.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.update(
            {each["scopeURL"]: each for each in told["registrations"]}
        ),
    )
    of_workers.send("ServiceWorker.enable")
    # The news comes when it comes, and is heard while something is asked.
    eventually(lambda: empty.evaluate("true") and bool(registrations))
    page.close()
    assert {each.url for each in empty.context.pages} == {"about:blank"}
    known = wire.answers
    wire.mend()
    (registration,) = registrations.values()
    # What the system does when the network is back; Chromium asks no network whether it is.
    of_workers.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": wire.url,
            "registrationId": registration["registrationId"],
            "tag": "kaigong-outbox",
            "lastChance": False,
        },
    )
    eventually(lambda: wire.answers > known)  # SQLite would not bear to be asked meanwhile
    issue = Issue.objects.get()
    assert (issue.title, issue.papers.get().paper.name) == ("施工用电未接通", "现场.png")
