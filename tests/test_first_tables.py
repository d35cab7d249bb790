"""Tables that are made in one step are the tables that Django would make one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from kaigong.first_tables import CreateTables

DEFER = {"deferrable": models.Deferrable.DEFERRED}


def parcels_and_owners(app: str) -> list[Operation]:
    """Two tables that name each other, as `makemigrations` writes them."""
    return [
        CreateModel(
            "Parcel",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("code", models.CharField(max_length=20, unique=True)),
                ("area_m2", models.DecimalField(max_digits=12, decimal_places=2)),
            ],
        ),
        CreateModel(
            "Owner",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("home", models.ForeignKey(f"{app}.parcel", models.CASCADE)),
                ("others", models.ManyToManyField(f"{app}.parcel", related_name="+")),
            ],
        ),
        AddField(
            "parcel", "owner", models.ForeignKey(f"{app}.owner", models.SET_NULL, null=True)
        ),
        AddIndex("parcel", models.Index(fields=["owner", "-area_m2"], name=f"{app}_by_area")),
        AddConstraint(
            "parcel",
            models.CheckConstraint(condition=models.Q(area_m2__gt=0), name=f"{app}_some_area"),
        ),
        AddConstraint(
            "owner", models.UniqueConstraint(fields=["home"], name=f"{app}_one_home", **DEFER)
        ),
    ]  # fmt: skip


def carried_out(app: str, operations: Sequence[Operation]) -> ProjectState:
    state = ProjectState()
    with connection.schema_editor() as editor:
        for operation in operations:
            before = state.clone()
            operation.state_forwards(app, state)
            operation.database_forwards(app, editor, before, state)
    return state


def form(app: str) -> dict[str, tuple[object, ...]]:
    """Columns, keys, indexes and checks of the tables of `app`, without names that differ by it."""
    look = connection.introspection
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(look.table_names(cursor)):
            if not table.startswith(f"{app}_"):
                continue
            columns = sorted(
                (each.name, each.type_code, each.null_ok, each.default)
                for each in look.get_table_description(cursor, table)
            )
            rules = sorted(
                str({key: told for key, told in rule.items() if key != "definition"})
                for rule in look.get_constraints(cursor, table).values()
            )
            found[table.removeprefix(app)] = (
                tuple(columns),
                tuple(rule.replace(f"'{app}_", "'") for rule in rules),
            )
    return found


@pytest.fixture
def at_once() -> Iterator[ProjectState]:
    """Both tables made in one step, in an app that ends with the test."""
    together = CreateTables(parcels_and_owners("quick"))
    state = carried_out("quick", [together])
    yield state
    with connection.schema_editor() as editor:
        together.database_backwards("quick", editor, state, ProjectState())
    assert form("quick") == {}


@pytest.mark.django_db(transaction=True)
def test_tables_made_at_once_have_the_form_of_tables_made_one_by_one(
    at_once: ProjectState,
) -> None:
    slow = carried_out("slow", parcels_and_owners("slow"))
    try:
        assert set(form("slow")) == {"_parcel", "_owner", "_owner_others"}
        assert form("quick") == form("slow")
    finally:
        with connection.schema_editor() as editor:
            for name in ("Owner", "Parcel"):
                editor.delete_model(slow.apps.get_model("slow", name))
    assert set(at_once.models) == {("quick", "parcel"), ("quick", "owner")}


@pytest.mark.django_db(transaction=True)
def test_the_tables_hold_to_their_keys_and_rules(at_once: ProjectState) -> None:
    parcel = at_once.apps.get_model("quick", "Parcel")
    parcel.objects.create(code="A-1", area_m2=12)
    with pytest.raises(IntegrityError):
        parcel.objects.create(code="A-2", area_m2=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        parcel.objects.create(code="A-3", area_m2=1, owner_id=404)


@pytest.mark.django_db
def test_no_change_of_a_model_waits_for_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
