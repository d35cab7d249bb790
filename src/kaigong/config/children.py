"""The processes under `kaigong serve`: how they begin, with everything loaded, and how they end.

Loading the house takes seconds of a processor. Who serves loads it once and forks; the pages and
the tasks begin at once, share its memory, and one that died is replaced as quickly.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import current_process, get_context, set_start_method
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess

_IS_LINUX = sys.platform == "linux"
# Elsewhere libraries of the system do not outlive a fork: there each child loads the house itself.
processes: ForkContext | SpawnContext = get_context("fork") if _IS_LINUX else get_context("spawn")
_ENDING = (signal.SIGTERM, signal.SIGINT)
_HOLDS_SIGNALS = hasattr(signal, "pthread_sigmask")  # not on Windows
_WEB_PROCESS = "granian-worker"
# A web server's own patience with its processes ends before ours, so that it leaves none behind.
WEB_PATIENCE_SECONDS = 15
_DIE_WITH_PARENT, _NAME = 1, 15  # PR_SET_PDEATHSIG, PR_SET_NAME


def begun(do: Callable[..., object], *words: str | int) -> BaseProcess:
    """A child that does one thing of this module; nobody's connection goes over to it."""
    from django.db import connections

    connections.close_all()
    child = processes.Process(name=do.__name__, target=_live, args=(do, words))
    with _signals_held():
        child.start()
    return child


def serve_pages(host: str, port: int, workers: int, threads: int) -> None:
    """Answer requests until a signal, and replace a web process that died."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    set_start_method(processes.get_start_method(), force=True)
    Granian(
        "kaigong.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=workers,
        # Its own default is 512 threads a process; each would hold a database connection.
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=WEB_PATIENCE_SECONDS,
        log_level=LogLevels.error,
    ).serve()


def do_tasks() -> None:
    """Do what waits in the background until a signal."""
    from kaigong.config.commands.serving import worker

    worker()


def end_while_loading() -> None:
    """Let a web process end at once until it serves.

    Granian forks it with its own handler, which in the child does nothing, and sets the child's
    only when the application is loaded: until then a signal was lost, and the server waited for a
    process that nobody had told to stop. Other web servers are left alone.
    """
    if current_process().name != _WEB_PROCESS:
        return
    _end_at_signals()
    _die_with_parent()


def _live(do: Callable[..., object], words: tuple[str | int, ...]) -> None:
    # A session of its own: Ctrl+C reaches the parent alone, which then asks each child once.
    os.setsid()
    _end_at_signals()
    _die_with_parent()
    if _IS_LINUX:
        ctypes.CDLL(None).prctl(_NAME, f"kg {do.__name__}".encode())  # as `ps` and `top` show it
    import django

    django.setup()
    do(*words)


def _end_at_signals() -> None:
    for number in _ENDING:
        signal.signal(number, signal.SIG_DFL)
    if _HOLDS_SIGNALS:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


@contextmanager
def _signals_held() -> Iterator[None]:
    """A child inherits the parent's handler, which in the child does nothing, and one that is told
    to end in its first moments would not: signals wait until it has its own.
    """
    if not _HOLDS_SIGNALS:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _die_with_parent() -> None:
    """A killed parent (kill -9) leaves no server behind that holds the port; Linux only."""
    if _IS_LINUX:
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
