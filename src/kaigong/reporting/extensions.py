"""What reporting puts on pages that stand below it: its word on the rail."""

from __future__ import annotations

from kaigong.web import rail
from kaigong.wording import say

rail.register(
    rail.Word(
        say("通报", "Briefing"), "reporting:briefing", right="reporting.write_briefing", order=40
    )
)
