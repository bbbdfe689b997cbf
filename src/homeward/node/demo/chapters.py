"""The chapters of the demonstration, in the order in which they are played."""

from collections.abc import Callable
from dataclasses import dataclass

from homeward.node.demo import (
    crisis_call,
    crisis_court,
    crisis_file,
    crisis_manual,
    crisis_public,
    crisis_team,
    family,
    family_contact,
    family_help,
    family_money,
    family_needs,
    family_page,
    family_release,
    family_rights,
    report,
    requests_money,
    requests_paper,
    requests_records,
    requests_surrender,
    training,
)
from homeward.node.demo.checks import Check, border_checks, journal_checks
from homeward.node.demo.crisis import Crisis
from homeward.node.demo.crisis_checks import crisis_checks
from homeward.node.demo.family import Family
from homeward.node.demo.family_checks import family_checks
from homeward.node.demo.report import Report, report_checks
from homeward.node.demo.requests import Requests, prepare
from homeward.node.demo.requests_checks import requests_checks
from homeward.node.demo.stage import Stage
from homeward.node.demo.story import Story
from homeward.node.demo.telling import Step
from homeward.node.demo.training import Training, training_checks

BORDER, REQUESTS, CRISIS, FAMILY = "border", "requests", "crisis", "family"
TRAINING, REPORT = "training", "report"
CHAPTERS = {
    BORDER: "A ransom crosses a border.",
    REQUESTS: "What States ask of each other, from the draft to the end.",
    CRISIS: "A live crisis, from the first call to the sentence.",
    FAMILY: "A family, from the first call to the agreed end of support.",
    TRAINING: "A State asks for training, and plays an exercise.",
    REPORT: "Three States tell their figures, and the Secretariat compiles its report.",
}
CRISIS_SCENES: tuple[Callable[[Crisis], None], ...] = (
    crisis_call.first_call,
    crisis_call.confirm,
    crisis_call.let_in,
    crisis_call.plan,
    crisis_call.adapt,
    crisis_team.duty,
    crisis_team.roles,
    crisis_team.contacts,
    crisis_team.decisions,
    crisis_team.two_officers,
    crisis_file.evidence,
    crisis_file.sealed,
    crisis_file.timeline,
    crisis_file.two_files,
    crisis_file.package,
    crisis_team.notices,
    crisis_public.alert,
    crisis_public.print_pack,
    crisis_public.broken_glass,
    crisis_manual.practice,
    crisis_court.released,
    crisis_court.answers_for_it,
)
# A chapter that goes on where another ends.
FOLLOWS = {REQUESTS: BORDER}
REQUESTS_SCENES: tuple[Callable[[Requests], None], ...] = (
    prepare,
    requests_money.freeze_abroad,
    requests_records.refused,
    requests_records.asked_again,
    requests_surrender.held,
    requests_surrender.surrendered,
    requests_surrender.held_to_the_grant,
    requests_paper.by_letter,
    requests_paper.counted,
)
FAMILY_SCENES: tuple[Callable[[Family], None], ...] = (
    family.first_call,
    family.open_files,
    family.what_is_told,
    family_contact.contact_plan,
    family.who_decides,
    family_needs.needs,
    family_page.own_page,
    family_release.free,
    family_help.protection,
    family_help.referral,
    family_release.debrief,
    family_needs.needs_again,
    family_rights.rights,
    family_contact.promises,
    family_rights.complaint,
    family_help.withdrawal,
    family_money.losses,
    family_money.compensation,
    family_release.ended,
)
TRAINING_SCENES: tuple[Callable[[Training], None], ...] = (
    training.ask,
    training.pay,
    training.exercise,
    training.evaluate,
)
REPORT_SCENES: tuple[Callable[[Report], None], ...] = (
    report.figures,
    report.ask,
    report.answer,
    report.compile_report,
    report.share,
)


@dataclass(slots=True)
class Played:
    """The chapters that were played on one stage, and what their players learned."""

    stage: Stage
    border: Story | None = None
    requests: Requests | None = None
    crisis: Crisis | None = None
    family: Family | None = None
    training: Training | None = None
    report: Report | None = None

    def checks(self) -> list[Check]:
        """Every check of what was played."""
        found = border_checks(self.border) if self.border else []
        found += requests_checks(self.requests) if self.requests else []
        found += crisis_checks(self.crisis) if self.crisis else []
        found += family_checks(self.family) if self.family else []
        found += training_checks(self.training) if self.training else []
        found += report_checks(self.report) if self.report else []
        return found + journal_checks(self.stage)


def chapters_for(only: str) -> dict[str, str]:
    """The chapters to play, by code and title: all, or one with that on which it goes on.

    Raises KeyError for a chapter that is none.
    """
    if not only:
        return CHAPTERS
    wanted = [FOLLOWS[only], only] if only in FOLLOWS else [only]
    return {code: CHAPTERS[code] for code in wanted}


def play_chapter(code: str, played: Played, tell: Callable[[Step], None]) -> None:
    """Play one chapter; who signed in for an earlier one stays signed in.

    Raises LookupError for one that goes on where another ends, which was not played.
    """
    if code == BORDER:
        played.border = Story(played.stage, tell)
        played.border.play()
        return
    before = played.training or played.family or played.crisis or played.requests or played.border
    if code == REQUESTS:
        if played.border is None or before is None:
            raise LookupError(code)
        played.requests = Requests.after(played.border, before, tell)
        for act in REQUESTS_SCENES:
            act(played.requests)
        return
    people, told = (before.people, before.told) if before else ({}, 0)
    if code == FAMILY:
        played.family = Family(played.stage, tell, people=people, told=told)
        for part in FAMILY_SCENES:
            part(played.family)
        return
    if code == TRAINING:
        played.training = Training(played.stage, tell, people=people, told=told)
        for stage in TRAINING_SCENES:
            stage(played.training)
        return
    if code == REPORT:
        played.report = Report(played.stage, tell, people=people, told=told)
        for deed in REPORT_SCENES:
            deed(played.report)
        return
    played.crisis = Crisis(played.stage, tell, people=people, told=told)
    for scene in CRISIS_SCENES:
        scene(played.crisis)
