"""What plans share has a past: each statement is an edit, undone by one, asked of any past day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import pytest

from kaigong.accounts.models import Role
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.plan import errors as wrong
from kaigong.plan.models import SharedResource, SharedResourceEdit
from kaigong.plan.pages.resources import resources_shown
from kaigong.plan.pages.shared_edits import shared_edit_lines
from kaigong.plan.resources import resources_of, shared_one
from kaigong.plan.selectors.past import past_plan
from kaigong.plan.selectors.versions import pair_of
from kaigong.plan.services.plans import lock_plan
from kaigong.plan.services.resources import state_resources
from kaigong.plan.services.shared_resources import state_shared, undo_shared_edit
from kaigong.plan.sharing import resource_of, shared_in, shared_then
from tests.plan.test_pages import browser_of
from tests.plan.test_shared_resources import RIG, TwoSites

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = (date(2021, 3, day) for day in (24, 25, 26))
TODAY = date(2021, 3, 29)  # of every zone in tests
KEPT = replace(RIG, key="shared-1")
CRANE = replace(RIG, name="大吊车", name_en="Crane", there=2)


@contextmanager
def on(day: date) -> Iterator[None]:
    noon = datetime.fromisoformat(f"{day}T12:00:00+08:00")
    with clock.as_if(noon):
        yield


class Days(TwoSites):
    """On the second day there is another rig, on the third it is called otherwise and has three."""

    def __init__(self) -> None:
        with on(FIRST):
            super().__init__()
        with on(SECOND):
            self.state(replace(KEPT, there=2, later=((date(2021, 6, 1), 4.0),)), CRANE)
        with on(THIRD):
            self.state(replace(KEPT, name="旋挖钻机", there=3), *self.cranes())

    def state(self, *resources: object) -> SharedResourceEdit:
        state_shared(self.zone, list(resources), by=self.planner.user)  # type: ignore[arg-type]
        return SharedResourceEdit.objects.latest("id")

    def cranes(self) -> list[object]:
        return [resource_of(each) for each in shared_in(self.zone) if each.key != "shared-1"]

    def numbers(self) -> dict[str, float]:
        return {each.key: each.there for each in shared_in(self.zone)}


@pytest.fixture
def days() -> Days:
    return Days()


def test_a_past_day_has_the_numbers_of_that_day(days: Days) -> None:
    then = {
        day: {
            key: (each.name, each.there)
            for key, each in shared_then(days.zone, days.zone.end_of(day)).items()
        }
        for day in (FIRST, SECOND, THIRD)
    }
    assert then == {
        FIRST: {"shared-1": ("打桩机", 1.0)},
        SECOND: {"shared-1": ("打桩机", 2.0), "shared-2": ("大吊车", 2.0)},
        THIRD: {"shared-1": ("旋挖钻机", 3.0), "shared-2": ("大吊车", 2.0)},
    }


def test_a_plan_its_check_and_its_versions_show_the_number_of_the_day(days: Days) -> None:
    for day, words in (
        (FIRST, ("打桩机", 1.0, "够用：最多同时用 1 台，有 1 台")),
        (SECOND, ("打桩机", 2.0, "够用：最多同时用 1 台，有 2 台，2021-06-01 起 4 台")),
        (THIRD, ("旋挖钻机", 3.0, "够用：最多同时用 1 台，有 3 台")),
    ):
        with on(TODAY):
            past = past_plan(days.opened(days.base), day)
            (rig,) = resources_of(past.plan)
            (shown,) = resources_shown(past)
        assert (rig.name, rig.there, shown.reason) == words
    with on(TODAY):
        browser = browser_of(days.planner)
        where = days.path(f"schedules/{days.project.code}/resources/")
        assert "2 台，2021-06-01 起 4 台" in browser.get(f"{where}?as_of={SECOND}").content.decode()
        assert "旋挖钻机" in browser.get(where).content.decode()
        pair = pair_of(days.opened(days.base), f"{FIRST}", f"{THIRD}")
        named = [resources_of(side.opened.plan)[0].name for side in pair.sides]
        assert named == ["打桩机", "旋挖钻机"]


def test_a_version_that_was_locked_has_the_number_of_its_moment(days: Days) -> None:
    morning, noon = (datetime.fromisoformat(f"2021-03-27T{h}:00:00+08:00") for h in ("09", "12"))
    with clock.as_if(morning):
        lock_plan(days.base, reason="报批", standing=days.planner)
    with clock.as_if(noon):
        days.state(replace(KEPT, name="旋挖钻机", there=9), *days.cranes())
    with on(TODAY):
        pair = pair_of(days.opened(days.base), "baseline-1", "2021-03-27")
        assert [resources_of(side.opened.plan)[0].there for side in pair.sides] == [3.0, 9.0]


def test_what_is_stated_alike_is_no_edit_and_each_edit_says_what_it_did(days: Days) -> None:
    edits = SharedResourceEdit.objects.count()
    with on(THIRD):
        days.state(replace(KEPT, name="旋挖钻机", there=3), *days.cranes())
    assert SharedResourceEdit.objects.count() == edits == 3
    told = [line.words for line in shared_edit_lines(days.zone)]
    assert told == [
        "「打桩机」（2 台，2021-06-01 起 4 台）改为「旋挖钻机」（3 台）",
        "「打桩机」由 1 台 改为 2 台，2021-06-01 起 4 台；登记「大吊车」：2 台",
        "登记「打桩机」：1 台",
    ]
    days.state(*days.cranes(), replace(KEPT, name="旋挖钻机", there=3))
    assert shared_edit_lines(days.zone)[0].words == "调整次序"


def test_an_edit_is_undone_and_that_is_an_edit(days: Days) -> None:
    third = SharedResourceEdit.objects.latest("id")
    with on(TODAY):
        made = undo_shared_edit(third, by=days.planner.user)
    (rig, crane) = shared_in(days.zone)
    assert (rig.name, rig.there, rig.later, crane.name) == (
        "打桩机", 2.0, [["2021-06-01", 4.0]], "大吊车",
    )  # fmt: skip
    assert shared_then(days.zone, days.zone.end_of(THIRD))["shared-1"].there == 3.0
    assert Entry.objects.filter(act="plan.shared-resource.undone").count() == 1
    with pytest.raises(wrong.SharedEditUndoneError):
        undo_shared_edit(third, by=None)
    lines = shared_edit_lines(days.zone)
    assert [line.may_undo for line in lines] == [False, False, True, True]
    assert lines[0].edit == made
    assert lines[0].words.startswith("撤销了一次改动；")


def test_what_was_changed_since_is_named_and_nothing_is_undone(days: Days) -> None:
    second = SharedResourceEdit.objects.order_by("id")[1]
    before = days.numbers()
    with pytest.raises(wrong.SharedMovedOnError, match="打桩机"):
        undo_shared_edit(second, by=None)
    assert days.numbers() == before
    # Its place in the list alone is no change.
    third = SharedResourceEdit.objects.latest("id")
    days.state(*days.cranes(), replace(KEPT, name="旋挖钻机", there=3))
    undo_shared_edit(third, by=None)
    assert [each.name for each in shared_in(days.zone)] == ["大吊车", "打桩机"]


def test_what_a_plan_has_taken_over_is_not_undone_away(days: Days) -> None:
    made = days.state(
        replace(KEPT, name="旋挖钻机", there=3),
        *days.cranes(),
        replace(CRANE, name="架桥机", name_en=""),
    )
    opened = days.opened(days.base)
    state_resources(
        days.base, [*resources_of(opened.plan), shared_one(opened.plan, "shared-3")],
        standing=days.planner,
    )  # fmt: skip
    with pytest.raises(wrong.SharedResourceInUseError):
        undo_shared_edit(made, by=None)
    assert "shared-3" in days.numbers()


def test_what_was_taken_off_comes_back_and_its_key_is_nobody_elses(days: Days) -> None:
    rig = replace(KEPT, name="旋挖钻机", there=3)
    off = days.state(rig)
    assert "shared-2" not in days.numbers()
    days.state(rig, replace(CRANE, name="架桥机", name_en="Girder launcher"))
    assert {each.name: each.key for each in shared_in(days.zone)}["架桥机"] == "shared-3"
    undo_shared_edit(off, by=None)
    assert days.numbers() == {"shared-1": 3.0, "shared-2": 2.0, "shared-3": 2.0}
    # A name that somebody else has taken by now is refused.
    off = days.state(rig)
    days.state(rig, CRANE)
    with pytest.raises(wrong.ResourceNameError):
        undo_shared_edit(off, by=None)
    assert SharedResource.objects.filter(zone=days.zone).count() == 2


def test_a_chief_undoes_it_among_the_settings(days: Days) -> None:
    last = SharedResourceEdit.objects.latest("id")
    where = days.path("settings/resources/")
    undo = f"{where}edits/{last.pk}/undo/"
    chief = browser_of(days.somebody(Role.COMMAND))
    page = chief.get(where).content.decode()
    assert undo in page
    assert "改为「旋挖钻机」（3 台）" in page
    assert browser_of(days.somebody(Role.CLERK)).post(undo).status_code == 404
    told = chief.post(undo, follow=True).content.decode()
    assert "已撤销对共用资源的改动" in told
    assert days.numbers()["shared-1"] == 2.0
    refused = chief.post(undo)
    assert refused.status_code == 422
    assert "已经撤销过" in refused.content.decode()
