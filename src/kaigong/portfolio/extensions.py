"""What the portfolio puts on pages that stand below it."""

from __future__ import annotations

from kaigong.web import rail
from kaigong.wording import say

rail.register(
    rail.Word(say("台账", "Ledger"), "portfolio:ledger", right="portfolio.see_ledger", order=20)
)
