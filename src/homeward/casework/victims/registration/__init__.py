"""What the room adds to lower rooms, part by part."""


def register() -> None:
    """Fill the ports of lower rooms."""
    from homeward.casework.victims.registration import (
        consents,
        files,
        harm,
        protection,
        services,
    )

    files.register()
    consents.register()
    harm.register()
    protection.register()
    services.register()
