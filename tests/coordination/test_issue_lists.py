"""The list of issues leaves as a workbook: the rows of the page, and no formula from a title."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from kaigong.coordination.models import IssueState
from kaigong.coordination.services import issue_lists
from kaigong.coordination.services.issue_lists import TooManyIssuesError, issue_workbook
from tests.coordination.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_view_is_taken_away_as_it_is_shown() -> None:
    cast = Cast()
    issue = cast.in_state(IssueState.ASSIGNED)
    formula = cast.issue(title="=1+1", category=cast.categories["fencing"])
    cast.in_state(IssueState.CLOSED)
    browser = Client()
    browser.force_login(cast.command.user)
    url = f"/{cast.zone.slug}/issues.xlsx"
    answer = browser.get(f"{url}?view=open")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    head = [cell.value for cell in sheet[2]]
    rows = [
        dict(zip(head, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(3)
    ]
    assert {row["编号"] for row in rows} == {issue.number, formula.number}
    told = next(row for row in rows if row["编号"] == issue.number)
    assert (told["现在由"], told["状态"]) == ("供电公司", "待受理")
    assert told["受理期限"].date() == issue.acceptance_due_on
    assert next(row for row in rows if row["编号"] == formula.number)["问题"] == "=1+1"
    assert [cell.data_type for row in sheet.iter_rows(3) for cell in row].count("f") == 0
    narrowed = browser.get(f"{url}?view=open&category=fencing")
    sheet = openpyxl.load_workbook(BytesIO(narrowed.content)).active
    assert sheet is not None
    assert sheet.max_row == 3
    assert (
        f"{url}?view=open" in browser.get(f"/{cast.zone.slug}/issues/?view=open").content.decode()
    )


def test_more_than_a_workbook_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = Cast()
    monkeypatch.setattr(issue_lists, "MOST_ROWS", 1)
    with pytest.raises(TooManyIssuesError):
        issue_workbook([], cast.command, count=2)
