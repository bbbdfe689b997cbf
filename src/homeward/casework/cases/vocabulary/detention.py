"""The list of what became of a suspect: arrest, custody, release, escape, death."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DetentionKind(models.TextChoices):
    """What happened to a suspect. The last says of an entry before that nothing of it is true."""

    ARRESTED = "arrested", pgettext_lazy("suspect", "Arrested")
    DETAINED = "detained", pgettext_lazy("suspect", "Kept in custody")
    CONDITIONS = "conditions", pgettext_lazy("suspect", "Released under conditions")
    RELEASED = "released", pgettext_lazy("suspect", "Released")
    TRANSFERRED = "transferred", pgettext_lazy("suspect", "Moved to another place of custody")
    ESCAPED = "escaped", pgettext_lazy("suspect", "Escaped")
    DIED = "died", pgettext_lazy("suspect", "Died")
    VOID = "void", _("Entered in error: it did not happen")


HAPPENED = tuple(kind for kind in DetentionKind if kind != DetentionKind.VOID)
# Who may be near the victim again.
FREE = (DetentionKind.CONDITIONS, DetentionKind.RELEASED, DetentionKind.ESCAPED)
TONES = {
    DetentionKind.CONDITIONS: "warning",
    DetentionKind.RELEASED: "warning",
    DetentionKind.ESCAPED: "danger",
    DetentionKind.DIED: "neutral",
}
