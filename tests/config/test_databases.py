"""What an address of a database becomes."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from kaigong.config.surroundings import UnknownDatabaseError, database
from kaigong.errors import NoTablesError, outage_of


def test_a_session_in_the_server_is_told_what_the_house_wants_unless_the_address_says() -> None:
    plain = database("postgresql://me:pa%20ss@db:5433/zone?sslmode=require")
    assert (plain["HOST"], plain["PORT"], plain["PASSWORD"]) == ("db", "5433", "pa ss")
    assert plain["OPTIONS"] == {"options": "-c jit=off -c work_mem=16MB", "sslmode": "require"}
    own = database("postgresql://me@/zone?host=/run/pg&options=-c%20work_mem%3D8MB")
    assert (own["HOST"], own["OPTIONS"]) == ("/run/pg", {"options": "-c work_mem=8MB"})


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(UnknownDatabaseError, match="mysql"):
        database("mysql://me@db/zone")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "is_lacking"),
    [
        ("SELECT 1 FROM nobody_made_this", True),
        ("SELECT x.id FROM accounts_zone z", False),
        ("SELECT nothing FROM accounts_zone", False),
        ("SELEC 1", False),
    ],
)
def test_a_table_that_is_not_there_is_told_from_a_slip_of_ours(
    statement: str, is_lacking: bool
) -> None:
    with pytest.raises(DatabaseError) as raised, transaction.atomic():
        connection.cursor().execute(statement)
    assert isinstance(outage_of(raised.value), NoTablesError) == is_lacking


@pytest.mark.django_db
def test_statements_are_not_compiled() -> None:
    if connection.vendor != "postgresql":
        assert "jit" not in str(connection.settings_dict["OPTIONS"])
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
