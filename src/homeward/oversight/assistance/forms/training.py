"""Forms of courses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import User
from homeward.foundation.web.formats import language_text
from homeward.foundation.web.visible import CleanForm
from homeward.oversight.assistance.contents import LONGEST
from homeward.oversight.assistance.forms.money import WORDS, day_field
from homeward.oversight.assistance.training.course import LANGUAGES, Course
from homeward.oversight.assistance.training.marking import key_of


class SessionForm(CleanForm):
    """When and where a course is held."""

    begins = day_field(_("First day"))
    ends = day_field(_("Last day"))
    place = forms.CharField(label=_("Place"), max_length=200)
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(one, language_text(one)) for one in LANGUAGES]
        self.fields["language"].choices = listed  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days follow each other."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = given.get("begins"), given.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", _("This day lies before the first one."))
        return given


class PersonForm(CleanForm):
    """Who is enrolled."""

    person = forms.ChoiceField(label=_("Person"))

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        listed = [(key, str(one)) for key, one in self.people.items()]
        self.fields["person"].choices = listed  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User:
        """The person."""
        return self.people[self.cleaned_data["person"]]


class RevokeForm(CleanForm):
    """Why a certificate is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=WORDS,
        help_text=_("Whoever checks the code reads it."),
    )


class AttendanceForm(CleanForm):
    """Which lessons somebody attended."""

    lessons = forms.MultipleChoiceField(
        label=_("Lessons attended"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = course.words()[1]
        listed = [(one.id, words.lessons[one.id].title) for one in course.lessons]
        self.fields["lessons"].choices = listed  # type: ignore[attr-defined]


class TestForm(CleanForm):
    """The questions of a course, each with three answers; one that is left open is wrong."""

    __test__ = False  # no test of ours

    def __init__(self, *args: Any, course: Course, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = course.words(language)[1]
        for lesson, question in course.questions:
            said = words.lessons[lesson.id].questions[question.id]
            self.fields[key_of(lesson.id, question.id)] = forms.ChoiceField(
                label=said.ask,
                choices=list(said.options.items()),
                widget=forms.RadioSelect,
                required=False,
            )


class CheckForm(CleanForm):
    """The code of a certificate."""

    code = forms.CharField(
        label=_("Verification code"), max_length=40, help_text=_("Twelve signs, as on the paper.")
    )
