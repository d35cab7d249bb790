"""People of firms come in by a link: it works once, ends, cannot be guessed, and tells nothing."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from kaigong.accounts.models import Invitation, Organisation, Role, User, Zone
from kaigong.accounts.services import close_organisation
from kaigong.accounts.services.invitations import (
    NotInvitableError,
    SpentInvitationError,
    come_in,
    invite_person,
)
from kaigong.audit.models import Entry
from tests.builders import a_person, a_project, a_standing, an_organisation

PASSWORD = "Autumn-2022-works"
GIVEN = {"display_name": "王工", "username": "wang.gong", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def firm(zone: Zone) -> Organisation:
    cache.clear()
    return an_organisation(zone, "长发集团", kind="firm")


def link_of(desk: Client, firm: Organisation) -> str:
    given = {"organisation": firm.pk, "name": "王工", "contact": "138 0000 0000", "days": 7}
    page = desk.post("/jingyue/people/invitations/", given).content.decode()
    assert "<svg" in page
    found = re.search(r'value="http://testserver(/accounts/invited/[^"]+)"', page)
    assert found, page
    return found[1]


def test_an_invited_person_names_himself_and_is_led_in(desk: Client, firm: Organisation) -> None:
    link = link_of(desk, firm)
    visitor = Client()
    page = visitor.get(link)
    assert "长发集团" in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    assert visitor.post(link, GIVEN).status_code == 302
    user = User.objects.get(username="wang.gong")
    assert (user.display_name, user.check_password(PASSWORD)) == ("王工", True)
    (membership,) = user.memberships.all()
    assert (membership.organisation, membership.role) == (firm, Role.FIRM)
    assert visitor.get("/", follow=True).redirect_chain[-1][0].startswith("/jingyue/")
    invitation = Invitation.objects.get()
    assert (invitation.used_by, invitation.used_at is None) == (user, False)
    assert "wang.gong" not in visitor.get("/accounts/login/").content.decode()


def test_only_a_digest_is_kept_and_the_chain_is_without_the_secret(
    desk: Client, firm: Organisation
) -> None:
    secret = link_of(desk, firm).split("/")[-2]
    assert len(secret) == 43  # 256 bits
    invitation = Invitation.objects.get()
    assert invitation.digest == hashlib.sha256(secret.encode()).hexdigest()
    Client().post(f"/accounts/invited/{secret}/", GIVEN)
    lines = Entry.objects.filter(act__startswith="accounts.invitation.").order_by("id")
    assert [line.act.rpartition(".")[2] for line in lines] == ["made", "used"]
    everything = json.dumps(list(Entry.objects.values_list("facts", "subject")), default=str)
    assert secret not in everything
    assert invitation.digest not in everything


def test_used_expired_revoked_closed_and_unknown_links_are_answered_alike(
    desk: Client, firm: Organisation, administrator: User
) -> None:
    links = {name: link_of(desk, firm) for name in ("used", "expired", "revoked", "shut out")}
    rows = dict(zip(links, Invitation.objects.order_by("id"), strict=True))
    Client().post(links["used"], GIVEN)
    Invitation.objects.filter(pk=rows["expired"].pk).update(
        expires_at=rows["expired"].made_at - timedelta(seconds=1)
    )
    desk.post(f"/jingyue/people/invitations/{rows['revoked'].pk}/revoke/")
    gone = a_person(firm.zone, Role.COMMAND)
    Invitation.objects.filter(pk=rows["shut out"].pk).update(made_by=gone)
    gone.is_active = False
    gone.save()
    links["unknown"] = "/accounts/invited/" + "x" * 43 + "/"
    answers = set()
    for link in links.values():
        for ask in (Client().get(link), Client().post(link, GIVEN | {"username": "other"})):
            token = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", ask.content.decode())
            answers.add((ask.status_code, token.replace(link, "")))
    assert len(answers) == 1
    assert {status for status, _ in answers} == {422}
    assert not User.objects.filter(username="other").exists()


def test_a_closed_firm_takes_nobody_in(firm: Organisation, administrator: User) -> None:
    standing = a_standing(administrator, firm.zone)
    _, secret = invite_person(firm, name="王工", standing=standing)
    close_organisation(firm, by=administrator)
    with pytest.raises(SpentInvitationError):
        come_in(secret, username="wang.gong", display_name="王工", password=PASSWORD)


def test_who_tries_many_links_is_stopped_and_even_a_good_one_waits(
    desk: Client, firm: Organisation
) -> None:
    good = link_of(desk, firm)
    visitor = Client(REMOTE_ADDR="203.0.113.9")
    statuses = [visitor.get(f"/accounts/invited/{each}/").status_code for each in range(22)]
    assert statuses == [422] * 20 + [429] * 2
    assert visitor.get(good).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.10").get(good).status_code == 200


def test_a_taken_name_and_a_weak_password_leave_the_link_open(
    desk: Client, firm: Organisation
) -> None:
    link = link_of(desk, firm)
    a_person(firm.zone, Role.DEPARTMENT, name="Wang.Gong")
    page = Client().post(link, GIVEN)
    assert (page.status_code, "已有人使用" in page.content.decode()) == (422, True)
    weak = GIVEN | {"username": "w2", "password": "1234567890", "again": "1234567890"}
    page = Client().post(link, weak)
    assert (page.status_code, "密码不合要求" in page.content.decode()) == (422, True)
    assert not User.objects.filter(username="w2").exists()
    assert Client().post(link, GIVEN | {"username": "w2"}).status_code == 302


def test_who_has_an_account_takes_the_firm_to_it(desk: Client, firm: Organisation) -> None:
    link = link_of(desk, firm)
    person = a_person(firm.zone, Role.FIRM, organisation=an_organisation(firm.zone, kind="firm"))
    visitor = Client()
    visitor.force_login(person)
    assert "接受" in visitor.get(link).content.decode()
    assert person.memberships.count() == 1  # reading takes nothing
    visitor.post(link)
    assert set(person.memberships.values_list("organisation", flat=True)) >= {firm.pk}
    assert Client().get(link).status_code == 422


def test_a_service_officer_invites_to_the_firms_in_care_and_no_others(
    zone: Zone, firm: Organisation, administrator: User
) -> None:
    officer = a_person(zone, Role.SERVICE)
    other = an_organisation(zone, "别家公司", kind="firm")
    a_project(zone, investor=firm, service_officer=officer)
    a_project(zone, investor=other)
    browser = Client()
    browser.force_login(officer)
    page = browser.get("/jingyue/people/invitations/").content.decode()
    assert "长发集团" in page
    assert "别家公司" not in page
    with pytest.raises(NotInvitableError):
        invite_person(other, name="某人", standing=a_standing(officer, zone))
    theirs, _ = invite_person(other, name="某人", standing=a_standing(administrator, zone))
    assert browser.post(f"/jingyue/people/invitations/{theirs.pk}/revoke/").status_code == 404
    refused = browser.post(
        "/jingyue/people/invitations/", {"organisation": other.pk, "name": "某人", "days": 7}
    )
    assert refused.status_code == 422
    bureau = an_organisation(zone, "建设局")
    with pytest.raises(NotInvitableError):  # a link never makes anybody an officer
        invite_person(bureau, name="某人", standing=a_standing(administrator, zone))
