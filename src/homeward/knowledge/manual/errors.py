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


class PracticeDraftOpen(HomewardError):
    """One draft of a practice at a time."""

    code = "practice_draft_open"
    status = 409
    message = _("There is a draft of this practice already. Finish it or discard it first.")


class PracticeDraftClosed(HomewardError):
    """An approved or discarded text is not changed any more."""

    code = "practice_draft_closed"
    status = 409
    message = _("This text is no draft any more. Begin a new one to change something.")


class PracticeSecondPerson(HomewardError):
    """Whoever wrote of a text does not put it in force."""

    code = "practice_second_person"
    status = 403
    message = _("You wrote of this text, so another supervisor has to approve it. Ask a colleague.")


class PracticeNothingChanged(HomewardError):
    """A text that says what is in force already is none."""

    code = "practice_nothing_changed"
    status = 400
    message = _("This draft says the same as the text in force. Change something first.")


class PracticeNeedsNote(HomewardError):
    """A text is put in force with a note of what changed, for its readers."""

    code = "practice_needs_note"
    status = 400
    message = _("Write the change note first: its readers are told what changed and why.")


class PracticeCodeTaken(HomewardError):
    """A new practice of the State has a name of its own."""

    code = "practice_code_taken"
    status = 409
    message = _("There is a practice of this name already. Choose another name.")


class PracticeNotInUse(HomewardError):
    """Progress is noted of what the State adopted or adapted."""

    code = "practice_not_in_use"
    status = 409
    message = _("This State has not adopted or adapted this practice. Decide on it first.")


class SuggestionAnswered(HomewardError):
    """A suggestion is answered once."""

    code = "practice_suggestion_answered"
    status = 409
    message = _("This suggestion was answered already. Open it again to read the answer.")


class PackFault(HomewardError):
    """A pack's file says something that cannot be."""

    code = "practice_pack_fault"
    status = 400
    message = _(
        "The pack %(file)s is wrong at %(field)s: %(problem)s. Ask whoever made it for another."
    )


class PackSignatureBroken(HomewardError):
    """A pack's signature does not fit its content, or is of a key that nobody vouches for."""

    code = "practice_pack_signature"
    status = 400
    message = _(
        "The pack %(file)s is not what %(state)s signed: %(problem)s. Nothing of it was loaded."
    )


class PackOfAnotherEnvironment(HomewardError):
    """Practices of an exercise or a demonstration never reach a real node, nor the other way."""

    code = "practice_pack_environment"
    status = 400
    message = _(
        "The pack %(file)s was made on a node of the environment “%(made)s”, and this one is of"
        " “%(environment)s”: what is played and what is real never mix. Nothing of it was loaded."
    )


class PackOlder(HomewardError):
    """A pack takes the place of an older version only."""

    code = "practice_pack_older"
    status = 409
    message = _(
        "The pack “%(pack)s” of %(state)s is loaded in version %(loaded)s; this file holds version"
        " %(version)s, which is not newer. Nothing of it was loaded."
    )


class PackRestricted(HomewardError):
    """A restricted pack never leaves the node that it was loaded into."""

    code = "practice_pack_restricted"
    status = 403
    message = _("What is restricted to some roles does not leave this node. Choose open practices.")
