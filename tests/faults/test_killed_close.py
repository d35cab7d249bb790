"""A process killed while it closes a month leaves the month open or closed, never in between."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.closing import REPORTS, build, check, close
from tests.faults.installation import Installation, finished

DELAYS_S = (0.0, 0.05, 0.15, 0.4)  # the close itself takes about 0.3 s


def said(act: Callable[[], None], house: Installation) -> str:
    end = finished(house.act(act))
    assert end.returncode == 0, end.stderr
    return end.stdout


@pytest.fixture(scope="module")
def built(empty_zone: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    house = empty_zone.copied(tmp_path_factory.mktemp("built") / "zone")
    said(build, house)
    return house


@pytest.mark.parametrize("delay_s", DELAYS_S)
def test_a_killed_close_is_whole_or_nothing(
    built: Installation, tmp_path: Path, delay_s: float
) -> None:
    house = built.copied(tmp_path / "zone")
    process = house.act(close)
    assert process.line() == "ready\n"
    time.sleep(delay_s)
    house.kill(process)
    closes, first, state, history, is_clean = map(int, said(check, house).split())
    assert is_clean
    assert closes in (0, 1)
    assert {first, state, history} == {REPORTS if closes else 0}


def test_left_alone_it_closes(built: Installation, tmp_path: Path) -> None:
    house = built.copied(tmp_path / "zone")
    assert said(close, house) == "ready\nclosed\n"
    assert said(check, house).split() == ["1", "400", "400", "400", "1"]
