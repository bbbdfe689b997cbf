"""What a case held before it could say more: its rows in the grown file."""

from importlib import import_module

import psycopg

from tests.cluster import SuiteCluster, TestNode
from tests.people import People, a_case

walls = import_module("homeward.casework.cases.migrations.0021_casefile_walls")


def test_older_rows_keep_their_meaning(people: People, node: TestNode, suite: SuiteCluster) -> None:
    """As the owner, who migrates: everybody has his part, and the ransom begins its history."""
    case = a_case(people)
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url) as owner:
        owner.execute(
            "insert into cases_person (case_id, compartment, role, name, nationality, outcome,"
            " added_at) values (%s, 'crisis', 'victim', 'Ann', '', 'unknown', '2026-01-01Z')",
            [case.pk],
        )
        owner.execute(
            "insert into cases_ransom (case_id, currency, demanded, paid, paid_at,"
            " payment_reference, revision) values (%s, 'XAD', 500, 200, '2026-01-02Z', 'R', 1)",
            [case.pk],
        )
        owner.execute("set role homeward_owner")
        owner.execute(walls.OLDER)
        parts = owner.execute("select compartment, role from cases_personpart").fetchall()
        lines = owner.execute(
            "select figure, amount, payment_reference, paid_at is not null, set_by"
            " from cases_ransomline order by figure"
        ).fetchall()
    assert parts == [("crisis", "victim")]
    assert lines == [("demanded", 500, "", False, None), ("paid", 200, "R", True, None)]
