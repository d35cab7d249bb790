"""What the portfolio puts on pages that stand below it."""

from __future__ import annotations

from kaigong.portfolio import duty_sources, registries
from kaigong.web import rail
from kaigong.wording import say

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
for order, (key, source) in enumerate(
    {
        "reports": duty_sources.reports_due,
        "milestones": duty_sources.milestones_owned,
        "plans": duty_sources.plans_missing,
        "imports": duty_sources.faults_in_my_rows,
    }.items()
):
    registries.duties.register(registries.DutySource(key, 20 + order, source))
