"""The same database as an ordinary user, who needs no account and no copies."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import homeward

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")

NOBODY = 65534
UNKNOWN = 54321
SOURCE = Path(homeward.__file__).parents[1]
PACKAGES = next(path for path in sys.path if path.endswith("site-packages"))

STORY = """
import os, pathlib, signal, stat, sys, time
import psycopg
from homeward.node.home import NodeHome
from homeward.node.postgres import Cluster, Role, admin
from homeward.node.processes.locking import holder

folder = pathlib.Path(sys.argv[1])
home = NodeHome.create(folder / "xa", state="XA", name="Test", environment="demo")
said = []
cluster = Cluster(home.cluster_folder)
cluster.start(say=said.append)
assert said == [], said
passwords = {role: home.database_password(role) for role in Role}
admin.prepare_node_database(cluster.superuser_url(), "xa", passwords)
psycopg.connect(home.database_url("app")).close()
try:
    psycopg.connect(host=str(cluster.socket_dir), user="postgres", dbname="postgres")
except psycopg.OperationalError as error:
    assert "password" in str(error)
else:
    raise SystemExit("trusted without a password")
for path in (home.path, cluster.folder, cluster.layout.data, cluster.socket_dir):
    assert stat.S_IMODE(path.stat().st_mode) == 0o700, path
assert not (cluster.folder / "program").exists()
server = int((cluster.layout.data / "postmaster.pid").read_text().split()[0])
os.kill(server, signal.SIGKILL)
while True:
    try:
        psycopg.connect(home.database_url("app")).close()
        break
    except psycopg.OperationalError:
        time.sleep(0.05)
cluster.stop()
assert not cluster.socket_dir.exists()
print("the whole story")
"""


def an_interpreter() -> str:
    """A Python of our version that every account can start."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for place in ("/usr/bin", "/usr/local/bin", "/opt/python/bin"):
        if found := shutil.which(name, path=place):
            return found
    pytest.skip(f"no {name} that other accounts can start")


def run_as(uid: int, code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    for place in (SOURCE, Path(PACKAGES)):
        if any(not parent.stat().st_mode & 0o001 for parent in place.parents):
            pytest.skip(f"other accounts cannot read {place}")
    os.chown(folder, uid, uid)
    folder.chmod(0o700)
    return subprocess.run(
        [an_interpreter(), "-c", code, str(folder)],
        user=uid,
        group=uid,
        extra_groups=[],
        cwd="/",
        env={"PYTHONPATH": f"{SOURCE}:{PACKAGES}", "PATH": "/usr/bin:/bin", "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_whole_story_as_an_ordinary_user(folder: Path) -> None:
    done = run_as(NOBODY, STORY, folder)
    assert done.stdout.strip() == "the whole story", done.stderr


def test_a_user_id_without_an_entry_is_told_what_to_do(folder: Path) -> None:
    code = (
        "import sys; from homeward.node.postgres import Cluster;"
        "from homeward.node.postgres.errors import NoPasswdEntry\n"
        "try: Cluster(sys.argv[1] + '/pg').start()\n"
        "except NoPasswdEntry as error: print(error)"
    )
    done = run_as(UNKNOWN, code, folder)
    assert f"user id {UNKNOWN} has no entry" in done.stdout, done.stderr
