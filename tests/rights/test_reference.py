"""Pages of docs/reference that are written from the code say what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaigong.config.reference import PAGES, text_of

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("page", PAGES)
def test_a_written_page_is_up_to_date(page: str) -> None:
    kept = (FOLDER / page).read_text()
    assert kept == text_of(page), "run: python -m kaigong.config.reference"
