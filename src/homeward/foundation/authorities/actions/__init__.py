"""Writes of the room: States and authorities, directories that are followed, peers, own keys."""

from homeward.foundation.authorities.actions.load import load_directory
from homeward.foundation.authorities.actions.peers import pin_node

__all__ = ["load_directory", "pin_node"]
