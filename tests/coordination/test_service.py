"""Project service: officers and substitutes, contacts, mandates, hand-overs, rework of a firm."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile

from kaigong.accounts.models import Role, User
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.coordination import service_errors as wrong
from kaigong.coordination.duties.service import service_duties
from kaigong.coordination.models import (
    Contact,
    HandOver,
    HandOverState,
    OfficerPart,
    OfficerTerm,
)
from kaigong.coordination.pages.service import dealings_of, week_of
from kaigong.coordination.selectors.conditions import officers_projects
from kaigong.coordination.selectors.papers import papers_for
from kaigong.coordination.selectors.service import (
    contacts_of,
    loads_in,
    proposed_for,
    silent_firms,
)
from kaigong.coordination.services.contacts import finish_step, keep_mandate, log_contact
from kaigong.coordination.services.hand_overs import (
    answer_hand_over,
    offer_hand_over,
    undo_hand_over,
)
from kaigong.coordination.services.officers import (
    assign_officer,
    end_substitute,
    name_substitute,
)
from kaigong.portfolio.models import Milestone, Project
from kaigong.portfolio.selectors import projects_for
from kaigong.portfolio.services.milestones import complete_milestone, set_milestone
from tests.builders import TODAY, a_project, an_organisation
from tests.coordination.test_conditions import Site
from tests.coordination.test_pages import browser_of

pytestmark = pytest.mark.django_db


class Office(Site):
    """The site with a second officer of another task force, who has nothing yet."""

    def __init__(self) -> None:
        super().__init__()
        self.other = self.somebody(Role.SERVICE, an_organisation(self.zone, "数字专班"))

    def at(self, path: str) -> str:
        return f"/{self.zone.slug}/{path}"

    def say(self, **given: Any) -> Any:
        facts = {"way": "call", "on": TODAY, "words": "图审意见已补", "by": self.officer.user}
        return log_contact(self.project, **facts | given)

    def project_contacts(self) -> list[Contact]:
        return list(contacts_of(self.project))

    def stand_in(self, first: date, last: date | None) -> list[OfficerTerm]:
        return name_substitute(
            self.zone, [self.project], person=self.other.user, from_on=first, until_on=last,
            by=self.command.user,
        )  # fmt: skip


@pytest.fixture
def office() -> Office:
    return Office()


def _fresh(standing: Standing) -> Standing:
    return Standing(standing.user, standing.zone, standing.memberships)


# --- officers and substitutes -------------------------------------------------------------------


def test_the_ledger_names_the_officer_and_the_terms_follow(office: Office) -> None:
    second = a_project(office.zone, "第二个", service_officer=None)
    both = [office.project, second]
    assert assign_officer(office.zone, both, officer=office.other.user, by=office.command.user) == 2
    assert {
        each.service_officer for each in Project.objects.filter(pk__in=[p.pk for p in both])
    } == {office.other.user}
    terms = OfficerTerm.objects.filter(part=OfficerPart.OFFICER)
    assert [(each.person, each.from_on, each.until_on) for each in terms] == [
        (office.other.user, TODAY, None)
    ] * 2
    again = assign_officer(office.zone, both, officer=office.other.user, by=office.command.user)
    assert (again, terms.count()) == (0, 2)
    office.zone.stands_on = TODAY + timedelta(9)
    office.zone.save()
    office.project.refresh_from_db()
    assign_officer(office.zone, both[:1], officer=office.officer.user, by=office.command.user)
    first, later = terms.filter(project=office.project)
    assert (first.until_on, later.from_on) == (TODAY + timedelta(8), TODAY + timedelta(9))


def test_a_substitute_has_the_officers_reach_and_duties_for_those_days(office: Office) -> None:
    office.say(next_step="送图审", next_on=TODAY)
    assert office.project not in projects_for(office.other)
    office.stand_in(TODAY, TODAY)
    assert office.project in projects_for(office.other)
    assert office.project in officers_projects(office.other)
    assert "送图审" in {duty.what for duty in service_duties(office.other, TODAY)}
    assert "送图审" in {duty.what for duty in service_duties(office.officer, TODAY)}
    office.asked("power")  # by the officer; the substitute may do the same
    page = browser_of(office.other).get(office.url).content.decode()
    assert "/move/spare/" in page
    office.zone.stands_on = TODAY + timedelta(1)
    office.zone.save()
    tomorrow = Standing(office.other.user, office.zone, office.other.memberships)
    assert office.project not in projects_for(tomorrow)


def test_a_substitute_ends_and_cannot_be_the_officer_or_end_before_the_start(
    office: Office,
) -> None:
    with pytest.raises(wrong.TermOfDaysError):
        office.stand_in(TODAY, TODAY - timedelta(1))
    with pytest.raises(wrong.OwnSubstituteError):
        name_substitute(
            office.zone, [office.project], person=office.officer.user, from_on=TODAY,
            until_on=None, by=office.command.user,
        )  # fmt: skip
    (term,) = office.stand_in(TODAY - timedelta(3), None)
    assert office.project in projects_for(office.other)
    end_substitute(term, by=office.command.user)
    assert office.project not in projects_for(office.other)
    (coming,) = office.stand_in(TODAY + timedelta(5), None)
    end_substitute(coming, by=office.command.user)
    assert OfficerTerm.objects.filter(part=OfficerPart.SUBSTITUTE).count() == 1


def test_who_is_free_is_the_lightest_of_the_task_force(office: Office) -> None:
    force = office.officer.memberships[0].organisation
    bare = a_project(office.zone, "没人管", task_force=force, stage="signed")
    elsewhere = a_project(office.zone, "别处", stage="signed")
    office.asked("power")
    office.act("promise", office.electrician, day=TODAY)
    office.issue(project=office.project)
    loads = loads_in(office.command)
    by_person = {load.person: load for load in loads}
    mine = by_person[office.officer.user]
    assert (mine.projects, mine.weight, mine.issues, mine.promises, mine.points) == (1, 4, 1, 1, 6)
    assert by_person[office.other.user].points == 0
    assert proposed_for(bare, loads) == mine
    lightest = proposed_for(elsewhere, loads)
    assert lightest is not None
    assert lightest.person == office.other.user
    browser = browser_of(office.command)
    page = browser.get(office.at("officers/")).content.decode()
    assert "没人管" in page
    given = {"projects": [bare.code, elsewhere.code], "person": office.other.user.username}
    told = browser.post(office.at("officers/assign/"), given, follow=True).content.decode()
    assert "没人管" not in told
    away = {
        "away": office.officer.user.username, "person": office.other.user.username,
        "from_on": str(TODAY), "until_on": str(TODAY),
    }  # fmt: skip
    browser.post(office.at("officers/substitute/"), away)
    assert office.project in projects_for(office.other)
    browser.post(office.at("officers/substitute/end/"), {"person": office.other.user.username})
    assert office.project not in projects_for(office.other)


# --- contacts, mandate, week ---------------------------------------------------------------------


def test_a_next_step_becomes_a_duty_until_it_is_taken(office: Office) -> None:
    for fault, given in (
        (wrong.WordlessContactError, {"words": " "}),
        (wrong.StepWithoutDayError, {"next_step": "送图审"}),
        (wrong.StepWithoutDayError, {"next_on": TODAY}),
        (wrong.FutureContactError, {"on": TODAY + timedelta(1)}),
    ):
        with pytest.raises(fault):
            office.say(**given)
    day = TODAY + timedelta(2)
    contact = office.say(next_step="送图审", next_on=day)
    assert [(duty.what, duty.due_on) for duty in service_duties(office.officer, TODAY)] == [
        ("送图审", day)
    ]
    finish_step(contact, by=office.officer.user)
    assert list(service_duties(office.officer, TODAY)) == []


def test_a_mandate_is_a_paper_with_its_days(office: Office) -> None:
    days = {"valid_from": TODAY, "valid_until": TODAY + timedelta(20)}
    facts = {"scope": "代办施工许可", "by": office.officer.user, **days}
    with pytest.raises(wrong.MandateWithoutPaperError):
        keep_mandate(office.project, file=None, **facts)
    file = ContentFile(b"%PDF-1.4 mandate", name="委托书.pdf")
    with pytest.raises(wrong.MandateOfDaysError):
        keep_mandate(office.project, file=file, **facts | {"valid_until": TODAY - timedelta(1)})
    mandate = keep_mandate(office.project, file=file, **facts)
    paper = mandate.papers.get().paper
    assert paper in papers_for(office.officer)
    assert paper in papers_for(office.builder)  # its own paper
    assert paper not in papers_for(office.plumber)
    (duty,) = service_duties(office.officer, TODAY)
    assert (duty.verb, duty.due_on) == ("续委托", TODAY + timedelta(20))


def test_the_week_shows_what_is_due_stuck_and_silent(office: Office) -> None:
    office.asked("power")
    office.act("promise", office.electrician, day=TODAY + timedelta(3))
    office.say(next_step="送图审", next_on=TODAY - timedelta(1))
    with clock.as_if(office.zone.end_of(TODAY - timedelta(8))):
        stuck = office.issue(project=office.project, title="一周没动")
    week = week_of(office.officer, office.officer.user)
    assert [each.kind.key for each in week.promises] == ["power"]
    assert [each.next_step for each in week.steps] == ["送图审"]
    assert week.stuck == [stuck]
    assert week.silent == []  # it was called today
    page = browser_of(office.officer).get(office.at("week/")).content.decode()
    for words in ("送图审", "一周没动", "施工用电"):
        assert words in page
    of_other = office.at(f"week/?officer={office.officer.user.username}")
    assert browser_of(office.other).get(of_other).status_code == 404
    assert "一周没动" in browser_of(office.command).get(of_other).content.decode()


def test_a_firm_is_silent_from_the_fourteenth_day(office: Office) -> None:
    mine = Project.objects.filter(pk=office.project.pk)
    assert [(each.last_on, each.days) for each in silent_firms(office.officer, mine)] == [
        (None, None)
    ]
    office.say(on=TODAY - timedelta(14))
    assert [each.days for each in silent_firms(office.officer, mine)] == [14]
    office.say(on=TODAY - timedelta(13))
    assert silent_firms(office.officer, mine) == []


# --- hand-over ---------------------------------------------------------------------------------


def test_projects_and_duties_move_when_the_other_accepts(office: Office) -> None:
    office.say(next_step="送图审", next_on=TODAY)
    office.asked("power")
    giver = browser_of(office.officer)
    given = {"projects": [office.project.code], "person": office.other.user.username}
    page = giver.post(office.at("hand-overs/new/"), given, follow=True)
    assert "送图审" in page.content.decode()
    assert office.project not in projects_for(office.other)  # nothing has moved yet
    (duty,) = service_duties(office.other, TODAY)
    assert duty.verb == "看交接"
    taker = browser_of(office.other)
    shown = taker.get(duty.url).content.decode()
    for words in ("影视基地", "施工用电", "图审意见已补"):
        assert words in shown
    assert browser_of(office.command).get(duty.url).status_code == 200
    stranger = office.somebody(Role.SERVICE, an_organisation(office.zone, "城建专班"))
    assert browser_of(stranger).get(duty.url).status_code == 404
    assert giver.post(f"{duty.url}answer/", {"accepts": "on"}).status_code in {409, 422}
    taker.post(f"{duty.url}answer/", {"accepts": "on"})
    office.project.refresh_from_db()
    assert office.project.service_officer == office.other.user
    assert {duty.what for duty in service_duties(_fresh(office.other), TODAY)} == {"送图审"}
    assert list(service_duties(_fresh(office.officer), TODAY)) == []


def test_a_hand_over_is_answered_once_and_declined_with_a_reason(office: Office) -> None:
    facts = {"giver": office.officer.user, "by": office.command.user}
    with pytest.raises(wrong.HandOverToSelfError):
        offer_hand_over(office.zone, taker=office.officer.user, projects=[office.project], **facts)
    with pytest.raises(wrong.NothingToHandOverError):
        offer_hand_over(office.zone, taker=office.other.user, projects=[], **facts)
    made = offer_hand_over(office.zone, taker=office.other.user, projects=[office.project], **facts)
    with pytest.raises(wrong.NotYourHandOverError):
        answer_hand_over(made, accepts=True, by=office.command.user)
    with pytest.raises(wrong.DeclinedWithoutReasonError):
        answer_hand_over(made, accepts=False, by=office.other.user)
    Project.objects.filter(pk=office.project.pk).update(service_officer=office.command.user)
    with pytest.raises(wrong.MovedOnError):
        answer_hand_over(made, accepts=True, by=office.other.user)
    done = answer_hand_over(made, accepts=False, by=office.other.user, answer="手上太满")
    assert done.state == HandOverState.DECLINED
    with pytest.raises(wrong.HandOverAnsweredError):
        answer_hand_over(made, accepts=True, by=office.other.user)


def promised(office: Office, name: str, owner: Standing, day: date) -> Milestone:
    return set_milestone(
        office.project, name=name, due_on=day, owner=owner.user, by=office.command.user
    )


def handed_over(office: Office) -> HandOver:
    made = offer_hand_over(
        office.zone, giver=office.officer.user, taker=office.other.user,
        projects=[office.project], by=office.command.user,
    )  # fmt: skip
    return answer_hand_over(made, accepts=True, by=office.other.user)


def owners(*milestones: Milestone) -> list[User | None]:
    return [Milestone.objects.get(pk=each.pk).owner for each in milestones]


def test_the_promises_that_the_giver_owns_go_with_the_project_and_the_page_lists_them(
    office: Office,
) -> None:
    own = promised(office, "封顶", office.officer, date(2021, 9, 1))
    another_s = promised(office, "送电", office.electrician, date(2021, 5, 1))
    kept = promised(office, "签约", office.officer, date(2021, 3, 1))
    complete_milestone(kept, on=date(2021, 3, 1), by=office.command.user)
    giver = browser_of(office.officer)
    assert "1 个节点一起转" in giver.get(office.at("hand-overs/new/")).content.decode()
    made = offer_hand_over(
        office.zone, giver=office.officer.user, taker=office.other.user,
        projects=[office.project], by=office.officer.user,
    )  # fmt: skip
    page = browser_of(office.other).get(office.at(f"hand-overs/{made.pk}/")).content.decode()
    assert "封顶" in page
    assert "送电" not in page
    answer_hand_over(made, accepts=True, by=office.other.user)
    before = office.officer.user
    assert owners(own, another_s, kept) == [office.other.user, office.electrician.user, before]
    (line,) = Entry.objects.filter(act="portfolio.milestone.passed-on")
    assert line.facts["name"] == "封顶"


def test_a_hand_over_is_given_back_with_the_promises_that_are_still_in_hand(
    office: Office,
) -> None:
    own = promised(office, "封顶", office.officer, date(2021, 9, 1))
    passed = promised(office, "验收", office.officer, date(2021, 10, 1))
    made = handed_over(office)
    promised(office, "验收", office.electrician, date(2021, 10, 1))  # given on meanwhile
    with pytest.raises(wrong.NotYourHandOverError):
        undo_hand_over(made, by=office.officer.user, may_assign=False)
    browser = browser_of(office.other)
    address = office.at(f"hand-overs/{made.pk}/")
    assert "退回交接" in browser.get(address).content.decode()
    assert "已退回" in browser.post(f"{address}undo/", follow=True).content.decode()
    office.project.refresh_from_db()
    assert office.project.service_officer == office.officer.user
    assert owners(own, passed) == [office.officer.user, office.electrician.user]
    with pytest.raises(wrong.HandOverAnsweredError):
        undo_hand_over(made, by=office.other.user, may_assign=False)


def test_what_is_in_third_hands_by_now_is_not_given_back(office: Office) -> None:
    made = handed_over(office)
    assign_officer(
        office.zone, [office.project], officer=office.command.user, by=office.command.user
    )
    with pytest.raises(wrong.MovedOnError):
        undo_hand_over(made, by=office.command.user, may_assign=True)


# --- rework ---------------------------------------------------------------------------------------


def test_the_dealings_of_a_firm_count_each_return_and_its_days(office: Office) -> None:
    """By hand: returned on the 20th, asked anew on the 25th (5); disputed on the 28th, open (1)."""
    with clock.as_if(office.zone.end_of(date(2021, 3, 18))):
        office.asked("power", owner=office.water)
    with clock.as_if(office.zone.end_of(date(2021, 3, 20))):
        office.act("refuse", office.plumber, words="不是水")
    with clock.as_if(office.zone.end_of(date(2021, 3, 25))):
        office.asked("power")
    with clock.as_if(office.zone.end_of(date(2021, 3, 26))):
        office.act("provide", office.electrician, words="送电")
    with clock.as_if(office.zone.end_of(date(2021, 3, 28))):
        office.act("dispute", office.officer, words="没电")
    office.issue(project=office.project)
    found = dealings_of(office.officer, office.project)
    assert (found.rounds, found.days_lost, len(found.matters)) == (2, 6, 2)
    assert [each.days_lost for each in found.matters[0].rework.rounds] == [5, 1]
    assert found.matters[0].rework.is_open
    assert [step.on for step in found.timeline] == sorted(
        (step.on for step in found.timeline), reverse=True
    )
    page = browser_of(office.officer).get(office.at(f"dealings/{office.project.code}/"))
    assert "2 轮" in page.content.decode()


def test_the_service_page_logs_a_contact_and_keeps_a_mandate(office: Office) -> None:
    browser = browser_of(office.officer)
    page = office.at(f"service/{office.project.code}/")
    facts = {
        "way": "visit",
        "on": str(TODAY),
        "words": "看现场",
        "next_step": "补图",
        "next_on": str(TODAY),
    }
    told = browser.post(f"{page}contact/", facts, follow=True).content.decode()
    assert "看现场" in told
    contact = office.project_contacts()[0]
    browser.post(f"{page}step/", {"contact": contact.pk})
    assert office.project_contacts()[0].done_at is not None
    file = ContentFile(b"%PDF-1.4 mandate", name="委托书.pdf")
    days = {"valid_from": str(TODAY), "valid_until": str(TODAY), "scope": "代办", "file": file}
    assert "委托书.pdf" in browser.post(f"{page}mandate/", days, follow=True).content.decode()
    assert browser_of(office.builder).get(page).status_code == 404
    assert browser_of(office.plumber).get(page).status_code == 404
    card = browser.get(office.at(f"projects/{office.project.code}/")).content.decode()
    assert "代办委托" in card
