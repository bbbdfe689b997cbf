"""What can go wrong with a public alert and with a print pack."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class AreaMalformed(HomewardError):
    """A line of an area is not what the standard wants."""

    code = "alert_area_malformed"
    status = 400
    message = _("Line %(line)s: %(problem)s.")


class AlertIncomplete(HomewardError):
    """A message must say everything before anybody approves it."""

    code = "alert_incomplete"
    status = 400
    message = _("The message is not complete yet: %(missing)s.")


class AlertNotInStage(HomewardError):
    """What was asked for is not the next step of this message."""

    code = "alert_wrong_stage"
    status = 409
    message = _("The message stands here now: “%(stage)s”. Read it again and choose its next step.")


class ApprovedByWriter(HomewardError):
    """Nobody approves what he wrote."""

    code = "alert_approved_by_writer"
    status = 403
    message = _("You wrote a part of this message. Two others of the crisis team approve it.")


class ApprovedTwice(HomewardError):
    """The second approval is a second person's."""

    code = "alert_approved_twice"
    status = 409
    message = _("You have approved this message already. The second approval is somebody else's.")


class ApprovedOther(HomewardError):
    """The message changed after it was read."""

    code = "alert_approved_other"
    status = 409
    message = _(
        "The message is not the one that you read any more. Read it again before you approve."
    )


class AlertOnlyPlayed(HomewardError):
    """A node for exercises alerts nobody in earnest."""

    code = "alert_only_played"
    status = 403
    message = _("This node is not for real cases: choose Exercise or Test as the status.")


class AlertExpired(HomewardError):
    """Nothing is published whose time is over."""

    code = "alert_expired"
    status = 409
    message = _("The message ended on %(expires)s. Change its end, and let it be approved again.")


class AlertTooOld(HomewardError):
    """An approval is for the hour it was given in."""

    code = "alert_too_old"
    status = 409
    message = _(
        "The message was sent for approval more than %(hours)s hours ago. Check what it says, save"
        " it and let it be approved again."
    )


class AlertFollowed(HomewardError):
    """Only one message may follow another."""

    code = "alert_followed"
    status = 409
    message = _("Another message has followed this one already. Follow the latest.")


class EndpointPrivate(HomewardError):
    """An endpoint is in a private network that the settings do not name."""

    code = "alert_endpoint_private"
    status = 502
    message = _(
        "The endpoint %(host)s is in a private network. The administrator can allow its range in"
        " the settings of alerts."
    )
