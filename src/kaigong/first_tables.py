"""All tables that an app begins with, made in one step.

Django draws every model that touches the one at hand anew after each operation. Our first
migrations have over 200 of them, and that took nine tenths of their time, in `make run` and in the
tests. Here the operations are told to the state first, and the models drawn once.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """What `makemigrations` wrote for an empty app, of which nothing stands in the database yet.

    Each table is made as it is at the end, with the fields, indexes and constraints that later
    operations add; keys of tables that name each other are tied when all of them stand. So only
    operations that a model's own form holds may be among them: none that runs SQL or Python.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (self.__class__.__qualname__, [], {"operations": self.operations})

    def describe(self) -> str:
        return f"Create the first {len(self._tables())} tables"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # drawn again by who asks for it next, once
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  (Django names it)
        to_state: ProjectState,
    ) -> None:
        for table in self._tables():
            model = to_state.apps.get_model(app_label, table.name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002  (Django names it)
    ) -> None:
        for table in reversed(self._tables()):
            model = from_state.apps.get_model(app_label, table.name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def _tables(self) -> list[CreateModel]:
        return [each for each in self.operations if isinstance(each, CreateModel)]
