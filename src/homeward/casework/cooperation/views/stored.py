"""What is kept of a request now, for whoever was overtaken while writing it."""

from django.utils.translation import gettext as _

from homeward.casework.cases.overtaken import Stored
from homeward.casework.cooperation.letter import facts_of, parts_of
from homeward.casework.cooperation.lifecycle import TRANSITIONS
from homeward.casework.cooperation.models import Request
from homeward.foundation.web.components import Fact


def stored_content(request: Request) -> Stored:
    """The contents as somebody else kept them, without what nobody writes."""
    fields = tuple(f for f in request.contents if f.code not in request.fixed)
    facts = facts_of(parts_of(fields, request.content, request))
    kept = {field.code: request.content.get(field.code, "") for field in fields}
    return Stored(facts, request.revision, request.written_by, request.written_at, kept)


def stored_state(request: Request) -> Stored:
    """Where the request stands, by which change, and what was said with it."""
    facts = [Fact(_("Status"), request.get_state_display())]
    last = request.changes.order_by("-at", "-pk").first()
    if last is None:
        return Stored(facts, request.revision, request.written_by, request.written_at)
    if last.name in TRANSITIONS:
        facts.append(Fact(_("Last change"), TRANSITIONS[last.name].done))
    facts.append(Fact(_("Authority"), last.authority))
    if last.data.get("text"):
        facts.append(Fact(_("What was written"), last.data["text"]))
    return Stored(facts, request.revision, last.by, last.at)
