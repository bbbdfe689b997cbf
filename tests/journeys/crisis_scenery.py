"""A case in which every page of the case file and of the crisis has something to show.

Each row comes through the pages that people use, or through an action where that is shorter.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from homeward.casework.cases.models import Case, Harm, Person, SealedOpening
from homeward.casework.response.models import RunStep
from homeward.foundation.access.actions import add_user, grant_membership
from homeward.foundation.access.models import User
from homeward.foundation.duty.sweeping import sweep_duty
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.access.glasses import broken
from tests.browser_client import signed_in
from tests.cases.casefile import another_case
from tests.cases.evidence_scene import take
from tests.duty.roster import a_role, on_shift
from tests.people import PASSWORD, People
from tests.response.alert_steps import Team
from tests.response.team import HOUR, NOW, a_team, decide, give, hear

VICTIM, SUSPECT, RELATIVE = "V. Example", "S. Example", "R. Example"
PLAN = "across-border"  # the first of the manual, so that its pages are come upon
# What people of this file and of those it uses wrote; it is shown as they wrote it.
OWN_WORDS = (
    *(
        "Alice",
        "Bob",
        "Carol",
        "Dan",
        "Olga",
        "Adam",
        "Sara",
        "Police desk",
        "Test authority of XA",
        "Central desk",
        "The night porter.",
    ),
    *("Insulin", "Not with us.", "Our own way.", "Taken away by force to demand a ransom."),
    *("A broken arm.", "A van was seen at the mill.", "Article 1", "Court of XA", "Hall 1"),
    *("They threaten to go away.", "Quiet since noon."),
    *("A call came in and nobody of the team answers.", "A call now may look like haste."),
    *(
        "A call to taxi firms only.",
        "Exercise Lantern",
        "Look out for a grey van <en> & call",
        "XA police",
    ),
    *("Kidnapping", "Threat of force", "Unlawful detention", "Upper court", "Trial", "Factory"),
    *("No word since noon.", "Wait; or call the number again.", "Wait until six."),
    *("Quiet since noon.", RELATIVE, SUSPECT, "Recording of the first call", "Proof of life"),
    *("Source A", "Taken at the ferry", "Taken away by force.", "The family calls every hour."),
    *("The ferry group", "The offenders may move the victim.", "The same kidnapping."),
    *("We must warn the source.", "What was said.", "Witness heard"),
)


@dataclass(slots=True)
class CrisisScene:
    """The people, their case, and one client for each who does something."""

    people: People
    case: Case
    second: User
    other: Case | None = None
    clients: dict[str, Client] = field(default_factory=dict)

    def post(self, person: User, path: str, data: dict[str, Any], inside: bool = True) -> str:
        """Send a form as somebody; where it leads to."""
        if person.username not in self.clients:
            self.clients[person.username] = signed_in(person)
        whole = f"/cases/{self.case.reference}/{path}" if inside else path
        answer = self.clients[person.username].post(whole, data)
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
        assert answer.status_code == 302, f"{whole}: {answer.status_code} {words[-1500:]}"
        return str(answer["Location"])


def typed(at: datetime) -> str:
    """A time as a field for times takes it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def set_crisis_scene(people: People) -> CrisisScene:
    """Everything, in the order in which it would happen."""
    case = a_team(people)
    with opened(service("setup")) as actor:
        second = add_user(
            "sara",
            actor=actor,
            full_name="Sara",
            authority="XA-CENTRAL",
            roles=["supervisor"],
            password=PASSWORD,
            teams=[people.central],
        )
    with opened(people.alice.actor) as actor:
        for wall in ("investigation", "victims"):
            grant_membership(case.pk, people.carol, wall, actor=actor)
    scene = CrisisScene(people, case, second)
    keep_the_file(scene)
    keep_evidence(scene)
    charge_and_sentence(scene)
    seal_and_break(scene)
    run_the_crisis(scene)
    plan_and_adapt(scene)
    alert_the_public(scene)
    keep_duty(scene)
    return scene


