"""What talks to the world outside: one message to one address, and what became of it.

The library behind it (`ways_out`) takes a third of a second to load, so it is loaded when the first
message goes out and not with the house.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kaigong.coordination.models import ChannelKind

PERSON = "{email}"  # in an address: each person's own


class Outcome(StrEnum):
    SENT = "sent"
    REFUSED = "refused"  # certainly not delivered
    UNSURE = "unsure"  # the words left, and no answer came


@dataclass(frozen=True)
class Answer:
    """What became of a message; `words` are empty when it went well, and never hold an address."""

    outcome: Outcome
    words: str = ""


def kind_of(address: str) -> ChannelKind | None:
    """What an address leads to; none if nothing of ours. A robot's own https address will do."""
    from kaigong.coordination import ways_out

    return ways_out.kind_of(address.replace(PERSON, "somebody@example.org"))


def hint_of(address: str) -> str:
    """What may be shown of an address: its kind of way and the last four signs."""
    scheme, _, rest = address.partition("://")
    if scheme.startswith("mailto"):
        return f"{scheme}://…"
    tail = rest.partition("?")[2].rpartition("=")[2] or rest.rstrip("/")
    return f"{scheme}://…{tail[-4:]}" if len(tail) > 12 else f"{scheme}://…"


def judge(address: str, *, inside: bool) -> None:
    """Refuse an address of another system that leads into the house.

    Mail servers stand inside by their nature, and the robots' hosts are known.

    Raises:
        AddressNotReachableError: it may not be written to.
    """
    from kaigong.coordination import ways_out

    ways_out.judge(address, inside=inside)


def post(address: str, *, title: str, body: str, key: str, inside: bool, email: str = "") -> Answer:
    """Send one message and say what became of it.

    Args:
        key: The same for the same message; mail and JSON carry it, so that the other side can tell
            a repetition.
        inside: Another system may stand in the house's own network.
        email: In the place of `{email}` in the address.
    """
    from kaigong.coordination import ways_out

    return ways_out.post(
        address.replace(PERSON, email), title=title, body=body, key=key, inside=inside
    )
