"""Checks of the machine and the installation, which need no database."""

import ctypes
import os
import platform
import pwd
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import homeward
from homeward.node.doctor.finding import Finding, ok, problem, warning
from homeward.node.home import KEY_BYTES, KEYS, OUTSIDE_KEYS, NodeHome

BUILT = Path(homeward.__file__).parent / "foundation" / "web" / "static" / "built"
BUILT_FILES = ("homeward.css", "homeward.rtl.css", "homeward.js")
OLDEST_PYTHON = (3, 11)
LITTLE_SPACE = 1_000_000_000
SOME_SPACE = 5_000_000_000
_CLOCK_NOT_SYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)


def check_python() -> Finding:
    """Python 3.11 or newer."""
    version = platform.python_version()
    if sys.version_info[:2] < OLDEST_PYTHON:  # only where the installation was forced
        return problem("python", f"This is Python {version}.", "Install Python 3.11 or newer.")
    return ok("python", f"Python {version}.")


def check_user() -> Finding:
    """PostgreSQL refuses a user id that the system's list does not know."""
    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        mend = "Add an entry for it to the user list, or use a database elsewhere (DATABASE_URL)."
        return problem("user", f"The user id {uid} has no entry in the user list.", mend)
    if uid == 0:
        mend = "Run the node as an ordinary user where you can."
        return warning("user", "The node runs as root.", mend)
    return ok("user", f"Running as {name}.")


def check_owner(home: NodeHome) -> Finding:
    """The home belongs to whoever runs the node."""
    owner = home.path.stat().st_uid
    if owner != os.geteuid():
        mend = f"Run the command as its owner, or: chown -R {os.geteuid()} {home.path}"
        return problem("home owner", f"{home.path} belongs to user id {owner}.", mend)
    return ok("home owner", "The home belongs to the user who runs the node.")


def check_keys(home: NodeHome) -> Finding:
    """Every key can be read and is as long as it was made."""
    for name in KEYS:
        place = home.path / "secrets" / name
        try:
            size = len(place.read_bytes())
        except OSError as error:
            mend = "Put it back from the backup; a new key cannot replace it."
            return problem("keys", f"{place} cannot be read ({error.strerror}).", mend)
        if size != KEY_BYTES:
            mend = "Put it back from the backup; a new key cannot replace it."
            return problem("keys", f"{place} has {size} bytes instead of {KEY_BYTES}.", mend)
    if missing := [n for n in OUTSIDE_KEYS if not (home.path / "secrets" / n).is_file()]:
        said = f"{home.path / 'secrets' / missing[0]} is missing, which came with this version."
        return problem("keys", said, "Run: homeward migrate")
    return ok("keys", "The node's keys can be read and are whole.")


def check_disk(home: NodeHome) -> Finding:
    """Free space where the node writes."""
    free = shutil.disk_usage(home.path).free
    said = f"{free / 1e9:.1f} GB are free at {home.path}."
    if free < LITTLE_SPACE:
        return problem("disk", said, "Free some space now: a full disk stops the database.")
    if free < SOME_SPACE:
        return warning("disk", said, "Free some space, or move the node to a larger disk.")
    return ok("disk", said)


def check_clock(home: NodeHome) -> Finding:
    """The clock is not behind the node's own past, and the kernel says it is kept right."""
    made = (home.path / "node.toml").stat().st_mtime
    now = time.time()
    said = f"The clock says {datetime.fromtimestamp(now, UTC):%Y-%m-%d %H:%M:%S} UTC."
    if now < made - 60:
        mend = "Set the clock and keep it right with NTP: deadlines and signatures depend on it."
        return problem("clock", f"{said} That is before this node's settings were written.", mend)
    if _clock_state() == _CLOCK_NOT_SYNCHRONISED:
        mend = "Run an NTP client such as chrony; in a container this is the host's matter."
        return warning("clock", f"{said} Nothing keeps it right.", mend)
    return ok("clock", said)


def _clock_state() -> int:
    """The kernel's word on synchronisation (Linux); 0 where it cannot be asked."""
    if not sys.platform.startswith("linux"):
        return 0
    untouched = ctypes.create_string_buffer(1024)  # struct timex with modes=0 changes nothing
    return int(ctypes.CDLL(None).adjtimex(untouched))


def check_static() -> Finding:
    """Styles and scripts were built."""
    missing = [name for name in BUILT_FILES if not (BUILT / name).is_file()]
    if missing:
        return problem("pages", f"{', '.join(missing)} is missing.", "Build it with: make setup")
    return ok("pages", "Styles and scripts are built.")


def check_cache(home: NodeHome) -> Finding:
    """numba needs a folder it can write to, even to read what it compiled before."""
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or home.path / "cache" / "numba")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        mend = "Make it writable, or set NUMBA_CACHE_DIR to a folder that is."
        return problem("cache", f"{folder} cannot be written to ({error.strerror}).", mend)
    return ok("cache", f"Compiled kernels are kept in {folder}.")
