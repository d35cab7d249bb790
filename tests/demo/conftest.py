"""The demo zone stands in the database for this folder, and is gone after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.demo.chapters.opening import SLUG
from kaigong.portfolio.headline import office_standing


@pytest.fixture(scope="package")
def _built(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    demo_zone: Callable[[], Zone],
) -> Iterator[None]:
    """The zone is in the database while this lives."""
    with django_db_blocker.unblock():
        demo_zone()
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def zone(_built: None, db: None) -> Zone:
    return Zone.objects.get(slug=SLUG)


@pytest.fixture
def office(zone: Zone) -> Standing:
    return office_standing(zone)
