"""Plan files read and written, against MPXJ warm in the same run.

One plan of P6's kind (three calendars with holidays, progress, constraints, 2.3 links an activity,
resources) is written in each format; both sides read it whole and must find the same activities,
durations, early starts and links, so that MPXJ has opened what we write. It runs in this process,
after ours, and has read and written each file before it is timed; its CPU time holds all of Java's
threads. Dates that P6 would have stored are made up.
"""

from __future__ import annotations

import random
import tarfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.timing import agree, in_turns, no_collecting


def plan(activities: int) -> tuple[Any, dict[str, Any]]:
    """A network and made-up dates for it."""
    from kaigong.engines.scheduling import P6, Activity, Calendar, Link, LinkKind, Network
    from kaigong.engines.scheduling.files import StoredDates

    draw = random.Random(20_260_311)
    start = datetime.fromisoformat("2026-03-02 08:00")
    weeks = {
        "5x8": Calendar.weekly("Mon-Fri 8-12 13-17"),
        "6x9": Calendar.weekly("Mon-Sat 8-12 13-18").closed("2026-11-15/2027-03-15"),
        "7x24": Calendar.all_hours(),
    }
    for key in ("5x8", "6x9"):
        for year in range(2026, 2031):
            weeks[key] = weeks[key].closed(f"{year}-05-01/{year}-05-05")
            weeks[key] = weeks[key].closed(f"{year}-10-01/{year}-10-07")
    network = Network(start=start, data_date=start, calendars=weeks, rules=P6, name="BENCH")
    network.calendar = weeks["5x8"]
    network.resources.update({f"rig{n}": 2.0 for n in range(20)})
    stored = {}
    for number in range(activities):
        key = f"A{number:06}"
        began = start + timedelta(minutes=draw.randrange(500_000))
        is_begun = draw.random() < 0.1
        minutes = draw.randrange(1, 40) * 480
        network.activities[key] = Activity(
            key,
            f"Activity {number} of the northern part, section {number % 97}",
            minutes,
            draw.choice(list(weeks)),
            started=began if is_begun else None,
            remaining=minutes // 2 if is_begun else None,
            wbs=f"Z{number % 7}/S{number % 31}",
            needs={f"rig{number % 20}": 1.0} if number % 3 == 0 else {},
        )
        dates = [began + timedelta(days=days) for days in (0, 5, 10, 15, 0, 5)]
        stored[key] = StoredDates(*dates, draw.randrange(-4800, 48_000), 0, False)
    keys = list(network.activities)
    for after in range(1, activities):
        near = range(max(0, after - 60), after)
        for before in draw.sample(near, min(len(near), draw.choice([1, 2, 2, 4]))):
            kind = draw.choices(list(LinkKind), [85, 7, 7, 1])[0]
            network.links.append(Link(keys[before], keys[after], kind, draw.randrange(-2, 11) * 60))
    return network, stored


@no_collecting()
def measure(activities: int, *, turns: int) -> dict[str, Any]:
    """Ours comes first: once Java runs, its compiler works beside whoever is timed."""
    from kaigong.engines.scheduling.files import Format, read, write

    network, stored = plan(activities)
    found: dict[str, Any] = {"activities": activities, "links": len(network.links)}
    contents = {}
    for form in (Format.XER, Format.PMXML, Format.MSPDI):
        content = contents[form.value] = write(network, format=form, stored=stored).content
        found[f"{form.value} read"] = {
            "megabytes": round(len(content) / 1e6, 2),
            "seconds": in_turns({"ours": lambda content=content: read(content)}, turns=turns),
        }
        found[f"{form.value} written"] = {
            "seconds": in_turns(
                {
                    "ours": lambda form=form: _WRITERS[form.value]()(network, stored),
                    "with the report of losses": lambda form=form: write(
                        network, format=form, stored=stored
                    ),
                },
                turns=turns,
            )
        }
    ours = {form: _facts(read(content)) for form, content in contents.items()}
    real = _real_file_times(6)
    if real:
        found["a file of P6 itself, six times, read"] = {
            "megabytes": round(len(real) / 1e6, 2),
            "seconds": in_turns({"ours": lambda: read(real)}, turns=turns + 4),
        }
    mpxj = _Mpxj()
    if real:
        in_turns({"warming": lambda: mpxj.read_all(real)}, turns=4)
        found["a file of P6 itself, six times, read"]["seconds"] |= in_turns(
            {"MPXJ, warm": lambda: mpxj.read_all(real)}, turns=turns + 4
        )
    for form, content in contents.items():
        agree(form, ours[form], mpxj.facts(content))
        for _ in range(2):
            theirs = mpxj.read(content)
            mpxj.write(theirs, form)
        sides = {"MPXJ, warm": lambda content=content: mpxj.read(content)}
        found[f"{form} read"]["seconds"] |= in_turns(sides, turns=turns)
        sides = {"MPXJ, warm": lambda theirs=theirs, form=form: mpxj.write(theirs, form)}
        found[f"{form} written"]["seconds"] |= in_turns(sides, turns=turns)
    return found


