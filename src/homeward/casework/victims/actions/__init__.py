"""Writes to the support of victims and families; each in one transaction with its journal entry."""
