"""The facts of a conduct and of a request as a form: few questions, each of which may stay open.

The answers are codes only, and an age is a band: enough for the limits that laws draw, and less
than what tells who somebody is. Forms send them in their body, so that no log of addresses has
them; a link with them is made only by whoever asks for one. Nothing is stored.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.foundation.web.visible import CleanForm
from homeward.knowledge.law.comparing import KnownOffence
from homeward.knowledge.law.conduct import HOLDING, TAKING, Conduct
from homeward.knowledge.law.elements import ACTS, MEANS, PURPOSES
from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.references import linked_later
from homeward.knowledge.law.route import Asked, Facts
from homeward.knowledge.law.words import ASKED

YES_NO = [
    ("yes", pgettext_lazy("fact", "Yes")),
    ("no", pgettext_lazy("fact", "No")),
    ("", pgettext_lazy("fact", "Not known")),
]
STATES = ("requesting", "requested")
CONDUCT = ("acts", "moved", "means", "willing", "age", "purposes", "third_party", "threat",
           "complete", "completed")  # fmt: skip
ROUTE = ("asked", "offence", "three_or_more", "structured", "benefit", "more_states",
         "planned_elsewhere", "group_in_states", "effects_elsewhere", "traces_there",
         "person_there", "foreign_link", "armed_conflict", "convention_offence")  # fmt: skip
OLDEST = 120
COMPLETE = {
    "acts": _("nothing else was done"),
    "means": _("it was done by no other means"),
    "purposes": _("it was done to no other end"),
}
AGES = {
    0: (11, _("Below 12")),
    12: (13, _("12 or 13")),
    14: (15, _("14 or 15")),
    16: (17, _("16 or 17")),
    18: (OLDEST, _("18 or over")),
}  # the youngest of each band: the oldest of it, and its words
Choices = list[tuple[str, Any]]


def _yes_no(label: Any, help: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        help_text=linked_later(help) if help else "",
        choices=YES_NO,
        coerce=lambda code: code == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


def _some(label: Any, words: Mapping[str, Any], help: Any = "") -> forms.MultipleChoiceField:
    # A law may need no purpose; what somebody did has one, or it is not known.
    choices = [one for one in words.items() if one[0] not in ("none_needed", "any_advantage")]
    return forms.MultipleChoiceField(
        label=label,
        help_text=help,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def band_of(age: int) -> int:
    """The youngest age of the band in which an age lies."""
    return max(one for one in AGES if one <= age)


class AgeField(forms.TypedChoiceField):
    """The age of somebody as a band; a whole number of years is taken for its band."""

    def __init__(self, **kwargs: Any) -> None:
        bands = [(str(code), words) for code, (_oldest, words) in AGES.items()]
        choices = [*bands, ("", pgettext_lazy("fact", "Not known"))]
        super().__init__(choices=choices, coerce=int, empty_value=None, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The code of the band of a number of years; anything else as it is."""
        text = "" if value is None else str(value).strip()
        is_age = text.isascii() and text.isdecimal() and int(text) <= OLDEST
        return str(band_of(int(text))) if is_age else text

    def clean(self, value: Any) -> Any:
        """The youngest age of the band, or None."""
        return super().clean(self.prepare_value(value))


