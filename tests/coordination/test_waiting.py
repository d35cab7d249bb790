"""What waits for a person, read strand by strand, is what one condition finds."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.coordination.duties import issues as duties
from kaigong.coordination.models import Issue, IssueState, Severity
from kaigong.coordination.parties import moves_for
from kaigong.coordination.selectors import first_waiting_for, issues_waiting_for
from tests.builders import TODAY
from tests.coordination.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd() -> tuple[Cast, list[Standing]]:
    """Some sixty issues in every state, of every body; one of the raisers has left."""
    cast = Cast()
    left = cast.somebody(Role.SERVICE)
    people = [cast.command, cast.electrician, cast.plumber, cast.builder, left]
    dice = Random(11)  # noqa: S311  (for a test)
    made = cast.issue()
    for number in range(60):
        state = dice.choice(list(IssueState))
        is_at_work = state not in {IssueState.RAISED, IssueState.WITHDRAWN}
        values: dict[str, Any] = {
            "number": f"W-2021-{number + 100:04d}",
            "state": state,
            "severity": dice.choice(list(Severity)),
            "raised_by": dice.choice([*[each.user for each in people], None]),
            "raised_for": dice.choice([cast.firm, cast.power, None]),
            "lead": dice.choice([cast.power, cast.water]) if is_at_work else None,
            "owner": dice.choice([cast.electrician.user, cast.plumber.user, None]),
            "solution_due_on": TODAY + timedelta(dice.randint(-9, 9)) if is_at_work else None,
            "raised_at": made.raised_at - timedelta(hours=dice.randint(0, 500)),
        }
        Issue.objects.create(
            zone=cast.zone, title=f"第{number}件", category=made.category,
            moved_at=made.moved_at, **values,
        )  # fmt: skip
    left.user.is_active = False
    left.user.save()
    return cast, people[:-1]


def test_strand_by_strand_finds_what_one_condition_finds(
    crowd: tuple[Cast, list[Standing]],
) -> None:
    for standing in crowd[1]:
        everything = list(issues_waiting_for(standing))
        assert everything
        for most in (1, 7, 1000):
            assert first_waiting_for(standing, most) == everything[:most]


def test_who_has_more_than_the_page_shows_is_told_where_all_of_them_are(
    crowd: tuple[Cast, list[Standing]], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, people = crowd
    command = Standing(people[0].user, cast.zone, people[0].memberships)
    waiting = issues_waiting_for(command).count()
    monkeypatch.setattr(duties, "MOST", waiting)
    assert "issues-more" not in {duty.key for duty in duties.issue_duties(command, TODAY)}
    monkeypatch.setattr(duties, "MOST", 3)
    *shown, more = (
        duty for duty in duties.issue_duties(command, TODAY) if duty.key.startswith("issue")
    )
    assert len(shown) == 3
    assert more.key == "issues-more"
    assert "3" in more.why
    client = Client()
    client.force_login(command.user)
    listed = client.get(more.url).content.decode()
    assert all(issue.number in listed for issue in issues_waiting_for(command)[:20])


def test_whoever_an_issue_waits_for_can_move_it(crowd: tuple[Cast, list[Standing]]) -> None:
    cast, people = crowd
    for standing in people:
        waiting = set(issues_waiting_for(standing))
        assert all(moves_for(issue, standing) for issue in waiting)
        verified = {"verify", "send_back"}
        for issue in Issue.objects.filter(zone=cast.zone, state=IssueState.CLAIMED):
            may_verify = verified & {move.key for move in moves_for(issue, standing)}
            assert (issue in waiting) == bool(may_verify)


def test_it_takes_a_constant_number_of_queries(
    crowd: tuple[Cast, list[Standing]], django_assert_num_queries: Any
) -> None:
    cast, _ = crowd
    command = Standing(cast.command.user, cast.zone, cast.command.memberships)
    with django_assert_num_queries(13):
        first_waiting_for(command, 200)
