"""Row-level security as migration operations.

Every policy is written for the group roles, so that one migrated database serves as the template
of many nodes. Functions stand inside `(select ...)`, and lists are compared with `= any(...)`, so
that PostgreSQL computes them once and can use indexes.
"""

from django.db.migrations.operations import RunSQL

NODE_ROLES = "homeward_app, homeward_jobs"
OPERATIONS = ("select", "insert", "update", "delete")


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
    return RunSQL(";\n".join(statements) + ";", reverse_sql=RunSQL.noop)


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
