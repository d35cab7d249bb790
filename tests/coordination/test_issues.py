"""Issues: every move by every party in every state, the clocks, who sees what."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaigong.accounts.models import Role
from kaigong.audit.models import Entry
from kaigong.audit.services import verify
from kaigong.audit.words import known_acts
from kaigong.coordination.errors import (
    ClosedCategoryError,
    MissingForMoveError,
    MovedMeanwhileError,
    MoveNotPossibleError,
    NamelessIssueError,
    NoHelpAskedError,
    NotYourMoveError,
)
from kaigong.coordination.life import MOVES, OVER, Asks, Party, moves_from
from kaigong.coordination.models import HelpState, Issue, IssueCategory, IssueState, Severity
from kaigong.coordination.pages.issues import row_of
from kaigong.coordination.parties import moves_for, parties_of
from kaigong.coordination.selectors import issue_for, issues_for, open_issues_for, turns_for
from kaigong.coordination.services.categories import begin_categories
from kaigong.coordination.services.helps import answer_for_help, ask_for_help
from kaigong.coordination.services.issues import (
    move_deadline,
    move_issue,
    remark_on_issue,
)
from kaigong.errors import KaigongError
from tests.builders import an_organisation
from tests.coordination.cast import PATHS, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


def test_an_issue_goes_from_hand_to_hand_and_is_closed_with_proof(cast: Cast) -> None:
    issue = cast.issue(severity=Severity.SERIOUS)
    assert (issue.number, issue.state) == ("W-2021-0001", "raised")
    move_issue(issue, "assign", standing=cast.command, lead=cast.power)
    # Monday: one working day to accept, seven for the solution, over the Qingming holiday.
    assert (issue.acceptance_due_on, issue.solution_due_on) == (date(2021, 3, 30), date(2021, 4, 8))
    move_issue(issue, "accept", standing=cast.electrician)
    assert issue.owner == cast.electrician.user
    move_issue(issue, "begin", standing=cast.electrician)
    with pytest.raises(MissingForMoveError):
        move_issue(issue, "claim", standing=cast.electrician)
    move_issue(issue, "claim", standing=cast.electrician, words="临时变压器 500 kVA 已送电")
    move_issue(issue, "verify", standing=cast.builder)
    move_issue(issue, "close", standing=cast.command)
    assert issue.state == IssueState.CLOSED
    assert issue.closed_at is not None
    told = [(turn.move, turn.by, turn.acting_for) for turn in turns_for(cast.command, issue)]
    home = cast.command.memberships[0].organisation
    assert told == [
        ("assign", cast.command.user, home),
        ("accept", cast.electrician.user, cast.power),
        ("begin", cast.electrician.user, cast.power),
        ("claim", cast.electrician.user, cast.power),
        ("verify", cast.builder.user, cast.firm),
        ("close", cast.command.user, home),
    ]
    acts = Entry.objects.filter(act__startswith="coordination.issue").values_list("act", flat=True)
    assert len(acts) == 7
    assert set(acts) <= set(known_acts()["coordination"])
    assert verify().broken_at is None
    assert Issue.history.filter(id=issue.pk).count() == 7


@pytest.mark.parametrize("state", list(IssueState))
def test_every_move_by_everybody_is_as_the_table_says(cast: Cast, state: IssueState) -> None:
    issue = cast.in_state(state)
    assert issue.state == state
    parties = {
        "builder": {Party.RAISER},
        "command": {Party.DISPATCH},
        "electrician": {Party.LEAD} if issue.lead else set(),
        "plumber": set(),
    }
    for (name, mine), move in product(parties.items(), MOVES):
        standing = getattr(cast, name)
        assert parties_of(issue, standing) == mine
        is_possible = state in move.before and bool(mine & set(move.parties))
        assert (move in moves_for(issue, standing)) is is_possible
        if is_possible:
            continue
        refused = NotYourMoveError if state in move.before else MoveNotPossibleError
        with pytest.raises(refused, match=issue.number):
            move_issue(issue, move.key, standing=standing, lead=cast.power, words="因为")
    issue.refresh_from_db()
    assert issue.state == state
    assert issue.turns.count() == len(PATHS[state])


@pytest.mark.parametrize("move", [move for move in MOVES if move.asks], ids=lambda move: move.key)
def test_what_a_move_asks_for_it_does_not_go_without(cast: Cast, move: Any) -> None:
    issue = cast.in_state(move.before[0])
    standing = next(
        each
        for each in (cast.command, cast.electrician, cast.builder)
        if parties_of(issue, each) & set(move.parties)
    )
    with pytest.raises(MissingForMoveError, match=issue.number):
        move_issue(issue, move.key, standing=standing, words="  ")
    given = {"lead": cast.power} if Asks.LEAD in move.asks else {"words": "因为"}
    assert move_issue(issue, move.key, standing=standing, **given).state == move.after


def test_a_refusal_costs_the_office_and_not_the_project(cast: Cast) -> None:
    issue = cast.in_state(IssueState.ASSIGNED)
    due = issue.solution_due_on
    move_issue(issue, "refuse", standing=cast.electrician, words="不归我们管")
    assert (issue.state, issue.refusals, issue.owner) == (IssueState.TRIAGED, 1, None)
    cast.zone.stands_on = date(2021, 4, 1)
    cast.zone.save()
    move_issue(issue, "assign", standing=cast.command, lead=cast.water)
    assert issue.solution_due_on == due
    assert issue.acceptance_due_on == date(2021, 4, 2)
    with pytest.raises(NotYourMoveError, match="牵头部门"):
        move_issue(issue, "accept", standing=cast.electrician)
    move_issue(issue, "accept", standing=cast.plumber)


def test_a_reopened_issue_keeps_its_age_and_gets_a_new_deadline(cast: Cast) -> None:
    issue = cast.in_state(IssueState.CLOSED)
    raised_at, due = issue.raised_at, issue.solution_due_on
    cast.zone.stands_on = date(2021, 5, 10)
    cast.zone.save()
    move_issue(issue, "reopen", standing=cast.builder, words="又停电了")
    assert (issue.raised_at, issue.reopenings, issue.closed_at) == (raised_at, 1, None)
    assert issue.solution_due_on is not None
    assert due is not None
    assert issue.solution_due_on > due
    assert issue.lead == cast.power


def test_a_day_of_acceptance_in_a_year_not_announced_is_provisional_too(cast: Cast) -> None:
    cast.zone.stands_on = date(2026, 12, 31)
    cast.zone.save()
    issue = cast.step(cast.issue(), "assign")
    assert issue.acceptance_due_on is not None
    assert (issue.acceptance_due_on.year, issue.is_acceptance_provisional) == (2027, True)
    assert row_of(issue, cast.zone.today()).due.endswith("（暂定）")
    page = Client()
    page.force_login(cast.command.user)
    told = page.get(f"/{cast.zone.slug}/issues/{issue.number}/").content.decode()
    assert told.count("暂定：放假安排未公布") == 2  # of both clocks
    cast.zone.stands_on = date(2026, 12, 8)
    cast.zone.save()
    settled = cast.step(cast.issue(), "assign")  # both days lie in the year that is announced
    assert not settled.is_acceptance_provisional
    assert "暂定" not in row_of(settled, cast.zone.today()).due


def test_a_deadline_in_a_year_not_announced_is_provisional(cast: Cast) -> None:
    cast.zone.stands_on = date(2026, 12, 10)
    cast.zone.save()
    ordinary = cast.issue()
    move_issue(ordinary, "assign", standing=cast.command, lead=cast.power)
    assert ordinary.is_due_provisional
    issue = cast.issue(severity=Severity.GRAVE)
    move_issue(issue, "assign", standing=cast.command, lead=cast.power)
    assert (issue.solution_due_on, issue.is_due_provisional) == (date(2026, 12, 15), False)


def test_a_deadline_moves_with_a_reason_only(cast: Cast) -> None:
    issue = cast.in_state(IssueState.WORKING)
    with pytest.raises(MissingForMoveError):
        move_deadline(issue, to=date(2021, 6, 1), reason=" ", standing=cast.command)
    move_deadline(issue, to=date(2021, 6, 1), reason="汛期停工", standing=cast.command)
    assert issue.solution_due_on == date(2021, 6, 1)
    assert "汛期停工" in turns_for(cast.command, issue).last().words  # type: ignore[union-attr]
    with pytest.raises(MoveNotPossibleError):
        move_deadline(cast.issue(), to=date(2021, 6, 1), reason="还没交办", standing=cast.command)


def test_two_people_at_one_issue_and_the_second_is_told(cast: Cast) -> None:
    issue = cast.in_state(IssueState.WORKING)
    seen = issue.version
    move_issue(issue, "hand_back", standing=cast.electrician, words="缺图", seen_version=seen)
    move_issue(issue, "assign", standing=cast.command, lead=cast.power)
    move_issue(issue, "accept", standing=cast.electrician)
    with pytest.raises(MovedMeanwhileError, match=str(cast.electrician.user)):
        move_issue(issue, "begin", standing=cast.electrician, seen_version=seen)


def test_what_has_no_title_or_a_closed_category_is_not_raised(cast: Cast) -> None:
    with pytest.raises(NamelessIssueError):
        cast.issue(title="  ")
    power = cast.categories["power"]
    power.closed_at = cast.issue().raised_at
    power.save()
    with pytest.raises(ClosedCategoryError, match="施工用电"):
        cast.issue()
    assert Issue.objects.count() == 1


def test_numbers_follow_each_other_past_ten_thousand(cast: Cast) -> None:
    first = cast.issue()
    Issue.objects.filter(pk=first.pk).update(number="W-2021-9999")
    assert [cast.issue().number, cast.issue().number] == ["W-2021-10000", "W-2021-10001"]
    other = Cast()
    assert other.issue().number == "W-2021-0001"


def test_one_sees_what_is_ones_own_and_the_rest_does_not_exist(cast: Cast) -> None:
    mine = cast.in_state(IssueState.ASSIGNED)
    note = cast.issue(raised_for=None, by=cast.command.user, title="围挡不合规")
    stranger = cast.somebody(Role.FIRM, an_organisation(cast.zone, "别家", kind="firm"))
    assert set(issues_for(cast.command)) == {mine, note}
    assert set(issues_for(cast.builder)) == {mine}
    assert set(issues_for(cast.electrician)) == {mine}
    assert not issues_for(cast.plumber).exists()
    assert not issues_for(stranger).exists()
    with pytest.raises(Http404):
        issue_for(stranger, mine.number)
    with pytest.raises(Http404):
        issue_for(Cast().command, mine.number)
    assert issue_for(cast.builder, mine.number) == mine
    assert list(open_issues_for(cast.command)) == [note, mine]


def test_a_firm_does_not_read_internal_remarks(cast: Cast) -> None:
    issue = cast.in_state(IssueState.WORKING)
    remark_on_issue(issue, standing=cast.command, words="企业也有责任", is_internal=True)
    remark_on_issue(issue, standing=cast.builder, words="请尽快", is_internal=True)
    assert "企业也有责任" not in [turn.words for turn in turns_for(cast.builder, issue)]
    assert "请尽快" in [turn.words for turn in turns_for(cast.builder, issue)]
    assert "企业也有责任" in [turn.words for turn in turns_for(cast.electrician, issue)]
    with pytest.raises(MissingForMoveError):
        remark_on_issue(issue, standing=cast.command, words="")


def test_the_return_of_one_helper_does_not_stop_the_others(cast: Cast) -> None:
    issue = cast.in_state(IssueState.WORKING)
    due = date(2021, 4, 2)
    with pytest.raises(NotYourMoveError):
        ask_for_help(issue, of=cast.water, task="让路", due_on=due, standing=cast.builder)
    with pytest.raises(NoHelpAskedError):
        answer_for_help(
            issue, of=cast.water, state=HelpState.TAKEN, words="", standing=cast.plumber
        )
    ask_for_help(issue, of=cast.water, task="挪管线", due_on=due, standing=cast.electrician)
    assert issues_for(cast.plumber).get() == issue
    with pytest.raises(NotYourMoveError):
        answer_for_help(
            issue, of=cast.water, state=HelpState.DONE, words="好了", standing=cast.electrician
        )
    with pytest.raises(MissingForMoveError):
        answer_for_help(
            issue, of=cast.water, state=HelpState.RETURNED, words="", standing=cast.plumber
        )
    help_ = answer_for_help(
        issue, of=cast.water, state=HelpState.RETURNED, words="没有管线", standing=cast.plumber
    )
    assert (help_.state, help_.answer) == (HelpState.RETURNED, "没有管线")
    issue.refresh_from_db()
    assert issue.state == IssueState.WORKING
    again = ask_for_help(issue, of=cast.water, task="查图", due_on=due, standing=cast.command)
    assert (again.pk, again.state, again.answer) == (help_.pk, HelpState.ASKED, "")
    assert again.history.count() == 3


def test_a_zone_begins_with_its_categories_once(cast: Cast) -> None:
    assert len(begin_categories(cast.zone, by=None)) == IssueCategory.objects.count() == 14
    conditions = IssueCategory.objects.filter(zone=cast.zone, is_start_condition=True)
    assert [each.name for each in conditions] == [
        "施工用水",
        "施工用电",
        "施工道路",
        "线路迁移",
        "征地拆迁",
        "施工围挡",
    ]


@given(keys=st.lists(st.sampled_from([move.key for move in MOVES]), max_size=14))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_tried_nobody_loses_an_issue(cast: Cast, keys: list[str]) -> None:
    issue = cast.issue()
    moved = 0
    for key in keys:
        before = issue.state
        try:
            cast.step(issue, key)
        except KaigongError:
            issue.refresh_from_db()
            assert issue.state == before
        else:
            moved += 1
        is_at_work = issue.state not in {*OVER, IssueState.RAISED, IssueState.TRIAGED}
        assert not is_at_work or (issue.lead and issue.solution_due_on)
        assert bool(issue.owner) == (
            issue.state in {"accepted", "working", "claimed", "verified", "closed"}
        )
        assert (issue.closed_at is not None) == (issue.state in OVER)
        # Somebody can always go on, until it is over.
        assert issue.state in OVER or moves_from(issue.state)
    assert issue.turns.count() == moved == Issue.history.filter(id=issue.pk).count() - 1
    assert issue.raised_at == Issue.history.filter(id=issue.pk).last().raised_at
