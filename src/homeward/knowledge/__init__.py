"""What is known before any case."""
