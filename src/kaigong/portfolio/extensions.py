"""What the portfolio puts on pages that stand below it."""

from __future__ import annotations

from django.db.models import Q

from kaigong.accounts import selectors as accounts
from kaigong.accounts.selectors import Standing
from kaigong.portfolio import duty_sources, registries
from kaigong.portfolio.models import Project
from kaigong.web import rail
from kaigong.wording import say


def firms_served(standing: Standing) -> Q:
    """The investors of the projects whose service officer a person is."""
    served = Project.objects.filter(zone=standing.zone, service_officer=standing.user)
    return Q(pk__in=served.exclude(investor=None).values("investor"))


accounts.FIRMS_IN_CARE.append(firms_served)
rail.register(
    rail.Word(
        say("台账", "Ledger"),
        "portfolio:ledger",
        right="portfolio.see_ledger",
        order=20,
        covers=("projects", "import", "exports"),
    )
)
rail.register(
    rail.Word(say("月报", "Months"), "portfolio:this_month", right="portfolio.see_ledger", order=22)
)
rail.register(
    rail.Word(
        say("计划", "Plan"),
        "portfolio:this_year",
        right="portfolio.see_ledger",
        order=24,
        covers=("reserve",),
    )
)
rail.register(
    rail.Word(
        say("设置", "Settings"),
        "portfolio:settings",
        right="portfolio.see_settings",
        order=85,
        family="running the zone",
    )
)
rail.register_setting(
    rail.Word(
        say("产业口径", "Sector schemes"),
        "portfolio:settings",
        right="portfolio.see_settings",
        order=10,
    )
)
rail.register_setting(
    rail.Word(
        say("级别标准", "Levels"), "portfolio:levels", right="portfolio.see_settings", order=20
    )
)
rail.register_setting(
    rail.Word(
        say("放假通知", "Holidays"), "portfolio:notices", right="portfolio.see_settings", order=30
    )
)
for order, (key, source) in enumerate(
    {
        "reports": duty_sources.reports_due,
        "milestones": duty_sources.milestones_owned,
        "plans": duty_sources.plans_missing,
        "imports": duty_sources.faults_in_my_rows,
    }.items()
):
    registries.duties.register(registries.DutySource(key, 20 + order, source))
