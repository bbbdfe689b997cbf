"""Entries, their places in the tree, the tree's hashes and its signed heads.

The tables are append-only: triggers refuse every update, delete and truncate. Actors and subjects
are named by kind and number, without foreign keys, because the record outlives them.
"""

import uuid

from django.contrib.postgres.indexes import HashIndex
from django.db import models


class Entry(models.Model):
    """One thing that an actor did, saw or was refused."""

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField()
    actor_kind = models.TextField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField()
    verb = models.TextField()
    subject_kind = models.TextField(blank=True)
    subject_id = models.TextField(blank=True)
    case_id = models.BigIntegerField(null=True)
    compartment = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    salt = models.BinaryField()
    commitment = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "number"], name="journal_entry_case"),
            models.Index(fields=["actor_id", "number"], name="journal_entry_actor"),
        ]


class Fact(models.Model):
    """A nameless fact for statistics, of a case where there is one; see `facts.py`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    case_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["kind", "at"], name="journal_fact_kind")]


class Pending(models.Model):
    """A committed entry that the sequencer has not placed yet; filled by a trigger."""

    entry_number = models.BigIntegerField(primary_key=True)


class Place(models.Model):
    """The position of an entry in the tree, from 0 up without gaps."""

    position = models.BigIntegerField(primary_key=True)
    entry_number = models.BigIntegerField(unique=True)


class TreeHash(models.Model):
    """The hash of a complete subtree: level 0 are leaves, level n joins two of level n-1."""

    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "index"], name="journal_treehash_once")
        ]
        indexes = [
            # Whoever holds a receipt asks for a leaf by its hash. Leaves are random, so the small
            # hash index serves better than a tree of 32-byte keys.
            HashIndex(fields=["hash"], name="journal_leaf", condition=models.Q(level=0))
        ]


class Head(models.Model):
    """A signed statement of the tree's size and root at a time (JWS, see wire.tree_head)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()
    statement = models.BinaryField()


class Verification(models.Model):
    """What one check of the whole journal found: how many entries, and the first fault if any."""

    at = models.DateTimeField()
    entries = models.BigIntegerField()
    sound = models.BooleanField()
    position = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
