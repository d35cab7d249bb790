"""Processes that have everything loaded when they begin: forked from one that loaded it once.

Starting Python, Django and all pages takes some 2 s of a processor, and the tests of this folder
begin far over a hundred processes. Here Python's own fork server loads it once for each process of
the tests (`loaded.py`), and holds no connection and no file. What it forks off is a process as any
other: at work on a real database, and ended by a real signal. What a start itself does, such as
that of `kaigong serve`, is looked at where it is started anew.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence

from django.db import connections

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(["tests.faults.loaded"])


class Forked:
    """A process that does one thing; asked and ended like one of `subprocess`."""

    def __init__(
        self, do: Callable[..., object], words: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self.args = [do.__name__, *words]
        # Files and no pipes: it never waits for somebody to read.
        self._told, self._errors = (
            tempfile.NamedTemporaryFile("r", encoding="utf-8")  # noqa: SIM115  (as long as we are)
            for _ in range(2)
        )
        outlets = (self._told.name, self._errors.name)
        self._process = _server.Process(
            target=_live, args=(do, words, dict(environment), outlets), daemon=True
        )
        self._process.start()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def line(self) -> str:
        """The next line that it tells, once it is there; what is left if it ends without one."""
        told = ""
        while not told.endswith("\n"):
            has_ended = self.poll() is not None
            told += self._told.readline()
            if has_ended:
                break
            time.sleep(0.002)
        return told

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait until it has ended; what it told since it was last heard, and its errors."""
        self._process.join(timeout)
        if self.poll() is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return self._told.read(), self._errors.read()


def _live(
    do: Callable[..., object],
    words: Sequence[str],
    environment: Mapping[str, str],
    outlets: Sequence[str],
) -> None:
    for number, file in enumerate(outlets, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND), number)
    # Who runs in the background ignores it, and whom it forks off would, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environment)
    _take_the_settings_of_this_environment()
    try:
        do(*words)
    finally:
        connections.close_all()  # as the end of Python does; who is forked off ends without it


def _take_the_settings_of_this_environment() -> None:
    from django.conf import settings
    from django.test import override_settings

    read = importlib.reload(importlib.import_module("kaigong.config.settings"))
    for connection in connections.all(initialized_only=True):  # asked for its kind, never opened
        del connections[connection.alias]
    settings.DATABASES = read.DATABASES
    connections.settings = connections.configure_settings(read.DATABASES)
    other = {
        name: value
        for name, value in vars(read).items()
        if name.isupper() and value != getattr(settings, name)
    }
    override_settings(**other).enable()  # and who keeps something made of them is told


def kaigong(*words: str) -> None:
    """`kaigong …`, as from a terminal."""
    from kaigong.config.command_line import main

    sys.argv = ["kaigong", *words]
    main()
