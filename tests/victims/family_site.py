"""The family's pages in this process: their settings, their role of the database, a client."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import Client, override_settings

from tests.cluster import TestNode
from tests.guard.pools import connected_as

KEPT = {"DATABASES", "INSTALLED_APPS", "LOGGING", "PASSWORD_HASHERS"}


@contextmanager
def family_site(node: TestNode) -> Iterator[Client]:
    """A visitor of the family's pages; everything in the block runs as the role of families."""
    from homeward.node import family_settings

    named = {n: v for n, v in vars(family_settings).items() if n.isupper() and n not in KEPT}
    with override_settings(**named), connected_as(node, "family"):
        yield Client(enforce_csrf_checks=False)
