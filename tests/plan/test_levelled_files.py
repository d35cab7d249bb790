"""A day that levelling puts an activity off to is in the file that a plan is written to."""

from __future__ import annotations

from datetime import date

import pytest

from kaigong.engines.scheduling import ConstraintKind, Network, files
from kaigong.engines.scheduling.files import Format
from kaigong.plan.models import Activity
from kaigong.plan.moments import moment_of
from kaigong.plan.resources import Resource
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.services.resources import accept_levelling, state_needs, state_resources
from tests.plan.site import Site
from tests.plan.test_plan_files import brought, hall, written

pytestmark = pytest.mark.django_db
FORMATS = [Format.XER, Format.PMXML, Format.MSPDI]


@pytest.fixture
def site() -> Site:
    return Site()


def put_off(site: Site, one: str, other: str) -> Activity:
    """Of two activities that want the only crane the one that levelling puts off."""
    plan = open_plan(site.planner, site.project.code).plan
    state_resources(plan, [Resource("", "塔吊", there=1)], standing=site.planner)
    keys = plan.activities.filter(name__in=(one, other)).values_list("key", flat=True)
    state_needs(plan, {key: {"R1": 1.0} for key in keys}, standing=site.planner)
    accept_levelling(open_plan(site.planner, site.project.code))
    (held,) = plan.activities.exclude(levelled=None)
    return held


def no_earlier(network: Network, name: str) -> object:
    """The day before which an activity of a file does not start."""
    (found,) = [each for each in network.activities.values() if each.name == name]
    for constraint in (found.constraint, found.second_constraint):
        if constraint is not None and constraint.kind is ConstraintKind.START_NO_EARLIER:
            return constraint.on
    return None


@pytest.mark.parametrize("format", FORMATS)
def test_it_goes_back_into_the_file_that_the_plan_came_from(
    site: Site,
    format: Format,  # noqa: A002
) -> None:
    content = hall(format=format)
    brought(site, content)
    held = put_off(site, "Walls", "Roof")
    (before,) = files.read(content).projects
    (after,) = files.read(written(site).content).projects
    assert no_earlier(after.network, held.name) == moment_of(held.levelled or 0)
    assert no_earlier(before.network, held.name) != moment_of(held.levelled or 0)
    assert after.network.run()[held.key].early.start == moment_of(held.early_start or 0)


@pytest.mark.parametrize("format", FORMATS)
def test_it_is_in_a_file_of_its_own_and_comes_back_with_it(
    site: Site,
    format: Format,  # noqa: A002
) -> None:
    plan = site.drawn()
    site.add(plan, "A", 10, name="Walls")
    site.add(plan, "B", 5, name="Roof")
    site.add(plan, "open", 0, "A, B", kind="finish milestone", committed_on=date(2021, 9, 30))
    held = put_off(site, "Walls", "Roof")
    network = files.read(written(site, format.value).content).projects[0].network
    assert no_earlier(network, held.name) == moment_of(held.levelled or 0)
    brought(site, written(site, format.value).content)
    again = plan.activities.get(name=held.name)
    assert (again.constraint, again.early_start) == ("SNET", held.early_start)


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_of_its_own_holds_numbers_of_a_resource_by_date(
    site: Site,
    format: Format,  # noqa: A002
) -> None:
    plan = site.drawn()
    site.add(plan, "A", 10)
    crane = Resource("", "塔吊", there=1, later=((date(2021, 6, 1), 2.0),))
    state_resources(plan, [crane], standing=site.planner)
    state_needs(plan, {"A": {"R1": 1.0}}, standing=site.planner)
    sent = written(site, format.value)
    (told,) = files.read(sent.content).projects[0].resources.values()
    assert (told.name, told.there, told.is_stated) == ("塔吊", crane.availability, True)
    assert not [each for each in sent.lost if each.thing == "resource"]
