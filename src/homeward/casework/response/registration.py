"""What the crisis adds to lower rooms: verbs, events, tabs, tasks."""


def register() -> None:
    """Fill the ports; each part of the room registers its own."""
    from homeward.casework.response import (
        alert_registration,
        crisis_registration,
        pack_crisis,
        run_registration,
    )

    alert_registration.register()
    pack_crisis.register()
    crisis_registration.register()
    run_registration.register()
