"""Row-level security as migration operations.

Every policy is written for the group roles, so that one migrated database serves as the template
of many nodes. Functions stand inside `(select ...)`, and lists are compared with `= any(...)`, so
that PostgreSQL computes them once and can use indexes. One arm of an `or` without an index spoils
it for all: whoever may see a whole table is let in by `every_row`, through its primary key.
"""

import re
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunSQL
from django.db.migrations.state import ProjectState
from django.db.models import Model

NODE_ROLES = "homeward_app, homeward_jobs"
OPERATIONS = ("select", "insert", "update", "delete")


# The first and the last value of each type of primary key.
_ENDS = {
    "bigint": ("-9223372036854775808", "9223372036854775807"),
    "uuid": ("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
}
_EVERY_ROW = re.compile(r"every_row\[\[(.*?)\]\]", re.DOTALL)


class Protect(RunSQL):
    """The policies of one table; `every_row` is written out with the table's primary key."""

    def __init__(self, sql: str, table: str) -> None:
        super().__init__(sql, reverse_sql=RunSQL.noop)
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As it was made, for Django's tools."""
        return type(self).__name__, [], {"sql": self.sql, "table": self.table}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Find the table's model in the state of the migrations, and make the policies."""
        models = to_state.apps.get_models(include_auto_created=True)
        model = next(one for one in models if one._meta.db_table == self.table)
        sql = _EVERY_ROW.sub(lambda found: _range(model, schema_editor, found[1]), str(self.sql))
        self._run_sql(schema_editor, sql)  # type: ignore[attr-defined]


def _range(model: type[Model], schema_editor: BaseDatabaseSchemaEditor, condition: str) -> str:
    """The primary key lies between two ends, of which the last is null unless the condition holds.

    PostgreSQL guesses that such a range holds few rows, so the arms beside it keep their indexes.
    """
    key = model._meta.pk
    kind = key.db_type(schema_editor.connection) or ""
    first, last = _ENDS[kind]
    limit = f"(select case when {condition} then '{last}'::{kind} end)"
    return f"({key.column} >= '{first}'::{kind} and {key.column} <= {limit})"


def every_row(condition: str) -> str:
    """Every row of the table, where `condition`, which looks at no row, holds for the actor."""
    return f"every_row[[{condition}]]"


def protect(table: str, **conditions: str) -> RunSQL:
    """Switch row-level security on for `table` and add a policy per operation.

    `conditions` maps `select`, `insert`, `update`, `delete` or `all` to an SQL condition; an
    operation without a condition is refused for the node's roles. The owner, who migrates, sees
    all rows by a policy of its own.
    """
    statements = [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy owner_all on {table} to homeward_owner using (true) with check (true)",
    ]
    for operation in OPERATIONS:
        condition = conditions.get(operation, conditions.get("all"))
        if condition is None:
            statements.append(f"revoke {operation} on {table} from {NODE_ROLES}")
            continue
        statements.append(_policy(table, operation, condition))
    return Protect(";\n".join(statements) + ";", table)


def _policy(table: str, operation: str, condition: str) -> str:
    clause = {
        "select": f"using ({condition})",
        "insert": f"with check ({condition})",
        "update": f"using ({condition}) with check ({condition})",
        "delete": f"using ({condition})",
    }[operation]
    return f"create policy may_{operation} on {table} for {operation} to {NODE_ROLES} {clause}"


def service_is(*names: str) -> str:
    """The condition that the actor is one of the named services of this node."""
    listed = ", ".join(f"'{name}'" for name in names)
    return f"(select guard.service()) in ({listed})"


APPEND_ONLY_FUNCTION = """
create function guard.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'Rows of % are never changed or removed.', tg_table_name
    using errcode = 'insufficient_privilege';
end $$;
"""


def append_only(table: str) -> RunSQL:
    """Refuse every update, delete and truncate of `table`, whoever asks."""
    return RunSQL(
        f"""
        create trigger append_only_row before update or delete on {table}
          for each row execute function guard.refuse_change();
        create trigger append_only_table before truncate on {table}
          for each statement execute function guard.refuse_change();
        """,
        reverse_sql=RunSQL.noop,
    )
