"""Exercises on nodes of their own: a State that trains, and another that answers by itself.

Everything in them is invented, and their environment is *exercise*: nothing of them is taken in by
a real node, or by one of a demonstration.
"""
