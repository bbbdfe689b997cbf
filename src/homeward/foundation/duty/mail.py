"""The e-mail itself: words without any content, and the server that takes it.

What is written here leaves the node over lines that others read. It says that something waits and
how urgent it is: no case, no reference, no name, no address of a page.
"""

import smtplib
import ssl
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage as DjangoMessage
from django.utils import translation
from django.utils.translation import gettext as _

from homeward.foundation.duty.vocabulary import Urgency


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and text of an e-mail."""

    subject: str
    text: str


def words(urgency: str, language: str) -> Words:
    """What an e-mail says, which depends on nothing but the urgency and the reader's language."""
    state = settings.HOMEWARD_STATE
    with translation.override(language):
        urgency_word = str(Urgency(urgency).label)
        subject = _("Homeward (%(state)s): something waits") % {"state": state}
        text = _("Something waits for you in Homeward (%(state)s). Sign in.") % {"state": state}
        level = _("Urgency: %(urgency)s") % {"urgency": urgency_word}
        if urgency == Urgency.LIFE:
            subject = f"{subject} ({urgency_word})"
        if settings.HOMEWARD_ENVIRONMENT == "exercise":
            line = _("EXERCISE: nothing here is real.")
            subject, text = f"{line} {subject}", f"{line}\n{text}"
    return Words(subject, f"{text}\n{level}\n")


def post(address: str, said: Words, message_id: str) -> None:
    """Hand one e-mail to the mail server. Raises OSError (smtplib's errors are such).

    The same delivery always carries the same Message-ID, so that mail programs show one message
    where a worker died between sending and noting it.
    """
    host = settings.HOMEWARD_MAIL.sender.partition("@")[2]
    headers = {"Message-ID": f"<{message_id}@{host}>", "Auto-Submitted": "auto-generated"}
    message = DjangoMessage(
        said.subject, said.text, settings.DEFAULT_FROM_EMAIL, [address], headers=headers
    )
    with get_connection(fail_silently=False) as connection:
        connection.send_messages([message])


def fault_of(error: Exception) -> str:
    """A failure as it is kept: its kind, and the server's number; never the server's words."""
    number = getattr(error, "smtp_code", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        number = next((str(code) for code, _text in error.recipients.values()), "")
    if isinstance(error, ssl.SSLError):
        return "tls"
    return f"{type(error).__name__} {number}".strip()[:60]
