"""The wing in which a State learns from all its cases."""
