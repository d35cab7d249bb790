"""What plans share: stated by the zone, taken over, seen together, levelled around each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.audit.models import Entry
from kaigong.engines.scheduling import Availability
from kaigong.engines.scheduling.levelling import NeverEnoughError, joined_load, loads_of
from kaigong.plan import errors as wrong
from kaigong.plan.joint_levelling import levelled_jointly
from kaigong.plan.levelling import levelled, levelled_back
from kaigong.plan.link_words import links_in
from kaigong.plan.models import Activity, PlanEdit, SharedResource, SubPlan
from kaigong.plan.moments import finish_day, start_day
from kaigong.plan.pages.joint_levelling import joint_shown
from kaigong.plan.pages.resources import resources_shown
from kaigong.plan.pages.shared_resources import shared_page
from kaigong.plan.resources import Resource, resources_of, shared_one
from kaigong.plan.selectors.plans import OpenPlan, open_plan
from kaigong.plan.services.activities import change_activity, undo_edit, words_of
from kaigong.plan.services.joint_levelling import accept_jointly
from kaigong.plan.services.plans import draw_plan
from kaigong.plan.services.resources import accept_levelling, state_needs, state_resources
from kaigong.plan.services.shared_resources import state_shared
from tests.builders import a_project
from tests.plan.site import DAY, Site, row
from tests.plan.test_pages import browser_of

pytestmark = pytest.mark.django_db

RIG = Resource("", "打桩机", "Piling rig", unit="台", there=1)


class TwoSites(Site):
    """The film base and a school take turns at the only rig of the zone; the school is due first.

    Both want it from 29 March 2021 on, ten days each.
    """

    def __init__(self, rigs: float = 1) -> None:
        super().__init__()
        self.school_project = a_project(self.zone, "永顺学校")
        state_shared(self.zone, [replace(RIG, there=rigs)], by=self.planner.user)
        self.base = self.drawn()
        self.school = draw_plan(self.school_project, standing=self.planner, start=date(2021, 3, 29))
        for plan, due in ((self.base, date(2021, 9, 30)), (self.school, date(2021, 4, 23))):
            self.add(plan, "P", 10, name="桩基")
            self.add(plan, "S", 5, "P", name="主体", committed_on=due)
            state_resources(plan, [shared_one(plan, "shared-1")], standing=self.planner)
            state_needs(plan, {"P": {"R1": 1.0}}, standing=self.planner)

    def opened(self, plan: SubPlan, standing: Standing | None = None) -> OpenPlan:
        return open_plan(standing or self.planner, plan.project.code)

    def path(self, rest: str) -> str:
        return f"/{self.zone.slug}/{rest}"


@pytest.fixture
def sites() -> TwoSites:
    return TwoSites()


def starts(plan: SubPlan, key: str) -> date:
    return start_day(row(plan, key).early_start or 0)


def a_firm(sites: TwoSites) -> Standing:
    """The investor of the film base, who may not know of the school."""
    return sites.somebody(Role.FIRM, sites.firm)


# --- stated by the zone, taken over by plans -----------------------------------------------------


def test_the_zone_says_how_many_and_a_plan_says_what_it_needs(sites: TwoSites) -> None:
    (rig,) = resources_of(sites.opened(sites.base).plan)
    assert (rig.name, rig.there, rig.shared) == ("打桩机", 1.0, "shared-1")
    version = sites.opened(sites.base).plan.version
    later = ((date(2021, 6, 1), 2.0),)
    state_shared(
        sites.zone, [replace(RIG, key="shared-1", there=3, later=later)], by=sites.planner.user
    )
    (rig,) = resources_of(sites.opened(sites.base).plan)
    assert (rig.there, rig.later) == (3.0, later)
    assert sites.opened(sites.base).plan.version == version  # no edit of the plan
    state_resources(sites.base, [rig], standing=sites.planner)
    assert sites.opened(sites.base).plan.version == version  # and none is made of it
    assert Entry.objects.filter(act="plan.shared-resource.set").count() == 2


def test_what_plans_share_is_not_taken_off_and_what_nobody_shares_is(sites: TwoSites) -> None:
    with pytest.raises(wrong.SharedResourceInUseError, match="2"):
        state_shared(sites.zone, [], by=None)
    for plan in (sites.base, sites.school):
        state_resources(plan, [], standing=sites.planner)
        assert row(plan, "P").needs == {}
    state_shared(sites.zone, [], by=None)
    assert not SharedResource.objects.exists()
    # An undone edit brings it back as the plan knew it.
    undo_edit(sites.base, sites.opened(sites.base).plan.version, standing=sites.planner)
    (rig,) = resources_of(sites.opened(sites.base).plan)
    assert (rig.name, rig.there) == ("打桩机", 1.0)
    with pytest.raises(wrong.UnknownSharedResourceError):
        shared_one(sites.opened(sites.base).plan, "shared-1")


def test_a_planner_chooses_on_the_page_and_a_chief_states_among_the_settings(
    sites: TwoSites,
) -> None:
    chief = browser_of(sites.somebody(Role.COMMAND))
    lines = {
        "key": ["shared-1", ""], "name": ["打桩机", "大吊车"], "name_en": ["", "Crane"],
        "unit": ["台", "台"], "there": ["1", "2"], "later": ["2021-06-01 起 2", ""],
    }  # fmt: skip
    where = sites.path("settings/resources/")
    told = chief.post(where, lines, follow=True).content.decode()
    assert "大吊车" in told
    assert ">2021-06-01 起 2</textarea>" in told
    bad = chief.post(where, {**lines, "later": ["何时", ""]})
    assert bad.status_code == 422
    assert "以后的数量「何时」看不懂" in bad.content.decode()
    gone = chief.post(where, {**lines, "name": ["", "大吊车"]})
    assert "还有 2 份计划在用" in gone.content.decode()
    of_plan = sites.path(f"schedules/{sites.project.code}/resources/")
    assert "大吊车" in chief.get(of_plan).content.decode()
    form = {"name": [], "asks_shared": "1", "shared": ["shared-1", "shared-2"]}
    told = chief.post(f"{of_plan}state/", form, follow=True).content.decode()
    assert "没有未完的工作用它" in told
    stated = resources_of(sites.opened(sites.base).plan)
    assert [each.shared for each in stated] == ["shared-1", "shared-2"]
    assert row(sites.base, "P").needs == {"R1": 1.0}
    unknown = chief.post(f"{of_plan}state/", {**form, "shared": ["shared-9"]})
    assert unknown.status_code == 422
    assert "没有登记共用资源「shared-9」" in unknown.content.decode()


# --- seen together -------------------------------------------------------------------------------


def test_the_page_says_where_it_is_promised_twice_by_how_many_and_to_whom(sites: TwoSites) -> None:
    (shown,) = shared_page(sites.planner).resources
    assert {each.project for each in shown.takers} == {sites.project, sites.school_project}
    (twice,) = shown.twice
    assert (twice.first, twice.missing) == (date(2021, 3, 29), 1.0)
    assert [str(project) for project, _ in twice.takers] == ["影视基地", "永顺学校"]
    page = browser_of(sites.planner).get(sites.path("shared-resources/")).content.decode()
    assert "不够：各计划最多同时要 2 台，只有 1 台" in page
    for project in (sites.project, sites.school_project):
        assert f"schedules/{project.code}/resources/" in page
    own = browser_of(sites.planner).get(sites.path(f"schedules/{sites.project.code}/resources/"))
    assert "灰色是其他计划要用的" in own.content.decode()
    assert "桩基</a>，以及其他计划" in own.content.decode()


def test_who_may_not_see_a_plan_reads_its_load_without_its_name(sites: TwoSites) -> None:
    firm = a_firm(sites)
    (shown,) = shared_page(firm).resources
    assert [each.project for each in shown.takers] == [sites.project, None]
    assert shown.twice[0].has_unseen
    browser = browser_of(firm)
    answer = browser.get(sites.path("shared-resources.xlsx"))
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    told = " ".join(str(cell.value) for line in book.active.iter_rows() for cell in line)
    told += browser.get(sites.path("shared-resources/?with=level")).content.decode()
    told += browser.get(
        sites.path(f"schedules/{sites.project.code}/resources/?with=level")
    ).content.decode()
    assert "其他项目" in told
    assert "永顺学校" not in told
    assert sites.school_project.code not in told


def test_the_joined_load_is_that_of_all_plans_minute_by_minute(sites: TwoSites) -> None:
    schedules = [sites.opened(plan).schedule for plan in (sites.base, sites.school)]
    loads = {f"{n}/": loads_of(each)["R1"] for n, each in enumerate(schedules)}
    total = joined_load(loads, Availability(1))
    moment = datetime.fromisoformat("2021-03-29")
    for hours in range(24 * 30):
        at = moment + timedelta(hours=hours)
        asked = sum(each.taken().at(at) for each in loads.values())
        assert total.taken().at(at) == asked


# --- levelled around others ----------------------------------------------------------------------


def test_a_plan_is_levelled_around_what_others_take_by_their_dates(sites: TwoSites) -> None:
    found = levelled(sites.opened(sites.base))
    school = sites.opened(sites.school).schedule
    assert found.starts["P"] >= school["P"].early.finish
    accept_levelling(sites.opened(sites.base))
    assert starts(sites.base, "P") > finish_day(row(sites.school, "P").early_finish or 0)
    assert shared_page(sites.planner).resources[0].twice == []
    assert resources_shown(sites.opened(sites.base))[0].shortages == []
    # Then the school has nothing to go around.
    assert levelled(sites.opened(sites.school)).moved() == {}


def test_backward_a_plan_keeps_off_what_others_take(sites: TwoSites) -> None:
    found = levelled_back(sites.opened(sites.school))
    assert found.too_late == ("P",)  # the film base has the rig until it would have to begin
    assert found.short_by_days > 0


def test_a_past_day_counts_the_plan_alone(sites: TwoSites) -> None:
    PlanEdit.objects.update(at="2021-03-26T09:00:00+08:00")
    where = sites.path(f"schedules/{sites.project.code}/resources/?as_of=2021-03-26")
    page = browser_of(sites.planner).get(where).content.decode()
    assert "以往的日子只算本计划" in page


# --- levelled together ---------------------------------------------------------------------------


def test_together_the_earlier_promise_goes_first_and_it_is_as_it_was_shown(
    sites: TwoSites,
) -> None:
    found = levelled_jointly(sites.planner)
    shown = joint_shown(sites.planner, found)
    assert [each.project for each in shown.plans] == [sites.school_project, sites.project]
    assert [each.count for each in shown.plans] == [0, 2]
    assert [each.days for each in shown.plans] == [0, 10]
    assert [each.project for each in shown.promises] == [sites.project]
    before = {plan.pk: dates(plan) for plan in (sites.base, sites.school)}
    assert {plan.pk: dates(plan) for plan in (sites.base, sites.school)} == before
    accept_jointly(sites.planner, seen=shown.seen)
    for plan in (sites.base, sites.school):
        after = found.after[plan.pk].activities.values()
        assert dates(plan) == {each.key: (each.early_start, each.early_finish) for each in after}
    assert dates(sites.school) == before[sites.school.pk]
    assert shared_page(sites.planner).resources[0].twice == []
    assert PlanEdit.objects.filter(verb="level").count() == 1
    assert Entry.objects.filter(act="plan.shared.levelled").count() == 1
    again = joint_shown(sites.planner, levelled_jointly(sites.planner))
    assert not again.moves
    with pytest.raises(wrong.NothingToLevelError):
        accept_jointly(sites.planner, seen=again.seen)
    undo_edit(sites.base, sites.opened(sites.base).plan.version, standing=sites.planner)
    assert dates(sites.base) == before[sites.base.pk]


def dates(plan: SubPlan) -> dict[str, tuple[int | None, int | None]]:
    rows = Activity.objects.filter(sub_plan=plan)
    return {each.key: (each.early_start, each.early_finish) for each in rows}


def test_what_another_plan_waits_for_goes_first_though_it_is_promised_later(
    sites: TwoSites,
) -> None:
    sites.add(sites.school, "Q", 3, f"{sites.project.code}/S", name="外线", needs={"R1": 1.0})
    found = levelled_jointly(sites.planner)
    assert [each.opened.project for each in found.plans] == [sites.project, sites.school_project]
    accept_jointly(sites.planner, seen=found.seen)
    for plan in (sites.base, sites.school):
        after = found.after[plan.pk].activities.values()
        assert dates(plan) == {each.key: (each.early_start, each.early_finish) for each in after}
    assert shared_page(sites.planner).resources[0].twice == []


def test_who_is_there_first_goes_first_where_the_promises_are_kept_either_way(
    sites: TwoSites,
) -> None:
    # The school is promised first, but would begin when the film base is nearly done.
    sites.add(sites.school, "A", 8, name="清表")
    change_activity(
        sites.school, "P",
        replace(words_of(row(sites.school, "P")), links=tuple(links_in("A", per_day=DAY))),
        standing=sites.planner,
    )  # fmt: skip
    change_activity(
        sites.school, "S",
        replace(words_of(row(sites.school, "S")), committed_on=date(2021, 8, 31)),
        standing=sites.planner,
    )  # fmt: skip
    found = levelled_jointly(sites.planner)
    shown = joint_shown(sites.planner, found)
    assert (shown.turns, [each.project for each in shown.plans]) == (
        2, [sites.project, sites.school_project],
    )  # fmt: skip
    assert [each.days for each in shown.plans] == [0, 2]


def test_who_does_not_see_a_plan_does_not_move_it(sites: TwoSites) -> None:
    found = levelled_jointly(a_firm(sites))
    assert [each.opened.project for each in found.plans] == [sites.project]
    assert found.unseen == 1
    assert found.plans[0].found.starts["P"] >= sites.opened(sites.school).schedule["P"].early.finish


def test_what_changed_since_it_was_shown_is_refused_whole(sites: TwoSites) -> None:
    seen = levelled_jointly(sites.planner).seen
    sites.add(sites.school, "T", 1)
    edits = PlanEdit.objects.count()
    with pytest.raises(wrong.SharedPlansChangedError):
        accept_jointly(sites.planner, seen=seen)
    assert PlanEdit.objects.count() == edits
    seen = levelled_jointly(sites.planner).seen
    state_shared(sites.zone, [replace(RIG, key="shared-1", there=2)], by=None)
    with pytest.raises(wrong.SharedPlansChangedError):
        accept_jointly(sites.planner, seen=seen)


def test_together_on_the_page(sites: TwoSites) -> None:
    browser: Client = browser_of(sites.planner)
    page = browser.get(sites.path("shared-resources/?with=level")).content.decode()
    assert "采用，排进各计划" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    told = browser.post(sites.path("shared-resources/accept/"), {"seen": seen}, follow=True)
    assert "已排进 1 份计划" in told.content.decode()
    assert "够用：各计划最多同时用 1 台" in told.content.decode()
    leader = browser_of(sites.somebody(Role.LEADER))
    assert (
        "采用，排进各计划"
        not in leader.get(sites.path("shared-resources/?with=level")).content.decode()
    )


def test_more_than_is_ever_left_is_said_by_name(sites: TwoSites) -> None:
    state_needs(sites.base, {"P": {"R1": 2.0}}, standing=sites.planner)
    with pytest.raises(NeverEnoughError, match="桩基"):
        levelled_jointly(sites.planner)
    page = browser_of(sites.planner).get(sites.path("shared-resources/?with=level"))
    assert "需要资源「打桩机」2 台" in page.content.decode()
