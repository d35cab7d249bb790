"""The frame of a page: one word a family on the rail, and the others beside its pages."""

from __future__ import annotations

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from tests.builders import a_person, a_zone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "on_the_rail", "beside"),
    [
        (Role.ADMINISTRATOR, "设置", {"人员", "邀请", "推送"}),
        (Role.COMMAND, "设置", {"邀请"}),
        (Role.SERVICE, "邀请", set()),
    ],
)
def test_of_a_family_one_word_stands_on_the_rail(
    role: Role, on_the_rail: str, beside: set[str]
) -> None:
    zone = a_zone()
    browser = Client()
    browser.force_login(a_person(zone, role))
    url = f"/{zone.slug}/settings/" if beside else f"/{zone.slug}/people/invitations/"
    page = browser.get(url, follow=True)
    family = {"人员", "邀请", "设置", "推送"}
    words = [link.text for link in page.context["rail"]]
    assert [word for word in words if word in family] == [on_the_rail]
    assert [link.text for link in page.context["rail"] if link.is_here] == [on_the_rail]
    assert {link.text for link in page.context["neighbours"]} == beside
