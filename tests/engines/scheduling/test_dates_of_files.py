"""The files of P6 and MS Project as they are: read, reckoned, and held against their own dates.

Beside `test_stored_dates.py`, where the networks come from what another program read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kaigong.engines.scheduling import (
    MSP,
    P6,
    Activity,
    Calendar,
    LinkKind,
    Network,
    files,
)
from kaigong.engines.scheduling.comparing import FIELDS, agreement_of, is_of_weeks_alone
from tests.engines.scheduling.files.archives import plans

_SPECIAL_DAYS = (
    "the dates were stored, or moved by whole weeks, before the calendar had these holidays: the"
    " first activity starts on one; all dates agree on the calendar's week alone"
)
_NOT_IN_THE_FILE = (
    "what it waits for is not in the file, which holds three activities of this project because"
    " the other one waits for them, and no external dates"
)
# Why stored dates are not met: by file and project, the fields and the activities.
KNOWN = {
    ("PrimaveraProject.xml", "PROD00883"): ({"es", "ef", "ls", "lf"}, _SPECIAL_DAYS),
    ("PrimaveraProject.xml", "PROD00499"): ({"es", "ef", "ls", "lf"}, _SPECIAL_DAYS),
    ("p6_v23_progress_override_successor_lag.xer", "P4517"): ({"es", "ef", "tf"}, _NOT_IN_THE_FILE),
}


@pytest.mark.shared_data
def test_the_dates_in_a_file_are_ours_or_it_is_written_why_not(shared_data: Path) -> None:
    asked: Counter[str] = Counter()
    met: Counter[str] = Counter()
    found = set()
    for name, content in _programs_own(shared_data):
        file = files.read(content, name=name)
        schedules = files.schedules_of(file)
        for project in file.projects:
            agreement = agreement_of(schedules[project.key], project.stored)
            asked.update(agreement.asked)
            met.update(agreement.met)
            place = (Path(name).name, project.network.name)
            if differing := {each.field for each in agreement.differences}:
                found.add(place)
                fields, reason = KNOWN[place]
                assert differing == fields, place
                is_of_weeks = is_of_weeks_alone(project.network, project.stored)
                assert is_of_weeks == (reason is _SPECIAL_DAYS), place
    assert found == KNOWN.keys()
    assert {field: asked[field] for field in FIELDS} == {
        **dict.fromkeys(("es", "ef"), 745),
        **dict.fromkeys(("ls", "lf"), 733),
        "tf": 704,
    }
    assert {field: asked[field] - met[field] for field in FIELDS} == {
        "es": 24 + 3,
        "ef": 26 + 3,
        "ls": 24,
        "lf": 26,
        "tf": 3,
    }


def _programs_own(shared_data: Path) -> Iterator[tuple[str, bytes]]:
    """Files that P6 or MS Project wrote; what was made up holds another program's dates."""
    for name, content in plans(shared_data, ".xer", ".pmxml", ".xml").items():
        if not name.startswith(("synthetic/", "p6/parser_edge_cases/")):
            yield name, content


def test_a_task_of_ms_project_runs_when_one_of_its_people_works() -> None:
    days = Calendar.weekly("Mon-Fri 8-12 13-17", name="days")
    nights = Calendar.weekly("Mon-Fri 20-24", name="nights")
    network = Network(start="2026-03-02 08:00", calendar=days, rules=MSP)
    network.calendars.update(days=days, nights=nights)
    network.resource_calendars.update(mason="days", guard="nights")
    network.add(Activity("A", duration=30 * 60, needs={"mason": 1, "guard": 1}))
    network.add(Activity("B", duration=10 * 60, calendar="nights", needs={"mason": 1, "guard": 1}))
    schedule = network.run()
    # Twelve hours a day: Monday and Tuesday, and six on Wednesday.
    assert f"{schedule['A'].early.finish:%a %H:%M}" == "Wed 15:00"
    # With a calendar of its own it runs where that one does: four hours a night.
    assert f"{schedule['B'].early.finish:%a %H:%M}" == "Wed 22:00"


def test_a_calendar_or_another_holds_every_minute_of_both_once() -> None:
    early, late = Calendar.weekly("Mon 6-10 12-14"), Calendar.weekly("Mon 8-12; Tue 8-9")
    network = Network(start="2026-03-02 00:00", calendar=early.or_with(late))
    network.task("A", 9 * 60)
    found = network.run()["A"].early
    # Monday six to fourteen without a gap, then Tuesday's hour.
    assert (f"{found.start:%a %H:%M}", f"{found.finish:%a %H:%M}") == ("Mon 06:00", "Tue 09:00")


def two_projects() -> files.ScheduleFile:
    north = Network(start="2026-03-02 08:00", rules=P6, name="N")
    north.task("N1", "10d")
    south = Network(start="2026-03-02 08:00", rules=P6, name="S")
    south.task("S1", "5d")
    crossing = files.CrossLink("1", "N1", "2", "S1", LinkKind.FS, 480)
    found = (files.FileProject("1", north), files.FileProject("2", south))
    return files.ScheduleFile(files.Format.XER, b"", found, (crossing,))


def test_projects_of_a_file_wait_for_each_other() -> None:
    schedules = files.schedules_of(two_projects())
    # Ten days from Monday 2 March, a day of lag, five days.
    assert schedules["2"]["S1"].early.finish.isoformat() == "2026-03-23T17:00:00"
    assert schedules["1"]["N1"].late.finish == schedules["1"]["N1"].early.finish


def test_dates_kept_for_another_project_do_not_count_where_that_one_is_at_hand() -> None:
    file = two_projects()
    south = file.projects[1].network
    south.change("S1", external_start=south.start.replace(month=6))
    assert files.schedules_of(file)["2"]["S1"].early.start.isoformat() == "2026-03-17T08:00:00"
    assert south.activity("S1").external_start is not None
    south.rules = replace(P6, ignores_other_projects=True)
    assert files.schedules_of(file)["2"]["S1"].early.start.isoformat() == "2026-03-02T08:00:00"
