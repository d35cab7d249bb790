"""What a process does that writes audit lines: tests need several of them, or kill one."""

from __future__ import annotations

import time

from tests.faults.acts import tell


def many(count: str, name: str) -> None:
    """So many lines, each in its own transaction."""
    from django.db import transaction

    from kaigong.audit.services import record

    for number in range(int(count)):
        with transaction.atomic():
            record("test.act.done", by=None, subject=f"{name}-{number}", number=number)


def hang() -> None:
    """One line, told of and never committed."""
    from django.db import transaction

    from kaigong.audit.services import record

    with transaction.atomic():
        record("test.act.lost", by=None, subject="never committed")
        tell("written")
        time.sleep(600)
