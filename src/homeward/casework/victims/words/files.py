"""The lists of the support file itself: whose it is, channels, guardians."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Standing(models.TextChoices):
    """For what a person has a support file."""

    VICTIM = "victim", _("Victim")
    RELATIVE = "relative", _("Relative")


class Relation(models.TextChoices):
    """What a relative is to the victim."""

    PARTNER = "partner", _("Spouse or partner")
    PARENT = "parent", _("Mother or father")
    CHILD = "child", _("Daughter or son")
    SIBLING = "sibling", _("Sister or brother")
    GRANDPARENT = "grandparent", _("Grandparent")
    OTHER = "other", pgettext_lazy("relation", "Other relative")
    CLOSE = "close", _("Somebody as close as family")


class FileStatus(models.TextChoices):
    """Whether support goes on."""

    OPEN = "open", pgettext_lazy("support", "Support goes on")
    ENDED = "ended", pgettext_lazy("support", "Support has ended")


class ChannelKind(models.TextChoices):
    """How a victim or relative is reached."""

    PHONE = "phone", _("Telephone")
    MESSAGE = "message", _("Text message")
    EMAIL = "email", _("E-mail")
    VISIT = "visit", _("Visit")
    POST = "post", _("Letter")
    THROUGH = "through", _("Through another person")


class Capacity(models.TextChoices):
    """Who decides for a child, or for an adult who cannot."""

    PARENT = "parent", _("Parent with custody")
    COURT = "court", _("Guardian named by a court")
    AUTHORITY = "authority", _("Child protection authority")
    TRUSTED = "trusted", _("Person of trust of an adult who cannot decide")


class ConsentPurpose(models.TextChoices):
    """What a consent is given for."""

    REFERRAL = "referral", _("Referral to a service")
    ABROAD = "abroad", _("Sharing with an authority of another State")
    CONTACT_PLAN = "contact_plan", _("Sharing the contact plan")
    DEBRIEF = "debrief", _("Debriefing interview")
    MEDIA = "media", _("Contact with media")
    FAMILY_VIEW = "family_view", _("Sign-in of a relative to the family's page")
    OTHER = "other", pgettext_lazy("consent", "Something else, as written")


class Scope(models.TextChoices):
    """What of a support file a consent covers, part by part."""

    IDENTITY = "identity", _("Name, date of birth and language")
    REACH = "reach", _("How and when to reach the person")
    NEEDS = "needs", _("Needs in the domain of the service")
    HEALTH = "health", _("Health and injuries")
    SAFETY = "safety", _("Threats and safety rules")
    FAMILY = "family", _("Family and guardians")
    LOSSES = "losses", _("Losses and costs")


class Given(models.TextChoices):
    """How a consent was given."""

    SIGNED = "signed", _("Signed form")
    SPOKEN = "spoken", _("Spoken, written down at once")
    RECORDED = "recorded", _("Spoken and recorded")
