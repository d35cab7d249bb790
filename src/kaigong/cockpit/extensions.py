"""What the cockpit puts on pages that stand below it: its words on the rail, its duties."""

from __future__ import annotations

from kaigong.cockpit.agenda_source import waiting_decisions
from kaigong.cockpit.duty_sources import decision_duties
from kaigong.coordination.agenda import AgendaSource, agenda_sources
from kaigong.portfolio import registries
from kaigong.web import rail
from kaigong.wording import say

rail.register(
    rail.Word(say("指挥", "Command"), "cockpit:command", right="cockpit.see_command", order=10)
)
rail.register(
    rail.Word(say("职责", "Duties"), "cockpit:duties", right="cockpit.see_duties", order=15)
)
registries.duties.register(registries.DutySource("decisions", 10, decision_duties))
agenda_sources.register(
    AgendaSource("decisions", 60, say("提请决定", "Decisions asked"), waiting_decisions)
)
