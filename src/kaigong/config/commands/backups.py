"""`kaigong backup` and `kaigong restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kaigong.config import backups
from kaigong.config.commands.database import bring_up_to_date
from kaigong.wording import said

Target = Annotated[
    Path, typer.Argument(help=said("备份文件，如 2021-03-29.kaigong", "The backup file to write"))
]
Source = Annotated[
    Path,
    typer.Argument(
        help=said("备份文件", "The backup file"), exists=True, dir_okay=False, readable=True
    ),
]
_COLUMNS = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())


def backup(file: Target) -> None:
    """Write all rows and papers into one file; people may go on working meanwhile."""
    console = Console(stderr=True)
    with Progress(*_COLUMNS, console=console) as progress:
        bar = progress.add_task(said("备份", "Backup"), total=None)

        def advance(what: str, count: int) -> None:
            progress.update(bar, advance=count, description=what)

        manifest = backups.back_up(file, advance=advance)
    typer.echo(
        said(
            f"{file}：{manifest.row_count} 行，{len(manifest.papers)} 个文件，已核对。",
            f"{file}: {manifest.row_count} rows, {len(manifest.papers)} files, read back.",
        )
    )


def restore(file: Source) -> None:
    """Load a backup into an empty place and compare every row."""
    console = Console(stderr=True)
    with console.status(said("核对备份 …", "Reading the backup …")):
        manifest = backups.inspect(file)
    bring_up_to_date(console)
    with Progress(*_COLUMNS, console=console) as progress:
        total = manifest.row_count + len(manifest.papers)
        bar = progress.add_task(said("恢复", "Restore"), total=total)

        def advance(what: str, count: int) -> None:
            progress.update(bar, advance=count, description=what)

        verdict = backups.restore(file, advance=advance)
    typer.echo(
        said(
            f"已恢复 {manifest.row_count} 行，逐行核对无误。",
            f"{manifest.row_count} rows restored, each compared.",
        )
    )
    if verdict.is_clean:
        return
    typer.secho(
        said(
            f"留痕链在第 {verdict.broken_at} 行断开；备份时已是如此，请查原因。",
            f"The audit chain is broken at line {verdict.broken_at}, as it was when backed up.",
        ),
        fg=typer.colors.RED,
        err=True,
    )
    raise typer.Exit(1)
