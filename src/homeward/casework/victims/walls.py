"""What the walls of this room's tables are made of."""

from django.db.migrations.operations import RunSQL

# The whole room is for members of the compartment of victims, whatever the program asks.
VICTIMS = "compartment = 'victims' and case_id = any((select guard.cases('victims'))::bigint[])"


def once_settled(table: str, *columns: str) -> RunSQL:
    """Let only these columns be filled in, once each (`guard.refuse_resettling` of the crisis)."""
    named = ", ".join(f"'{column}'" for column in columns)
    return RunSQL(
        f"create trigger settled_once before update on {table}"
        f" for each row execute function guard.refuse_resettling({named})",
        RunSQL.noop,
    )
