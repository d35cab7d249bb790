"""All measurements in one run: `make bench`, or `python -m benchmarks --small` for a quick look.

Each row runs in a process of its own, on a new database in a folder that is removed afterwards.
Times are medians of turns in which both sides alternate; ratios are of the clock's time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import places

# Projects and turns of each row, full and small.
SIZES: dict[str, dict[str, tuple[int, int]]] = {
    "ledger": {"full": (10_000, 3), "small": (1_000, 1)},
    "filling": {"full": (10_000, 3), "small": (1_000, 1)},
    "headline": {"full": (100_000, 5), "small": (5_000, 3)},
    "paste": {"full": (5_000, 3), "small": (500, 2)},
    "lamps": {"full": (20_000, 1), "small": (2_000, 1)},
    "crowd": {"full": (2_000, 60), "small": (500, 10)},  # projects, seconds
    "duties": {"full": (1_000_000, 5), "small": (20_000, 2)},  # issues
    "escalation": {"full": (100_000, 1), "small": (5_000, 1)},  # open issues
    "issue_import": {"full": (10_000, 1), "small": (500, 1)},  # rows
    "deadlines": {"full": (100_000, 5), "small": (5_000, 2)},  # issues; no database
    "war-map": {"full": (20_000, 5), "small": (2_000, 1)},  # bars; in Chromium, no database
    "critical-path": {"full": (100_000, 5), "small": (5_000, 3)},  # activities; no database
    "critical-path-of-a-million": {"full": (1_000_000, 5), "small": (20_000, 1)},
    "scheduling": {"full": (100_000, 5), "small": (5_000, 3)},  # activities; no database, Java
    "programme": {"full": (200, 3), "small": (10, 2)},  # plans; no database, Java
    "schedule-files": {"full": (6_000, 3), "small": (300, 2)},  # activities; no database, Java
    "risk": {"full": (1_000, 7), "small": (200, 3)},  # activities; 10,000 scenarios; no database
    "forecast": {"full": (143, 5), "small": (20, 2)},  # projects; 10,000 runs; no database
}
ON_BOTH = {
    "headline",
    "paste",
    "lamps",
    "duties",
    "escalation",
    "issue_import",
}  # the ledger page is measured on the headline's zone


def main() -> None:
    options = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    options.add_argument("--small", action="store_true", help="sizes for a quick look")
    options.add_argument("--only", nargs="*", choices=SIZES, default=list(SIZES), metavar="ROW")
    options.add_argument("--json", type=Path, help="write all results to a file")
    options.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    asked = options.parse_args()
    size = "small" if asked.small else "full"
    if asked.one:
        row, place, database = asked.one
        print(json.dumps(run_row(row, Path(place), database, *SIZES[row][size]), default=str))
        return
    results: dict[str, Any] = {}
    failed = False
    for row in asked.only:
        for vendor in ("SQLite", "PostgreSQL") if row in ON_BOTH else ("SQLite",):
            began = time.monotonic()
            found = _apart(row, vendor, small=asked.small)
            failed |= "failed" in found
            results[f"{row}, {vendor}"] = found
            print(f"\n== {row}, {vendor}, {size} ({time.monotonic() - began:.0f} s)", flush=True)
            for line in lines(found):
                print(line, flush=True)
            if asked.json:
                asked.json.write_text(json.dumps(results, ensure_ascii=False, indent=1))
    raise SystemExit(1 if failed else 0)


def _apart(row: str, vendor: str, *, small: bool) -> dict[str, Any]:
    with places.folder() as place, _database(vendor, place) as address:
        if address is None:
            return {"failed": "no PostgreSQL here (apt-get install -y postgresql)"}
        words = ["--one", row, str(place), address, *(["--small"] if small else [])]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks", *words], stdout=subprocess.PIPE, text=True
        )
        if done.returncode:
            return {"failed": f"ended with {done.returncode}; what it said stands above"}
        return dict(json.loads(done.stdout.splitlines()[-1]))


def _database(vendor: str, place: Path) -> Any:
    from contextlib import nullcontext

    return places.postgresql(place) if vendor == "PostgreSQL" else nullcontext("")


def run_row(row: str, place: Path, database: str, count: int, turns: int) -> dict[str, Any]:
    """One row, in this process, on a new database."""
    if row == "ledger":
        from benchmarks import ledger_dry_run

        return ledger_dry_run.measure(count, turns=turns)
    if row == "filling":
        from benchmarks import filling

        return filling.measure(count, turns=turns)
    if row == "war-map":
        from benchmarks import war_map

        return war_map.measure(count, turns=turns)
    if row == "deadlines":
        from benchmarks import deadlines

        return deadlines.measure(count, turns=turns)
    if row in ("critical-path", "critical-path-of-a-million"):
        from benchmarks import critical_path

        return critical_path.measure(count, turns=turns)
    if row == "scheduling":
        from benchmarks import scheduling

        return scheduling.measure(count, turns=turns)
    if row == "programme":
        from benchmarks import programme

        return programme.measure(count, turns=turns)
    if row == "schedule-files":
        from benchmarks import schedule_files

        return schedule_files.measure(count, turns=turns)
    if row == "risk":
        from benchmarks import risk

        return risk.measure(count, turns=turns)
    if row == "forecast":
        from benchmarks import forecast

        return forecast.measure(count, turns=turns)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    places.open_house(place, database=database)
    if row == "escalation":
        from benchmarks import escalation

        return escalation.measure(count)
    if row == "issue_import":
        from benchmarks import issue_import

        return issue_import.measure(count)
    months = {"headline": 36, "lamps": 36, "paste": 12, "crowd": 12, "duties": 12}[row]
    projects = {"paste": 2 * count, "duties": 2_000}.get(row, count)
    began = time.perf_counter()
    standing = places.fill(projects, months=months)
    found: dict[str, Any] = {"projects": projects, "months": months}
    found["filling"] = round(time.perf_counter() - began, 1)
    if row == "headline":
        from benchmarks import headline_figures, ledger_page

        found["headline"] = headline_figures.measure(standing, turns=turns)
        found["ledger page"] = ledger_page.measure(standing, turns=turns)
    elif row == "paste":
        from benchmarks import paste

        found["paste"] = paste.measure(standing, rows=count, turns=turns)
    elif row == "lamps":
        from benchmarks import lamps

        found["lamps"] = lamps.measure(standing)
    elif row == "duties":
        from benchmarks import duties

        found["duties"] = duties.measure(standing, issues=count, turns=turns)
    else:
        from benchmarks import crowd

        found["crowd"] = crowd.measure(standing, seconds=turns)
    return found


def lines(found: Any, *, name: str = "") -> Iterator[str]:
    """Results as lines: where there are seconds, each side's time and its ratio to ours."""
    if not isinstance(found, dict):
        yield f"{name}: {found}"
        return
    times = found.get("seconds")
    plain = {key: each for key, each in found.items() if not isinstance(each, dict)}
    if name or plain:
        yield f"{name}: " + ", ".join(f"{key} {each}" for key, each in plain.items())
    if isinstance(times, dict):
        ours = times.get("ours")
        for side, took in times.items():
            ratio = ""
            if ours:
                ratio = f"  {took['wall'] / ours['wall']:6.2f} x ours"
                ratio += f", CPU {took['cpu'] / max(ours['cpu'], 1e-6):6.2f} x"
            yield f"  {side:30} {took['wall']:9.4f} s  {took['cpu']:9.4f} s CPU{ratio}"
    for key, each in found.items():
        if isinstance(each, dict) and key != "seconds":
            yield from lines(each, name=f"{name} {key}".strip())


if __name__ == "__main__":
    main()
