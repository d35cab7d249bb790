"""The real files of schedulers, out of their archives, and what others read in them."""

from __future__ import annotations

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any


@cache
def members(archive: Path) -> dict[str, bytes]:
    """The files of an archive by their path in it."""
    with tarfile.open(archive) as files:
        return {
            member.name.removeprefix("./"): read.read()
            for member in files.getmembers()
            if member.isfile() and (read := files.extractfile(member)) is not None
        }


def plans(shared_data: Path, *endings: str) -> dict[str, bytes]:
    """All files of P6 and MS Project with one of these endings."""
    folder = shared_data / "schedule"
    found: dict[str, bytes] = {}
    for archive in ("p6", "msp", "synthetic"):
        files = members(folder / f"{archive}.tar.gz")
        found |= {
            name: content
            for name, content in files.items()
            if name.endswith(endings) and "oracle/" not in name
        }
    assert found
    return found


def small(found: dict[str, bytes]) -> dict[str, bytes]:
    """Without the largest of the synthetic ones, which say nothing that the smaller do not."""
    return {name: content for name, content in found.items() if "_240." not in name}


def oracles(shared_data: Path) -> dict[str, list[dict[str, Any]]]:
    """What mpxj read in each file, by the file's name."""
    folder = shared_data / "schedule"
    found = {}
    for archive in ("oracle", "synthetic"):
        for name, content in members(folder / f"{archive}.tar.gz").items():
            if name.endswith(".json"):
                projects = json.loads(content)
                found[Path(name).name.removesuffix(".json")] = projects
    return found
