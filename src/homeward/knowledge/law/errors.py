"""Errors of the law room, typed, coded and translatable."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class _Placed(HomewardError):
    """An error whose sentence names a part of a law: in words, not as the code names it.

    The parameter `title`, where it is given, is that of the offence which the part belongs to.
    """

    named_by: ClassVar[str]

    def sentence(self) -> str:
        """The message, with the part of the law in the language that is active now."""
        from homeward.knowledge.law.words import place_words

        title = str(self.params.get("title", ""))
        words = place_words(str(self.params[self.named_by]), title)
        return str(self.message) % (self.params | {self.named_by: words})


class LawFault(_Placed):
    """Data of a law that cannot be right: names the file, the place in it, the field and why."""

    code = "law_fault"
    named_by = "place"
    status = 400
    message = _(
        "The law data in %(file)s are wrong at %(place)s, field %(field)s: %(problem)s. Correct"
        " them and try again."
    )


class LawOvertaken(_Placed):
    """Somebody else's change was put in force since this one was written."""

    code = "law_overtaken"
    named_by = "path"
    status = 409
    message = _(
        "%(path)s was changed since this proposal was written. Withdraw it, look at what is in"
        " force now, and propose again."
    )


class LawMoved(LawOvertaken):
    """Somebody else's change was put in force since this one was shown; nothing was proposed."""

    code = "law_moved"
    message = _(
        "%(path)s was changed here since you were shown it, and nothing was proposed. Begin again"
        " from what is in force now; a file is read once more."
    )


class LawInUse(HomewardError):
    """A State's law is taken out only while nothing refers to it."""

    code = "law_in_use"
    status = 409
    message = _("%(state)s cannot be taken out of the recorded laws: %(problem)s.")


class LawSecondPerson(HomewardError):
    """Whoever proposed a change does not put it in force."""

    code = "law_second_person"
    status = 403
    message = _("You proposed this change, so another law drafter has to decide. Ask a colleague.")


class LawNotYours(HomewardError):
    """Only whoever proposed a change takes it back."""

    code = "law_not_yours"
    status = 403
    message = _("Somebody else proposed this change, and only they withdraw it. Reject it instead.")


class LawDecided(HomewardError):
    """A proposal that was decided or withdrawn stays as it is."""

    code = "law_decided"
    status = 409
    message = _("This proposal was decided or withdrawn already. Reload the page.")


class LawUnchanged(HomewardError):
    """A proposal changes something."""

    code = "law_unchanged"
    status = 400
    message = _("Nothing differs from what is in force. Change something first.")


class NotVerified(_Placed):
    """A cell is verified by confirming what was read, never by writing the word."""

    code = "law_not_verified"
    named_by = "path"
    status = 400
    message = _(
        "%(path)s: “verified” is set by proposing to confirm a text that was read, and by a second"
        " person. Propose the text first, as read, with its source."
    )
