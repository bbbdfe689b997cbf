"""The directory's tables. They are public within the node and hold no case data."""

from homeward.foundation.authorities.models.contacts import Announced, ContactPoint, NotTold
from homeward.foundation.authorities.models.directory import (
    Authority,
    Directory,
    DirectoryEntry,
    DirectoryFile,
    DirectoryNews,
    KeyChange,
    NewsKind,
    Node,
    OwnRevocation,
    PeerKey,
    State,
)
from homeward.foundation.authorities.models.pings import Ping
from homeward.foundation.authorities.vocabulary import AuthorityFunction

__all__ = [
    "Announced",
    "Authority",
    "AuthorityFunction",
    "ContactPoint",
    "Directory",
    "DirectoryEntry",
    "DirectoryFile",
    "DirectoryNews",
    "KeyChange",
    "NewsKind",
    "Node",
    "NotTold",
    "OwnRevocation",
    "PeerKey",
    "Ping",
    "State",
]
