"""What a request will disclose, item by item, under which handling codes; and what may not go.

A file that is evidence of the case carries the codes of its item. A request whose own code is laxer
would lose what the item's code forbids, and TLP:RED goes to nobody else: neither is attached, and
no supervisor lets it through.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from homeward.casework.cases.bounds import check_use
from homeward.casework.cases.codes import Codes, laxer
from homeward.casework.cases.errors.case import UseBound
from homeward.casework.cases.models import Evidence, Item
from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cases.vocabulary.items import Tlp
from homeward.casework.cooperation.errors import HandlingForbids
from homeward.casework.cooperation.letter import facts_of, letter_of
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.taking import bounds_of_content


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One thing that goes out: what it is, in words, and the codes that it carries."""

    what: str
    words: str
    codes: str


def disclosed(request: Request) -> list[Disclosed]:
    """Everything that goes with the request, as far as the reader may see the items it is from."""
    code = str(HandlingCode(request.handling).label)
    rows = [
        Disclosed(str(fact.label), str(fact.value), code)
        for fact in facts_of([part for part in letter_of(request).parts if part.text])
    ]
    for file in request.files.filter(side=request.side, message_id__isnull=True):
        items = list(_items(request, file.sha256))
        own = "; ".join(f"{item.title}: {_words(item.codes)}" for item in items)
        rows.append(Disclosed(file.name, file.purpose, f"{code}; {own}" if own else code))
    return rows


def refuse_forbidden(request: Request, sha256: str, use: str = "") -> None:
    """Whether a file with this content may go with the request.

    Raises HandlingForbids where the codes of an item of the case forbid it, and UseBound where
    another State gave this content and its limits do not let it be used as `use` (UNTOC 18(19)):
    also where it was never taken into the case, or came in a copy from this request's page.
    """
    own = Codes(handling=request.handling, limits=request.handling_limits)
    items = list(_items(request, sha256))
    check_use(items, use)
    for bound in bounds_of_content(sha256):
        if use not in bound.open_to:
            raise UseBound(state=bound.state, reference=bound.reference)
    for item in items:
        if item.tlp == Tlp.RED:
            raise HandlingForbids(item=item.title, rule=_("TLP:RED is for nobody else"))
        if laxer(own, Codes(handling=item.handling, limits=item.limits)):
            rule = _("it carries %(item)s, and the request only %(request)s") % {
                "item": HandlingCode(item.handling).label,
                "request": HandlingCode(request.handling).label,
            }
            raise HandlingForbids(item=item.title, rule=rule)


def _items(request: Request, sha256: str) -> QuerySet[Item]:
    """The items of the case whose file has this content."""
    if request.case_id is None:
        return Item.objects.none()
    same = Evidence.objects.filter(case_id=request.case_id, sha256=sha256)
    return Item.objects.filter(case_id=request.case_id, blob_id__in=same.values("blob_id"))


def _words(codes: Codes) -> str:
    shown = [HandlingCode(codes.handling).label if codes.handling else "", codes.limits]
    return ", ".join(str(word) for word in (*shown, f"TLP:{codes.tlp.upper()}") if word)
