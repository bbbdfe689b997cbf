"""Reads of requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from homeward.casework.cases.models import Case, Event
from homeward.casework.cases.queries import cases_of
from homeward.casework.cooperation.checks import is_run
from homeward.casework.cooperation.declaration import Ground, Kind, all_kinds
from homeward.casework.cooperation.desk.indexes import OPEN_STAGE
from homeward.casework.cooperation.desk.turns import is_answered, late
from homeward.casework.cooperation.entered import entered_words
from homeward.casework.cooperation.letter import Part, authority_name, parts_of
from homeward.casework.cooperation.letters.following import unsent
from homeward.casework.cooperation.lifecycle import (
    FINAL,
    Needs,
    RequestState,
    Side,
    Transition,
)
from homeward.casework.cooperation.limits import Limits, limits_of
from homeward.casework.cooperation.models import Change, OralRequest, Request, RequestFile
from homeward.casework.cooperation.rules import fields_of, objection
from homeward.casework.cooperation.taking import accepted_conditions
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import (
    case_ids_of,
    compartments_of,
    team_ids_of,
    walls_of,
)
from homeward.foundation.authorities.models import Authority
from homeward.foundation.authorities.queries import connected_states, other_states
from homeward.foundation.authorities.territories import countries
from homeward.foundation.authorities.vocabulary import AuthorityFunction
from homeward.foundation.exchange.models import Transfer
from homeward.foundation.exchange.queries import Progress, progress_of


def requests_of(viewer: User, case: Case | None = None) -> QuerySet[Request]:
    """The requests that the viewer may see, the latest first; of one case when it is given."""
    desk = Q(desk_id__in=team_ids_of(viewer))
    member = Q()
    for compartment in walls_of(viewer):
        member |= Q(compartment=compartment, case_id__in=case_ids_of(viewer, compartment))
    visible = Request.objects.filter(desk | member) if member else Request.objects.filter(desk)
    if case is not None:
        visible = visible.filter(case=case)
    return visible.order_by("-created_at")


def request_of_line(line: Event) -> Request | None:
    """The request that a line of a timeline speaks of, as far as whoever acts may see it."""
    key = line.url.removeprefix("/requests/").strip("/")
    return Request.objects.filter(pk=UUID(key)).first() if is_run(key) else None


def changes_open_to(viewer: User, request: Request) -> list[Transition]:
    """The changes that this viewer may make now, by side, state and role."""
    allowed = []
    for transition in request.open_to(request.side):
        if not viewer.has_role(*transition.roles):
            continue
        if transition.name == "approve" and request.is_work_of(viewer.pk):
            continue
        if objection(request, transition):
            continue
        if transition.needs is Needs.TRANSLATION and not sends_translation(viewer, request):
            continue
        allowed.append(transition)
    return allowed


def sends_translation(viewer: User, request: Request) -> bool:
    """Whether a finished translation waits that this viewer did not make."""
    waiting = unsent(request)
    step = waiting[0].step if waiting else None
    return step is not None and step.done_by != viewer.pk


def executed_for(viewer: User, case: Case, kind: str) -> QuerySet[Request]:
    """Requests of a kind that this State sent from a case and that were executed."""
    sent = requests_of(viewer, case).filter(kind=kind, side=Side.REQUESTING)
    return sent.filter(state__in=("executed", "closed")).exclude(answer={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list of requests is narrowed to; empty parts narrow nothing."""

    side: str = ""
    state: str = ""
    kind: str = ""
    other_state: str = ""
    overdue: bool = False
    words: str = ""


def overdue(requests: QuerySet[Request]) -> QuerySet[Request]:
    """Those whose answer is late."""
    return requests.filter(late(datetime.now(UTC)), stage=OPEN_STAGE)


def is_overdue(request: Request) -> bool:
    """Whether the answer is late."""
    due = request.due_at
    if due is None or request.state in FINAL or is_answered(request.kind, request.state):
        return False
    return due < datetime.now(UTC)


def case_open_to(viewer: User, request: Request) -> Case | None:
    """The request's case, where the viewer is a member of it."""
    if request.case_id is None:
        return None
    return cases_of(viewer).filter(pk=request.case_id).first()


def cases_to_link(viewer: User, request: Request) -> QuerySet[Case]:
    """The cases in which the viewer could work a request that arrived."""
    return cases_of(viewer).filter(pk__in=case_ids_of(viewer, request.compartment))


@dataclass(frozen=True, slots=True)
class Words:
    """What a change said: a question, an answer to it, reasons of a refusal or withdrawal.

    `parts` are those that it declares, or the answer in part that it carries.
    """

    at: datetime
    title: str
    text: str
    parts: list[Part]
    authority: str
    ground: Ground | None
    stands: bool
    entered: str = ""


