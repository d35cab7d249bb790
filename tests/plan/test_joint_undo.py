"""A joint levelling is taken back as one: in all its plans, or in none of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from kaigong.accounts.models import Role
from kaigong.audit.models import Entry
from kaigong.plan import errors as wrong
from kaigong.plan.joint_levelling import levelled_jointly
from kaigong.plan.models import Baseline, JointLevelling, PlanEdit, SubPlan
from kaigong.plan.pages.joint_levelling import last_joint
from kaigong.plan.resources import shared_one
from kaigong.plan.services.activities import (
    change_activity,
    remove_activities,
    undo_edit,
    words_of,
)
from kaigong.plan.services.joint_levelling import accept_jointly, undo_jointly
from kaigong.plan.services.plans import draw_plan, lock_plan
from kaigong.plan.services.resources import state_needs, state_resources
from kaigong.wording import ENGLISH
from tests.builders import a_project
from tests.plan.site import row
from tests.plan.test_pages import browser_of
from tests.plan.test_shared_resources import TwoSites, a_firm, dates

pytestmark = pytest.mark.django_db


class ThreeSites(TwoSites):
    """A clinic wants the rig as well; the school has it first, so two plans are put off."""

    def __init__(self) -> None:
        super().__init__()
        self.clinic_project = a_project(self.zone, "永顺医院", name_en="Yongshun clinic")
        self.clinic = draw_plan(self.clinic_project, standing=self.planner, start=date(2021, 3, 29))
        self.add(self.clinic, "P", 10, name="桩基")
        self.add(self.clinic, "S", 5, "P", name="主体", committed_on=date(2021, 12, 31))
        state_resources(self.clinic, [shared_one(self.clinic, "shared-1")], standing=self.planner)
        state_needs(self.clinic, {"P": {"R1": 1.0}}, standing=self.planner)
        self.plans = (self.base, self.school, self.clinic)

    def accepted(self) -> JointLevelling:
        accept_jointly(self.planner, seen=levelled_jointly(self.planner).seen)
        return JointLevelling.objects.latest("id")

    def dates(self) -> list[object]:
        return [dates(plan) for plan in self.plans]

    def renamed(self, plan: SubPlan, key: str = "P") -> None:
        """Somebody else changes an activity."""
        other = self.somebody(Role.COMMAND)
        change_activity(plan, key, replace(words_of(row(plan, key)), name="灌注桩"), standing=other)


@pytest.fixture
def sites() -> ThreeSites:
    return ThreeSites()


def last_edit(plan: SubPlan) -> PlanEdit:
    return plan.edits.order_by("-number")[0]


def test_it_is_taken_back_in_all_its_plans_at_once(sites: ThreeSites) -> None:
    before = sites.dates()
    levelling = sites.accepted()
    after = sites.dates()
    assert [each != was for each, was in zip(after, before, strict=True)] == [True, False, True]
    school = sites.opened(sites.school).plan.version
    undone = undo_jointly(levelling, standing=sites.planner)
    assert sites.dates() == before
    assert set(undone) == {sites.project, sites.clinic_project}
    for plan in (sites.base, sites.clinic):
        assert (last_edit(plan).verb, last_edit(plan).by) == ("undo", sites.planner.user)
        assert last_edit(plan).undoes.jointly == levelling
    assert sites.opened(sites.school).plan.version == school  # nothing of it had moved
    told = Entry.objects.get(act="plan.shared.levelling-undone")
    assert str(told.facts["projects"]) == "2"
    # Whoever presses second is told who was first.
    edits = PlanEdit.objects.count()
    with pytest.raises(wrong.NothingLeftJointlyError, match=str(sites.planner.user)):
        undo_jointly(levelling, standing=sites.planner)
    assert PlanEdit.objects.count() == edits


def test_what_was_changed_since_is_named_and_nothing_is_undone(sites: ThreeSites) -> None:
    levelling = sites.accepted()
    sites.renamed(sites.clinic)
    after, edits = sites.dates(), PlanEdit.objects.count()
    who = str(last_edit(sites.clinic).by)
    with pytest.raises(wrong.JointlyOverlaidError) as told:
        undo_jointly(levelling, standing=sites.planner)
    number = last_edit(sites.clinic).number
    assert f"永顺医院：后来又改过 「桩基」（第 {number} 次修编，{who}）" in str(told.value)
    assert "影视基地" not in str(told.value)
    assert (sites.dates(), PlanEdit.objects.count()) == (after, edits)
    with translation.override(ENGLISH), pytest.raises(wrong.JointlyOverlaidError) as english:
        undo_jointly(levelling, standing=sites.planner)
    words = english.value.in_language(ENGLISH)
    assert f"Yongshun clinic: “桩基” (edit {number}, {who}) changed since" in words
    # With the later edit taken back it is no more in the way.
    undo_edit(sites.clinic, number, standing=sites.planner)
    undo_jointly(levelling, standing=sites.planner)
    assert all(plan.activities.filter(levelled=None).count() == 2 for plan in sites.plans)


def test_a_change_of_other_rows_is_not_in_the_way(sites: ThreeSites) -> None:
    levelling = sites.accepted()
    sites.renamed(sites.clinic, "S")
    sites.add(sites.base, "T", 1)
    undo_jointly(levelling, standing=sites.planner)
    assert row(sites.clinic, "P").levelled is None
    assert row(sites.clinic, "S").name == "灌注桩"


def test_an_activity_that_is_gone_is_named(sites: ThreeSites) -> None:
    levelling = sites.accepted()
    remove_activities(sites.clinic, ["P"], standing=sites.planner)
    with pytest.raises(wrong.JointlyOverlaidError, match="永顺医院：后来又改过 「桩基」"):
        undo_jointly(levelling, standing=sites.planner)
    assert row(sites.base, "P").levelled is not None


def test_a_part_that_was_taken_back_on_its_own_page_stays_so(sites: ThreeSites) -> None:
    before = sites.dates()
    levelling = sites.accepted()
    number = last_edit(sites.clinic).number
    browser = browser_of(sites.planner)
    where = sites.path(f"schedules/{sites.clinic_project.code}/")
    assert "几份计划一起排" in browser.get(where).content.decode()
    told = browser.post(f"{where}edits/{number}/undo/", follow=True).content.decode()
    assert "它是几份计划一起排的一部分，其他计划没有动" in told
    assert dates(sites.clinic) == before[2]
    assert row(sites.base, "P").levelled is not None
    undone = undo_jointly(levelling, standing=sites.planner)
    assert undone == [sites.project]
    assert sites.dates() == before


def test_what_was_done_again_is_taken_back_again(sites: ThreeSites) -> None:
    before = sites.dates()
    levelling = sites.accepted()
    undo_jointly(levelling, standing=sites.planner)
    undo_edit(sites.clinic, last_edit(sites.clinic).number, standing=sites.planner)
    assert row(sites.clinic, "P").levelled is not None
    undone = undo_jointly(levelling, standing=sites.planner)
    assert undone == [sites.clinic_project]
    assert sites.dates() == before


def test_a_plan_locked_since_is_told_so_and_keeps_its_baseline(sites: ThreeSites) -> None:
    levelling = sites.accepted()
    baseline = lock_plan(sites.clinic, reason="报批", standing=sites.planner)
    locked = list(baseline.activities.values_list("key", "start", "finish"))
    found = last_joint(sites.planner)
    assert found is not None
    assert found.may_be_undone
    words = {str(each.project): each.words for each in found.parts}
    assert "后来锁定过（第 1 版基线" in words["永顺医院"]
    assert words["影视基地"] == ""
    undo_jointly(levelling, standing=sites.planner)
    kept = Baseline.objects.get(sub_plan=sites.clinic)
    assert list(kept.activities.values_list("key", "start", "finish")) == locked


def test_a_plan_removed_since_is_named_and_the_others_are_taken_back(sites: ThreeSites) -> None:
    levelling = sites.accepted()
    SubPlan.objects.get(pk=sites.clinic.pk).delete()
    found = last_joint(sites.planner)
    assert found is not None
    assert [each.words for each in found.parts if each.name == "永顺医院"] == [
        "计划已删除，没有可撤销的"
    ]
    undo_jointly(levelling, standing=sites.planner)
    assert row(sites.base, "P").levelled is None
    for edit in sites.base.edits.order_by("-number"):
        edit.delete()
    SubPlan.objects.get(pk=sites.base.pk).delete()
    with pytest.raises(wrong.NothingLeftJointlyError, match="计划已删除"):
        undo_jointly(levelling, standing=sites.planner)


def test_who_does_not_see_all_of_its_plans_does_not_undo_it(sites: ThreeSites) -> None:
    levelling = sites.accepted()
    sites.renamed(sites.clinic)
    firm = a_firm(sites)  # of the film base
    edits = PlanEdit.objects.count()
    with pytest.raises(wrong.JointlyUnseenError):
        undo_jointly(levelling, standing=firm)
    assert PlanEdit.objects.count() == edits
    page = browser_of(firm).get(sites.path("shared-resources/")).content.decode()
    assert "上次一起排" in page
    assert "其他项目" in page
    assert "永顺医院" not in page
    assert "灌注桩" not in page
    stranger = sites.somebody(Role.FIRM)
    assert last_joint(stranger) is None


def test_on_the_page_it_is_shown_with_who_and_when_and_undone_by_whoever_plans(
    sites: ThreeSites,
) -> None:
    before = sites.dates()
    levelling = sites.accepted()
    where = sites.path("shared-resources/")
    undo = f"{where}levellings/{levelling.pk}/undo/"
    leader = browser_of(sites.somebody(Role.LEADER))
    page = leader.get(where).content.decode()
    assert "上次一起排" in page
    assert undo not in page
    assert leader.post(undo).status_code == 404
    browser = browser_of(sites.planner)
    page = browser.get(where).content.decode()
    assert f"{sites.planner.user}" in page.split('id="last-jointly"')[1]
    assert undo in page
    sites.renamed(sites.clinic)
    page = browser.get(where).content.decode()
    assert "后来改过的地方拦着" in page
    assert undo not in page
    refused = browser.post(undo)
    assert refused.status_code == 422
    assert "一份计划都没有撤销" in refused.content.decode()
    undo_edit(sites.clinic, last_edit(sites.clinic).number, standing=sites.planner)
    told = browser.post(undo, follow=True).content.decode()
    assert "已在 2 份计划里撤销" in told
    assert "已撤销</span>" in told.split('id="last-jointly"')[1]
    assert sites.dates() == before
    assert browser.post(f"{where}levellings/99/undo/").status_code == 404


def test_other_programs_ask_for_the_last_one_and_take_it_back(sites: ThreeSites) -> None:
    browser = browser_of(sites.planner)
    where = f"/api/v1/zones/{sites.zone.slug}/shared-levelling"
    assert browser.get(f"{where}/last").json() is None
    before = sites.dates()
    levelling = sites.accepted()
    told = browser.get(f"{where}/last").json()
    assert told["number"] == levelling.pk
    assert {each["project"] for each in told["plans"]} == {
        sites.project.code, sites.clinic_project.code,
    }  # fmt: skip
    answer = browser.delete(f"{where}?number={levelling.pk}")
    assert answer.status_code == 200, answer.content
    assert len(answer.json()["projects"]) == 2
    assert sites.dates() == before
    assert browser.get(f"{where}/last").json()["undone"]
    assert browser.delete(f"{where}?number=99").status_code == 404
