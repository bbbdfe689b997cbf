"""Reads of assistance."""
