"""Real instances and what is known of them, from the shared archive; its README says whose."""

from __future__ import annotations

import csv
import tarfile
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

import numpy as np

from kaigong.engines.scheduling.levelling import ResourceProblem

ARCHIVE = "schedule/psplib_rcpsp.tar.gz"


@dataclass(frozen=True)
class Known:
    """What the literature knows of an instance."""

    critical_path: int
    lower_bound: int
    best: int


class Instances:
    """The instances of the archive that were asked for, by name such as "J30_1"."""

    def __init__(self, shared_data: Path, names: list[str]) -> None:
        texts: dict[str, str] = {}
        self.known: dict[str, Known] = {}
        wanted = {f"psplib/{name.rsplit('_', 1)[0]}/{name}.txt": name for name in names}
        with tarfile.open(shared_data / ARCHIVE) as archive:
            for member in archive:
                if member.name.endswith("best_known.csv"):
                    content = archive.extractfile(member)
                    assert content
                    for row in csv.DictReader(TextIOWrapper(content, "utf-8")):
                        if row["set"].startswith("MPLIB"):
                            continue  # nothing is known of them
                        self.known[row["file"].removesuffix(".txt")] = Known(
                            int(row["cpm_lower_bound"]),
                            int(row["lower_bound"]),
                            int(row["best_known"]),
                        )
                elif member.name in wanted:
                    content = archive.extractfile(member)
                    assert content
                    texts[wanted[member.name]] = content.read().decode("ascii")
        assert texts.keys() == set(names)
        self.problems = {
            name: multi_project(texts[name]) if name.startswith("MPLIB") else patterson(texts[name])
            for name in names
        }


def patterson(text: str) -> ResourceProblem:
    """One project in the form of J. H. Patterson: counts, capacities, then a row per activity."""
    words = map(int, text.split())
    activities, resources = next(words), next(words)
    capacities = [next(words) for _ in range(resources)]
    durations, demands, befores, afters = [], [], [], []
    for activity in range(activities):
        durations.append(next(words))
        demands.append([next(words) for _ in range(resources)])
        for _ in range(next(words)):
            befores.append(activity)
            afters.append(next(words) - 1)
    lengths = np.array(durations)
    return ResourceProblem(
        lengths,
        np.array(befores),
        np.array(afters),
        lengths[befores],
        np.array(demands),
        np.array(capacities),
    )


def multi_project(text: str) -> ResourceProblem:
    """Several projects that share resources, in the form of MPLIB.

    Each project says its number of activities, its release and which resources it uses; successors
    are named with their project: "1:4" is activity 4 of project 1.
    """
    words = iter(text.split())
    projects, resources = int(next(words)), int(next(words))
    capacities = [int(next(words)) for _ in range(resources)]
    durations, demands, befores, named, releases, owners = [], [], [], [], [], []
    first = [0]
    for project in range(projects):
        activities, release = int(next(words)), int(next(words))
        uses = [int(next(words)) for _ in range(resources)]
        for activity in range(activities):
            durations.append(int(next(words)))
            demands.append([int(next(words)) * used for used in uses])
            for _ in range(int(next(words))):
                befores.append(first[-1] + activity)
                named.append(next(words).split(":"))
        releases += [release] * activities
        owners += [project] * activities
        first.append(first[-1] + activities)
    afters = [first[int(project) - 1] + int(number) - 1 for project, number in named]
    lengths = np.array(durations)
    return ResourceProblem(
        lengths,
        np.array(befores),
        np.array(afters),
        lengths[befores],
        np.array(demands),
        np.array(capacities),
        releases=np.array(releases),
        projects=np.array(owners),
    )
