"""`kaigong …`: the command line of an installation, one table of commands.

A slice keeps its commands in its own `commands.py` and enters them into `COMMANDS` here. The table
holds what `--help` shows; the module itself is imported only when its command is called, with
Django ready, so that the list answers at once.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from kaigong.config.memory import loading
from kaigong.errors import KaigongError, outage_of


@dataclass(frozen=True)
class Command:
    """One word after `kaigong`.

    `where` is `module:name`; the name is a function (Typer reads its options from the signature) or
    a `typer.Typer` with words of its own.
    """

    where: str
    zh: str
    en: str


COMMANDS: dict[str, Command] = {
    "start": Command(
        "kaigong.config.commands.serving:start",
        "从空目录到可用：建库、装入演示园区、启动服务。",
        "From an empty folder to a running platform: database, demo zone, server.",
    ),
    "serve": Command(
        "kaigong.config.commands.serving:serve",
        "启动网页和后台任务，Ctrl+C 正常停止。",
        "Serve pages and run background tasks; Ctrl+C stops both in good order.",
    ),
    "worker": Command(
        "kaigong.config.commands.serving:worker",
        "只运行后台任务（大园区可另开一台机器）。",
        "Run background tasks only, for a zone that gives them a machine of their own.",
    ),
    "import": Command(
        "kaigong.portfolio.commands:import_",
        "导入项目大表：先试算，再写入；多次导入同一文件不会重复。",
        "Take a ledger workbook in: dry run first; the same file twice changes nothing.",
    ),
    "demo": Command(
        "kaigong.demo.commands:demo",
        "装入净月演示园区（今天是 2021-03-29），并列出演示账号。",
        "Build the Jingyue demo zone, whose today is 2021-03-29, and list its accounts.",
    ),
    "export": Command(
        "kaigong.portfolio.export_command:export",
        "导出项目大表：Excel、CSV 或 OC4IDS。",
        "Take the ledger out as a workbook, CSV or OC4IDS, now or as of a past day.",
    ),
    "brief": Command(
        "kaigong.reporting.commands:brief",
        "出月度项目建设情况通报：Word 或 PDF，每个数字有脚注。",
        "Write the monthly briefing as Word or PDF, each number with its note.",
    ),
    "backup": Command(
        "kaigong.config.commands.backups:backup",
        "备份：所有数据和文件写成一个可核对的文件，不必停机。",
        "Back up all rows and files into one checksummed file, while people go on working.",
    ),
    "restore": Command(
        "kaigong.config.commands.backups:restore",
        "恢复：把备份装入一个空的地方，逐行核对。",
        "Restore a backup into an empty place and compare every row.",
    ),
    "createadmin": Command(
        "kaigong.accounts.commands:createadmin",
        "新建园区管理员；园区不存在时一并开设。",
        "Make an administrator of a zone, and the zone itself if there is none yet.",
    ),
    "audit": Command(
        "kaigong.audit.commands:audit",
        "留痕：核对整条链，指出第一处被改动的行。",
        "The audit chain: verify it and name the first line that was tampered with.",
    ),
    "figures": Command(
        "kaigong.cockpit.commands:figures",
        "主要数字：和指挥页一致，可看过去任何一天。",
        "The headline figures, as the command page shows them, of today or any past day.",
    ),
    "lamps": Command(
        "kaigong.cockpit.commands:lamps",
        "重新判一遍园区的灯（每天零点后跑一次）。",
        "Judge the lamps of a zone again; run it daily after midnight.",
    ),
    "escalate": Command(
        "kaigong.coordination.commands:escalate",
        "按升级规则通知该知道的人，发出到期的消息；重复运行不会重复通知。",
        "Tell whom the rules of escalation name and send what is due; twice says nothing twice.",
    ),
    "schedule": Command(
        "kaigong.plan.commands:schedule",
        "排计划文件（XER、P6 XML、MSPDI、mpp）：正排、从承诺倒排、与存储日期比较。",
        "Reckon a plan file (XER, P6 XML, MSPDI, mpp): forward, backward from a promise, or beside"
        " the dates stored in it.",
    ),
    "forecast": Command(
        "kaigong.plan.forecast_command:forecast",
        "作园区的年度预测并留存：P10/P50/P90、达到目标的把握、最有用的事。",
        "Forecast the year of a zone and keep it: P10, P50, P90, chances, what would help most.",
    ),
    "migrate": Command(
        "kaigong.config.commands.database:migrate",
        "把数据库升级到当前版本。",
        "Bring the database to the form that this version expects.",
    ),
    "manage": Command(
        "kaigong.config.commands.database:manage",
        "运行 Django 自带的管理命令。",
        "Run one of Django's own management commands.",
    ),
}


def terminal_language() -> str:
    """The language of a terminal: Chinese where its locale is, English anywhere else."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-hans" if next(filter(None, names), "").startswith("zh") else "en"


def _text(command: Command) -> str:
    return command.zh if terminal_language().startswith("zh") else command.en


def _ready_django() -> None:
    import django
    from django.utils import translation

    django.setup()
    translation.activate(terminal_language())


class _Later(TyperCommand):
    """A word of the list whose module is imported when somebody calls it."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        return self._loaded().make_context(info_name, args, parent, **extra)

    def _loaded(self) -> Any:
        command = COMMANDS[str(self.name)]
        module, _, name = command.where.partition(":")
        with loading():
            _ready_django()
            found = getattr(import_module(module), name)
        if not isinstance(found, typer.Typer):
            app = typer.Typer(add_completion=False)
            app.command(self.name, help=_text(command))(found)
            found = app
        loaded = typer.main.get_command(found)
        loaded.name = self.name
        return loaded


class _Table(TyperGroup):
    def list_commands(self, _ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        return _Later(cmd_name, help=_text(COMMANDS[cmd_name]))


ABOUT = Command(
    "",
    "开工：开发区项目指挥平台。\n\n第一次使用：kaigong start。"
    "数据放在 KAIGONG_DATA 指定的目录（默认 ./data），"
    "数据库由 KAIGONG_DATABASE_URL 指定（默认为内嵌数据库）。每个命令都有 --help。",
    "Kaigong, the command platform of a development zone.\n\nFirst time: kaigong start. Files are "
    "kept in the folder KAIGONG_DATA (./data if not set), rows in the database of "
    "KAIGONG_DATABASE_URL (an embedded one if not set). Every command has --help.",
)

app = typer.Typer(cls=_Table, add_completion=False, no_args_is_help=True)


@app.callback(help=_text(ABOUT))
def kaigong() -> None:
    """Hold the table together; the words do the work."""


def main() -> None:
    """Run one command; an error that a person can put right ends with its sentence and 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaigong.config.settings")
    try:
        app(prog_name="kaigong")
    except KaigongError as error:
        _end_with(error)
    except Exception as error:
        outage = outage_of(error)
        if outage is None:
            raise
        _end_with(outage)


def _end_with(error: KaigongError) -> None:
    typer.secho(error.in_language(terminal_language()), fg=typer.colors.RED, err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
