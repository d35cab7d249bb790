"""What *Done means* of coordination asks to be walked: one issue from phone to minutes.

In the Jingyue demo zone a firm raises *construction power*, sees what looks the same, and raises
it; the power company refuses; the meeting decides with a date; the day passes, the lamp and the
message come; it is solved with a photo, verified by the firm, closed, and stands in the minutes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest

from kaigong.accounts.models import User, Zone
from kaigong.accounts.selectors import standing_in
from kaigong.audit import clock
from kaigong.coordination.models import (
    EscalationCall,
    EscalationRule,
    Issue,
    IssueState,
    Meeting,
)
from kaigong.coordination.selectors.issues import categories_of
from kaigong.coordination.services.escalating import decide
from kaigong.coordination.services.issues import raise_issue
from kaigong.demo.people import PASSWORD
from kaigong.demo.record import moment
from kaigong.portfolio.models import Project, ProjectLamp
from kaigong.portfolio.services.lamps import judge_zone
from kaigong.wording import CHINESE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
TODAY = date(2021, 3, 29)
POWER = "净月供电"


@pytest.fixture(autouse=True)
def tasks_at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def zone(demo_zone: Callable[[], Zone]) -> Zone:
    zone = demo_zone()
    User.objects.update(language=CHINESE)
    return zone


@pytest.fixture
def photo(tmp_path: Path) -> str:
    """A picture of 64 x 48 points of one colour."""
    rows = b"".join(b"\0" + b"\x77\xaa\x66" * 64 for _ in range(48))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    file = tmp_path / "变压器.png"
    file.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
            for name, data in parts
        )
    )
    return str(file)


@pytest.fixture
def come_in(open_page: Callable[..., Any]) -> Callable[..., Any]:
    def come_in(name: str, **options: Any) -> Any:
        page = open_page("/accounts/login/", language="zh-CN", **(options or DESK))
        page.set_default_timeout(30_000)  # a machine that may be busy
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", PASSWORD)
        press(page, "main button[type=submit]")
        return page

    return come_in


def press(page: Any, button: str) -> None:
    """Press a button that sends a form, and wait for the page that answers."""
    with page.expect_navigation():
        page.locator(button).first.click()


def move(page: Any, issue: Issue, key: str, *, photo: str = "", **given: str) -> None:
    """One move on an issue's page: open its form if it has one, fill it, send it."""
    page.goto(f"/jingyue/issues/{issue.number}/")
    form = f"form[action$='/move/{key}/']"
    if page.locator(f"details:has({form})").count():
        page.locator(f"details:has({form}) > summary").click()
    for name, value in given.items():
        field = page.locator(f"{form} [name={name}]")
        if name == "lead":
            field.select_option(label=value)
        else:
            field.fill(value)
    if photo:
        page.locator(f"{form} input[type=file][multiple]").set_input_files(photo)
    press(page, f"{form} button.btn")
    issue.refresh_from_db()


def stand_on(zone: Zone, day: date) -> None:
    """Let days pass: each morning the rules speak and at the end lamps are judged, as the worker
    has it.
    """
    while zone.today() < day:
        Zone.objects.filter(pk=zone.pk).update(stands_on=zone.today() + timedelta(days=1))
        zone.refresh_from_db()
        decide(zone)
    judge_zone(zone, on=day)