def _real_file_times(copies: int) -> bytes:
    """The large XER among the shared files with its activities repeated; empty where it is not."""
    archive = Path(__file__).resolve().parents[2] / "shared/data/schedule/p6.tar.gz"
    if not archive.is_file():
        return b""
    name = "p6_v23_progress_override_successor_lag.xer"
    with tarfile.open(archive) as files:
        member = next(each for each in files.getmembers() if each.name.endswith(name))
        text = files.extractfile(member).read().decode()  # type: ignore[union-attr]
    lines: list[str] = []
    table, fields = "", list[str]()
    for line in text.splitlines():
        lines.append(line)
        cells = line.split("\t")
        if cells[0] == "%T":
            table = cells[1]
        elif cells[0] == "%F":
            fields = cells
        elif cells[0] == "%R" and table in ("TASK", "TASKPRED", "TASKRSRC"):
            for copy in range(1, copies):
                again = list(cells)
                for place, field in enumerate(fields):
                    if field in ("task_id", "pred_task_id", "taskrsrc_id", "task_pred_id"):
                        again[place] = str(int(cells[place]) + copy * 1_000_000)
                    elif field == "task_code":
                        again[place] += f"-{copy}"
                lines.append("\t".join(again))
    return "\n".join(lines).encode()


def _xer() -> Any:
    from kaigong.engines.scheduling.files.xer_writing import written_xer

    return written_xer


def _pmxml() -> Any:
    from kaigong.engines.scheduling.files.pmxml_rewriting import written_pmxml

    return written_pmxml


def _mspdi() -> Any:
    from kaigong.engines.scheduling.files.mspdi_rewriting import written_mspdi

    return written_mspdi


_WRITERS = {"xer": _xer, "pmxml": _pmxml, "mspdi": _mspdi}


def _facts(file: Any) -> dict[str, Any]:
    (project,) = file.projects
    activities = project.network.activities
    return {
        "activities": sorted(
            (
                each.name,
                each.duration if not each.started else 0,
                f"{stored.early_start:%Y-%m-%dT%H:%M}",
            )
            for key, each in activities.items()
            for stored in [project.stored[key]]
        ),
        "links": Counter(
            (activities[link.before].name, activities[link.after].name, link.kind.value)
            for link in project.network.links
        ),
    }


class _Mpxj:
    """MPXJ in this process."""

    _WRITERS = {
        "xer": "org.mpxj.primavera.PrimaveraXERFileWriter",
        "pmxml": "org.mpxj.primavera.PrimaveraPMFileWriter",
        "mspdi": "org.mpxj.mspdi.MSPDIWriter",
    }

    def __init__(self) -> None:
        from kaigong.engines.scheduling.files.mpp import _java

        self.jpype: Any = _java()

    def read(self, content: bytes) -> Any:
        stream = self.jpype.JClass("java.io.ByteArrayInputStream")(content)
        return self.jpype.JClass("org.mpxj.reader.UniversalProjectReader")().read(stream)

    def read_all(self, content: bytes) -> Any:
        stream = self.jpype.JClass("java.io.ByteArrayInputStream")(content)
        return self.jpype.JClass("org.mpxj.primavera.PrimaveraXERFileReader")().readAll(stream)

    def write(self, project: Any, form: str) -> int:
        out = self.jpype.JClass("java.io.ByteArrayOutputStream")()
        self.jpype.JClass(self._WRITERS[form])().write(project, out)
        return int(out.size())

    def facts(self, content: bytes) -> dict[str, Any]:
        project = self.read(content)
        tasks = [task for task in project.getTasks() if not task.getSummary()]
        hours = self.jpype.JClass("org.mpxj.TimeUnit").HOURS
        options = project.getProjectProperties()
        kinds = {"FINISH_START": "FS", "START_START": "SS"}
        kinds |= {"FINISH_FINISH": "FF", "START_FINISH": "SF"}
        return {
            "activities": sorted(
                (
                    str(task.getName()),
                    round(float(task.getDuration().convertUnits(hours, options).getDuration()) * 60)
                    if task.getActualStart() is None
                    else 0,
                    str(task.getEarlyStart())[:16],
                )
                for task in tasks
            ),
            "links": Counter(
                (
                    str(link.getPredecessorTask().getName()),
                    str(link.getSuccessorTask().getName()),
                    kinds[str(link.getType().name())],
                )
                for task in tasks
                for link in task.getPredecessors()
            ),
        }
