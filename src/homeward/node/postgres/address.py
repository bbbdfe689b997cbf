"""Database URLs: built for a socket or a server, read back with libpq's own parser."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from homeward.node.errors import NodeError


class AddressInvalid(NodeError):
    code = "database_url_invalid"
    message = (
        "The database address in {source} cannot be read: {reason}. It should look like"
        " postgresql://user:password@host:5432/database."
    )


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is and who connects. `host` may be a folder that holds a socket."""

    user: str
    password: str = field(repr=False)
    database: str
    host: str
    port: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    def url(self) -> str:
        """The libpq URI, with every part quoted."""
        query = dict(self.options)
        place = ""
        if self.host.startswith("/"):
            query = {"host": self.host, **({"port": self.port} if self.port else {}), **query}
        else:
            host = f"[{self.host}]" if ":" in self.host else self.host
            place = host + (f":{self.port}" if self.port else "")
        who = quote(self.user, safe="") + ":" + quote(self.password, safe="")
        tail = "?" + urlencode(query, quote_via=quote) if query else ""
        return f"postgresql://{who}@{place}/{quote(self.database, safe='')}{tail}"


def parse(url: str, *, source: str = "the setting") -> Address:
    """Read a libpq URI; `source` names where it came from. Raises AddressInvalid.

    The message never repeats the URL, which holds a password.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except ProgrammingError:
        raise AddressInvalid(source=source, reason="it is not a libpq URI") from None
    missing = [name for name in ("user", "dbname") if not parts.get(name)]
    if missing:
        raise AddressInvalid(source=source, reason=f"it names no {' and no '.join(missing)}")
    return Address(
        user=parts.pop("user"),
        password=parts.pop("password", ""),
        database=parts.pop("dbname"),
        host=parts.pop("host", ""),
        port=parts.pop("port", ""),
        options=parts,
    )
