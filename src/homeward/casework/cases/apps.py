"""Django's registration of the case file."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """The case file."""

    name = "homeward.casework.cases"
    label = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """Register verbs, events, tabs, captions and the menu entry."""
        from homeward.casework.cases import compartments_work, ports, work
        from homeward.casework.cases.access import may_open_cases
        from homeward.casework.cases.registration import casefile as registration_casefile
        from homeward.casework.cases.registration import detention as registration_detention
        from homeward.casework.cases.registration import distress as distress_registration
        from homeward.casework.cases.registration import evidence as evidence_registration
        from homeward.casework.cases.registration import first_call as first_call_registration
        from homeward.casework.cases.registration import lists as lists_registration
        from homeward.casework.cases.vocabulary.case import CaseStatus, PersonRole
        from homeward.foundation.access.roles import Compartment
        from homeward.foundation.journal.ports import register_caption
        from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says
        from homeward.knowledge.manual.ports import register_tools

        register_verbs(
            {
                "case.opened": _("opened the case"),
                "case.viewed": says(
                    _("looked at the case"),
                    Field("page", "which page of the case"),
                    Field("part", "which part of another room"),
                    Field("people", "numbers of the persons who were shown", Kind.WHOLES),
                    Field("ransom_sequel", "what the ransom has become was shown", Kind.YES_NO),
                ),
                "case.status_set": says(
                    _("changed the status of the case"), Field("status", "code of the new status")
                ),
                "case.person_added": says(
                    _("added a person"), Field("role", "code of the person's role in the case")
                ),
                "case.item_added": says(
                    _("added an item"), Field("handling", "handling code of the item")
                ),
                "case.ransom_recorded": _("recorded the ransom"),
            }
        )

        def status_set(params: dict[str, Any]) -> str:
            return _("The case is now: %(status)s") % {"status": CaseStatus(params["status"]).label}

        def person_added(params: dict[str, Any]) -> str:
            return _("Person added: %(role)s") % {"role": PersonRole(params["role"]).label}

        ports.register_event_kinds(
            {
                "case.opened": _("Case %(reference)s was opened"),
                "case.status_set": status_set,
                "case.person_added": person_added,
                "case.item_added": _("Item added: %(title)s"),
                "case.ransom_recorded": _("The ransom was recorded"),
            }
        )
        everyone = frozenset(Compartment.values)
        ports.register_tab(ports.CaseTab("overview", _("Overview"), "cases:overview", everyone, 10))
        ports.register_tab(ports.CaseTab("timeline", _("Timeline"), "cases:timeline", everyone, 20))
        ports.register_tab(
            ports.CaseTab(
                "access_record",
                _("Record of access"),
                "cases:access_record",
                everyone,
                900,
                lead_only=True,
            )
        )
        register_caption("case", work.case_caption)
        register_caption("person", work.person_caption)
        register_caption("item", work.item_caption)
        registration_casefile.register()
        registration_detention.register()
        work.register()
        compartments_work.register()
        evidence_registration.register()
        distress_registration.register()
        first_call_registration.register()
        lists_registration.register()
        register_tools(may_open_cases, first_call="cases:first_calls")
        register_tools(case_file="cases:list", evidence="cases:list")
