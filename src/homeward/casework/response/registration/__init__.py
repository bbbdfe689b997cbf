"""What the crisis adds to lower rooms: verbs, events, tabs, tasks."""


def register() -> None:
    """Fill the ports; each part of the room registers its own."""
    from homeward.casework.response import pack_crisis
    from homeward.casework.response.registration import alerts as alert_registration
    from homeward.casework.response.registration import crisis as crisis_registration
    from homeward.casework.response.registration import runs as run_registration

    alert_registration.register()
    pack_crisis.register()
    crisis_registration.register()
    run_registration.register()
