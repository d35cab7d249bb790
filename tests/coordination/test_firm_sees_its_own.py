"""A firm meets no trace of another: all its pages and the API are walked with planted words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client

from kaigong.accounts.models import Organisation, Role, Scope
from kaigong.accounts.services.invitations import invite_person
from kaigong.accounts.services.tokens import make_token
from kaigong.coordination.models import Issue
from kaigong.coordination.services.categories import begin_categories
from kaigong.coordination.services.helps import ask_for_help
from kaigong.coordination.services.issues import move_issue, raise_issue, remark_on_issue
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.coordination.services.questions import answer_question, ask_firm
from kaigong.coordination.services.ratings import rate_issue
from kaigong.plan.models import ForecastAction, YearForecast
from kaigong.portfolio.models import Milestone
from tests.api.conftest import Program
from tests.api.test_rights import IN_ZONES
from tests.builders import (
    TODAY,
    a_person,
    a_project,
    a_report,
    a_standing,
    an_organisation,
)
from tests.rights.addresses import addresses
from tests.rights.samples import House, a_house

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_both]
# What is planted; nothing of it may be met. The last is the price of the firm's own issue.
# On pages it is told in three figures.
WORTH = "98,?700 亿|9,?870 bn|9865432100000"
SECRET = re.compile(f"别家|暗语|Rival|whisper|{WORTH}", re.IGNORECASE)
PRICE = Decimal("9865432100000")
DUE = date(2021, 4, 2)


def plant(house: House) -> None:
    """Another firm with everything that a firm has, and internal words on the first firm's own."""
    zone = house.zone
    rival = an_organisation(zone, "别家公司", kind="firm")
    rival.name_en = "Rival Ltd"
    rival.save()
    person = a_person(zone, Role.FIRM, name="别家张总", organisation=rival)
    theirs = a_standing(person, zone)
    command = a_standing(house.people[Role.COMMAND], zone)
    officer = a_standing(house.people[Role.DEPARTMENT], zone)
    project = a_project(
        zone, "别家项目", code="RIVAL-1", investor=rival, name_en="Rival works",
        lead_department=house.bureau, content="别家内容",
    )  # fmt: skip
    Milestone.objects.create(project=project, name="别家封顶", due_on=DUE)
    a_report(project, TODAY, physical_progress="别家进度")
    own = house.shared
    firm = own.investor
    assert firm is not None
    own.investor = rival  # the other firm had it before
    own.save()
    own.investor, own.counts_in = firm, project  # and carries it jointly with this one's now
    own.save()
    issue = _solved(house, project, rival, "别家缺电", theirs, command, officer)
    rate_issue(issue, score=1, words="别家不满", standing=theirs)
    paper = keep_paper(
        zone, file=ContentFile(b"%PDF-1.4 r", name="别家图.pdf"), by=person, organisation=rival
    )
    put_beside(paper, issue, by=person)
    question = ask_firm(project=project, text="别家何时进场", due_on=DUE, standing=command)
    answer_question(question, words="别家答", papers=[paper], standing=theirs)
    invite_person(rival, name="别家王工", contact="whisper@example.org", standing=command)
    # The first firm's own issue, with what only the house may read of it.
    note = raise_issue(
        zone, title="暗语：监管记录", category=issue.category, by=command.user, project=own
    )
    mine = raise_issue(
        zone, title="我们缺水", category=issue.category, by=house.people[Role.FIRM],
        project=own, raised_for=firm,
    )  # fmt: skip
    move_issue(mine, "assign", standing=command, lead=house.bureau)
    remark_on_issue(mine, standing=command, words="暗语：别家更急", is_internal=True)
    ask_for_help(mine, of=house.bureau, task="暗语：先办 Rival", due_on=DUE, standing=command)
    scan = keep_paper(zone, file=ContentFile(b"%PDF-1.4 w", name="暗语.pdf"), by=command.user)
    put_beside(scan, mine, by=command.user, is_internal=True)
    forecast = YearForecast.objects.create(
        zone=zone, on=TODAY, year=2021, month=2, made_at=datetime(2021, 3, 29, tzinfo=UTC),
        runs=1, seed=1, amount_target=1, starts_target=1, completions_target=1, amount_chance=1,
        starts_chance=1, completions_chance=1, all_chance=1, done_amount=1, spreads={},
        months=[], learned={}, totals=b"",
    )  # fmt: skip
    ForecastAction.objects.create(
        forecast=forecast, kind="issue", project=own, issue=mine, gain_amount=PRICE,
        gain_chance=0.1, gain_all_chance=0.1, slip_days=23,
    )  # fmt: skip
    asked = ask_firm(issue=note, text="请说明", due_on=DUE, standing=command)
    given = keep_paper(
        zone, file=ContentFile(b"%PDF-1.4 r", name="说明.pdf"), by=house.people[Role.FIRM],
        organisation=firm,
    )  # fmt: skip
    put_beside(given, asked, by=None)  # the very content that the other firm gave as well


def _solved(house: House, project: object, rival: Organisation, title: str, *who: object) -> Issue:
    theirs, command, officer = who
    issue = raise_issue(
        house.zone, title=title, category=begin_categories(house.zone, by=None)[0],
        by=theirs.user, project=project, raised_for=rival,  # type: ignore[attr-defined, arg-type]
    )  # fmt: skip
    move_issue(issue, "assign", standing=command, lead=house.bureau)  # type: ignore[arg-type]
    move_issue(issue, "accept", standing=officer)  # type: ignore[arg-type]
    move_issue(issue, "claim", standing=officer, words="别家已通电")  # type: ignore[arg-type]
    move_issue(issue, "verify", standing=theirs)  # type: ignore[arg-type]
    return issue


