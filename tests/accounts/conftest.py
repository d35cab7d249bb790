from __future__ import annotations

import pytest
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from tests.builders import a_person, a_zone


@pytest.fixture
def zone(db: None) -> Zone:
    return a_zone("jingyue")


@pytest.fixture
def administrator(zone: Zone) -> User:
    return a_person(zone, Role.ADMINISTRATOR, name="wang")


@pytest.fixture
def desk(administrator: User) -> Client:
    """The administrator's browser."""
    client = Client()
    client.force_login(administrator)
    return client
