"""Where a cluster keeps what: its folder, its data, its socket.

The folder belongs to whoever administers the node. The data belongs to the account PostgreSQL runs
as, and lies in the folder unless that account cannot reach it (root with a private home): then it
lies under /var/lib/homeward, and `outside.json` in the folder remembers where.
"""

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from homeward.node.files import write_atomically
from homeward.node.postgres.account import Account
from homeward.node.postgres.errors import NoShortSocketFolder

OUTSIDE = Path("/var/lib/homeward")
SOCKET_NAME = ".s.PGSQL.5432"
# sun_path holds 108 bytes with its final zero byte.
LONGEST_SOCKET_FOLDER = 107 - len("/" + SOCKET_NAME)


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one cluster, from its folder (absolute, links resolved)."""

    folder: Path

    @property
    def secret(self) -> Path:
        """The superuser's secret, 0600, outside the data."""
        return self.folder / "superuser"

    @property
    def lock(self) -> Path:
        """Held by the one supervisor; contains its process id."""
        return self.folder / "supervisor.lock"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def place(self) -> Path:
        """What the folder remembers of the data and the socket."""
        return self.folder / "place.json"

    @property
    def beside(self) -> Path:
        """The folder above the data, which the account can reach."""
        outside = self._remembered().get("outside")
        return Path(outside) if outside else self.folder

    @property
    def data(self) -> Path:
        return self.beside / "data"

    @property
    def socket_folder(self) -> Path | None:
        """Where the socket was put at the last start; nothing before the first."""
        remembered = self._remembered().get("socket")
        return Path(remembered) if remembered else None

    def _remembered(self) -> dict[str, str]:
        try:
            content: dict[str, str] = json.loads(self.place.read_bytes())
        except FileNotFoundError:
            return {}
        return content

    def remember(self, **facts: str) -> None:
        """Add facts to `place.json`."""
        content = json.dumps({**self._remembered(), **facts}, indent=1)
        write_atomically(self.place, content.encode())


def place_data(layout: Layout, account: Account) -> str | None:
    """Make the folder above the data, reachable by the account; a sentence if it is elsewhere."""
    if (layout.beside / "data").exists() or "outside" in layout._remembered():
        return None
    if not account.switch or account.can_reach(layout.folder):
        if account.switch:
            layout.folder.chmod(0o711)
        return None
    name = hashlib.sha256(os.fsencode(layout.folder)).hexdigest()[:16]
    outside = OUTSIDE / name
    if not OUTSIDE.exists():
        OUTSIDE.mkdir()
        OUTSIDE.chmod(0o755)  # whatever the umask is
    outside.mkdir(exist_ok=True)
    outside.chmod(0o711)
    layout.remember(outside=str(outside))
    return (
        f"The account {account.name} cannot reach {layout.folder}, and no permission is widened"
        f" for it: the data is in {outside}."
    )


def make_socket_folder(layout: Layout, account: Account) -> Path:
    """A private folder, short enough for a socket, named by a hash of the data path.

    Made 0700 for `account` and remembered. Where others took the name everywhere, one that nobody
    could foresee. Raises NoShortSocketFolder.
    """
    name = "homeward-" + hashlib.sha256(os.fsencode(layout.data)).hexdigest()[:12]
    parents = list(dict.fromkeys(_socket_parents(account)))
    names = (name, f"homeward-{secrets.token_hex(6)}")
    for folder in (parent / name for name in names for parent in parents):
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and _take(folder, account):
            layout.remember(socket=str(folder))
            return folder
    raise NoShortSocketFolder(tried=", ".join(map(str, parents)))


def _socket_parents(account: Account) -> Iterator[Path]:
    """Runtime folders first: nobody else can make names there, and nothing tidies them away."""
    if account.switch:
        yield Path("/run")
    elif runtime := os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime)
    yield Path(tempfile.gettempdir())
    yield Path("/tmp")  # noqa: S108 - the folder in it is made private and its owner is checked


def _take(folder: Path, account: Account) -> bool:
    """Make the folder or take our own from last time; false if it is not to be had."""
    if not folder.parent.is_dir() or not account.can_reach(folder):
        return False
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        pass
    except OSError:
        return False
    facts = folder.lstat()  # a link or a folder that somebody else put there is not ours
    return folder.is_dir() and not folder.is_symlink() and facts.st_uid == account.uid
