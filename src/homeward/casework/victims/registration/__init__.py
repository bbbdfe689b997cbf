"""What the room adds to lower rooms, part by part."""


def register() -> None:
    """Fill the ports of lower rooms."""
    from homeward.casework.victims.registration import files, view

    files.register()
    view.register()
