"""Writes of assistance."""
