"""Other systems are told of plans: promises that slip, locks, progress; in order for each plan."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from kaigong.accounts.models import Role
from kaigong.coordination.models import Letter
from kaigong.coordination.services.webhooks import enter_webhook
from kaigong.plan.services.activities import (
    ActivityWords,
    change_activity,
    report_progress,
    undo_edit,
    words_of,
)
from kaigong.plan.services.mornings import reckon_plans
from kaigong.plan.services.plans import lock_plan
from tests.builders import a_project
from tests.plan.site import DAY, Site, row

pytestmark = pytest.mark.django_db
EVENTS = ("plan.promise_slipped", "plan.locked", "plan.progress")


@pytest.fixture
def site(settings: Any) -> Site:
    site = Site()
    settings.WEBHOOKS_INSIDE = {site.zone.slug}
    administrator = site.somebody(Role.ADMINISTRATOR).user
    enter_webhook(site.zone, address="http://127.0.0.1/x", events=EVENTS, by=administrator)
    site.plan = site.drawn()  # type: ignore[attr-defined]
    site.add(site.plan, "A10", 5, name="桩基")
    site.add(site.plan, "A20", 5, "A10", name="承台", committed_on=date(2021, 4, 30))
    return site


def told(*events: str) -> list[dict[str, Any]]:
    letters = Letter.objects.order_by("pk")
    return [json.loads(each.body) for each in letters if not events or each.event in events]


def longer(site: Any, days: int) -> None:
    words = words_of(row(site.plan, "A10"))
    given = {**words.__dict__, "duration": days * DAY}
    change_activity(
        site.plan, "A10", ActivityWords(**given), standing=site.planner, reason="design", why="变更"
    )


def test_a_promise_that_slips_is_told_with_what_moved_it(site: Any) -> None:
    longer(site, 10)  # later, and in time
    assert told() == []
    longer(site, 30)
    (news,) = told()
    assert news["event"] == "plan.promise_slipped"
    assert (news["project"], news["by"]) == (site.project.code, site.planner.user.username)
    assert news["edit"]["reason"] == "design"
    (promise,) = news["promises"]
    assert (promise["key"], promise["promised_on"]) == ("A20", "2021-04-30")
    assert promise["before"] < promise["promised_on"] < promise["comes_on"]
    assert promise["total_float"] < 0
    longer(site, 20)  # less late is no slip
    assert len(told()) == 1


def test_an_edit_of_another_plan_tells_of_the_plan_that_waits(site: Any) -> None:
    first, own = site.project, site.plan
    site.project = a_project(site.zone, "隧道")
    other = site.drawn()
    site.add(other, "B10", 3, f"{first.code}/A20", committed_on=date(2021, 5, 10))
    longer(site, 40)
    news = told("plan.promise_slipped")
    assert {each["project"] for each in news} == {first.code, site.project.code}
    assert {each["edit"]["project"] for each in news} == {first.code}
    subjects = set(Letter.objects.values_list("subject", flat=True))
    assert subjects == {f"plan-{own.pk}", f"plan-{other.pk}"}


def test_a_morning_tells_of_what_the_day_alone_moved(site: Any) -> None:
    site.zone.stands_on = date(2021, 4, 26)
    site.zone.save()
    reckon_plans(site.zone)
    (news,) = told()
    assert (news["event"], news["by"], news["edit"]) == ("plan.promise_slipped", None, None)
    reckon_plans(site.zone)  # the same day again
    assert len(told()) == 1


def test_a_lock_is_told_with_its_promises(site: Any) -> None:
    lock_plan(site.plan, reason="专题会批准", standing=site.planner)
    (news,) = told()
    assert news["event"] == "plan.locked"
    assert (news["baseline"]["number"], news["baseline"]["reason"]) == (1, "专题会批准")
    assert [each["key"] for each in news["promises"]] == ["A20"]


def test_progress_and_its_undo_are_told_and_other_edits_are_not(site: Any) -> None:
    longer(site, 6)
    report_progress(
        site.plan, "A10", standing=site.planner, started_on=date(2021, 3, 29), share=0.5
    )
    (news,) = told()
    (piles,) = news["activities"]
    assert news["event"] == "plan.progress"
    assert (piles["key"], piles["started"]) == ("A10", "2021-03-29T00:00:00")
    assert piles["remaining"] == 3 * DAY
    undo_edit(site.plan, news["edit"]["number"], standing=site.planner)
    back = told()[-1]
    assert (back["edit"]["verb"], back["activities"][0]["started"]) == ("undo", None)


def test_letters_about_one_plan_are_of_one_subject(site: Any) -> None:
    report_progress(site.plan, "A10", standing=site.planner, started_on=date(2021, 3, 29))
    lock_plan(site.plan, reason="批准", standing=site.planner)
    assert list(Letter.objects.order_by("pk").values_list("event", "subject")) == [
        ("plan.progress", f"plan-{site.plan.pk}"), ("plan.locked", f"plan-{site.plan.pk}"),
    ]  # fmt: skip
