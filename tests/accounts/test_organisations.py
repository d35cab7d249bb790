"""The tree of organisations grows, moves and closes, and never loses or circles a branch."""

from __future__ import annotations

import pytest
from django.test import Client

from kaigong.accounts import services
from kaigong.accounts.models import Organisation, Role, User, Zone
from kaigong.accounts.selectors import organisations_in, tree_of
from kaigong.accounts.services.organisations import (
    CircularTreeError,
    OrganisationInUseError,
    RootOrganisationError,
    TakenOrganisationError,
)
from kaigong.audit.models import Entry
from tests.builders import a_person, a_zone, an_organisation


@pytest.fixture
def bureau(zone: Zone) -> Organisation:
    return an_organisation(zone, "建设局")


def last_line() -> Entry:
    line = Entry.objects.last()
    assert line
    return line


def test_a_new_organisation_stands_below_its_parent(
    desk: Client, zone: Zone, bureau: Organisation
) -> None:
    given = {"name": "质监站", "kind": "department", "parent": bureau.pk}
    assert desk.post("/jingyue/people/organisations/found/", given).status_code == 302
    order = [(branch.organisation.name, branch.depth) for branch in tree_of(zone)]
    assert order == [("jingyue园区", 0), ("建设局", 1), ("质监站", 2)]
    assert (last_line().act, last_line().subject) == ("accounts.organisation.founded", "质监站")


def test_renaming_keeps_both_names_on_record(
    desk: Client, zone: Zone, bureau: Organisation
) -> None:
    page = f"/jingyue/people/organisations/{bureau.pk}/"
    desk.post(page, {"name": "住建局", "name_en": "Building bureau"})
    bureau.refresh_from_db()
    assert bureau.name == "住建局"
    assert last_line().facts["before"]["name"] == "建设局"
    assert last_line().facts["after"]["name"] == "住建局"


def test_a_branch_moves_with_its_parts(zone: Zone, bureau: Organisation) -> None:
    by = a_person(zone, Role.ADMINISTRATOR)
    station = services.found_organisation(
        zone, kind="department", name="质监站", parent=bureau, by=by
    )
    office = an_organisation(zone, "指挥部", kind="command")
    services.move_organisation(bureau, parent=office, by=by)
    depth = {branch.organisation.pk: branch.depth for branch in tree_of(zone)}
    assert (depth[office.pk], depth[bureau.pk], depth[station.pk]) == (1, 2, 3)


def test_a_branch_cannot_hang_below_itself(zone: Zone, bureau: Organisation) -> None:
    by = a_person(zone, Role.ADMINISTRATOR)
    station = services.found_organisation(
        zone, kind="department", name="质监站", parent=bureau, by=by
    )
    for parent in (bureau, station):
        with pytest.raises(CircularTreeError):
            services.move_organisation(bureau, parent=parent, by=by)


def test_the_root_neither_moves_nor_closes(zone: Zone, bureau: Organisation) -> None:
    by = a_person(zone, Role.ADMINISTRATOR)
    root = zone.organisations.get(parent=None)
    with pytest.raises(RootOrganisationError):
        services.close_organisation(root, by=by)
    with pytest.raises(RootOrganisationError):
        services.move_organisation(root, parent=bureau, by=by)


def test_an_organisation_in_use_does_not_close(zone: Zone, bureau: Organisation) -> None:
    by = a_person(zone, Role.ADMINISTRATOR)
    clerk = a_person(zone, Role.CLERK, organisation=bureau)
    with pytest.raises(OrganisationInUseError):
        services.close_organisation(bureau, by=by)
    services.dismiss(clerk.memberships.get(), by=by)
    services.close_organisation(bureau, by=by)
    assert bureau not in organisations_in(zone)
    assert bureau in organisations_in(zone, with_closed=True)
    services.reopen_organisation(bureau, by=by)
    assert bureau in organisations_in(zone)


def test_a_name_is_taken_once_per_kind(zone: Zone, bureau: Organisation) -> None:
    by = a_person(zone, Role.ADMINISTRATOR)
    with pytest.raises(TakenOrganisationError):
        services.found_organisation(zone, kind="department", name="建设局", by=by)
    services.found_organisation(zone, kind="task_force", name="建设局", by=by)


def test_organisations_of_another_zone_do_not_exist(desk: Client, administrator: User) -> None:
    foreign = an_organisation(a_zone("elsewhere"), "外地局")
    page = f"/jingyue/people/organisations/{foreign.pk}/"
    assert desk.get(page).status_code == 404
    for act in ("move/", "close/", "reopen/"):
        assert desk.post(page + act, {"parent": foreign.pk}).status_code == 404
