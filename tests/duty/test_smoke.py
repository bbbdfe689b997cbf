from tests.people import People
def test_x(people: People) -> None:
    assert people
