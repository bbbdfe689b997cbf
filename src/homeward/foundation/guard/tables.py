"""Tables of a room made in one step.

Django shows every single `CreateModel` and `AddField` all models as they are just then, and makes
the related ones anew each time: with tables that all point to cases and people that was half a
minute of a node's installation. A room's first migration makes its tables as they are at its end.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """The operations that `makemigrations` writes for a room's first models, carried out as one.

    Only `CreateModel` and what completes the models made here (fields, constraints, indexes).
    """

    reversible = False

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The room's models, without drawing all models again after each of them."""
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Each table with all its columns; what points to another table follows when all stand."""
        for model in self._models(app_label, schema_editor, to_state):
            schema_editor.create_model(model)

    def _models(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
    ) -> list[Any]:
        names = [o.name for o in self.operations if isinstance(o, CreateModel)]
        models = [state.apps.get_model(app_label, name) for name in names]
        return [m for m in models if self.allow_migrate_model(schema_editor.connection.alias, m)]

    def describe(self) -> str:
        """What `migrate` says it does."""
        return f"Create {sum(isinstance(o, CreateModel) for o in self.operations)} tables"
