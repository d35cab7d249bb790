"""What the tests of this folder let a process of its own do: `house.act(acts.build)`."""

from __future__ import annotations

import json
import sys

ROWS = 2_000


def tell(*words: object) -> None:
    """Say something to the test that started this process."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def build() -> None:
    """A zone with a command officer, and nothing in its ledger."""
    from tests.builders import a_person, a_zone

    a_person(a_zone("jingyue"), name="lijing")


def sign_in() -> None:
    """Tell the sessions of two officers, each on a machine of their own, and one project's id."""
    from django.test import Client

    from kaigong.accounts.models import User, Zone
    from kaigong.portfolio.models import Project
    from tests.builders import a_person

    a_person(Zone.objects.get(), name="zhaomin")
    for name in ("lijing", "zhaomin"):
        client = Client()
        client.force_login(User.objects.get(username=name))
        tell(client.cookies["sessionid"].value)
    tell(Project.objects.values_list("id", flat=True)[0])


def paste(value: str) -> None:
    """Two cells in each row of the ledger, as one paste; the values tell which paste it was."""
    from datetime import date

    from kaigong.accounts.models import User, Zone
    from kaigong.portfolio.models import Project
    from kaigong.portfolio.models.changes import ChangeSource
    from kaigong.portfolio.services.changes import Edit, change_cells
    from tests.builders import a_standing

    officer = a_standing(User.objects.get(username="lijing"), Zone.objects.get())
    ids = Project.objects.values_list("id", flat=True)
    edits = [Edit(key, "place", value) for key in ids]
    edits += [Edit(key, "total_amount", f"{value}.5") for key in ids]
    tell("ready")
    outcome = change_cells(
        officer, edits, month=date(2021, 3, 1), source=ChangeSource.PASTE, is_trial=False
    )
    tell(outcome.saved)


def visit(visits: str) -> None:
    """Visits as the officer, one after the other; tells status and page of each, as JSON.

    A visit is a list: GET or POST, the path, and perhaps the language and a file to send.
    """
    tell(json.dumps([_visited(*each) for each in json.loads(visits)]))


def _visited(method: str, path: str, language: str = "zh-hans", name: str = "") -> tuple[int, str]:
    import pathlib

    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from kaigong.accounts.models import User

    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="lijing"))
    client.cookies["kaigong_language"] = language
    if method == "POST":
        sent = {}
        if name:
            file = pathlib.Path(name)
            sent["file"] = SimpleUploadedFile(file.name, file.read_bytes())
        answer = client.post(path, sent)
    else:
        answer = client.get(path)
    return answer.status_code, answer.content.decode()


def visit_until_full(disk: str, path: str, language: str, accept: str) -> None:
    """Log in, have the disk filled, then POST."""
    import pathlib

    from django.test import Client

    from kaigong.accounts.models import User
    from tests.faults.small_disks import fill

    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="lijing"))
    client.cookies["kaigong_language"] = language
    fill(pathlib.Path(disk), leaving=262_144)
    answer = client.post(path, headers={"Accept": accept})
    tell(answer.status_code)
    tell(answer.content.decode())
    fill(pathlib.Path(disk), leaving=4_000_000)


def ask_for_a_large_export() -> None:
    """Ask the worker for the whole ledger as a workbook; tells the job."""
    from datetime import date

    from kaigong.accounts.models import User, Zone
    from kaigong.portfolio.services.export_jobs import ask_for_export
    from kaigong.portfolio.services.exports import Export
    from kaigong.portfolio.sheet import View
    from kaigong.portfolio.tasks import write_large_export
    from tests.builders import a_standing

    officer = a_standing(User.objects.get(username="lijing"), Zone.objects.get())
    job = ask_for_export(Export(officer, View(date(2021, 3, 1)), ["name", "total_amount"]))
    write_large_export.enqueue(job.pk)
    tell(job.pk)


def cancel_once_begun() -> None:
    """Wait until the newest file is being read, and press cancel on its page."""
    import time

    from kaigong.portfolio.models import ImportRun

    # The first request of a process loads every page; somebody at a screen has done so before.
    _visited("GET", "/jingyue/import/")
    tell("ready")
    while not ImportRun.objects.filter(beat_at__isnull=False).exclude(step="").exists():
        time.sleep(0.02)
    tell(*_visited("POST", f"/jingyue/import/{ImportRun.objects.latest('id').pk}/cancel/"))


def let_time_pass() -> None:
    """Make every sign of life of a dry run a minute older."""
    from datetime import timedelta

    from django.db.models import F

    from kaigong.portfolio.models import ImportRun

    ImportRun.objects.update(beat_at=F("beat_at") - timedelta(minutes=1))