class FactsForm(CleanForm):
    """What was done, to what end, and what the tests of the treaties ask.

    `shown` are the fields that the page asks for; the others travel along unseen.
    """

    requesting = forms.ChoiceField(label=_("Requesting State"))
    requested = forms.ChoiceField(label=_("Requested State"))
    acts = _some(_("What was done?"), ACTS, _("Nothing chosen means: not known."))
    moved = _yes_no(_("Was the victim brought to another place?"))
    means = _some(_("By what means?"), MEANS, _("Nothing chosen means: not known."))
    willing = _yes_no(_("Did the victim agree?"))
    age = AgeField(
        label=_("Age of the victim"),
        help_text=_("A band is enough: laws draw their limits there."),
        widget=forms.RadioSelect,
    )
    purposes = _some(_("To what end?"), PURPOSES, _("Nothing chosen means: not known."))
    third_party = _yes_no(
        _("Was somebody other than the victim to be compelled?"),
        _("Relatives, a company, a State: an implied demand counts (Hostages Convention 1(1))."),
    )
    threat = _yes_no(_("Was there a threat to kill, injure or keep the victim?"))
    complete = _some(
        _("Is this all?"),
        COMPLETE,
        _("Choose only what is sure. Of the rest more may turn up, and the answer stays open where"
          " a law asks for more."),
    )  # fmt: skip
    completed = forms.ChoiceField(
        label=_("How far did it go?"),
        choices=[("completed", _("Completed")), ("attempted", _("Attempted only"))],
        initial="completed",
        required=False,
        widget=forms.RadioSelect,
    )
    asked = forms.ChoiceField(
        label=_("What is asked of the other State?"),
        choices=list(ASKED.items()),
        initial=Asked.ASSISTANCE,
        required=False,
        widget=forms.RadioSelect,
    )
    offence = forms.ChoiceField(
        label=_("Offence charged in the requesting State"),
        help_text=linked_later(
            _("Its maximum penalty decides whether the crime is serious: UNTOC 2(b).")
        ),
        required=False,
    )
    convention_offence = _yes_no(
        _("Is it also charged as taking part in a group, laundering, corruption or obstruction of"
          " justice?"),
        _("Then no maximum of four years is needed: UNTOC 3(1)(a), 5, 6, 8, 23."),
    )  # fmt: skip
    three_or_more = _yes_no(_("Do three or more people act together?"), "UNTOC 2(a)")
    structured = _yes_no(
        _("Have they acted together for some time, not by chance for this one act?"),
        "UNTOC 2(a), 2(c)",
    )
    benefit = _yes_no(_("Do they want a financial or other material benefit?"), "UNTOC 2(a)")
    more_states = _yes_no(_("Was it committed in more than one State?"), "UNTOC 3(2)")
    planned_elsewhere = _yes_no(
        _("Was a substantial part planned, directed or controlled in another State?"),
        "UNTOC 3(2)",
    )
    group_in_states = _yes_no(
        _("Does the group commit offences in more than one State?"), "UNTOC 3(2)"
    )
    effects_elsewhere = _yes_no(
        _("Did it have substantial effects in another State?"), "UNTOC 3(2)"
    )
    traces_there = _yes_no(
        _("Are victims, witnesses, proceeds or evidence thought to be in the requested State?"),
        _("For assistance: UNTOC 18(1)."),
    )
    person_there = _yes_no(
        _("Is the person sought in the requested State?"), _("For extradition: UNTOC 16(1).")
    )
    foreign_link = _yes_no(
        _("Does it reach beyond one State and its nationals?"),
        _("The place, the hostage, the suspect, or where the suspect is: Hostages Convention 13."),
    )
    armed_conflict = _yes_no(
        _("Was it part of an armed conflict under the Geneva Conventions?"),
        _("It shuts the Convention out only where the Geneva Conventions or their Protocols bind"
          " the State to prosecute or hand over: Hostages Convention 12."),
    )  # fmt: skip

    def __init__(
        self,
        data: Any = None,
        *,
        states: Choices,
        offences: Iterable[KnownOffence] = (),
        shown: Iterable[str] = (*STATES, *CONDUCT),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        fields: dict[str, Any] = self.fields
        for name in STATES:
            fields[name].choices = [("", ""), *states]
        asking = (data or self.initial).get("requesting", "")
        fields["offence"].choices = [
            ("", _("The nearest to the conduct")),
            *((one.key, f"{one.title} ({one.provision})")
              for one in offences if one.state == asking),
        ]  # fmt: skip
        charged: Any = self.data
        if self.is_bound and "offence" not in shown and charged.get("offence"):
            # It was charged in a State that was chosen before, and nobody sees it here.
            known = {code for code, _words in fields["offence"].choices}
            charged["offence"] = charged["offence"] if charged["offence"] in known else ""
        for name in {*self.fields} - {*shown}:
            many = isinstance(fields[name], forms.MultipleChoiceField)
            fields[name].widget = forms.MultipleHiddenInput() if many else forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """A State asks another, not itself."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("requesting") and found.get("requesting") == found.get("requested"):
            self.add_error("requested", _("A State asks another, not itself. Choose another one."))
        return found

    def conduct(self) -> Conduct:
        """The conduct of a valid form."""
        data = self.cleaned_data
        return Conduct(
            acts=frozenset(data["acts"]),
            moved=data["moved"],
            means=frozenset(data["means"]),
            willing=data["willing"],
            age=data["age"],
            purposes=frozenset(data["purposes"]),
            third_party=data["third_party"],
            threat=data["threat"],
            completed=data["completed"] != "attempted",
            complete=frozenset(data["complete"]),
        )

    def facts(self, serious: Result, dual: Result) -> Facts:
        """What the tests of the treaties ask, of a valid form."""
        data = self.cleaned_data
        answers = {name: data[name] for name in (*ROUTE[2:], "third_party", "threat")}
        acts = {*data["acts"]}
        # What was not chosen is not known; luring alone is no seizing yet.
        answers["seized"] = True if acts & (TAKING | HOLDING) - {"lure"} else None
        if "threaten_hostage" in acts and answers["threat"] is None:
            answers["threat"] = True
        return Facts(Asked(data["asked"] or Asked.ASSISTANCE), serious, dual, **answers)

    def codes(self) -> dict[str, list[str]]:
        """Every answer that was given, as codes: what a link or a record keeps of a valid form."""
        found = {}
        for name in self.fields:
            given = self[name].data or []
            given = given if isinstance(given, list) else [given]
            if kept := [str(one).strip() for one in given if str(one).strip()]:
                found[name] = [self.fields[name].prepare_value(kept[0])] if name == "age" else kept
        return found

    def given(self) -> list[tuple[str, str]]:
        """The answers as the hidden fields of another form."""
        return [(name, one) for name, codes in self.codes().items() for one in codes]

    def query(self) -> str:
        """The answers as the query of an address."""
        return query_of(self.codes())

    def unanswered(self, names: Iterable[str]) -> list[Any]:
        """The questions of these fields that nobody answered, in words."""
        data = self.cleaned_data
        return [self.fields[name].label for name in names if data[name] is None]


def query_of(codes: Mapping[str, Iterable[str]]) -> str:
    """Codes by field as the query of an address, in a steady order."""
    query = QueryDict(mutable=True)
    for name in (*STATES, *CONDUCT, *ROUTE):
        if name in codes:
            query.setlist(name, list(codes[name]))
    return query.urlencode()


def data_of(codes: Mapping[str, Iterable[str]]) -> MultiValueDict[str, str]:
    """Kept codes as a form takes them."""
    return MultiValueDict({name: list(values) for name, values in codes.items()})
