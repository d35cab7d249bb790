"""An administrator adds, appoints, dismisses and shuts out; the chain tells it."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import Client

from kaigong.accounts import services
from kaigong.accounts.models import Membership, Role, User, Zone
from kaigong.accounts.services.people import LastAdministratorError, PersonOfOtherZoneError
from kaigong.audit.models import Entry
from kaigong.audit.services import verify
from tests.builders import a_person, a_zone, an_organisation

PASSWORD = "Autumn-2022-works"


def acts() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("act", flat=True))


def add_li_jing(desk: Client, zone: Zone) -> str:
    """Add a person on the page; the link that the page shows, without its host."""
    home = an_organisation(zone, "经济发展局")
    given = {"username": "lijing", "display_name": "李静", "role": "department"}
    page = desk.post("/jingyue/people/add/", given | {"organisation": home.pk})
    assert page.status_code == 200
    found = re.search(r'value="http://testserver(/accounts/welcome/[^"]+)"', page.content.decode())
    assert found
    return found[1]


def test_a_new_person_sets_the_password_through_the_link_and_signs_in(
    desk: Client, zone: Zone
) -> None:
    link = add_li_jing(desk, zone)
    visitor = Client()
    assert "lijing" in visitor.get(link).content.decode()
    assert visitor.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    signed_in = visitor.post("/accounts/login/", {"login": "lijing", "password": PASSWORD})
    assert signed_in.status_code == 302
    assert acts()[-4:] == [
        "accounts.person.appointed",
        "accounts.person.link_offered",
        "accounts.person.password_set",
        "accounts.person.signed_in",
    ]
    assert verify().is_clean


def test_a_link_works_once(desk: Client, zone: Zone) -> None:
    link = add_li_jing(desk, zone)
    Client().post(link, {"password": PASSWORD, "again": PASSWORD})
    second = Client().post(link, {"password": "Winter-2022-stop", "again": "Winter-2022-stop"})
    assert second.status_code == 422
    assert Client().get(link).status_code == 422
    assert User.objects.get(username="lijing").check_password(PASSWORD)


def test_a_link_ends_after_three_days(desk: Client, zone: Zone) -> None:
    link = add_li_jing(desk, zone)
    now = PasswordResetTokenGenerator()._now()
    with patch.object(PasswordResetTokenGenerator, "_now", return_value=now + timedelta(days=4)):
        assert Client().get(link).status_code == 422
    assert Client().get(link).status_code == 200


def test_a_link_of_one_person_is_no_use_for_another(desk: Client, zone: Zone) -> None:
    words = add_li_jing(desk, zone).split("/")
    other = services.offer_password_link(
        a_person(zone, Role.CLERK), zone=zone, by=User.objects.get(username="wang")
    )
    mixed = "/".join([*words[:-3], other[0], words[-2], ""])
    assert Client().get(mixed).status_code == 422


@pytest.mark.parametrize("uid", ["MQ", "x", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "%00"])
def test_a_made_up_link_is_refused(db: None, uid: str) -> None:
    assert Client().get(f"/accounts/welcome/{uid}/abc-def/").status_code == 422


def test_a_new_link_ends_the_old_password_and_every_session(desk: Client, zone: Zone) -> None:
    clerk = a_person(zone, Role.CLERK, name="zhao")
    session = Client()
    session.force_login(clerk)
    assert session.get("/jingyue/ledger/").status_code == 200
    assert desk.post("/jingyue/people/of/zhao/link/").status_code == 200
    assert session.get("/jingyue/ledger/").status_code == 302


def test_a_weak_password_is_refused_with_its_reasons(desk: Client, zone: Zone) -> None:
    link = add_li_jing(desk, zone)
    page = Client().post(link, {"password": "12345", "again": "12345"}, HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 422
    assert "10 characters" in page.content.decode()


def test_a_person_shut_out_is_out_at_once_and_the_role_stays(desk: Client, zone: Zone) -> None:
    clerk = a_person(zone, Role.CLERK, name="zhao")
    session = Client()
    session.force_login(clerk)
    desk.post("/jingyue/people/of/zhao/off/")
    assert session.get("/jingyue/ledger/").status_code == 302
    assert Membership.objects.filter(user=clerk).count() == 1
    desk.post("/jingyue/people/of/zhao/on/")
    session.force_login(clerk)
    assert session.get("/jingyue/ledger/").status_code == 200
    assert acts()[-2:] == ["accounts.person.deactivated", "accounts.person.reactivated"]


def test_a_dismissed_person_finds_no_zone(desk: Client, zone: Zone) -> None:
    clerk = a_person(zone, Role.CLERK, name="zhao")
    held = clerk.memberships.get()
    desk.post(f"/jingyue/people/of/zhao/dismiss/{held.pk}/")
    session = Client()
    session.force_login(clerk)
    assert session.get("/jingyue/ledger/").status_code == 404
    assert Entry.objects.last().act == "accounts.person.dismissed"  # type: ignore[union-attr]


def test_a_role_is_given_on_the_page_once(desk: Client, zone: Zone) -> None:
    a_person(zone, Role.CLERK, name="zhao")
    home = an_organisation(zone, "统计局")
    for _ in range(2):
        desk.post(
            "/jingyue/people/of/zhao/appoint/", {"role": "statistician", "organisation": home.pk}
        )
    assert Membership.objects.filter(user__username="zhao", role="statistician").count() == 1
    assert acts().count("accounts.person.appointed") == 3  # two builders, one page


def test_the_last_administrator_stays(zone: Zone, administrator: User) -> None:
    with pytest.raises(LastAdministratorError):
        services.deactivate(administrator, zone=zone, by=administrator)
    with pytest.raises(LastAdministratorError):
        services.dismiss(administrator.memberships.get(), by=administrator)
    second = a_person(zone, Role.ADMINISTRATOR)
    services.deactivate(administrator, zone=zone, by=second)
    with pytest.raises(LastAdministratorError):
        services.dismiss(second.memberships.get(), by=second)


def test_an_administrator_cannot_take_over_an_account_of_another_zone(
    zone: Zone, administrator: User
) -> None:
    clerk = a_person(zone, Role.CLERK)
    elsewhere = a_zone("elsewhere")
    services.appoint(
        clerk, role=Role.ADMINISTRATOR, organisation=elsewhere.organisations.get(), by=None
    )
    with pytest.raises(PersonOfOtherZoneError):
        services.offer_password_link(clerk, zone=zone, by=administrator)
    with pytest.raises(PersonOfOtherZoneError):
        services.deactivate(clerk, zone=zone, by=administrator)


def test_people_of_another_zone_do_not_exist(desk: Client, zone: Zone) -> None:
    stranger = a_person(a_zone("elsewhere"), Role.CLERK, name="stranger")
    home = zone.organisations.get()
    for address in ("", "link/", "off/", f"dismiss/{stranger.memberships.get().pk}/"):
        path = f"/jingyue/people/of/stranger/{address}"
        answer = desk.post(path) if address else desk.get(path)
        assert answer.status_code == 404
    role = {"role": "clerk", "organisation": home.pk}
    assert desk.post("/jingyue/people/of/stranger/appoint/", role).status_code == 404


def test_a_role_cannot_be_given_in_an_organisation_of_another_zone(
    desk: Client, zone: Zone
) -> None:
    a_person(zone, Role.CLERK, name="zhao")
    foreign = a_zone("elsewhere").organisations.get()
    answer = desk.post(
        "/jingyue/people/of/zhao/appoint/", {"role": "leader", "organisation": foreign.pk}
    )
    assert answer.status_code == 422
    assert Membership.objects.filter(user__username="zhao").count() == 1
    assert foreign.memberships.count() == 0


def test_the_list_asks_a_fixed_number_of_queries(
    desk: Client, zone: Zone, django_assert_max_num_queries: object
) -> None:
    for _ in range(30):
        a_person(zone, Role.CLERK)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert desk.get("/jingyue/people/").status_code == 200
