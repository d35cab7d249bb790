"""Reference pages that are written from the code: `python -m kaigong.config.reference [FOLDER]`.

A slice enters its page here; `tests/rights/test_reference.py` holds every file against it.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

# File in docs/reference → function that returns its text.
PAGES = {
    "rights.md": "kaigong.accounts.reference:rights_page",
    "lifecycle.md": "kaigong.portfolio.reference:lifecycle_page",
    "issue-life.md": "kaigong.coordination.reference:issue_life_page",
    "condition-life.md": "kaigong.coordination.reference:condition_life_page",
    "columns.md": "kaigong.portfolio.reference:columns_page",
}


def text_of(page: str) -> str:
    """What a page must say; Django must be ready."""
    module, _, name = PAGES[page].partition(":")
    return str(getattr(import_module(module), name)())


def write(folder: Path) -> None:
    """Write all pages anew."""
    for page in PAGES:
        (folder / page).write_text(text_of(page))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaigong.config.settings")
    import django

    django.setup()
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference"))