def keep_the_file(scene: CrisisScene) -> None:
    """People, harm, a group, a flag, an entry of the timeline, and a file that was merged."""
    alice, post = scene.people.alice, scene.post
    post(alice, "/cases/first-call/", {}, inside=False)
    entry = {"code": "convoy", "label_en": "Of a convoy", "label_fr": "D’un convoi"}
    post(scene.people.adam, "/case-lists/modality/new/", entry, inside=False)
    for role, name in (("victim", VICTIM), ("suspect", SUSPECT), ("relative", RELATIVE)):
        wall = {"compartment": "investigation", "role": role, "name": name}
        wall |= {"outcome": "still_held"} if role == "victim" else {}
        post(alice, "people/new/", wall)
    with opened(alice.actor):
        numbers = dict(Person.objects.values_list("name", "pk"))
    harm = {"kind": "injury", "cause": "caused", "note": "A broken arm."}
    post(alice, f"people/{numbers[VICTIM]}/harm/", harm)
    known = {"kind": "phone", "typed": "+99 1234567"}
    post(alice, f"people/{numbers[SUSPECT]}/identifier/", known)
    group = {"name": "The ferry group", "kind": "gang", "compartment": "investigation"}
    post(alice, "groups/new/", group)
    with opened(alice.actor):
        number = scene.case.group_set.get().pk
    member = {"person": numbers[SUSPECT], "part": "unknown"}
    post(alice, f"groups/{number}/person/", member)
    post(alice, "flags/new/", {"kind": "medicine", "detail": "Insulin"})
    told = {"text": "A van was seen at the mill.", "at": typed(NOW - HOUR), "source": "A neighbour"}
    post(alice, "timeline/new/", told | {"compartment": "investigation"})
    same = {"reference": scene.case.reference, "why": "The same kidnapping."}
    post(alice, f"/cases/{another_case(alice).reference}/merge/", same, inside=False)
    scene.other = another_case(alice)
    post(alice, "ransom/", {"currency": "XAD", "demanded": "500,000.00", "revision": "0"})


def keep_evidence(scene: CrisisScene) -> None:
    """A text, a file that is only downloaded, and a package."""
    client = scene.clients[scene.people.alice.username]
    assert take(client, scene.case).status_code == 302
    with opened(scene.people.alice.actor):
        number = scene.case.item_set.latest("pk").pk
    package = {"items": [number], "recipient": "Court of XA", "purpose": "Trial"}
    scene.post(scene.people.alice, "evidence/packages/new/", package)


def charge_and_sentence(scene: CrisisScene) -> None:
    """Three charges: one has come to an appeal, one was decided, and one has only begun."""
    alice, post = scene.people.alice, scene.post
    with opened(alice.actor):
        people, harm = dict(Person.objects.values_list("name", "pk")), Harm.objects.get().pk
    charge = {"suspect": people[SUSPECT], "victims": [people[VICTIM]], "harms": [harm]}
    charge |= {"offence": "Kidnapping", "provision": "Article 1", "charged_on": "2026-04-01"}
    post(alice, "proceedings/new/", charge)
    seized = {"kind": "arrested", "at": "2026-03-31T10:00", "authority": "Police of XA"}
    post(alice, f"people/{people[SUSPECT]}/detention/", seized)
    steps = (
        ("hearing", {"at": "2026-04-20T10:00", "place": "Hall 1"}),
        ("hearing", {"at": "2026-04-21T10:00", "outcome": "Witness heard"}),
        ("decision", {"kind": "convicted", "court": "Court of XA", "decided_on": "2026-05-01"}),
        ("sentence", {"kind": "fine", "amount": "1,000.50", "currency": "XAD"}),
        ("appeal", {"by": "defence", "court": "Upper court", "filed_on": "2026-05-02"}),
    )
    with opened(alice.actor):
        number = scene.case.charge_set.get().pk
    for part, sent in steps:
        post(alice, f"proceedings/{number}/{part}/", sent)
    for offence in ("Threat of force", "Unlawful detention"):
        post(alice, "proceedings/new/", charge | {"offence": offence})
    with opened(alice.actor):
        decided = scene.case.charge_set.order_by("pk")[1].pk
    post(alice, f"proceedings/{decided}/decision/", dict(steps)["decision"])


