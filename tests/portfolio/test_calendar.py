"""One's deadlines in one's own calendar, by a link that can be revoked."""

from __future__ import annotations

from datetime import date

import icalendar
import pytest
from django.test import Client

from kaigong.accounts.models import ApiToken, Role, Scope, Zone
from kaigong.accounts.services.tokens import make_token
from kaigong.portfolio.models import Milestone
from tests.builders import a_person, a_plan, a_project, a_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue")


def events(client: Client, link: str) -> dict[str, tuple[str, date]]:
    answer = client.get(link)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("text/calendar")
    found = icalendar.Calendar.from_ical(answer.content)
    return {
        str(each["UID"]): (str(each["SUMMARY"]), each["DTSTART"].dt)
        for each in found.walk("VEVENT")
    }


def test_a_calendar_holds_milestones_months_and_own_projects(client: Client, zone: Zone) -> None:
    officer = a_person(zone, Role.SERVICE)
    other = a_person(zone, Role.SERVICE)
    own = a_project(
        zone, "影都一期", service_officer=officer, stage="approval", is_sample=True,
        planned_start_on=date(2021, 4, 10), planned_completion_on=date(2022, 7, 30),
    )  # fmt: skip
    a_plan(own)
    mine = Milestone.objects.create(
        project=own, name="封顶", due_on=date(2021, 9, 1), owner=officer
    )
    Milestone.objects.create(project=own, name="别人的", due_on=date(2021, 9, 2), owner=other)
    a_project(zone, "别人的项目", service_officer=other, planned_start_on=date(2021, 4, 11))
    client.force_login(officer)
    page = client.post("/accounts/tokens/calendar/")
    link = str(page.context["link"])
    assert link.endswith(".ics")
    found = events(Client(), link)  # a phone has no session
    assert found == {
        f"milestone-{mine.pk}@jingyue.kaigong": ("影都一期（样例）：封顶", date(2021, 9, 1)),
        f"project-{own.pk}-start@jingyue.kaigong": (
            "影都一期（样例）：计划开工",
            date(2021, 4, 10),
        ),
        f"project-{own.pk}-completion@jingyue.kaigong": (
            "影都一期（样例）：承诺竣工",
            date(2022, 7, 30),
        ),
        "month-2021-02@jingyue.kaigong": ("2021-02 月报，1 个项目", date(2021, 2, 28)),
        "month-2021-03@jingyue.kaigong": ("2021-03 月报，1 个项目", date(2021, 3, 30)),
        "month-2021-04@jingyue.kaigong": ("2021-04 月报，1 个项目", date(2021, 4, 30)),
    }


def test_a_moved_deadline_keeps_its_name(client: Client, zone: Zone) -> None:
    officer = a_person(zone, Role.LEADER)
    project = a_project(zone)
    milestone = Milestone.objects.create(
        project=project, name="封顶", due_on=date(2021, 9, 1), owner=officer
    )
    _, secret = make_token(officer, name="c", scopes=[Scope.CALENDAR], days=None)
    before = events(client, f"/me/calendar/{secret}.ics")
    milestone.due_on = date(2021, 10, 1)
    milestone.save()
    after = events(client, f"/me/calendar/{secret}.ics")
    assert before.keys() == after.keys()
    assert {on for _, on in after.values()} == {date(2021, 10, 1)}


def test_a_new_link_ends_the_old_one_and_no_other_token_opens_it(
    client: Client, zone: Zone
) -> None:
    officer = a_person(zone, Role.SERVICE)
    client.force_login(officer)
    old = str(client.post("/accounts/tokens/calendar/").context["link"])
    new = str(client.post("/accounts/tokens/calendar/").context["link"])
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    _, reader = make_token(officer, name="r", scopes=[Scope.READ])
    assert Client().get(f"/me/calendar/{reader}.ics").status_code == 404
    officer.is_active = False
    officer.save()
    assert Client().get(new).status_code == 404


def test_one_makes_and_revokes_tokens_of_ones_own(client: Client, zone: Zone) -> None:
    officer, other = a_person(zone, Role.SERVICE), a_person(zone, Role.SERVICE)
    client.force_login(officer)
    page = client.post("/accounts/tokens/", {"name": "月报程序", "scopes": ["read"], "days": 30})
    secret = str(page.context["secret"])
    assert secret in page.content.decode()
    assert secret not in client.get("/accounts/tokens/").content.decode()
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/zones", headers=headers).status_code == 200
    token = ApiToken.objects.get(user=officer)
    stranger = Client()
    stranger.force_login(other)
    assert stranger.post(f"/accounts/tokens/{token.pk}/revoke/").status_code == 404
    assert client.post(f"/accounts/tokens/{token.pk}/revoke/").status_code == 302
    assert Client().get("/api/v1/zones", headers=headers).status_code == 401
    bad = client.post("/accounts/tokens/", {"name": "", "scopes": [], "days": 9999})
    assert bad.status_code == 422
