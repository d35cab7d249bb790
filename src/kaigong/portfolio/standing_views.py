"""The ways of looking at the ledger that every office has, before anybody saves one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from kaigong.accounts.selectors import Standing
from kaigong.wording import say

Filters = dict[str, dict[str, object]]


@dataclass(frozen=True)
class StandingView:
    """A view whose filter may depend on who looks."""

    key: str
    name: str
    filters: Callable[[Standing], Filters]

    def address(self, standing: Standing) -> str:
        """The query of its address; grouped by sector as the office prints it."""
        asked = {"view": self.key, "group": "sector", "sort": "-planned_amount"}
        filters = self.filters(standing)
        if filters:
            asked["filter"] = json.dumps(filters, ensure_ascii=False, separators=(",", ":"))
        return urlencode(asked)


# With a plan for the year in view: what the office means by its projects of the year.
_OF_THE_YEAR: Filters = {"planned_amount": {"empty": False}}

STANDING_VIEWS = [
    StandingView("all", say("全部", "All"), lambda _: {}),
    StandingView("year", say("年度项目", "This year"), lambda _: _OF_THE_YEAR),
    StandingView("red", say("红灯", "Red"), lambda _: {"lamp": {"in": ["red"]}}),
    StandingView(
        "unreported",
        say("未报月报", "Not reported"),
        lambda _: {"report_duty": {"in": ["owed"]}, "month_state": {"empty": True}},
    ),
    StandingView(
        "mine",
        say("我的", "Mine"),
        lambda standing: {"service_officer": {"in": [str(standing.user.pk)]}},
    ),
]
