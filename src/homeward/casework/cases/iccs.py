"""Which class of the crime statistics a case belongs to, proposed from its facts with the reason.

ICCS 2015 (UNODC): 020221 kidnapping is detaining and taking away to demand a gain or to compel;
020222 illegal restraint is detaining without moving, and leaves out detention to demand an illicit
gain, which is 020221. So a purpose of gain prevails over movement. Where nobody is held there is
neither; a few purposes belong to classes of their own. Rules in order, the first that fits decides.
Numbers of the other classes are named from memory of the classification: check them before use.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.vocabulary.case import IccsCode

# The sentence of each reason, kept by its kind so that every reader reads it in his language.
REASONS = {
    "case.iccs.virtual": _(
        "Nobody is deprived of liberty, so statistically it is neither kidnapping nor illegal"
        " restraint; the threat is extortion or fraud."
    ),
    "case.iccs.gain": _(
        "A gain is the purpose of the detention: kidnapping, whether or not the victim was moved."
    ),
    "case.iccs.gain_unmoved": _(
        "A gain is the purpose of the detention: kidnapping, although the victim was not moved."
    ),
    "case.iccs.custody": _(
        "A child was taken from who has its custody, and no gain is demanded: abduction of a minor"
        " (02021), which is neither of the two."
    ),
    "case.iccs.exploitation": _(
        "The purpose is trafficking or exploitation (0203, 0204), and no gain is demanded for the"
        " release: neither of the two."
    ),
    "case.iccs.marriage": _(
        "The purpose is a forced marriage (020292), and no gain is demanded for the release:"
        " neither of the two."
    ),
    "case.iccs.adoption": _(
        "The purpose is an illegal adoption (020291), and no gain is demanded for the release:"
        " neither of the two."
    ),
    "case.iccs.sexual": _(
        "The act is a sexual offence (03), and no gain is demanded for the release: neither of the"
        " two. Keep the detention in mind as a second class."
    ),
    "case.iccs.agents": _(
        "Public agents hold the person: illegal restraint, under which the enforced disappearance"
        " is counted."
    ),
    "case.iccs.compel_moved": _("The victim was taken away to make someone act: kidnapping."),
    "case.iccs.compel": _(
        "The victim is held to make someone act, and was not taken away: illegal restraint."
    ),
    "case.iccs.compel_unknown": _(
        "The victim is held to make someone act, and nothing is known of a taking away: illegal"
        " restraint. Look at it again once the movement is known."
    ),
    "case.iccs.held": _(
        "The victim is held, and neither a gain nor another demand is known: illegal restraint."
        " Look at it again once a demand is made."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IccsFacts:
    """What decides: codes of purposes and modalities; `moved` is True, False or None (not known).

    `gain_demanded`: somebody asked for money or another benefit for the release.
    """

    purposes: Collection[str] = ()
    modalities: Collection[str] = ()
    typology: str = ""
    moved: bool | None = None
    gain_demanded: bool = False
    child: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed class and the kind of its reason, a key of REASONS."""

    code: IccsCode
    reason: str

    @property
    def words(self) -> str:
        """The reason in the reader's language."""
        return str(REASONS[self.reason])

    @property
    def facts(self) -> Mapping[str, str]:
        """The reason as a case keeps it."""
        return {"kind": self.reason}


def propose(facts: IccsFacts) -> Proposal:
    """The class of the crime statistics that the facts lead to, with the reason."""
    if "virtual" in facts.modalities:
        return Proposal(IccsCode.NEITHER, "case.iccs.virtual")
    if _for_gain(facts):
        moved = "case.iccs.gain" if facts.moved is not False else "case.iccs.gain_unmoved"
        return Proposal(IccsCode.KIDNAPPING, moved)
    return _elsewhere(facts) or _restraint(facts)


def _for_gain(facts: IccsFacts) -> bool:
    return (
        facts.gain_demanded
        or "gain" in facts.purposes
        or facts.typology == "extortion"
        or bool({"express", "tiger"} & set(facts.modalities))
    )


def _elsewhere(facts: IccsFacts) -> Proposal | None:
    """A purpose that has a class of its own, while nobody demands a gain."""
    purposes = set(facts.purposes)
    custody = "custody" in purposes or facts.typology == "domestic"
    if facts.child and custody:
        return Proposal(IccsCode.NEITHER, "case.iccs.custody")
    for purpose in ("exploitation", "adoption", "marriage", "sexual"):
        if purpose in purposes or (purpose == "sexual" and facts.typology == "sexual"):
            return Proposal(IccsCode.NEITHER, f"case.iccs.{purpose}")
    return None


def _restraint(facts: IccsFacts) -> Proposal:
    if "compel" in facts.purposes:
        if facts.moved:
            return Proposal(IccsCode.KIDNAPPING, "case.iccs.compel_moved")
        kind = "case.iccs.compel" if facts.moved is False else "case.iccs.compel_unknown"
        return Proposal(IccsCode.ILLEGAL_RESTRAINT, kind)
    if "public_agents" in facts.modalities:
        return Proposal(IccsCode.ILLEGAL_RESTRAINT, "case.iccs.agents")
    return Proposal(IccsCode.ILLEGAL_RESTRAINT, "case.iccs.held")
