"""Requests between authorities of different States, the same on both sides, to the end."""