def words_of(request: Request, changes: Iterable[Change]) -> list[Words]:
    """Everything that was said with a change, oldest first; the whole answer stands elsewhere.

    What was entered by hand is marked.
    """
    changes, found = list(changes), []
    entered = entered_words(changes)
    for change in changes:
        transition = request.lifecycle.get(change.name, change.side)
        if transition is None:
            continue
        parts = _said(request, transition, change)
        if change.data.get("text") or change.data.get("ground") or parts:
            found.append(
                Words(
                    change.at,
                    str(transition.done),
                    str(change.data.get("text", "")),
                    parts,
                    authority_name(change.authority),
                    request.said_ground(str(change.data.get("ground", ""))),
                    bool(change.led_to),
                    entered.get(change.pk, ""),
                )
            )
    return found


def _said(request: Request, transition: Transition, change: Change) -> list[Part]:
    if transition.needs not in (Needs.FIELDS, Needs.PART, Needs.REFUSAL):
        return []
    declared = fields_of(request, transition, str(change.data.get("ground", "")))
    said = {**(change.data.get("fields") or {}), **(change.data.get("limits") or {})}
    return [p for p in parts_of(declared, said, request) if p.text]


def limits_of_answer(request: Request, changes: Iterable[Change]) -> Limits | None:
    """What may be done with the answer that stands; None where none came."""
    for change in reversed(list(changes)):
        transition = request.lifecycle.get(change.name, change.side)
        if transition and change.led_to and transition.needs in (Needs.ANSWER, Needs.PART):
            return limits_of(change.data).under(accepted_conditions(request))
    return None


def kinds_drafted_by(viewer: User, case: Case) -> list[Kind]:
    """The kinds that the viewer may draft in a case, by role and compartment."""
    held = compartments_of(viewer, case.pk)
    return [
        kind
        for kind in all_kinds()
        if kind.compartment in held and viewer.has_role(*kind.roles_to_draft)
    ]


@dataclass(frozen=True, slots=True)
class Addressee:
    """A State that a kind of request can go to, and whether its node is pinned."""

    code: str
    name: str
    is_connected: bool


def addressees(kind: Kind) -> list[Addressee]:
    """The other States whose directory entry has an authority for this kind."""
    able = Authority.objects.filter(functions__contains=[kind.receiver_function])
    states = other_states().filter(pk__in=able.values("state_id"))
    connected = connected_states()
    return [Addressee(s.code, s.name, s.code in connected) for s in states]


def unlisted(kind: Kind) -> list[tuple[str, str]]:
    """Code and name of the States that the directory names no authority for this kind of.

    A request goes to one of them on paper, to an address that the officer writes. There is none
    for a kind that lives in a run between nodes.
    """
    if any(field.fixed for field in kind.contents):
        return []
    able = {one.code for one in addressees(kind)} | connected_states() | {settings.HOMEWARD_STATE}
    offices = Authority.objects.filter(functions__contains=[AuthorityFunction.SECRETARIAT.value])
    able |= set(offices.values_list("state_id", flat=True))  # it asks nobody and is asked nothing
    names = countries() | {one.code: one.name for one in other_states()}
    left = [(code, name) for code, name in names.items() if code not in able]
    return sorted(left, key=lambda one: one[1])


@dataclass(frozen=True, slots=True)
class FileOfRequest:
    """A file of a request, and how far it has come; `progress` is None while it waits here."""

    file: RequestFile
    progress: Progress | None

    @property
    def is_here(self) -> bool:
        """Whether it can be opened on this node."""
        if self.progress is None or self.progress.outgoing:
            return True
        return self.progress.state == Transfer.COMPLETE


def files_of(viewer: User, request: Request) -> list[FileOfRequest]:
    """The files of a request that the viewer may see, the oldest first."""
    files = list(request.files.all())
    progress = progress_of(viewer, [file.blob_id for file in files])
    return [FileOfRequest(file, progress.get(file.blob_id)) for file in files]


def documents_of(request: Request) -> list[tuple[str, str]]:
    """The files that a document's part may name: SHA-256 and name of those that wait to go."""
    waiting = request.files.filter(side=request.side, message_id__isnull=True)
    return list(dict(waiting.values_list("sha256", "name")).items())


def takes_files(viewer: User, request: Request) -> bool:
    """Whether the viewer may attach a file now: to a draft, or to go with the next message."""
    return request.state not in FINAL and removes_files(viewer, request)


def removes_files(viewer: User, request: Request) -> bool:
    """Whether the viewer may take back a file that was not sent: not what was approved so."""
    if request.state == RequestState.APPROVED:
        return False
    if request.case_id is None:
        return request.desk_id in team_ids_of(viewer)
    return request.compartment in compartments_of(viewer, request.case_id)


def heard_waiting(viewer: User) -> QuerySet[OralRequest]:
    """Oral requests that the viewer's desks heard and that were not confirmed in writing yet."""
    mine = OralRequest.objects.filter(side=Side.REQUESTED, desk_id__in=team_ids_of(viewer))
    return mine.filter(confirmed_at=None).order_by("confirm_by")
