"""The verifiable record of who did and saw what.

Entries are written in the transaction they speak of. One sequencer gives committed entries their
place in a Merkle tree (RFC 9162), so that nobody can remove or rewrite one unseen.
"""
