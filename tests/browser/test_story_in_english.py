"""The story of an issue once more, shorter, in English and on phones: nothing is left in Chinese.

What people wrote and what bodies and projects are called stays as it is on record; every other
word of a page is English, and no page is wider than the phone.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from kaigong.accounts.models import Organisation, User, Zone
from kaigong.coordination.models import (
    Channel,
    ConditionKind,
    EscalationRule,
    Issue,
    IssueCategory,
    IssueState,
    Meeting,
    MeetingTask,
)
from kaigong.demo.people import PASSWORD
from kaigong.portfolio.models import Milestone, Project
from kaigong.wording import ENGLISH

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
TODAY = date(2021, 3, 29)
CHINESE_WORDS = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff·（）()“”\w\s、，。：—-]*")
# The names of the two languages, and the seal of the house.
ALWAYS = {"中文", "开", "开工"}
# A page's own texts and what it says to who does not see it; a template is not on the page.
TEXTS = """() => {
    const told = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const holder = walk.currentNode.parentElement;
        if (holder && !holder.closest('script, style, noscript, template, option, textarea'))
            told.push(walk.currentNode.data);
    }
    for (const each of document.querySelectorAll('[aria-label], [placeholder], [title]'))
        for (const name of ['aria-label', 'placeholder', 'title'])
            told.push(each.getAttribute(name) ?? '');
    return [document.title, ...told].join('\\n');
}"""


@pytest.fixture(autouse=True)
def tasks_at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def zone(demo_zone: Callable[[], Zone]) -> Zone:
    zone = demo_zone()
    User.objects.update(language=ENGLISH)
    return zone


@pytest.fixture
def come_in(open_page: Callable[..., Any]) -> Callable[[str], Any]:
    def come_in(name: str) -> Any:
        page = open_page("/accounts/login/", language="en-US", **PHONE)
        page.set_default_timeout(30_000)
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", PASSWORD)
        press(page, "main button[type=submit]")
        return page

    return come_in


def press(page: Any, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).first.click()
    page.wait_for_load_state("networkidle")  # its own requests must not hold a table we read


def on_record() -> str:
    """All that is Chinese because somebody called or wrote it so."""
    until = time.monotonic() + 20
    while True:
        try:
            return "\n".join(str(word) for word in _words() if word)
        except OperationalError:  # a request of the page's own holds a table; both share one SQLite
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _words() -> Iterator[str]:
    for user in User.objects.all():
        yield from (user.display_name, user.username)
    for model in (Organisation, Project, Zone, IssueCategory, ConditionKind, Milestone, Channel):
        yield from model.objects.values_list("name", flat=True)
    yield from EscalationRule.objects.values_list("name", flat=True)
    for issue in Issue.objects.prefetch_related("turns", "papers__paper", "questions"):
        yield from (issue.title, issue.text, issue.location)
        yield from (turn.words for turn in issue.turns.all())
        yield from (use.paper.name for use in issue.papers.all())
        yield from (asked.text + asked.answer for asked in issue.questions.all())
    for meeting in Meeting.objects.prefetch_related("items", "attendances"):
        yield from (meeting.place, meeting.subject, meeting.distribution)
        yield from (item.title + item.why + item.words for item in meeting.items.all())
        yield from (each.name for each in meeting.attendances.all())
    yield from (f"{task.words}{task.claim}{task.answer}" for task in MeetingTask.objects.all())


def look_at(page: Any, address: str) -> str:
    """Open a page as an English reader on a phone, and hold it to both."""
    page.goto(f"/jingyue/{address}")
    return held(page)


def held(page: Any) -> str:
    text: str = page.evaluate(TEXTS)
    known = on_record()
    left = {found[0].strip() for found in CHINESE_WORDS.finditer(text)}
    untold = {word for word in left if not _is_known(word, known)}
    assert not untold, (page.url, untold)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
    return text


def _is_known(word: str, known: str) -> bool:
    """Every run of Chinese letters is somebody's own word."""
    return all(run in known or run in ALWAYS for run in re.findall(r"[\u3400-\u9fff]+", word))


def move(page: Any, issue: Issue, key: str, **given: str) -> None:
    page.goto(f"/jingyue/issues/{issue.number}/")
    form = f"form[action$='/move/{key}/']"
    if page.locator(f"details:has({form})").count():
        page.locator(f"details:has({form}) > summary").click()
    for name, value in given.items():
        field = page.locator(f"{form} [name={name}]")
        field.select_option(value=value) if name == "lead" else field.fill(value)
    press(page, f"{form} button.btn")
    issue.refresh_from_db()
    held(page)


def test_an_issue_from_phone_to_closing_leaves_no_chinese_word_of_ours(
    zone: Zone, come_in: Callable[[str], Any]
) -> None:
    firm = come_in("firm")
    project = Project.objects.filter(
        zone=zone, investor__memberships__user__username="firm"
    ).first()
    assert project is not None
    assert "Raise an issue" in look_at(firm, f"issues/new/?project={project.code}")
    firm.select_option("#id_category", "power")
    # The look for what is alike is over before the form goes: both read one table in memory.
    with firm.expect_response("**/issues/alike/**"):
        firm.fill("#id_title", "No construction power: the transformer has not come")
    firm.wait_for_load_state("networkidle")
    press(firm, "#raise > .raise > button.btn-primary")
    firm.wait_for_url(re.compile(r"/issues/[^/]*\d/"))  # sent from the phone, then its own page
    firm.wait_for_load_state("networkidle")
    issue = Issue.objects.latest("pk")
    assert "Command office" in held(firm)

    office, power = come_in("command"), come_in("power")
    lead = Organisation.objects.get(zone=zone, memberships__user__username="power")
    move(office, issue, "assign", lead=str(lead.pk))
    move(power, issue, "refuse", words="The line outside is not handed over")
    for address in ("issues/?view=open", "issues/statistics/", "messages/?view=all", "duties/"):
        look_at(office, address)

    office.goto("/jingyue/meetings/new/")
    office.fill("[name=day]", TODAY.isoformat())
    office.fill("[name=hour]", "10:00")
    office.fill("[name=place]", "Room 2")
    press(office, "main form.card button.btn-primary")
    meeting = Meeting.objects.latest("pk")
    assert issue.title in held(office)
    press(office, f"ol.agenda li:has-text('{issue.title}') form[action$='/move/top/'] button")
    office.locator("details:has(form[action$='/call/']) > summary").click()
    office.locator(f"[name=organisations][value='{lead.pk}']").check()
    press(office, "form[action$='/call/'] button")
    assert "please come" in look_at(power, "messages/")
    press(office, "form[action$='/step/begin/'] button")
    look_at(office, f"meetings/{meeting.pk}/session/")
    office.fill("#words", "Temporary supply in two days")
    office.select_option("#organisation", value=str(lead.pk))
    office.fill("#due_on", (TODAY + timedelta(days=2)).isoformat())
    office.locator(".acts-of label:has-text('Assign') input").check()
    press(office, "button[name=then][value=next]")
    office.goto(f"/jingyue/meetings/{meeting.pk}/session/")
    press(office, "form[action$='/step/end/'] button")
    assert "Temporary supply" in look_at(office, f"meetings/{meeting.pk}/minutes/")
    look_at(power, f"tasks/{MeetingTask.objects.latest('pk').pk}/")

    move(power, issue, "accept")
    move(power, issue, "claim", words="Power is on")
    move(firm, issue, "verify")
    move(office, issue, "close")
    assert issue.state == IssueState.CLOSED
    for address in ("visits/new/", "conditions/", "conditions/paste/", "tasks/", "issues/layouts/"):
        look_at(office, address)
