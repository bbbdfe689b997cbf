"""Writes of a crisis team; each in one transaction with its journal entry."""
