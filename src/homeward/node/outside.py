"""The processes for people outside the authorities: what each is made of.

Another one (the partners' portal) is a line here, a role in `postgres.roles`, a table of settings,
a settings module of its own, and a schema made by `foundation.guard.outside.separate`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from homeward.node.config import NodeConfig
from homeward.node.outside_settings import OutsideSettings
from homeward.node.postgres.roles import Role


@dataclass(frozen=True, slots=True)
class Outside:
    """A web process with an origin, a Django, a database role and keys of its own."""

    role: Role
    settings: str
    application: str

    @property
    def name(self) -> str:
        """Of the process, its log, its table of settings and its schema."""
        return self.role.value

    def place(self, config: NodeConfig) -> OutsideSettings:
        """Where it listens, and whether it is switched on."""
        place: OutsideSettings = getattr(config, self.name)
        return place


FAMILY = Outside(
    Role.FAMILY, "homeward.node.family_settings", "homeward.node.family_wsgi:application"
)
ALL = {one.name: one for one in (FAMILY,)}


def places_of(config: NodeConfig) -> dict[str, NodeConfig | OutsideSettings]:
    """Each web process of a node and where it listens, the node's own first."""
    return {"web": config, **{one.name: one.place(config) for one in enabled(config)}}


def enabled(config: NodeConfig) -> Iterator[Outside]:
    """Those that this node's settings switch on, and that do not run apart."""
    places = ((one, one.place(config)) for one in ALL.values())
    return (one for one, place in places if place.enabled and not place.apart)
