"""One's own calendar holds the days of one's issues, helps and questions."""

from __future__ import annotations

from datetime import date

import icalendar
import pytest
from django.test import Client

from kaigong.accounts.models import Scope
from kaigong.accounts.selectors import Standing
from kaigong.accounts.services.tokens import make_token
from kaigong.coordination.models import IssueState
from kaigong.coordination.services.helps import ask_for_help
from kaigong.coordination.services.questions import ask_firm
from tests.coordination.cast import Cast

pytestmark = pytest.mark.django_db
FRIDAY = date(2021, 4, 2)


def days_of(standing: Standing) -> dict[str, date]:
    _, secret = make_token(standing.user, name="日历", scopes=[Scope.CALENDAR], days=None)
    content = Client().get(f"/me/calendar/{secret}.ics").content
    return {
        str(event["summary"]): event.decoded("dtstart")
        for event in icalendar.Calendar.from_ical(content).walk("VEVENT")
    }


def test_everybody_subscribes_to_his_own_days() -> None:
    cast = Cast()
    asked, solving = cast.in_state(IssueState.ASSIGNED), cast.in_state(IssueState.WORKING)
    ask_for_help(solving, of=cast.water, task="挪管线", due_on=FRIDAY, standing=cast.command)
    ask_firm(issue=solving, text="变压器多大？", due_on=FRIDAY, standing=cast.command)
    electrician = days_of(cast.electrician)
    assert electrician[f"受理：{asked.title}"] == asked.acceptance_due_on
    assert electrician[f"办结：{solving.title}"] == solving.solution_due_on
    assert days_of(cast.plumber) == {"配合：挪管线": FRIDAY}
    assert days_of(cast.builder)["答复：变压器多大？"] == FRIDAY
    assert not {"受理", "办结", "配合", "答复"} & {each[:2] for each in days_of(cast.command)}
