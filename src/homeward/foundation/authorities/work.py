"""What the directory adds to the shared page."""


def register() -> None:
    """Fill the ports of `web`."""
