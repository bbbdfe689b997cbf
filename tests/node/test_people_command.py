"""Adding people and desks: what could never work is refused before anything is written."""

import pytest
import typer

from homeward.cli.admin import _check_authority
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.people import People


def test_an_authority_that_the_directory_lacks_is_refused_naming_those_it_has(
    people: People,
) -> None:
    with opened(service("command")):
        _check_authority("XA-POLICE")
        for code in ("NOPE", "XB-POLICE", "xa-police"):
            with pytest.raises(typer.BadParameter, match=f"no authority {code} .*XA-POLICE"):
                _check_authority(code)
