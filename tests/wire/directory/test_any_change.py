"""Whatever is changed in whatever file: nothing but what was signed is ever believed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeward.wire.directory.client import VerifiedDirectory
from homeward.wire.directory.sources import folder_source
from homeward.wire.errors import WireError
from tests.wire.directory.made import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, VerifiedDirectory]:
    """A directory with one later publication, and what it honestly says."""
    made = World(tmp_path_factory.mktemp("any") / "directory")
    made.add("XA", "XB")
    made.submit("XB")
    made.publish()
    return made, made.verify()


def files(world: World) -> list[str]:
    """The paths that a follower asks for, in the order of their names."""
    asked: set[str] = set()
    read = folder_source(world.folder)

    def noting(path: str, limit: int) -> bytes:
        content = read(path, limit)
        asked.add(path)
        return content

    world.verify(source=noting)
    return sorted(asked)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_changed_file_is_refused_or_says_the_same(
    world: tuple[World, VerifiedDirectory], data: st.DataObject
) -> None:
    made, honest = world
    read = folder_source(made.folder)
    changed = data.draw(st.sampled_from(files(made)))
    raw = bytearray(read(changed, 5_000_000))
    kind = data.draw(st.sampled_from(["flip", "cut", "add", "swap"]))
    if kind == "flip":
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place] ^= data.draw(st.integers(1, 255))
    elif kind == "cut":
        del raw[data.draw(st.integers(0, len(raw) - 1)) :]
    elif kind == "add":
        raw += data.draw(st.binary(min_size=1, max_size=40))
    else:
        raw = bytearray(read(data.draw(st.sampled_from(files(made))), 5_000_000))

    def lying(path: str, limit: int) -> bytes:
        return bytes(raw) if path == changed else read(path, limit)

    try:
        found = made.verify(source=lying)
    except WireError:
        return
    for state, held in found.states.items():
        assert held.raw == honest.states[state].raw
        assert held.version == honest.states[state].version
    assert found.states.keys() | found.problems.keys() == honest.states.keys()
    assert found.revoked == honest.revoked


@settings(max_examples=60, deadline=None)
@given(missing=st.data())
def test_missing_files_take_states_away_and_put_none_in_their_place(
    world: tuple[World, VerifiedDirectory], missing: st.DataObject
) -> None:
    from homeward.wire.directory.sources import NoSuchFile

    made, honest = world
    gone = missing.draw(st.sets(st.sampled_from(files(made)), min_size=1))
    read = folder_source(made.folder)

    def lacking(path: str, limit: int) -> bytes:
        if path in gone:
            raise NoSuchFile(path)
        return read(path, limit)

    try:
        found = made.verify(source=lacking)
    except WireError:
        return
    assert all(found.states[state].raw == honest.states[state].raw for state in found.states)
    assert found.problems, "something was missing"