def test_an_issue_from_a_firms_phone_to_the_minutes(
    zone: Zone, come_in: Callable[..., Any], photo: str, tmp_path: Path
) -> None:
    firm_user = User.objects.get(username="firm")
    firm = standing_in(firm_user, "jingyue").memberships[0].organisation
    project = Project.objects.filter(zone=zone, investor=firm).order_by("code").first()
    assert project is not None
    EscalationRule.objects.filter(zone=zone).update(is_on=True, in_force_from=TODAY)
    with clock.as_if(moment(date(2021, 3, 26), 9)):
        earlier = raise_issue(
            zone, title="施工用电还没有接通，变压器没到位", project=project, raised_for=firm,
            category=categories_of(zone)["power"], by=firm_user, is_sample=True,
        )  # fmt: skip

    # The firm, on its phone: what looks the same is shown, and it is raised all the same.
    phone = come_in("firm", **PHONE)
    phone.goto(f"/jingyue/issues/new/?project={project.code}")
    phone.select_option("#id_category", "power")
    phone.fill("#id_title", "施工用电没有接通，变压器还没到")
    phone.wait_for_selector("#alike .alike")
    assert earlier.number in phone.locator("#alike").inner_text()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.select_option("#id_severity", "1")
    phone.locator("#raise input[type=file][multiple]").set_input_files(photo)
    press(phone, "#raise > .raise > button.btn-primary")
    issue = Issue.objects.exclude(pk=earlier.pk).latest("pk")
    assert issue.papers.count() == 1
    assert (issue.state, issue.raised_for) == (IssueState.RAISED, firm)

    # The command office triages and assigns; the power company refuses, and it climbs at once.
    office, power = come_in("command"), come_in("power")
    move(office, issue, "triage")
    move(office, issue, "assign", lead=POWER)
    move(power, issue, "refuse", words="红线外管线未移交，不归我司")
    assert (issue.state, issue.refusals) == (IssueState.TRIAGED, 1)
    office.goto("/jingyue/duties/")
    assert issue.title in office.locator("main").inner_text()
    told = EscalationCall.objects.filter(
        issue=issue, audience__listeners__person__username="command"
    )
    assert told.exists()

    # The meeting draws it onto its agenda, and decides: the power company, by a day.
    office.goto("/jingyue/meetings/new/")
    office.select_option("[name=kind]", index=0)
    office.fill("[name=day]", TODAY.isoformat())
    office.fill("[name=hour]", "10:00")
    office.fill("[name=place]", "指挥部会议室")
    press(office, "main form.card button.btn-primary")
    meeting = Meeting.objects.latest("pk")
    assert issue.title in office.locator("ol.agenda").inner_text()
    press(office, f"ol.agenda li:has-text('{issue.title}') form[action$='/move/top/'] button")
    press(office, "form[action$='/step/begin/'] button")
    office.goto(f"/jingyue/meetings/{meeting.pk}/session/")
    assert issue.title in office.locator(".now-item").inner_text()
    by = TODAY + timedelta(days=2)
    office.fill("#words", "红线外由供电公司代建，两日内送电")
    office.select_option("#organisation", label=POWER)
    office.fill("#due_on", by.isoformat())
    office.locator(".acts-of label:has-text('交办') input").check()
    press(office, "button[name=then][value=next]")
    issue.refresh_from_db()
    assert (issue.state, issue.lead and issue.lead.name) == (IssueState.ASSIGNED, POWER)
    office.goto(f"/jingyue/meetings/{meeting.pk}/session/")
    press(office, "form[action$='/step/end/'] button")

    # Accepted, and the day passes: lamp, message, duty.
    move(power, issue, "accept")
    assert issue.solution_due_on is not None
    stand_on(zone, max(by, issue.solution_due_on) + timedelta(days=4))
    lamp = ProjectLamp.objects.get(project=project)
    assert lamp.colour == "red"
    assert any(issue.title in reason for reason in (lamp.reason, *map(str, lamp.others)))
    power.goto("/jingyue/messages/")
    assert issue.title in power.locator("main").inner_text()

    # Solved with a photo, verified by the firm on its phone, closed by the office.
    move(power, issue, "claim", words="已送电", photo=photo)
    move(phone, issue, "verify")
    move(office, issue, "close")
    assert issue.state == IssueState.CLOSED
    assert phone.locator("main").inner_text().count("已送电") >= 1

    # The minutes, in Word.
    office.goto(f"/jingyue/meetings/{meeting.pk}/minutes/")
    with office.expect_download() as download:
        office.locator("a.btn[href$='/minutes/word/']").click()
    file = tmp_path / "minutes.docx"
    download.value.save_as(str(file))
    word = docx.Document(str(file))
    text = "\n".join(each.text for each in word.paragraphs)
    text += "\n".join(
        cell.text for table in word.tables for row in table.rows for cell in row.cells
    )
    assert "两日内送电" in text
    assert POWER in text
