"""A database serves the node that it was made for, wherever a copy of it is put."""

import subprocess
import sys

import psycopg
import pytest

from homeward.node.doctor.database import check_database
from homeward.node.doctor.finding import Level
from homeward.node.home_errors import DatabaseOfAnother
from homeward.node.postgres import Role
from homeward.node.stamp import check_database_of, check_stamp
from tests.cluster import SuiteCluster, TestNode

pytestmark = pytest.mark.nodes


def migrated(node: TestNode) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-m", "homeward.node.migrate"]
    return subprocess.run(run, env=node.environ, capture_output=True, text=True, check=False)


def test_a_copy_of_an_exercise_is_never_a_real_node(suite: SuiteCluster) -> None:
    """As after `pg_restore` of an exercise's copy into the database of a real node."""
    suite.home("hwplayed", environment="exercise")
    real = suite.home("hwreal", environment="real")
    with suite.fresh_database("hwplayed") as played:
        assert not check_database_of(played.home)  # without a mark it is nobody's yet
        told = [one for one in check_database(played.home) if one.check == "database"]
        assert [one.level for one in told] == [Level.WARNING]
        assert "not marked" in told[0].sentence
        assert told[0].mend == "Run: homeward migrate"
        assert migrated(played).returncode == 0
        assert check_database_of(played.home)
        assert "database" not in {one.check for one in check_database(played.home)}
        with psycopg.connect(played.urls[Role.APP]) as connection:
            assert check_stamp(played.home.config, lambda q: connection.execute(q).fetchone())
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("comment on schema guard is null")
        with suite.fresh_database("hwreal", template="hwplayed") as restored:
            assert restored.home == real
            with pytest.raises(DatabaseOfAnother, match=r"'exercise'.*'real'"):
                check_database_of(real)
            told = list(check_database(real))[-1]
            assert told.level is Level.PROBLEM
            assert "belongs to the node" in told.sentence
            run = migrated(restored)
            assert run.returncode != 0
            assert "Nothing crosses" in run.stderr
