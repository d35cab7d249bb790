"""What we read in P6's XER files is what another reader tells of them, fact by fact."""

from pathlib import Path

import pytest

from kaigong.engines.scheduling.files.xer import read_xer
from tests.engines.scheduling.files.archives import oracles, plans
from tests.engines.scheduling.files.of_the_oracle import matching, misses

pytestmark = pytest.mark.shared_data

_WITHOUT_OPTIONS = "without SCHEDOPTIONS P6's own default holds, the finish float; mpxj has another"
REASONS = {
    "p6/p6_v23_progress_override_successor_lag.xer P4517": {
        "total_float: SMALLEST_SLACK, finish": _WITHOUT_OPTIONS
    },
    "p6/p6_v23_progress_override_successor_lag.xer P4533": {
        "default_calendar: 6590, 6660": "mpxj tells the default of all projects, we this one's own"
    },
    **{
        f"p6/{name}": {"total_float: SMALLEST_SLACK, finish": _WITHOUT_OPTIONS}
        for name in (
            "aspose/encoding1251.xer BaselineCosts",
            "aspose/MultiprojectWithExternal.xer TestProject",
            "aspose/MultiprojectWithExternal.xer TestProject2",
            "mpxj/invalid-8.4.xer EC00640",
            "mpxj/percent-complete-8.4.xer EC00640",
            "mpxj/resource-rates-test.xer NEWPROJ",
        )
    },
}


def test_every_fact_is_read_as_the_oracle_tells_it_or_differs_for_a_reason(shared_data):
    told = oracles(shared_data)
    compared = 0
    found = {}
    for name, content in plans(shared_data, ".xer").items():
        if Path(name).name not in told:
            continue
        for project in read_xer(content, name=name).projects:
            theirs = matching(project, told[Path(name).name])
            compared += len(theirs["activities"])
            if differing := set(misses(project, theirs)):
                found[f"{name} {project.network.name}"] = differing
    assert found == {place: set(reasons) for place, reasons in REASONS.items()}
    assert compared == 4_161