def texts_of(content: bytes) -> Iterator[str]:
    """What a file says; workbooks and archives are opened."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name
                yield packed.read(name).decode(errors="replace")
    else:
        yield content.decode(errors="replace")


@pytest.fixture
def house() -> House:
    found = a_house()
    plant(found)
    return found


def test_the_planted_words_are_there_for_who_may_read_them(house: House) -> None:
    """Else the walk below would find nothing in any case."""
    command = Client()
    command.force_login(house.people[Role.COMMAND])
    mine = Issue.objects.get(title="我们缺水").number
    pages = ("issues/?view=open", "ledger.csv", "ratings/", "people/invitations/")
    for page in (*pages, f"issues/{mine}/"):
        answer = command.get(f"/{house.zone.slug}/{page}")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert SECRET.search(content.decode()), page
        if mine in page:
            assert re.search(WORTH, content.decode())


def test_no_page_of_a_firm_names_what_is_not_its_own(house: House) -> None:
    browser = Client()
    browser.force_login(house.people[Role.FIRM])
    # Each page in Chinese, and in English with a part of what is planted as the words searched for.
    asked = {"zh-hans": "", "en": "?q=%E5%AE%B6&view=open&all=1&text=ival"}
    met, faults = 0, []
    for address in addresses():
        if not address.is_in_zone or address.name.startswith("accounts:"):
            continue
        path = address.path(house, house.shared)
        for language, query in asked.items():
            browser.cookies["kaigong_language"] = language
            with transaction.atomic():
                answer = browser.get(path + query)
                if answer.status_code == 405:
                    # Nothing typed: the refusal must not name what could have been chosen.
                    answer = browser.post(path, {"organisation": "0", "lead": "0"}, follow=True)
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
                told = "".join([*texts_of(content), *map(str, answer.headers.values())])
                transaction.set_rollback(True)
            met += answer.status_code == 200
            if answer.status_code == 404:
                continue
            if found := SECRET.search(told):
                around = told[max(0, found.start() - 60) : found.end() + 40]
                faults.append(f"{address.name}{query[:3]}: {around!r}")
    assert not faults, "\n".join(faults)
    assert met > 30


def test_a_past_day_names_no_firm_that_had_the_project_before(house: House) -> None:
    before = house.shared.history.filter(investor__name="别家公司").earliest("history_date")
    house.shared.history.filter(history_id__lte=before.history_id).update(
        history_date=datetime(2021, 3, 1, tzinfo=UTC)
    )
    home = f"/{house.zone.slug}"
    asked = [
        f"{home}/projects/{house.shared.code}/", f"{home}/projects/{house.shared.code}/history/",
        f"{home}/ledger.csv", f"{home}/ledger/", f"{home}/ledger/rows.json",
    ]  # fmt: skip
    for role, is_met in ((Role.FIRM, False), (Role.COMMAND, True)):
        browser, told = Client(), ""
        browser.force_login(house.people[role])
        for path in asked:
            answer = browser.get(f"{path}?as_of=2021-03-02&columns=name,investor")
            told += b"".join(answer).decode()
        assert ("别家公司" in told) is is_met


def test_no_answer_of_the_api_names_what_is_not_its_own(house: House) -> None:
    program = Program(house.people[Role.FIRM], [Scope.READ, Scope.WRITE])
    faults = []
    for operation in IN_ZONES:
        for project in (house.shared, house.remote):
            answer = operation.ask(program, house, project)
            if found := SECRET.search(answer.content.decode()):
                faults.append(f"{operation.name}: {found}")
    assert not faults, "\n".join(faults)


def test_a_calendar_and_a_search_name_what_is_not_its_own_to_nobody(house: House) -> None:
    firm = house.people[Role.FIRM]
    _, secret = make_token(firm, name="日历", scopes=[Scope.CALENDAR], days=None)
    told = Client().get(f"/me/calendar/{secret}.ics").content.decode()
    assert "BEGIN:VCALENDAR" in told
    browser = Client()
    browser.force_login(firm)
    for text in ("别家", "暗语", "RIVAL", "RIVAL-1"):
        answer = browser.get(f"/{house.zone.slug}/search/", {"q": text}, follow=True)
        assert answer.status_code in {200, 404}
        told += answer.content.decode().replace(text, "")  # its own words stand in the box
    assert not SECRET.search(told)


def test_a_rejected_choice_names_no_other_firm(house: House) -> None:
    """What is refused is refused without the name of what was asked for."""
    browser = Client()
    browser.force_login(house.people[Role.FIRM])
    rival = house.zone.organisations.get(name="别家公司")
    issue = Issue.objects.get(title="我们缺水")
    tried = {
        "issues/new/": {"project": "RIVAL-1", "title": "x", "category": issue.category.key},
        f"issues/{issue.number}/help/": {"organisation": rival.pk, "due_on": "2021-04-02"},
        f"issues/{issue.number}/move/assign/": {"lead": rival.pk},
    }
    for path, given in tried.items():
        answer = browser.post(f"/{house.zone.slug}/{path}", given, follow=True)
        assert not SECRET.search(answer.content.decode()), path
