"""Database addresses: written by us, read by libpq, unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.node.postgres.address import Address, AddressInvalid, parse

_text = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1
)
_socket = st.text("abcdefg/-_.% ?&@:#ü", min_size=1).map(lambda tail: "/" + tail)
_host = st.one_of(_socket, st.sampled_from(["db.example.org", "127.0.0.1", "::1"]))
_options = st.dictionaries(
    st.sampled_from(["options", "sslmode", "application_name", "sslrootcert"]), _text
)


@given(
    st.builds(
        Address,
        user=_text,
        password=_text,
        database=_text,
        host=_host,
        port=st.sampled_from(["", "5432"]),
        options=_options,
    )
)
def test_what_is_written_is_read_back_by_libpq(address: Address) -> None:
    assert parse(address.url()) == address


@pytest.mark.parametrize("url", ["postgresql://h/", "host=h user=u", "mysql://u:Marker@h/d"])
def test_an_unusable_address_is_told_without_repeating_it(url: str) -> None:
    with pytest.raises(AddressInvalid, match="DATABASE_URL") as caught:
        parse(url, source="DATABASE_URL")
    assert "Marker" not in str(caught.value)


def test_the_password_is_not_shown_by_accident() -> None:
    assert "Marker" not in repr(Address("u", "Marker", "d", "h"))
