"""Web server and worker: two processes under one, which starts and stops them together."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Annotated

import structlog
import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from rich.console import Console
from rich.table import Table

from kaigong.accounts.models import Role, Zone
from kaigong.config import logs
from kaigong.config.children import begun, do_tasks, serve_pages
from kaigong.config.commands.database import bring_up_to_date
from kaigong.config.commands.rounds import ask_once, keep_rounds
from kaigong.config.memory import load_pages
from kaigong.demo.services import build_demo, demo_accounts
from kaigong.errors import KaigongError, outage_of
from kaigong.wording import said

log = structlog.get_logger("kaigong.serving")

# How long a web server may take to finish its requests, and a worker its task if nobody says more.
PATIENCE_SECONDS = 20.0
# How long a worker waits for room on a full disk before it looks again.
ROOM_PAUSE_SECONDS = 5.0
LARGEST_LOG_BYTES = 20 * 2**20

Host = Annotated[str, typer.Option(help=said("监听地址", "Address to listen on"))]
Port = Annotated[int, typer.Option(help=said("监听端口", "Port to listen on"), min=1, max=65535)]
Workers = Annotated[int, typer.Option(help=said("网页进程数", "Web processes"), min=1, max=64)]
Threads = Annotated[
    int, typer.Option(help=said("每个进程的线程数", "Threads of each web process"), min=1, max=64)
]


class TakenPortError(KaigongError):
    code = "config.taken-port"
    zh = "{host}:{port} 已被别的程序占用；停掉它，或换一个：--port {next_port}。"
    en = "{host}:{port} is taken by another program; stop it, or choose --port {next_port}."


def start(host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 2) -> None:
    """Make ready what is missing, say where to go and as whom, and serve."""
    console = Console(highlight=False)
    _refuse_taken_port(host, port)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    log_file = _log_to_file(settings.DATA_DIR)
    bring_up_to_date(console)
    _load_demo(console)

    def greet() -> None:
        console.print(f"\n[bold]{said('开工', 'Kaigong')}[/bold]  http://{_shown(host)}:{port}")
        _show_accounts(console)
        console.print(said("日志：", "Log: ") + log_file, soft_wrap=True)
        console.print(said("按 Ctrl+C 停止。", "Ctrl+C stops it."))

    raise typer.Exit(_keep_running(host, port, workers, threads=8, on_ready=greet))


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 2,
    threads: Threads = 8,
    tasks: Annotated[
        bool, typer.Option(help=said("同时运行后台任务", "Run background tasks as well"))
    ] = True,
    patience: Annotated[
        float,
        typer.Option(
            help=said(
                "停止时等后台任务做完的秒数",
                "Seconds that a running task is given when the server stops",
            ),
            min=0.1,
        ),
    ] = PATIENCE_SECONDS,
) -> None:
    """Serve until a signal; both processes are given time to finish.

    A task that takes longer is ended: nothing of it is written, and its page starts it again.
    """
    _refuse_taken_port(host, port)

    def greet() -> None:
        Console(highlight=False).print(f"http://{_shown(host)}:{port}")

    raise typer.Exit(
        _keep_running(
            host,
            port,
            workers,
            threads=threads,
            tasks=tasks,
            task_patience=patience,
            on_ready=greet,
        )
    )


def worker(
    interval: Annotated[
        float, typer.Option(help=said("查看新任务的间隔（秒）", "Seconds between looks"), min=0.05)
    ] = 0.5,
    batch: Annotated[
        bool, typer.Option(help=said("做完现有任务就结束", "End when nothing waits"))
    ] = False,
) -> None:
    """Run waiting tasks until a signal, and judge all lamps once a day.

    The running task is finished first. With --batch, today's lamps are judged if they were not.
    """
    load_pages()
    if batch:
        ask_once()
    else:
        keep_rounds()
    while True:
        try:
            call_command("db_worker", interval=interval, batch=batch, reload=False, queue_name="*")
        except Exception as error:
            outage = outage_of(error)
            if batch or outage is None:
                raise
            # It could not even note what it does; it goes on as soon as somebody made room.
            log.error("tasks wait", outage=outage.code, seconds=ROOM_PAUSE_SECONDS)
            connections.close_all()
            # The handler of the round that failed would take a signal for a task to be finished.
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            time.sleep(ROOM_PAUSE_SECONDS)
        else:
            return


def _log_to_file(folder: Path) -> str:
    """Let all lines go to a file, so that the terminal keeps the accounts in sight.

    A file that has grown large makes room for a new one; one older file is kept.
    """
    path = Path(os.environ.get(logs.LOG_FILE) or folder / "kaigong.log")
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_name(path.name + ".1"))
    logs.write_to(str(path))
    return str(path)


def _shown(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104  (only compared)


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise TakenPortError(host=host, port=port, next_port=port + 1) from error


def _load_demo(console: Console) -> None:
    if not Zone.objects.exists():
        with console.status(said("正在装入演示园区 …", "Building the demo zone …")):
            build_demo()


def _show_accounts(console: Console) -> None:
    """One account per role, if this is the demo; else how to get the first account."""
    if not Zone.objects.exists():
        console.print(
            said("还没有园区。另开一个终端：", "No zone yet. In another terminal: ")
            + "kaigong createadmin --zone my-zone"
        )
        return
    rows = demo_accounts()
    if not rows:
        return
    table = Table(box=None, pad_edge=False)
    for head in (said("岗位", "Role"), said("账号", "Account"), said("密码", "Password")):
        table.add_column(head)
    for role, username, password in rows:
        table.add_row(str(Role(role).label), username, password)
    console.print(table)


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((_shown(host).strip("[]"), port), timeout=0.2).close()
    except OSError:
        return False
    return True


def _keep_running(
    host: str,
    port: int,
    workers: int,
    *,
    threads: int,
    on_ready: Callable[[], None],
    tasks: bool = True,
    task_patience: float = PATIENCE_SECONDS,
) -> int:
    """Run the children until a signal or the web server's end; a worker that died is replaced."""
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True

    # Counters of the web processes meet in files (see web.metrics), which begin anew with them.
    with tempfile.TemporaryDirectory(prefix="kaigong-metrics-") as counters:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = counters  # before the pages are loaded
        load_pages()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        web = begun(serve_pages, host, port, workers, threads)
        hand = begun(do_tasks) if tasks else None
        is_ready = False
        try:
            while not stopped and web.is_alive():
                if not is_ready and _answers(host, port):
                    is_ready = True
                    on_ready()
                if hand and not hand.is_alive():
                    log.error("worker ended and is started again", code=hand.exitcode)
                    time.sleep(1)
                    hand = begun(do_tasks)
                time.sleep(0.5 if is_ready else 0.02)
        finally:
            _stop(web, hand, task_patience)
    return 0 if stopped else web.exitcode or 1


def _stop(web: BaseProcess, hand: BaseProcess | None, task_patience: float) -> None:
    for child in filter(None, (web, hand)):
        child.terminate()
    asked = time.monotonic()
    if hand and not _has_ended(hand, by=asked + task_patience):
        log.error(
            "a task took longer than it was given and was ended; its page starts it again",
            seconds=task_patience,
        )
    _has_ended(web, by=asked + PATIENCE_SECONDS)


def _has_ended(child: BaseProcess, *, by: float) -> bool:
    """Whether a child that was asked to stop did so in time; if not, it is made to."""
    child.join(max(0.1, by - time.monotonic()))
    if child.is_alive():
        child.kill()
        child.join()
        return False
    return True
