"""PostgreSQL for one machine: the server in a package, under a supervisor of our own.

`Cluster` starts and stops it, `admin` makes roles and databases, `roles` names them. Nothing
here imports Django, and psycopg is imported only by what connects.
"""

from homeward.node.postgres.cluster import Cluster
from homeward.node.postgres.roles import Role

__all__ = ["Cluster", "Role"]
