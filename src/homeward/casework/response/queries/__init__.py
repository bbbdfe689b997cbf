"""Reads of a crisis; the viewer comes first."""
