"""Short words for what a test needs: it names only what matters to it."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

from kaigong.accounts.models import Membership, Organisation, Role, User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.accounts.services import appoint, found_organisation, open_zone
from kaigong.portfolio.models import AnnualPlan, MonthlyReport, Project, Sector, SectorScheme

_count = itertools.count(1)

YI = Decimal(10**8)  # 亿元 in 元
WAN = Decimal(10**4)
TODAY = date(2021, 3, 29)


def a_zone(slug: str = "", *, today: date = TODAY, **given: str) -> Zone:
    slug = slug or f"zone{next(_count)}"
    zone = open_zone(slug, name=given.pop("name", f"{slug}园区"), by=None, **given)
    zone.stands_on = today
    zone.save()
    return zone


def an_organisation(zone: Zone, name: str = "", *, kind: str = "department") -> Organisation:
    name = name or f"部门{next(_count)}"
    found = zone.organisations.filter(kind=kind, name=name).first()
    return found or found_organisation(zone, kind=kind, name=name, by=None)


def a_person(
    zone: Zone,
    role: Role = Role.COMMAND,
    *,
    name: str = "",
    organisation: Organisation | None = None,
) -> User:
    name = name or f"{role.value}{next(_count)}"
    user = User.objects.create_user(username=name, display_name=name, password="Spring-2021-start")
    home = organisation or zone.organisations.get(kind="zone")
    appoint(user, role=role, organisation=home, by=None)
    return user


def a_standing(user: User, zone: Zone) -> Standing:
    memberships = Membership.objects.filter(user=user, organisation__zone=zone)
    return Standing(user, zone, memberships)


def a_sector(zone: Zone, name: str = "数字经济", *, year: int = 2021) -> Sector:
    scheme, _ = SectorScheme.objects.get_or_create(
        zone=zone, first_year=year, defaults={"name": f"{year} 年产业口径"}
    )
    return Sector.objects.get_or_create(scheme=scheme, name=name)[0]


def a_project(zone: Zone, name: str = "", **given: object) -> Project:
    number = next(_count)
    name = name or f"项目{number}"
    values = {"code": f"P-{number:04d}", "folded_name": name, "total_amount": 10 * YI} | given
    return Project.objects.create(zone=zone, name=name, **values)


def a_plan(
    project: Project, *, year: int = 2021, planned: Decimal = YI, **given: object
) -> AnnualPlan:
    return AnnualPlan.objects.create(
        zone=project.zone, project=project, year=year, planned_amount=planned, **given
    )


def a_report(
    project: Project, month: date, amount: Decimal | None = WAN, **given: object
) -> MonthlyReport:
    return MonthlyReport.objects.create(
        zone=project.zone,
        project=project,
        month=month.replace(day=1),
        first_amount=amount,
        record_amount=amount,
        **given,
    )
