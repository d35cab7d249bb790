"""kill -9 during import, paste and backup: afterwards all of it or nothing, and work goes on."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

from kaigong.config.backups import inspect
from tests.faults.acts import ROWS, paste, tell
from tests.faults.conftest import FEW_ROWS
from tests.faults.databases import IS_SERVER
from tests.faults.forked import Forked
from tests.faults.installation import Installation, finished, wait_until

MOMENTS = (
    2 if IS_SERVER else 3
)  # kills of one test, one drawn in each part of the time that the act takes
TRIED = "SELECT COUNT(*) FROM portfolio_importrun WHERE state = 'tried'"


def moments(lasting_s: float) -> Iterator[float]:
    for part in range(MOMENTS):
        delay_s = lasting_s * (part + random.SystemRandom().random()) / MOMENTS
        tell(f"killed after {delay_s:.3f} of {lasting_s:.3f} s")  # shown if the test fails
        yield delay_s


def test_a_killed_import_is_whole_or_nothing(
    empty_zone: Installation, short_ledger: Path, tmp_path: Path
) -> None:
    def writing(house: Installation) -> Forked:
        """An import whose dry run is kept; it goes on to write at once."""
        tried = house.one(TRIED)
        process = house.begun("import", short_ledger, "--zone", "jingyue", "--apply")
        wait_until(lambda: house.one(TRIED) > tried, process)
        return process

    before = empty_zone.counts()
    house = empty_zone.copied(tmp_path / "left-alone")
    process, start = writing(house), time.monotonic()
    assert finished(process).returncode == 0
    lasting_s = time.monotonic() - start
    after = house.counts()
    assert (after[0], after[-1]) == (FEW_ROWS, 1)

    house = empty_zone.copied(tmp_path / "killed")
    for number, delay_s in enumerate(moments(lasting_s)):
        process = writing(house)
        time.sleep(delay_s)
        house.kill(process)
        house.assert_sound()
        assert house.counts() in (before, after)
        if house.counts() == after:
            house = empty_zone.copied(tmp_path / f"killed-{number}")
    again = house.run("import", short_ledger, "--zone", "jingyue", "--apply")
    assert again.returncode == 0, again.stderr
    assert house.counts() == after


def test_a_killed_paste_is_whole_or_nothing(full_zone: Installation, tmp_path: Path) -> None:
    house = full_zone.copied(tmp_path / "zone")

    def pasting(place: str) -> Forked:
        process = house.act(paste, place)
        assert process.line() == "ready\n"
        return process

    def pasted(place: str) -> tuple[int, int, int]:
        return (
            house.one("SELECT COUNT(*) FROM portfolio_project WHERE place = ?", place),
            house.one("SELECT COUNT(*) FROM portfolio_historicalproject WHERE place = ?", place),
            house.one("SELECT COUNT(*) FROM portfolio_changeset WHERE source = 'paste'"),
        )

    process, start = pasting("1"), time.monotonic()
    assert finished(process).stdout == f"{2 * ROWS}\n"
    lasting_s = time.monotonic() - start
    whole = 1
    for number, delay_s in enumerate(moments(lasting_s), start=2):
        process = pasting(str(number))
        time.sleep(delay_s)
        house.kill(process)
        house.assert_sound()
        rows, history, sets = pasted(str(number))
        assert (rows, history, sets) in ((0, 0, whole), (ROWS, ROWS, whole + 1))
        whole = sets
    assert finished(pasting("9")).returncode == 0
    assert pasted("9") == (ROWS, ROWS, whole + 1)


def test_a_killed_backup_is_no_backup_and_the_next_one_is_whole(
    full_zone: Installation, tmp_path: Path
) -> None:
    house = full_zone.copied(tmp_path / "zone")
    file = tmp_path / "zone.kaigong"
    part = file.with_name(f"{file.name}.part")

    def writing() -> Forked:
        part.unlink(missing_ok=True)
        process = house.begun("backup", file)
        wait_until(part.exists, process)
        return process

    process, start = writing(), time.monotonic()
    assert finished(process).returncode == 0
    lasting_s = time.monotonic() - start
    whole = inspect(file).row_count
    file.unlink()
    for delay_s in moments(lasting_s):
        process = writing()
        time.sleep(delay_s)
        house.kill(process)
        house.assert_sound()
        if file.exists():  # it got its name, so it is whole
            assert inspect(file).row_count >= whole
            file.unlink()
    end = house.run("backup", file)  # over the `.part` that the killed one may have left
    assert end.returncode == 0, end.stderr
    assert inspect(file).row_count >= whole
    assert not part.exists()
