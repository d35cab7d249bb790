"""Timing two sides alike: in turns, the median of each, by the clock and by the processor."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def processor_seconds() -> float:
    """What this process has used, and on PostgreSQL its session in the server (Linux)."""
    used = time.process_time()
    if "DJANGO_SETTINGS_MODULE" not in os.environ:  # an engine alone, without a database
        return used
    from django.db import connection

    if connection.vendor == "postgresql" and connection.connection is not None:
        stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
        if stat.exists():
            user, system = stat.read_text().rsplit(")", 1)[1].split()[11:13]
            used += (int(user) + int(system)) / 100  # ticks of 1/100 s
    return used


def in_turns(
    sides: Mapping[str, Callable[[], Any]], *, turns: int, once: tuple[str, ...] = ()
) -> dict[str, dict[str, float]]:
    """Median seconds of each side by `wall` and `cpu`.

    Args:
        once: Sides that take so long that one turn has to do.
    """
    walls: dict[str, list[float]] = {name: [] for name in sides}
    cpus: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(turns):
        for name, run in sides.items():
            if turn and name in once:
                continue
            cpu, wall = processor_seconds(), time.perf_counter()
            run()
            walls[name].append(time.perf_counter() - wall)
            cpus[name].append(processor_seconds() - cpu)
    return {
        name: {
            "wall": round(statistics.median(walls[name]), 6),
            "cpu": round(statistics.median(cpus[name]), 6),
        }
        for name in sides
    }


def resident_megabytes() -> float:
    """What this process holds in memory; 0 where the system does not say it so (Linux does)."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    held = (int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return round(next(held, 0) / 1024, 1)


@contextmanager
def no_collecting() -> Iterator[None]:
    """For rows beside Java: JPype has Java collect its garbage whenever Python collects its own, so
    that Python pays for what the peer holds. With 200,000 activities in MPXJ each time takes
    seconds. Neither side collects here unless it has to.
    """
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def agree(what: str, ours: object, peer: object) -> None:
    """Nobody is timed before both say the same."""
    if ours != peer:
        raise SystemExit(f"{what}: the sides differ\nours {ours!r:.1500}\npeer {peer!r:.1500}")
