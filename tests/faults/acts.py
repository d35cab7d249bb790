"""What the tests of this folder let a process of its own do: `python -m tests.faults.acts ACT`."""

from __future__ import annotations

import os
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


def paste() -> None:
    """Two cells in each row of the ledger, as one paste; the values tell which paste it was."""
    from datetime import date

    from kaigong.accounts.models import User, Zone
    from kaigong.portfolio.models import Project
    from kaigong.portfolio.models.changes import ChangeSource
    from kaigong.portfolio.services.changes import Edit, change_cells
    from tests.builders import a_standing

    officer = a_standing(User.objects.get(username="lijing"), Zone.objects.get())
    ids = Project.objects.values_list("id", flat=True)
    edits = [Edit(key, "place", sys.argv[2]) for key in ids]
    edits += [Edit(key, "total_amount", f"{sys.argv[2]}.5") for key in ids]
    tell("ready")
    outcome = change_cells(
        officer, edits, month=date(2021, 3, 1), source=ChangeSource.PASTE, is_trial=False
    )
    tell(outcome.saved)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "kaigong.config.settings"
    import django

    django.setup()
    {"build": build, "paste": paste, "sign_in": sign_in}[sys.argv[1]]()
