"""Fixtures for all tests. Their files go to a folder of the run: see folder_of_the_run.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation


def pytest_configure() -> None:
    """A person costs a test 0.2 s of deliberate slowness otherwise; the settings' own hasher is
    looked at by tests/web/test_headers.py."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The field's real files; they must be there on CI, so their lack is a failure."""
    assert SHARED_DATA.is_dir(), f"{SHARED_DATA} is missing: tests read real ledgers from there"
    return SHARED_DATA


@pytest.fixture(autouse=True)
def _the_houses_first_language() -> None:
    """A page read in English leaves its thread in English: Django ends no language by itself."""
    translation.deactivate()
