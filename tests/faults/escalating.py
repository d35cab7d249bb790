"""Run by `test_killed_escalation.py` in processes of its own: issues, a run, and sending."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.faults.acts import tell

ISSUES = 120
AT_ONCE = 10  # calls written together: many chances to be killed between two
TODAY = date(2021, 3, 29)


def _reach_this_machine() -> None:
    """The sink is of the house's own network."""
    from django.conf import settings

    settings.WEBHOOKS_INSIDE = {"jingyue"}


def build(port: str) -> None:
    """Issues that nobody accepted in time, one rule, and a channel to the port that is given."""
    from kaigong.accounts.models import Role, Zone
    from kaigong.coordination.models import EscalationRule, Issue, IssueCategory
    from kaigong.coordination.services.channels import keep_channel
    from tests.builders import a_person, an_organisation

    _reach_this_machine()
    zone = Zone.objects.get()
    power = an_organisation(zone, "供电公司", kind="utility")
    by = a_person(zone, Role.DEPARTMENT, organisation=power)
    category = IssueCategory.objects.filter(zone=zone)[0]
    moment = datetime(2021, 3, 25, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    Issue.objects.bulk_create(
        Issue(
            zone=zone, number=f"W-2021-{n:04d}", title="施工用电未接通", category=category,
            raised_at=moment, moved_at=moment, assigned_at=moment, state="assigned", lead=power,
            acceptance_due_on=date(2021, 3, 26), solution_due_on=date(2021, 4, 30),
        )
        for n in range(ISSUES)
    )  # fmt: skip
    channel = keep_channel(zone, name="值班", address=f"json://127.0.0.1:{port}/", by=by)
    EscalationRule.objects.filter(zone=zone).update(is_on=False, in_force_from=None)
    EscalationRule.objects.filter(zone=zone, key="not-accepted").update(
        is_on=True, in_force_from=TODAY, channel=channel, quiet_from=None, quiet_until=None
    )


def decide(signal: str) -> None:
    """A run of the rules from when the file that is given is there; it tells what it writes."""
    from kaigong.accounts.models import Zone
    from kaigong.coordination.services import escalating

    escalating.AT_ONCE = AT_ONCE
    keep = escalating._keep

    def told(*given: object) -> object:
        done = keep(*given)  # type: ignore[arg-type]  # as they came
        tell("wrote")
        return done

    escalating._keep = told  # type: ignore[assignment]
    tell("ready")
    while not Path(signal).exists():
        time.sleep(0.005)
    escalating.decide(Zone.objects.get())
    tell("done")


def send(patience_s: str = "") -> None:
    """Send what is due; without patience it takes up at once what another process held."""
    from kaigong.accounts.models import Zone
    from kaigong.coordination.services import sending

    _reach_this_machine()
    if patience_s:
        sending.PATIENCE = timedelta(seconds=int(patience_s))
    tell("ready")
    done = sending.send_due(Zone.objects.get())
    tell(done.sent)
