"""Encrypted blobs and their keys, and the node's own private keys.

Everything here is encrypted with the node's vault key, which stands in a file outside the
database. Erasing a key erases what it locked, in every backup.
"""
