"""`kaigong escalate`: the rules of escalation by hand, or from a timer of one's own."""

from __future__ import annotations

from typing import Annotated

import typer

from kaigong.accounts.operator import operator_in
from kaigong.coordination.services.escalating import decide
from kaigong.coordination.services.sending import send_due
from kaigong.wording import said


def escalate(
    zone: Annotated[str, typer.Option(help=said("园区代号", "Zone slug"))],
    send: Annotated[
        bool, typer.Option(help=said("同时发出到期的消息", "Send what is due as well"))
    ] = True,
) -> None:
    """Say what the rules say today and send what is due; a second run says nothing twice."""
    place = operator_in(zone).zone
    found = decide(place)
    typer.echo(
        said(
            f"看了 {found.issues} 件问题，新报 {found.calls} 次，"
            f"系统内 {found.messages} 条，待外发 {found.deliveries} 条",
            f"{found.issues} issues looked at, {found.calls} new calls, "
            f"{found.messages} messages, {found.deliveries} to go out",
        )
    )
    if send:
        sent = send_due(place)
        typer.echo(
            said(
                f"外发：已发 {sent.sent}，稍后再试 {sent.put_off}，失败 {sent.failed}，"
                f"不知是否送达 {sent.unsure}，不必再发 {sent.moot}",
                f"outside: {sent.sent} sent, {sent.put_off} put off, {sent.failed} failed, "
                f"{sent.unsure} perhaps sent, {sent.moot} no longer needed",
            )
        )
