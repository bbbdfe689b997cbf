"""What can go wrong with a support file and with the rules that hold for it."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class FileThere(HomewardError):
    """A person has one support file in a case."""

    code = "support_file_there"
    status = 409
    message = _("This person has a support file in this case already. Go on in that one.")


class VictimNotChosen(HomewardError):
    """A relative belongs to a victim who has a file."""

    code = "support_victim_not_chosen"
    status = 400
    message = _("Choose the victim whose relative this is. Open the victim's file first.")


class RelativesBelong(HomewardError):
    """Who has relatives is a victim; nobody is his own relative."""

    code = "support_relatives_belong"
    status = 409
    message = _(
        "Relatives belong to this file, so it stays a victim's. Choose another victim on their"
        " files first."
    )


class FileEnded(HomewardError):
    """Nothing is added to a file after its end."""

    code = "support_file_ended"
    status = 409
    message = _("Support of this person has ended. Open the file again to go on.")


class ContactStopped(HomewardError):
    """Somebody decided that this person is told nothing for now."""

    code = "support_contact_stopped"
    status = 409
    message = _("Contact with this person is stopped. Read the rule, and ask who set it.")


class GuardianStopped(HomewardError):
    """What a person may not be told reaches him by no child of his."""

    code = "support_guardian_stopped"
    status = 409
    message = _(
        "Contact with this guardian is stopped by the rule on the guardian's own support file. Ask"
        " the child protection authority or the court who decides instead, or ask the lead."
    )


class StopNeedsLead(HomewardError):
    """Contact that was stopped goes on when the lead of the case says so."""

    code = "support_stop_needs_lead"
    status = 403
    message = _("Only the lead of the case lets contact go on. Ask the lead.")


class EndedAlready(HomewardError):
    """What ended does not end twice."""

    code = "support_ended_already"
    status = 409
    message = _("This had ended already. Open the page anew.")


class WorkerOutside(HomewardError):
    """A file is worked on by who can read it."""

    code = "support_worker_outside"
    status = 400
    message = _("This person has no place with the victims of the case. Choose one of its members.")
