"""Numba is asked when there is something to reckon, and never missed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kaigong.engines.scheduling import compiling

ORDERING = """
import numpy as np, sys
from kaigong.engines.scheduling.ordering import order_of
chain = np.arange(100_000)
print(order_of(chain.size, chain[:-1], chain[1:]).levels.size, "numba" in sys.modules)
"""

TREBLED = """
import sys
from kaigong.engines.scheduling import compiling
idle = "numba" in sys.modules
@compiling.compiled
def trebled(number):
    return 3 * number
if __name__ == "__main__":
    print(idle, trebled(14), "numba" in sys.modules)
"""


def told_by(script: str | Path, **environment: str) -> str:
    given = {**os.environ, "PYTHONWARNINGS": "error", **environment}
    asked = [str(script)] if isinstance(script, Path) else ["-c", script]
    done = subprocess.run(
        [sys.executable, *asked], env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def trebled(tmp_path: Path) -> Path:
    file = tmp_path / "trebled.py"
    file.write_text(TREBLED)
    return file


def test_the_switch_leaves_an_installed_numba_alone() -> None:
    assert told_by(ORDERING, **{compiling.SWITCH: "1"}) == "100001 False"


def test_numba_is_imported_at_the_first_call(trebled: Path) -> None:
    assert told_by(trebled) == "False 42 True"


def test_a_cache_that_cannot_be_written_breaks_nothing(trebled: Path, tmp_path: Path) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    assert told_by(trebled, NUMBA_CACHE_DIR=str(no_folder)) == "False 42 True"


def test_a_damaged_cache_is_made_anew(trebled: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "cache")
    assert told_by(trebled, NUMBA_CACHE_DIR=place) == "False 42 True"
    kept = list(tmp_path.rglob("*.nb?"))
    assert len(kept) == 2
    for file in kept:
        file.write_bytes(b"damaged")
    assert told_by(trebled, NUMBA_CACHE_DIR=place) == "False 42 True"
    assert b"damaged" not in {file.read_bytes() for file in kept}


def test_little_work_is_not_worth_the_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "numba", raising=False)
    assert not compiling.pays(1_000)


def test_a_numba_that_does_not_go_with_numpy_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise ImportError("Numba needs NumPy 2.3 or less")

    monkeypatch.setattr(compiling.importlib, "import_module", refuse)
    compiling._numba.cache_clear()
    try:
        assert not compiling.pays(1_000_000)
        assert compiling.compiled(doubled)(21) == 42
    finally:
        compiling._numba.cache_clear()


FACTOR = 2


def doubled(number: int) -> int:
    return FACTOR * number


def test_a_changed_constant_is_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiling.compiled(doubled)(21) == 42
    monkeypatch.setitem(globals(), "FACTOR", 3)
    assert compiling.compiled(doubled)(21) == 63
