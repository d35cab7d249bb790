"""Run by `test_killed_close.py` in processes of its own: build a zone, or close its month."""

from __future__ import annotations

from tests.faults.acts import tell

REPORTS = 400


def build() -> None:
    from datetime import date
    from decimal import Decimal

    from kaigong.accounts.models import Role, Zone
    from kaigong.portfolio.models import MonthlyReport, Stage
    from tests.builders import a_person, a_project

    zone = Zone.objects.get()
    a_person(zone, Role.STATISTICIAN, name="statistician")
    for _ in range(REPORTS):
        project = a_project(zone, stage=Stage.CONSTRUCTION)
        MonthlyReport.objects.create(
            zone=zone, project=project, month=date(2021, 3, 1), record_amount=Decimal(1)
        )


def close() -> None:
    from datetime import date

    from kaigong.accounts.models import User, Zone
    from kaigong.portfolio.services.closing import close_month

    zone, by = Zone.objects.get(), User.objects.get(username="statistician")
    tell("ready")
    close_month(zone, month=date(2021, 3, 1), by=by)
    tell("closed")


def check() -> None:
    from kaigong.audit.services import verify
    from kaigong.portfolio.models import MonthClose, MonthlyReport

    first = MonthlyReport.objects.exclude(first_amount=None).count()
    state = MonthlyReport.objects.filter(state="closed").count()
    history = MonthlyReport.history.filter(history_type="~").count()  # type: ignore[attr-defined]
    tell(MonthClose.objects.count(), first, state, history, int(verify().is_clean))
