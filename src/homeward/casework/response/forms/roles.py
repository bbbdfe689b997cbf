"""Forms of the State's list of roles and its rules of separation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.overtaken import Stored
from homeward.casework.cases.versions import LARGEST
from homeward.casework.cases.visible import CleanForm
from homeward.casework.response.actions.role_settings import RoleWords, RuleWords
from homeward.casework.response.models import RoleSetting, SeparationSetting
from homeward.casework.response.role_list import CASE_LEAD, Role, Rule
from homeward.casework.response.roles import roles, rules
from homeward.foundation.web.components import Fact


class _Revised(CleanForm):
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class RoleForm(_Revised):
    """A role as this State wants it."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Small letters and _; it never changes.")
    )
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    duties = forms.CharField(
        label=_("Duties"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    for_people = forms.BooleanField(
        label=_("May be held by a person of the case who does not sign in"), required=False
    )
    field_order = ("code", "name", "duties", "for_people", "is_active")

    def __init__(self, *args: Any, role: Role | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if role is not None:
            del self.fields["code"]
        if role is not None and role.is_shipped:
            hint = _("Leave it empty for the words that come with the program, in every language.")
            self.fields["name"].help_text = self.fields["duties"].help_text = hint
        else:
            self.fields["name"].required = True

    def words(self) -> RoleWords:
        """What a valid form keeps."""
        return RoleWords(**{name: self.cleaned_data[name] for name in RoleWords.__slots__})


class RuleForm(_Revised):
    """A rule of separation as this State wants it."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Small letters and _; it never changes.")
    )
    first = forms.MultipleChoiceField(
        label=_("Whoever holds one of these"), widget=forms.CheckboxSelectMultiple
    )
    second = forms.MultipleChoiceField(
        label=_("holds none of these"), widget=forms.CheckboxSelectMultiple
    )
    ever = forms.BooleanField(
        label=_("In the whole case"),
        required=False,
        help_text=_("Otherwise the two are only not held at the same time."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("It is shown to whoever would break the rule."),
    )
    field_order = ("code", "first", "second", "ever", "reason", "is_active")

    def __init__(
        self, *args: Any, rule: Rule | None, known: dict[str, Role], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if rule is not None:
            del self.fields["code"]
        if rule is None or not rule.is_shipped:
            self.fields["reason"].required = True
        listed: list[tuple[str, Any]] = [(one.code, one.name) for one in known.values()]
        for name in ("first", "second"):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  for the checker
            field.choices = [*listed, (CASE_LEAD, _("Lead of the case"))]

    def clean(self) -> dict[str, Any]:
        """Nobody is kept apart from himself."""
        given: dict[str, Any] = super().clean() or {}
        if set(given.get("first", ())) & set(given.get("second", ())):
            self.add_error("second", _("A role stands on one side only."))
        return given

    def words(self) -> RuleWords:
        """What a valid form keeps."""
        return RuleWords(**{name: self.cleaned_data[name] for name in RuleWords.__slots__})


def role_initial(role: Role) -> dict[str, Any]:
    """The first content of a role's form; shipped words stay out of it, so that they translate."""
    own = isinstance(role.name, str)
    return {
        "name": role.name if own else "",
        "duties": role.duties if isinstance(role.duties, str) else "",
        "for_people": role.for_people,
        "is_active": role.is_active,
        "revision": role.revision,
    }


def rule_initial(rule: Rule) -> dict[str, Any]:
    """The first content of a rule's form."""
    return {
        "first": sorted(rule.first),
        "second": sorted(rule.second),
        "ever": rule.ever,
        "reason": rule.reason if isinstance(rule.reason, str) else "",
        "is_active": rule.is_active,
        "revision": rule.revision,
    }


def stored_role(code: str) -> Stored:
    """A role as it is kept now, for whoever changed it at the same time."""
    role, stamp = roles()[code], RoleSetting.objects.filter(code=code).first()
    fields = RoleForm.base_fields
    facts = [
        Fact(fields["name"].label or "", role.name),
        Fact(fields["duties"].label or "", role.duties or None),
        Fact(_("In use"), _("Yes") if role.is_active else _("No")),
    ]
    return _stamped(facts, stamp)


def stored_rule(code: str) -> Stored:
    """A rule as it is kept now, for whoever changed it at the same time."""
    rule, stamp = rules()[code], SeparationSetting.objects.filter(code=code).first()
    facts = [
        Fact(_("Whoever holds one of these"), ", ".join(sorted(rule.first))),
        Fact(_("holds none of these"), ", ".join(sorted(rule.second))),
        Fact(_("In the whole case"), _("Yes") if rule.ever else _("No")),
        Fact(_("In use"), _("Yes") if rule.is_active else _("No")),
    ]
    return _stamped(facts, stamp)


def _stamped(facts: list[Fact], stamp: RoleSetting | SeparationSetting | None) -> Stored:
    if stamp is None:
        return Stored(facts, 0, None, None)
    return Stored(facts, stamp.revision, stamp.changed_by, stamp.changed_at)
