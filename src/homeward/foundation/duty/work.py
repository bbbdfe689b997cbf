"""What duty adds to My work."""


def register() -> None:
    """Fill the ports of `web`."""
