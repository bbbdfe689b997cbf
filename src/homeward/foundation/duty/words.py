"""Sentences of duty's own kinds of notice."""

from django.utils.translation import gettext_lazy as _

MAIL_FAILS = _("E-mail of this node is not taken by its mail server")
STEP_MAIL = _("See what failed")
MAIL_TEST = _("A test of e-mail that you asked for")
