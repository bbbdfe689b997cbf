"""What the room adds to lower rooms, part by part."""


def register() -> None:
    """Fill the ports of lower rooms."""
    from homeward.casework.victims.registration import (
        consents,
        contacts,
        figures,
        files,
        harm,
        needs,
        protection,
        release,
        rights,
        services,
        view,
    )

    files.register()
    consents.register()
    contacts.register()
    harm.register()
    needs.register()
    protection.register()
    release.register()
    rights.register()
    services.register()
    view.register()
    figures.register()
