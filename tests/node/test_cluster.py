"""The embedded PostgreSQL: private from its first moment, gone without a trace when stopped."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from homeward.node.postgres import Cluster, layout
from homeward.node.postgres.account import ACCOUNT
from homeward.node.postgres.errors import NotRunning, SecretMissing, WrongVersion
from homeward.node.postgres.layout import LONGEST_SOCKET_FOLDER, SOCKET_NAME
from tests.cluster import FAST
from tests.node.processes_of import alive, postmaster_pid, processes_naming, until

pytestmark = pytest.mark.nodes

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes accounts")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_answers_the_superuser_with_his_secret(cluster: Cluster) -> None:
    with psycopg.connect(cluster.superuser_url()) as connection:
        row = connection.execute("select current_user, current_setting('listen_addresses')")
        assert row.fetchone() == ("postgres", "")


@pytest.mark.parametrize("password", ["", "postgres", "wrong"])
def test_nobody_local_is_trusted(cluster: Cluster, password: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(
            host=str(cluster.socket_dir), user="postgres", dbname="postgres", password=password
        )


def test_every_rule_of_access_asks_for_a_password_or_refuses(cluster: Cluster) -> None:
    with psycopg.connect(cluster.superuser_url()) as connection:
        rules = connection.execute("select type, auth_method from pg_hba_file_rules").fetchall()
    assert {method for kind, method in rules if kind == "local"} == {"scram-sha-256"}
    assert {method for kind, method in rules if kind != "local"} == {"reject"}


def test_text_is_unicode_and_folds_beyond_ascii(cluster: Cluster) -> None:
    with psycopg.connect(cluster.superuser_url("template1")) as connection:
        row = connection.execute(
            "select lower('ÉЖΩ'), 'Ж' ~* 'ж', datlocprovider::text, datlocale,"
            " pg_encoding_to_char(encoding) from pg_database where datname = current_database()"
        ).fetchone()
    assert row == ("éжω", True, "b", "C.UTF-8", "UTF8")


def test_files_and_folders_are_private(cluster: Cluster) -> None:
    assert mode(cluster.layout.data) == 0o700
    assert mode(cluster.socket_dir) == 0o700
    assert mode(cluster.socket_dir / SOCKET_NAME) == 0o700
    for file in (cluster.layout.secret, cluster.layout.log, cluster.layout.place):
        assert mode(file) == 0o600
        assert file.stat().st_uid == os.geteuid()
    assert mode(cluster.folder) == (0o711 if os.geteuid() == 0 else 0o700)


def test_the_secret_is_in_no_process_list_and_not_in_the_data(cluster: Cluster) -> None:
    secret = cluster.layout.secret.read_text()
    assert len(secret) >= 40
    assert processes_naming(secret) == []
    assert not (cluster.layout.data / "superuser").exists()


def test_the_log_repeats_no_statement_and_no_value(cluster: Cluster) -> None:
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
        connection.execute("create table person (name text primary key)")
        connection.execute("insert into person values ('Marker of a person')")
        with pytest.raises(psycopg.errors.UniqueViolation, match="Marker of a person"):
            connection.execute("insert into person values ('Marker of a person')")
    log = cluster.layout.log.read_text()
    assert "duplicate key value" in log
    assert "Marker" not in log


def test_stopping_leaves_no_process_and_no_socket(ready: Path) -> None:
    cluster = Cluster(ready, settings=FAST).start()
    server, socket_folder = postmaster_pid(cluster), cluster.socket_dir
    assert cluster.is_running()
    cluster.stop()
    assert not cluster.is_running()
    assert not alive(server)
    until(lambda: not processes_naming(str(ready.parent)))
    assert not socket_folder.exists()
    cluster.stop()  # once more does nothing


def test_data_survives_a_restart(ready: Path) -> None:
    with Cluster(ready, settings=FAST) as cluster:
        url = cluster.superuser_url()
        with psycopg.connect(url) as connection:
            connection.execute("create table kept as select 1 as it")
    with (
        Cluster(ready, settings=FAST) as again,
        psycopg.connect(again.superuser_url()) as connection,
    ):
        assert again.superuser_url() == url
        assert connection.execute("select it from kept").fetchone() == (1,)


def test_a_second_user_attaches_and_does_not_stop_what_he_did_not_start(cluster: Cluster) -> None:
    with Cluster(cluster.folder) as other:
        assert not other.started_here
        assert other.socket_dir == cluster.socket_dir
    assert cluster.is_running()


def test_a_detached_server_is_stopped_by_anybody_who_may(ready: Path) -> None:
    Cluster(ready, settings=FAST).start(detached=True)
    other = Cluster(ready)
    assert other.is_running()
    other.stop()
    until(lambda: not processes_naming(str(ready.parent)))


def test_a_long_path_has_a_short_socket(folder: Path) -> None:
    deep = folder / ("a" * 100) / ("b" * 100)
    with Cluster(deep / "pg", settings=FAST) as cluster:
        assert len(str(cluster.layout.data)) > 200
        assert len(str(cluster.socket_dir)) <= LONGEST_SOCKET_FOLDER
        psycopg.connect(cluster.superuser_url()).close()


def test_a_socket_folder_of_somebody_else_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that waits under the expected name is passed over for the next place."""
    with Cluster(folder / "pg", settings=FAST) as cluster:
        expected = cluster.socket_dir
    (folder / "trap").mkdir(mode=0o777)
    expected.symlink_to(folder / "trap")
    try:
        with Cluster(folder / "pg", settings=FAST) as cluster:
            assert cluster.socket_dir != expected
            psycopg.connect(cluster.superuser_url()).close()
        assert list((folder / "trap").iterdir()) == []
    finally:
        expected.unlink()


