"""The demo zone is built once for this folder and rolled back after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.demo.chapters.opening import SLUG
from kaigong.demo.services import build_demo
from kaigong.portfolio.headline import office_standing


@pytest.fixture(scope="package")
def _built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The zone is in the database while this lives."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def zone(_built: None, db: None) -> Zone:
    return Zone.objects.get(slug=SLUG)


@pytest.fixture
def office(zone: Zone) -> Standing:
    return office_standing(zone)
