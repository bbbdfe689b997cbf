"""What came by a request and was taken into a case: which changes carry it, and what binds it."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeward.casework.cases.bounds import Bound, Use, register_item_bounds
from homeward.casework.cases.codes import ORDERS, Codes
from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cooperation.beside import ASK_CLEARING
from homeward.casework.cooperation.deadlines import end_of
from homeward.casework.cooperation.letter import Part, parts_of
from homeward.casework.cooperation.lifecycle import Needs, Side
from homeward.casework.cooperation.limits import CODES, FREE, KEEP, OPEN, PURPOSE, Limits, limits_of
from homeward.casework.cooperation.models import Change, Request, RequestFile, TakenItem
from homeward.casework.cooperation.rules import fields_of
from homeward.foundation.web.formats import day_text

_CLEARING = gettext_lazy(
    "What clears an accused person may be disclosed once the State that gave it was notified, and"
    " consulted where it asks for that."
)
# What the other State gave, beside answers.
_GIVEN = ("give_information", "report_done", "share")


def takeable(request: Request) -> list[Change]:
    """The changes of the other side that stand and carry something for the case, oldest first."""
    theirs = request.changes.exclude(side=request.side).exclude(led_to="").filter(recalled="")
    return [change for change in theirs if carries(request, change)]


def carries(request: Request, change: Change) -> bool:
    """Whether a change gave something that a case may take in.

    Information given without a request is taken in once its limits were accepted (UNTOC 18(5)).
    """
    if change.name == "issue":
        is_given = request.lifecycle.code == "spontaneous" and request.side == Side.REQUESTED
        return is_given and request.changes.filter(name="acknowledge").exclude(led_to="").exists()
    step = request.lifecycle.get(change.name, change.side)
    return step is not None and (step.needs in (Needs.ANSWER, Needs.PART) or step.name in _GIVEN)


def given_parts(request: Request, change: Change) -> list[Part]:
    """What a change gave, part by part."""
    step = request.lifecycle.get(change.name, change.side)
    if change.name == "issue" or step is None:
        own = tuple(field for field in request.contents if field.code not in CODES)
        return parts_of(own, request.content, request)
    fields = tuple(field for field in fields_of(request, step) if field.code not in CODES)
    return parts_of(fields, change.data.get("fields") or {}, request)


def given_limits(request: Request, change: Change) -> Limits:
    """What may be done with it; what was given without a request says so among its parts."""
    if change.name != "issue":
        return limits_of(change.data).under(accepted_conditions(request))
    words = str(request.content.get("use_limits", ""))
    secrecy = OPEN if request.content.get("secrecy") == "not_asked" else KEEP
    return _given(request, PURPOSE if words else FREE, words, secrecy)


def _given(request: Request, use: str, words: str, secrecy: str) -> Limits:
    """The limits of what was given without a request, with the end of its confidentiality: that of
    the day where the State that gave it lies."""
    day = str(request.content.get("secret_until") or "")
    until = None
    if day:
        state, authority = request.other_state, request.other_authority
        until = end_of(date.fromisoformat(day), state=state, authority=authority)
    return Limits(use, words, secrecy, until, undisclosed=True)


def accepted_conditions(request: Request) -> list[str]:
    """The conditions of the other State that this one accepted and keeps to (UNTOC 18(26))."""
    if request.side != Side.REQUESTING:
        return []
    steps = request.changes.filter(name__in=("propose_conditions", "accept_conditions"))
    found, proposed = [], ""
    for step in sorted(steps.exclude(led_to=""), key=lambda one: (one.at, one.pk)):
        if step.name == "propose_conditions":
            proposed = str(step.data.get("text", ""))
        elif proposed:
            found.append(proposed)
    return found


def floor_of(request: Request, limits: Limits) -> Codes:
    """The codes that an item of it may not undercut.

    What is bound to its purpose, or confidential, goes on to nobody without the sender's consent.
    """
    handling = [request.handling]
    if limits.bound_to_purpose or limits.is_confidential:
        handling.append(HandlingCode.H2)
    lines = [request.handling_limits, limits.words]
    return Codes(
        handling=max(handling, key=ORDERS["handling"].index),
        limits="\n".join(line.strip() for text in lines for line in text.splitlines() if line),
    )


def confidence_words(request: Request) -> str:
    """That what this State was given without a request goes to nobody now; else nothing."""
    if request.lifecycle.code != "spontaneous" or request.side != Side.REQUESTED:
        return ""
    issued = request.changes.filter(name="issue").first()
    if issued is None or not (limits := given_limits(request, issued)).goes_to_nobody:
        return ""
    return _sentence(limits, set())


def bounds(items: Sequence[int]) -> list[Bound]:
    """What binds these items because another State gave them."""
    taken = TakenItem.objects.filter(item_id__in=items).select_related("request", "change")
    return [_bound(one) for one in taken]


def bounds_of_content(sha256: str) -> list[Bound]:
    """What binds a file because another State gave the same content with a request.

    Of those that whoever acts may see; whether it was taken into a case does not matter.
    """
    found = []
    files = RequestFile.objects.filter(sha256=sha256).select_related("request")
    for file in files.exclude(side=F("request__side")):
        request = file.request
        sent = Q(message_id=file.message_id) if file.message_id else Q(pk=file.change_id)
        change = request.changes.filter(sent).exclude(side=request.side).first()
        if change is not None and carries(request, change):
            found.append(_binding(request, given_limits(request, change)))
    return found


def _bound(taken: TakenItem) -> Bound:
    request, kept = taken.request, (taken.limit_use, taken.limit_words, taken.limit_secrecy)
    if taken.change.name == "issue":
        return _binding(request, _given(request, *kept), taken.item_id)
    return _binding(request, Limits(*kept).under(accepted_conditions(request)), taken.item_id)


def _binding(request: Request, limits: Limits, item: int = 0) -> Bound:
    open_to: set[str] = set() if limits.goes_to_nobody else {Use.STATED}
    if not limits.bound_to_purpose and not limits.goes_to_nobody:
        open_to = {*Use, ""}  # as which it is used need not be said
    else:
        said = request.changes.exclude(led_to="").values_list("name", flat=True)
        open_to |= {Use.ALLOWED} if "allow_use" in said else set()
        is_asked = ASK_CLEARING in request.questions.get(request.side, ())
        open_to |= {Use.CLEARING} if "notify_clearing" in said and not is_asked else set()
    return Bound(
        item=item,
        floor=floor_of(request, limits),
        sentence=_sentence(limits, open_to),
        state=request.other_state,
        reference=request.reference,
        url=f"/requests/{request.pk}/",
        open_to=frozenset(open_to),
    )


def _sentence(limits: Limits, open_to: set[str]) -> str:
    said = []
    if limits.use == PURPOSE:
        said.append(_("It may be used only for what the request states (UNTOC 18(19))."))
    if Use.ALLOWED in open_to and limits.use == PURPOSE:
        said.append(_("Another use was allowed: read it in the request."))
    if limits.goes_to_nobody and limits.until is not None:
        day = day_text(limits.until.date())
        told = _("It goes to nobody until the end of %(day)s (UNTOC 18(5)).") % {"day": day}
        said += [told, str(_CLEARING)]
    elif limits.goes_to_nobody:
        said += [_("It goes to nobody: it was given in confidence (UNTOC 18(5))."), str(_CLEARING)]
    elif limits.is_confidential:
        said.append(_("It is to be kept confidential."))
    if limits.words:
        said.append(limits.words)
    return " ".join(said)


def register() -> None:
    """Tell the case what binds its items."""
    register_item_bounds("cooperation", bounds)
