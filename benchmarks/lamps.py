"""Judging the lamps of a whole zone. Nobody to compare with: the times alone."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from benchmarks.places import TODAY


def measure(standing: Any) -> dict[str, Any]:
    """Seconds of the first judging, of one that finds nothing new, and of one a month later."""
    from kaigong.portfolio.services.lamps import judge_zone

    seconds: dict[str, dict[str, float]] = {}
    found: dict[str, Any] = {}
    days = {"first": TODAY, "again": TODAY, "a month later": TODAY + timedelta(days=31)}
    for name, day in days.items():
        wall, cpu = time.perf_counter(), time.process_time()
        verdict = judge_zone(standing.zone, on=day)
        seconds[name] = {
            "wall": round(time.perf_counter() - wall, 3),
            "cpu": round(time.process_time() - cpu, 3),
        }
        found[name] = {"turned": verdict.turned, "reworded": verdict.reworded}
    return {"projects": verdict.judged, "found": found, "seconds": seconds}
