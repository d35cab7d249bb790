"""A zone's lamps are judged in one process while people write from another; and it is killed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kaigong.portfolio.services.lamps import AT_ONCE
from tests.faults.forked import Forked
from tests.faults.installation import Installation, finished, wait_until
from tests.faults.lighting import PROJECTS, build, judge, keep_signing_in

LAMPS = "SELECT COUNT(*) FROM portfolio_projectlamp"
TURNS = "SELECT COUNT(*) FROM portfolio_historicalprojectlamp"
SESSIONS = "SELECT COUNT(*) FROM django_session"


def started(act: Callable[[], None], house: Installation) -> Forked:
    process = house.act(act)
    assert process.line() == "ready\n"
    return process


@pytest.fixture(scope="module")
def built(empty_zone: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    house = empty_zone.copied(tmp_path_factory.mktemp("unlit") / "zone")
    end = finished(house.act(build))
    assert end.returncode == 0, end.stderr
    return house


def test_people_sign_in_while_a_large_zone_is_judged_for_the_first_time(
    built: Installation, tmp_path: Path
) -> None:
    house = built.copied(tmp_path / "zone")
    people = started(keep_signing_in, house)
    judging = started(judge, house)
    end = finished(judging)
    assert (end.returncode, end.stdout) == (0, f"{PROJECTS}\n"), end.stderr
    signed = finished(people)
    assert signed.returncode == 0, signed.stderr
    counts = [int(line) for line in (signed.stdout or "").split()]
    # Somebody got in between two transactions, and saw whole ones only.
    assert {count for count in counts if 0 < count < PROJECTS}
    assert all(count % AT_ONCE == 0 for count in counts)
    assert house.one(SESSIONS) == len(counts)
    assert house.one(LAMPS) == house.one(TURNS) == PROJECTS
    house.assert_sound()


def test_a_killed_round_leaves_whole_lamps_and_the_next_one_judges_the_rest(
    built: Installation, tmp_path: Path
) -> None:
    house = built.copied(tmp_path / "zone")
    judging = started(judge, house)
    wait_until(lambda: house.one(LAMPS) > 0, judging)
    house.kill(judging)
    kept = house.one(LAMPS)
    assert 0 < kept < PROJECTS
    assert kept % AT_ONCE == 0
    assert house.one(TURNS) == kept
    end = finished(started(judge, house))
    assert (end.returncode, end.stdout) == (0, f"{PROJECTS - kept}\n"), end.stderr
    assert house.one(LAMPS) == house.one(TURNS) == PROJECTS
    house.assert_sound()
