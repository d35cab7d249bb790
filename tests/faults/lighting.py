"""What `test_lamps_beside_others.py` lets a process of its own do."""

from __future__ import annotations

from tests.faults.acts import tell

PROJECTS = 8_000


def build() -> None:
    """Many projects of which one milestone each has passed, and no lamp yet."""
    from datetime import date

    from kaigong.accounts.models import Zone
    from kaigong.portfolio.models import Milestone, Project

    zone = Zone.objects.get()
    projects = Project.objects.bulk_create(
        Project(zone=zone, code=f"L-{n:05d}", name=f"项目{n}", folded_name=f"项目{n}")
        for n in range(PROJECTS)
    )
    Milestone.objects.bulk_create(
        Milestone(project=project, name="开工", due_on=date(2021, 3, 1)) for project in projects
    )


def judge() -> None:
    """Judge the zone as the worker's task does; tells when it begins."""
    from kaigong.accounts.models import Zone
    from kaigong.portfolio.tasks import judge_lamps

    tell("ready")
    tell(judge_lamps.call(Zone.objects.get().pk))


def keep_signing_in() -> None:
    """Sign in over and over until every lamp is judged; tells at which counts of lamps."""
    from django.test import Client

    from kaigong.accounts.models import User
    from kaigong.portfolio.models import ProjectLamp

    officer = User.objects.get(username="lijing")
    tell("ready")
    while True:
        before = ProjectLamp.objects.count()
        Client().force_login(officer)
        tell(before)
        if before == PROJECTS:
            return
