"""Witnessing: nodes show each other their tree heads and countersign what follows the last.

Every hour, whatever happened, a node signs a head of its journal and gives it to each peer with the
proof that it follows the last. A State can then no longer rewrite its journal unseen.
"""
