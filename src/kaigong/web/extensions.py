"""Words of the rail for the slices that lie below the frame and cannot reach it."""

from __future__ import annotations

from kaigong.web import rail
from kaigong.wording import say

rail.register(
    rail.Word(
        say("人员", "People"),
        "accounts:people",
        right="accounts.manage_people",
        order=90,
        family="running the zone",
    )
)
rail.register(
    rail.Word(
        say("邀请", "Invite"),
        "accounts:invitations",
        right="accounts.invite_firms",
        order=92,
        family="running the zone",
    )
)
rail.register(rail.Word(say("留痕", "Audit"), "accounts:chain", right="audit.see_chain", order=95))
