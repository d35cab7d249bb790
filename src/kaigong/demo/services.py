"""Building the demo zone, and saying who can log in there."""

from __future__ import annotations

from django.db import transaction

from kaigong.accounts.models import Role, Zone
from kaigong.accounts.services import stand_still
from kaigong.audit import clock
from kaigong.demo.chapters.blocked import blocked
from kaigong.demo.chapters.conditions import conditions
from kaigong.demo.chapters.meetings import meetings
from kaigong.demo.chapters.news import news
from kaigong.demo.chapters.opening import SLUG, open_the_ledger
from kaigong.demo.chapters.questions import questions
from kaigong.demo.chapters.service import service
from kaigong.demo.chapters.spring_2021 import spring_2021
from kaigong.demo.chapters.war_map import war_map
from kaigong.demo.chapters.year_2020 import year_2020
from kaigong.demo.people import ACCOUNTS, ADMINISTRATOR, PASSWORD
from kaigong.demo.plan_rows import TODAY
from kaigong.demo.record import live_through, moment
from kaigong.errors import KaigongError


class DemoStandsAlreadyError(KaigongError):
    code = "demo.stands-already"
    zh = "演示园区「{slug}」已经有了。要重新装入，请换一个空的数据目录（KAIGONG_DATA）。"
    en = "The demo zone “{slug}” stands already; for a fresh one, name an empty KAIGONG_DATA."


@transaction.atomic
def build_demo() -> Zone:
    """Live through the zone's days from 2020-01-06 to 2021-03-29, by the services of the slices.

    Raises:
        DemoStandsAlreadyError: it was built before; nothing changed.
    """
    if Zone.objects.filter(slug=SLUG).exists():
        raise DemoStandsAlreadyError(slug=SLUG)
    record = open_the_ledger()
    chapters = [
        year_2020(), news(), spring_2021(), questions(), blocked(), conditions(), meetings()
    ]  # fmt: skip
    chapters += [service(), war_map()]
    live_through(record, [act for chapter in chapters for act in chapter])
    with clock.as_if(moment(TODAY, 8, 10)):
        stand_still(record.zone, on=TODAY, by=record.cast.administrator)
    return record.zone


def demo_accounts() -> list[tuple[str, str, str]]:
    """Role, name and password of one account a role; none unless the demo zone stands here."""
    if not Zone.objects.filter(slug=SLUG, stands_on=TODAY).exists():
        return []
    roles = [(role.value, username) for username, _, role, _ in ACCOUNTS]
    roles.append((Role.ADMINISTRATOR.value, ADMINISTRATOR))
    return [(role, username, PASSWORD) for role, username in roles]
