"""A channel to another system is held to the rule of webhooks: no address inside the house."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest

from kaigong.accounts.models import Role
from kaigong.coordination import reach
from kaigong.coordination.models import Channel
from kaigong.coordination.posting import Outcome
from kaigong.coordination.reach import AddressNotReachableError
from kaigong.coordination.services.channels import keep_channel, readdress_channel, try_channel
from tests.coordination.cast import Cast
from tests.coordination.sinks import Sink, web_sink

pytestmark = pytest.mark.django_db
PUBLIC = "93.184.216.34"


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with web_sink() as sink:
        yield sink


def channel_to(cast: Cast, address: str) -> Channel:
    boss = cast.somebody(Role.ADMINISTRATOR).user
    return keep_channel(cast.zone, name="值班系统", address=address, by=boss)


def tried(cast: Cast, channel: Channel) -> tuple[Outcome, str]:
    answer = try_channel(channel, by=cast.command.user)
    return answer.outcome, answer.words


def leads_to(*answers: str) -> Any:
    """Let every name lead to these addresses, one after the other; addresses to themselves."""
    real, rest = socket.getaddrinfo, iter(answers)

    def look_up(host: str, port: int, *given: Any, **named: Any) -> Any:
        found = host if host.replace(".", "").isdigit() else next(rest)
        return real(found, port, *given, **named)

    return patch.object(reach.socket, "getaddrinfo", look_up)


def test_where_the_operator_allowed_it_another_system_inside_is_told(
    cast: Cast, sink: Sink, settings: Any
) -> None:
    settings.WEBHOOKS_INSIDE = {cast.zone.slug}
    channel = channel_to(cast, f"json://me:key@127.0.0.1:{sink.port}/duty?x=1")
    assert tried(cast, channel) == (Outcome.SENT, "")
    (told,) = sink.taken
    assert set(told) == {"version", "title", "message", "attachments", "type"}
    assert "开工" in told["message"]
    assert sink.keys[0].startswith("kaigong-trial-")
    sink.answer = (302, b"")  # a redirection is not followed, and is no success
    assert tried(cast, channel) == (Outcome.REFUSED, "error=302")
    sink.answer = (503, b"")
    assert tried(cast, channel) == (Outcome.REFUSED, "error=503")


def test_elsewhere_it_is_neither_kept_nor_told(cast: Cast, sink: Sink, settings: Any) -> None:
    for scheme in ("json", "jsons"):
        with pytest.raises(AddressNotReachableError) as refused:
            channel_to(cast, f"{scheme}://127.0.0.1:{sink.port}/a-secret-path")
        assert "a-secret-path" not in str(refused.value)
    assert not Channel.objects.exists()
    settings.WEBHOOKS_INSIDE = {cast.zone.slug}
    channel = channel_to(cast, f"json://127.0.0.1:{sink.port}/a-secret-path")
    settings.WEBHOOKS_INSIDE = {"another-zone"}
    outcome, words = tried(cast, channel)
    assert (outcome, sink.taken) == (Outcome.REFUSED, [])
    assert "a-secret-path" not in words
    with leads_to(PUBLIC):  # the same system from outside may be kept
        boss = cast.somebody(Role.ADMINISTRATOR).user
        readdress_channel(channel, address="jsons://duty.example.org/x", by=boss)


def test_a_name_that_turns_inward_after_it_was_kept_is_refused(cast: Cast, sink: Sink) -> None:
    with leads_to(PUBLIC, "127.0.0.1"):
        channel = channel_to(cast, f"jsons://duty.example.org:{sink.port}/x")
        outcome, words = tried(cast, channel)
    assert (outcome, sink.taken) == (Outcome.REFUSED, [])
    assert "internal network" in words


def test_what_was_judged_is_what_is_written_to(cast: Cast, sink: Sink, settings: Any) -> None:
    settings.WEBHOOKS_INSIDE = {cast.zone.slug}
    # Kept, then looked up once for the sending; a second look-up would lead to nobody.
    with leads_to("127.0.0.1", "127.0.0.1", "127.0.0.2"):
        channel = channel_to(cast, f"json://duty.example.org:{sink.port}/x")
        assert tried(cast, channel) == (Outcome.SENT, "")
    assert len(sink.taken) == 1
