"""The demo zone is built once for this folder and rolled back after it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.demo.chapters.opening import SLUG
from kaigong.demo.services import build_demo
from kaigong.portfolio.headline import office_standing


@dataclass(frozen=True)
class BuildTime:
    """What the build took, in seconds."""

    wall: float
    processor: float


@pytest.fixture(scope="package")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[BuildTime]:
    """What the build took; the zone itself is in the database while this lives."""
    with django_db_blocker.unblock(), transaction.atomic():
        wall, processor = time.perf_counter(), time.process_time()
        build_demo()
        yield BuildTime(time.perf_counter() - wall, time.process_time() - processor)
        transaction.set_rollback(True)


@pytest.fixture
def zone(built: BuildTime, db: None) -> Zone:
    return Zone.objects.get(slug=SLUG)


@pytest.fixture
def office(zone: Zone) -> Standing:
    return office_standing(zone)
