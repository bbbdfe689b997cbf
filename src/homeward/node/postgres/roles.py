"""The roles of a node in PostgreSQL, and their names.

Two kinds. *Group* roles (`homeward_owner`, `homeward_app`, `homeward_jobs`, `homeward_family`)
exist once per server, cannot log in, own the objects and are what grants and policies name; so one
migrated template serves every node. *Login* roles (`xa_owner`, `xa_app`, `xa_jobs`, `xa_family`)
exist per node, are members of the groups, and may connect to their own database only.
"""

import re
from enum import StrEnum

from homeward.node.errors import NodeError


class Role(StrEnum):
    """Who connects: migrations, the web process, the worker, or a process for people outside.

    A role for people outside has a schema of its own name in the database, and nothing else
    (`foundation.guard.outside`).
    """

    OWNER = "owner"
    APP = "app"
    JOBS = "jobs"
    FAMILY = "family"

    @property
    def group(self) -> str:
        """The group role that grants and policies name."""
        return f"homeward_{self.value}"

    def login(self, prefix: str) -> str:
        """The role of one node that logs in."""
        return f"{prefix}_{self.value}"


OUTSIDE = (Role.FAMILY,)


class PrefixInvalid(NodeError):
    code = "database_prefix_invalid"
    message = (
        "'{prefix}' cannot name a node's database. Use 2 to 40 lower-case letters, digits and"
        " underscores, beginning with a letter, and neither 'homeward', 'postgres', nor 'pg_...'."
    )


_PREFIX = re.compile(r"[a-z][a-z0-9_]{1,39}")
_TAKEN = frozenset({"homeward", "postgres", "template0", "template1", "public", "none"})


def check_prefix(prefix: str) -> str:
    """Return `prefix` if it can name a node's database and roles; raises PrefixInvalid."""
    if not _PREFIX.fullmatch(prefix) or prefix in _TAKEN or prefix.startswith("pg_"):
        raise PrefixInvalid(prefix=prefix)
    return prefix
