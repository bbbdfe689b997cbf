"""Why a public alert did not reach an endpoint, for people."""

from django.utils.translation import pgettext

_ANSWER = "http_"


def why_undelivered(problem: str) -> str:
    """The sentence of what `alert_delivery.post` and its job noted; empty where nothing was."""
    if problem.startswith(_ANSWER):
        status = problem.removeprefix(_ANSWER)
        return pgettext("delivery", "the endpoint answered with %(status)s") % {"status": status}
    if problem in ("ConnectTimeout", "ReadTimeout", "WriteTimeout", "PoolTimeout"):
        return pgettext("delivery", "the endpoint did not answer in time")
    known = {
        "": "",
        "replaced": pgettext("delivery", "a later message has replaced it"),
        "expired": pgettext("delivery", "the message was over before it could be sent"),
        "ConnectError": pgettext("delivery", "no connection came about"),
        "certificate_unreadable": pgettext(
            "delivery", "the certificates that the settings name could not be read"
        ),
        "alert_endpoint_private": pgettext(
            "delivery", "the endpoint is in a private network that the settings do not name"
        ),
        "address_not_allowed": pgettext(
            "delivery", "the endpoint leads to an address that this node does not call"
        ),
        "address_unknown": pgettext("delivery", "the name of the endpoint leads to no address"),
    }
    # What is not in the list is a name of the library that calls: an administrator can look it up.
    broken = pgettext("delivery", "the connection broke off (%(problem)s)")
    return known.get(problem, broken % {"problem": problem})
