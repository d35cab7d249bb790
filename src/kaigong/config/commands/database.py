"""The database of an installation: made, and brought to the form that this version expects."""

from __future__ import annotations

import io

import typer
from django.core.management import call_command, execute_from_command_line
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kaigong.wording import said


class _Steps(io.StringIO):
    """Reads Django's report of a migration and moves a bar by one with each step."""

    def __init__(self, progress: Progress, count: int) -> None:
        super().__init__()
        self._progress = progress
        self._bar = progress.add_task(said("建库", "Database"), total=count)

    def write(self, text: str) -> int:
        if " OK" in text:
            self._progress.advance(self._bar)
        return len(text)


def bring_up_to_date(console: Console) -> int:
    """Apply what waits, with a bar, and make the table of the cache; the count of steps applied."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console) as progress:
            call_command("migrate", verbosity=1, no_color=True, stdout=_Steps(progress, waiting))
    call_command("createcachetable", verbosity=0)
    return waiting


def migrate() -> None:
    """Apply what waits and say how much it was."""
    console = Console()
    count = bring_up_to_date(console)
    console.print(
        said(f"数据库升级了 {count} 步。", f"{count} steps applied.")
        if count
        else said("数据库已是当前版本。", "The database is up to date.")
    )


manage = typer.Typer(add_completion=False)


@manage.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
def pass_on(context: typer.Context) -> None:
    """Hand all words on to Django."""
    execute_from_command_line(["kaigong manage", *context.args])
