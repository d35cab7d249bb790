"""`kaigong schedule FILE`: a plan file reckoned in a terminal, without a database."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kaigong.config.command_line import app
from kaigong.engines.scheduling import Network, UnknownActivityError, files
from kaigong.engines.scheduling.files import Format
from kaigong.errors import KaigongError


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    net = Network(start="2026-03-02 08:00", name="Hall")
    net.task("piles", "10d", name="Piles")
    net.task("walls", "15d", name="Walls", after="piles")
    net.task("roof", "5d", name="Roof", after="piles")
    net.milestone("open", name="Open", after=["walls", "roof"])
    file = tmp_path / "hall.xml"
    file.write_bytes(files.write(net, format=Format.MSPDI).content)
    return file


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["schedule", *map(str, words)], catch_exceptions=True)


def told(*words: object) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def keys_of(file: Path) -> dict[str, str]:
    """What the file calls each activity, by its name."""
    return {each["name"]: each["key"] for each in told(file)["projects"][0]["activities"]}


def test_a_file_is_reckoned_as_json(plan_file: Path) -> None:
    (project,) = told(plan_file)["projects"]
    by_name = {each["name"]: each for each in project["activities"]}
    # Ten days of five-day weeks from Monday 2 March, then fifteen.
    assert by_name["Piles"]["ef"] == "2026-03-13T17:00:00"
    assert by_name["Walls"]["ef"] == "2026-04-03T17:00:00"
    assert (by_name["Roof"]["tf_h"], by_name["Roof"]["critical"]) == (80.0, False)
    assert project["finish"] == "2026-04-03T17:00:00"


def test_a_promise_is_scheduled_backward_and_its_missing_days_are_told(plan_file: Path) -> None:
    keys = keys_of(plan_file)
    promise = f"{keys['Open']}=2026-03-27"
    (project,) = told(plan_file, "--commit", promise)["projects"]
    (commitment,) = project["commitments"]
    assert commitment["short_by_days"] == 5.0
    assert commitment["chain"] == [keys["Piles"], keys["Walls"], keys["Open"]]
    by_name = {each["name"]: each for each in project["activities"]}
    assert by_name["Walls"]["ls"] == "2026-03-09T08:00:00"
    words = run(plan_file, "--commit", promise).output
    assert "5.0 working days short" in words or "缺 5.0 个工作日" in words
    assert "2026-03-09" in words


def test_a_promise_with_days_to_spare_says_so(plan_file: Path) -> None:
    keys = keys_of(plan_file)
    words = run(plan_file, "--commit", f"{keys['Open']}=2026-04-10").output
    assert "5.0 working days to spare" in words or "余 5.0 个工作日" in words


def test_a_plan_is_checked_point_by_point(plan_file: Path) -> None:
    (project,) = told(plan_file, "--check")["projects"]
    assert [each["number"] for each in project["check"]] == list(range(1, 15))
    assert project["check"][1]["is_fit"] is True  # no leads
    text = run(plan_file, "--check").output
    assert text.count("✓") >= 8


@pytest.mark.parametrize(
    "words",
    [
        ("nothing.xer",),
        ("hall.xml", "--commit", "none=2026-03-27"),
        ("hall.xml", "--commit", "1=soon"),
        ("letter.txt",),
    ],
)
def test_what_is_wrong_is_an_error_in_words(plan_file: Path, words: tuple[str, ...]) -> None:
    (plan_file.parent / "letter.txt").write_text("Dear Sir", encoding="utf-8")
    result = run(plan_file.parent / words[0], *words[1:])
    assert isinstance(result.exception, KaigongError)
    assert not isinstance(result.exception, UnknownActivityError)


@pytest.mark.shared_data
def test_a_real_file_meets_the_dates_that_p6_stored(shared_data: Path, tmp_path: Path) -> None:
    name = "p6/p6_v23_progress_override_successor_lag.xer"
    with tarfile.open(shared_data / "schedule" / "p6.tar.gz") as archive:
        archive.extract(name, tmp_path, filter="data")
    projects = {each["name"]: each for each in told(tmp_path / name, "--compare")["projects"]}
    agreement = projects["P4533"]["agreement"]
    assert agreement["es"]["asked"] == 618
    assert all(agreement[field]["share"] >= 0.995 for field in ("es", "ef", "ls", "lf", "tf"))
    assert len(projects["P4533"]["differences"]) == sum(
        each["asked"] - each["met"] for each in agreement.values()
    )
    plain = told(tmp_path / name, "--compare", "--rules", "plain")["projects"]
    shares = {each["name"]: each["agreement"]["es"]["share"] for each in plain}
    assert shares["P4533"] < 0.995  # its own rules are what makes the difference
