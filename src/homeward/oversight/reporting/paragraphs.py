"""The operative paragraphs of the two resolutions, in our own words, with what is asked about each.

Twin paragraphs of 59/154 (20 December 2004) and 61/179 (20 December 2006) are one entry. Read in
full, except where `from_memory`, which is shown wherever the paragraph is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph: `places` name it, `words` say what it asks, `question` is put to States,
    `indicators` are those that speak of it."""

    code: str
    places: str
    words: Text
    question: Text
    indicators: tuple[str, ...] = ()
    from_memory: bool = False


_CRIME = ("kidnapping_incidents", "kidnapping_victims", "restraint_incidents", "restraint_victims")
_ALL = (
    Paragraph(
        code="p1",
        places="59/154 §1; 61/179 §1",
        words=_("Kidnapping is condemned, whatever the circumstances and the purpose."),
        question=_("How widespread is kidnapping in your State, and what is said of it in public?"),
        indicators=_CRIME[:2],
        from_memory=True,
    ),
    Paragraph(
        code="p2",
        places="59/154 §2",
        words=_("Those who kidnap answer for any injury or death that it causes."),
        question=_("How are injury and death of victims charged and punished?"),
        indicators=("victims_harmed",),
    ),
    Paragraph(
        code="p3",
        places="59/154 §3; 61/179 §7",
        words=_(
            "Implementation is reported to the Crime Commission and told to the Conference of the"
            " Parties to the Convention against Transnational Organized Crime."
        ),
        question=_("What else should the Commission know of implementation in your State?"),
    ),
    Paragraph(
        code="p4",
        places="59/154 §4; 61/179 §3",
        words=_(
            "States work together: extradition, mutual legal assistance, collaboration of police"
            " and other authorities, exchange of information."
        ),
        question=_("How do your authorities work with those of other States on kidnappings?"),
        indicators=(
            "hours_to_acknowledge",
            "hours_to_execute",
            "hours_to_refuse",
            "complete_at_first",
            "requests_refused",
        ),
    ),
    Paragraph(
        code="p5",
        places="59/154 §5; 61/179 §4",
        words=_(
            "Measures against laundering are strengthened, and proceeds of kidnapping traced,"
            " detected, frozen and confiscated."
        ),
        question=_("How are proceeds of kidnapping found, frozen, confiscated and returned?"),
        indicators=(
            "assets_traced",
            "assets_restrained",
            "assets_confiscated",
            "assets_returned",
        ),
    ),
    Paragraph(
        code="p6",
        places="59/154 §6; 61/179 §5",
        words=_(
            "Victims and their families are assisted and protected, with thought to the"
            " psychological, social and economic harm."
        ),
        question=_("Which help and protection do victims and families get, and how soon?"),
        indicators=("persons_assisted", "hours_to_assist"),
    ),
    Paragraph(
        code="p7a",
        places="59/154 §7(a)",
        words=_("Prevention for people who may become victims."),
        question=_("What is done so that people at risk are not kidnapped?"),
        indicators=_CRIME[:1],
    ),
    Paragraph(
        code="p7b",
        places="59/154 §7(b)",
        words=_("Prevention by dismantling criminal and terrorist groups."),
        question=_("Which groups were dismantled before or after kidnappings, and how?"),
    ),
    Paragraph(
        code="p7c",
        places="59/154 §7(c)",
        words=_("Alliances with the private sector."),
        question=_("Which arrangements are there with banks, telecoms, insurers and others?"),
    ),
    Paragraph(
        code="p7d",
        places="59/154 §7(d)",
        words=_("Reacting to a crisis and managing it."),
        question=_("Who leads when somebody is held, and by which procedures?"),
    ),
    Paragraph(
        code="p7e",
        places="59/154 §7(e)",
        words=_("Minimum elements of the offence, towards a common notion and comparable figures."),
        question=_("How does your law define kidnapping, and does it hold the minimum elements?"),
        indicators=("laws_meeting_minimum",),
    ),
    Paragraph(
        code="p7f",
        places="59/154 §7(f)",
        words=_("Measures for victims and families."),
        question=_("Which services exist, who pays for them, and who is left out?"),
        indicators=("persons_assisted",),
    ),
    Paragraph(
        code="p7g",
        places="59/154 §7(g)",
        words=_("Which national authorities are in charge."),
        question=_("Which authorities are in charge, and was it tested that they are reachable?"),
        indicators=("authority_reachable",),
    ),
    Paragraph(
        code="p7h",
        places="59/154 §7(h)",
        words=_(
            "Procedures for communicating data, for rescue, information systems and prosecution."
        ),
        question=_("By which procedures is data exchanged, rescue planned and a case brought?"),
        indicators=("hours_to_acknowledge",),
    ),
    Paragraph(
        code="p8a",
        places="59/154 §8(a)",
        words=_(
            "Judges, prosecutors and police are trained, in special techniques too, with the"
            " victim's safety first."
        ),
        question=_("Who was trained, in what, and what is still missing?"),
        indicators=("officers_trained",),
    ),
    Paragraph(
        code="p8b",
        places="59/154 §8(b)",
        words=_("Trends are examined as the base of policy."),
        question=_("How are kidnappings counted, what do the figures show, and what do they miss?"),
        indicators=_CRIME,
    ),
    Paragraph(
        code="m2",
        places="61/179 §2, §6; 59/154 §7",
        words=_(
            "The operational manual is used nationally, and States that ask get advice and"
            " technical assistance."
        ),
        question=_("Which practices of the manual were adopted, and which help is needed?"),
        indicators=("practices_adopted",),
    ),
)
PARAGRAPHS: Mapping[str, Paragraph] = {one.code: one for one in _ALL}