def test_before_the_first_start_there_is_no_address(folder: Path) -> None:
    cluster = Cluster(folder / "pg")
    assert not cluster.is_running()
    with pytest.raises(NotRunning, match="homeward serve"):
        _ = cluster.socket_dir


def test_a_lost_secret_is_told_and_never_replaced(ready: Path) -> None:
    with Cluster(ready, settings=FAST) as cluster:
        pass
    cluster.layout.secret.unlink()
    with pytest.raises(SecretMissing) as caught:
        cluster.start()
    assert caught.value.params["path"] == str(cluster.layout.secret)
    assert not cluster.layout.secret.exists()


def test_data_of_another_version_is_refused(ready: Path) -> None:
    with Cluster(ready, settings=FAST) as cluster:
        pass
    (cluster.layout.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(WrongVersion, match="PostgreSQL 16"):
        cluster.start()


def test_a_half_made_database_is_made_again(folder: Path) -> None:
    partial = folder / "pg" / "data.partial"
    partial.mkdir(parents=True)
    (partial / "base").mkdir()
    if os.geteuid() == 0:
        (folder / "pg").chmod(0o711)
    with Cluster(folder / "pg", settings=FAST) as cluster:
        psycopg.connect(cluster.superuser_url()).close()
    assert not partial.exists()


@as_root
def test_as_root_it_says_which_account_it_uses(folder: Path) -> None:
    said: list[str] = []
    cluster = Cluster(folder / "pg", settings=FAST).start(say=said.append)
    try:
        assert any(ACCOUNT in sentence for sentence in said)
        owner = Path(f"/proc/{postmaster_pid(cluster)}").stat().st_uid
        assert owner == pwd.getpwnam(ACCOUNT).pw_uid
        assert cluster.layout.data.stat().st_uid == owner
    finally:
        cluster.stop()


@as_root
def test_a_private_home_stays_private_and_the_data_goes_elsewhere(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root's folder is closed to the account: nothing is opened for it."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    said: list[str] = []
    cluster = Cluster(private / "pg", settings=FAST)
    try:
        cluster.start(say=said.append)
        assert layout.OUTSIDE in cluster.layout.data.parents
        assert any(str(cluster.layout.beside) in sentence for sentence in said)
        assert mode(private) == 0o700
        psycopg.connect(cluster.superuser_url()).close()
    finally:
        cluster.stop()
        subprocess.run(["rm", "-rf", str(cluster.layout.beside)], check=True)


@as_root
def test_binaries_out_of_reach_are_copied_beside_the_data(folder: Path) -> None:
    """A program folder closed to the account is copied with its libraries, not opened."""
    from homeward.node.postgres import program
    from homeward.node.postgres.account import Account

    entry = pwd.getpwnam("nobody")
    account = Account("nobody", entry.pw_uid, entry.pw_gid, switch=True)
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    package = program.packaged_program().bin.parents[1]
    subprocess.run(["cp", "-a", str(package), f"{package}.libs", str(closed)], check=True)
    inside = program.Program(closed / package.name / "pginstall18" / "bin")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program, "packaged_program", lambda: inside)
        copied = program.program_for(account, folder)
    assert folder / "program" in copied.bin.parents
    assert mode(closed) == 0o700
    version = subprocess.run(
        [copied.tool("initdb"), "--version"],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "18." in version.stdout