def seal_and_break(scene: CrisisScene) -> None:
    """A source that two opened together, and glasses that were broken: one is over."""
    alice, carol, post = scene.people.alice, scene.people.carol, scene.post
    seal = {"kind": "source", "title": "Source A", "text": "The night porter."}
    post(alice, "sealed/new/", seal | {"compartment": "crisis"})
    with opened(carol.actor):
        number = scene.case.sealeditem_set.get().pk
    post(carol, f"sealed/{number}/ask/", {"reason": "We must warn the source."})
    with opened(carol.actor):
        opening = SealedOpening.objects.get().pk
    post(alice, f"openings/{opening}/approve/", {})
    glass = broken(scene.people.bob, scene.case, "victims")
    post(scene.people.bob, f"/break-glass/{glass.pk}/end/", {}, inside=False)


def run_the_crisis(scene: CrisisScene) -> None:
    """Roles, a hand-over, contacts with everything in them, decisions."""
    people, case = scene.people, scene.case
    held = give(case, "strategic", people.dan, by=people.alice)
    give(case, "negotiator", people.carol, by=people.alice)
    note = {"receiver": people.alice.pk, "situation": "Quiet since noon."}
    scene.post(people.dan, f"response/roles/{held.pk}/hand-over/", note)
    hear(
        case,
        people.carol,
        handle="+99 7654321",
        demanded=50_000_000,
        demand_currency="XAD",
        threat="They threaten to go away.",
        deadline_stated=NOW + 3 * HOUR,
        next_expected=NOW + HOUR,
        proof_given=True,
        proof_kind="voice",
    )
    hear(case, people.carol, ago=HOUR / 2, offered=10_000_000, offer_currency="XAD")
    decide(case, by=people.alice, approver=people.carol)


def plan_and_adapt(scene: CrisisScene) -> None:
    """A plan that runs, its playbook that two supervisors changed since, and a further draft."""
    people, post = scene.people, scene.post
    post(people.alice, f"response/plan/start/{PLAN}/", {})
    place = f"/manual/playbooks/{PLAN}/"
    post(people.carol, f"{place}begin/", {}, inside=False)
    reason = {"revision": revision(scene, place), "reason": "Our own way.", "roles": []}
    post(people.carol, f"{place}draft/", reason, inside=False)
    said = {"revision": revision(scene, place), "reason": "Not with us."}
    post(people.carol, f"{place}draft/steps/{last_step(scene)}/leave/", said, inside=False)
    decision = {"revision": revision(scene, place), "approve": "1"}
    post(scene.second, f"{place}draft/decide/", decision, inside=False)
    post(people.carol, f"{place}begin/", {}, inside=False)


def revision(scene: CrisisScene, place: str) -> str:
    """Of the draft of a playbook, as its page has it."""
    page = scene.clients["carol"].get(f"{place}draft/").content.decode()
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found is not None
    return found.group(1)


def last_step(scene: CrisisScene) -> str:
    """Of the plan that runs; no other step refers to it."""
    with opened(scene.people.alice.actor):
        return RunStep.objects.filter(run__code=PLAN).order_by("-pk")[0].step


def alert_the_public(scene: CrisisScene) -> None:
    """A message that is out, and a draft of the next one."""
    people = scene.people
    with opened(people.alice.actor) as actor:
        grant_membership(scene.case.pk, people.bob, "crisis", actor=actor)
    names = (people.alice, people.bob, people.carol, people.dan)
    team = Team(people, scene.case, *(signed_in(one) for one in names))
    team.draft()
    team.publish()
    team.draft()


def keep_duty(scene: CrisisScene) -> None:
    """A roster, ways to be reached, a hand-over, and notices of what is overdue."""
    people, post = scene.people, scene.post
    role = a_role(people.police)
    on_shift(role, people.alice)
    on_shift(role, people.dan, 2)
    reach = {"kind": "email", "address": "alice@xa.example.org", "order": "1"}
    post(people.alice, "/duty/reach/", reach, inside=False)
    note = {"role": role.pk, "receiver": people.dan.pk, "note": "The family calls every hour."}
    post(people.alice, "/duty/hand-overs/new/", note, inside=False)
    sweep_duty(datetime.now(UTC) + 2 * HOUR)
