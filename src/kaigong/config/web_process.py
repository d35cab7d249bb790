"""How a process of ours ends: with its parent, and while it is still loading."""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
import sys

_WEB_PROCESS = "granian-worker"


def die_with_parent() -> None:
    """A killed parent (kill -9) leaves no server behind that holds the port; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 is PR_SET_PDEATHSIG


def end_while_loading() -> None:
    """Let a web process end at once until it serves.

    Granian forks it with its own handler, which in the child does nothing, and sets the child's
    only when the application is loaded: a second or two in which a signal was lost, and the server
    then waited for a process that nobody had told to stop. Other web servers are left alone.
    """
    if multiprocessing.current_process().name != _WEB_PROCESS:
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    die_with_parent()
