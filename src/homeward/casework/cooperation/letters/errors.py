"""What is refused of letters, their templates and translations, with its rule."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class LanguageUnknown(HomewardError):
    """Letters are made in six languages."""

    code = "request_language_unknown"
    status = 400
    message = _("Letters are made in English, French, Spanish, Arabic, Russian and Chinese.")


class StepNotThere(HomewardError):
    """Nobody was asked for this translation or certification."""

    code = "request_step_missing"
    status = 409
    message = _("Nobody was given this step. Give it an owner and a day on the letter's page.")


class TranslationGaps(HomewardError):
    """A translation that is said to be finished has empty parts."""

    code = "request_translation_gaps"
    status = 400
    message = _("Some parts are not translated yet. Keep what there is, and finish it later.")


class NotTranslated(HomewardError):
    """What is not translated whole cannot be certified."""

    code = "request_not_translated"
    status = 409
    message = _(
        "The translation is not finished, or the request was changed since. It can be certified"
        " once it is whole."
    )


class OwnTranslation(HomewardError):
    """Whoever translated does not certify it."""

    code = "request_own_translation"
    status = 403
    message = _("You finished this translation, so another person certifies it.")


class NothingTranslated(HomewardError):
    """Every finished translation is with the other State as it stands."""

    code = "request_nothing_translated"
    status = 409
    message = _("There is no finished translation that the other State does not have.")


class OwnSending(HomewardError):
    """Whoever translated does not send it."""

    code = "request_own_sending"
    status = 403
    message = _("You finished this translation, so another person reads it and sends it.")


class LetterChanged(HomewardError):
    """Another version came into use while the page was open."""

    code = "letter_changed"
    status = 409
    message = _("Another version of this template is in use now. Read it, and decide again.")


class LetterReadAlready(HomewardError):
    """The mark was taken off before."""

    code = "letter_read_already"
    status = 409
    message = _("A lawyer has read these words already. The mark is gone.")
