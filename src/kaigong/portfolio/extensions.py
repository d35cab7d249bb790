"""What the portfolio puts on pages that stand below it."""

from __future__ import annotations

from kaigong.web import rail
from kaigong.wording import say

rail.register(
    rail.Word(say("台账", "Ledger"), "portfolio:ledger", right="portfolio.see_ledger", order=20)
)
rail.register(
    rail.Word(say("月报", "Months"), "portfolio:this_month", right="portfolio.see_ledger", order=22)
)
rail.register(
    rail.Word(say("计划", "Plan"), "portfolio:this_year", right="portfolio.see_ledger", order=24)
)
