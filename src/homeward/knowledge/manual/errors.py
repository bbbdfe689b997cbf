"""What can be wrong with a playbook, and with the way a State adapts one."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class PlaybookFault(HomewardError):
    """A playbook's file says something that cannot be."""

    code = "playbook_fault"
    status = 400
    message = _(
        "The playbook in %(file)s is wrong at %(place)s, field %(field)s: %(problem)s. Correct the"
        " file."
    )


class StepsRefer(HomewardError):
    """A step whose end starts another's clock cannot go before that clock is changed."""

    code = "playbook_steps_refer"
    status = 409
    message = _(
        "The clock of the step “%(other)s” begins when this step ends. Change that clock first."
    )


class ClocksWait(HomewardError):
    """The clocks of steps wait for each other, so that none would ever begin."""

    code = "playbook_clocks_wait"
    status = 400
    message = _(
        "The clock of a step would wait for its own end: %(steps)s. Let one of them begin after"
        " another step, or with the plan."
    )


class SecondPerson(HomewardError):
    """Whoever drafted a national version does not approve it."""

    code = "playbook_second_person"
    status = 403
    message = _("You wrote this draft, so another supervisor has to approve it. Ask a colleague.")


class DraftOpen(HomewardError):
    """One draft of a playbook at a time."""

    code = "playbook_draft_open"
    status = 409
    message = _("There is a draft of this playbook already. Finish it or discard it first.")


class DraftClosed(HomewardError):
    """An approved or discarded version is not changed any more."""

    code = "playbook_draft_closed"
    status = 409
    message = _("This version is no draft any more. Begin a new one to change something.")


class NothingChanged(HomewardError):
    """A version that says what is in force already is none."""

    code = "playbook_nothing_changed"
    status = 400
    message = _("This draft says the same as the version in force. Change something first.")


class PracticeFault(HomewardError):
    """A practice's file says something that cannot be."""

    code = "practice_fault"
    status = 400
    message = _(
        "The practice in %(file)s is wrong at %(field)s: %(problem)s. Correct it and try again."
    )
