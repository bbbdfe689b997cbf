"""Writes of the room: States and authorities, directories that are followed, peers, own keys."""

from homeward.foundation.authorities.actions.load import load_directory, read_document
from homeward.foundation.authorities.actions.peers import pin_node

__all__ = ["load_directory", "pin_node", "read_document"]
