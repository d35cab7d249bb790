"""`kaigong audit …`"""

from __future__ import annotations

import typer

from kaigong.audit.models import Entry
from kaigong.audit.services import verify as walk
from kaigong.wording import said

audit = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=said("留痕链：每个动作一行，行行相扣。", "The audit chain: one sealed line an act."),
)


@audit.callback()
def chain() -> None:
    """Hold the words together."""


@audit.command(
    help=said(
        "从第一行核对到最后一行。完好时退出码为 0，有改动时为 1 并指出第一处。",
        "Walk from the first line to the last. Exit 0 if sound, else 1 and the first broken line.",
    )
)
def verify() -> None:
    """Say whether the chain is sound."""
    verdict = walk()
    if verdict.is_clean:
        typer.echo(said(f"完好：{verdict.sound} 行。", f"Sound: {verdict.sound} lines."))
        return
    line = Entry.objects.filter(id=verdict.broken_at or 0).first()
    what = f"  {line.at.isoformat(timespec='seconds')}  {line.act}  {line.subject}" if line else ""
    typer.secho(
        said(
            f"第 {verdict.broken_at} 行断开：{verdict.reason_zh}（之前 {verdict.sound} 行完好）。",
            f"Broken at line {verdict.broken_at}: {verdict.reason_en} "
            f"({verdict.sound} lines before it are sound).",
        )
        + what,
        fg=typer.colors.RED,
        err=True,
    )
    raise typer.Exit(1)
