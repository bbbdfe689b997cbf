"""Writes about the money of a case."""
