"""A process that writes audit lines, for tests that need several of them or kill one.

python -m tests.audit.writer many COUNT NAME    writes COUNT lines, each in its own transaction
python -m tests.audit.writer hang               writes one line, says so, and never commits
"""

from __future__ import annotations

import os
import sys
import time


def main(act: str, count: str = "1", name: str = "") -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaigong.config.settings")
    import django

    django.setup()
    from django.db import transaction

    from kaigong.audit.services import record

    if act == "hang":
        with transaction.atomic():
            record("test.act.lost", by=None, subject="never committed")
            print("written", flush=True)  # noqa: T201  (the test waits for it)
            time.sleep(600)
    for number in range(int(count)):
        with transaction.atomic():
            record("test.act.done", by=None, subject=f"{name}-{number}", number=number)


if __name__ == "__main__":
    main(*sys.argv[1:])
