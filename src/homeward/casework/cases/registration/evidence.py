"""What items and evidence register: verbs, events, facts, captions and their tab."""

from typing import Any

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Called once, when the room is ready."""
    # The worker opens no page, so nothing else would bring these rooms' jobs to it.
    from homeward.casework.cases.actions import exports, uploads  # noqa: F401

    _verbs()
    _events()
    _facts()
    _captions()
    _notices()


def _verbs() -> None:
    from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

    handling = Field("handling", "handling code of the item")
    refused = Field("reason", "code of the reason: access_ended")
    register_verbs(
        {
            "case.item_viewed": _("looked at an item"),
            "case.item_changed": says(_("changed an item"), handling),
            "case.item_followed": says(
                _("made an item as strict as what it was made of"),
                handling,
                Field("source", "number of the item that had become stricter", Kind.WHOLE),
            ),
            "evidence.upload_begun": says(
                _("began to upload a file"), Field("size", "bytes of the file", Kind.WHOLE)
            ),
            "evidence.taken_in": says(
                _("took evidence in"),
                Field("item", "number of the item", Kind.WHOLE),
                Field("sha256", "SHA-256 of what was stored"),
                Field("size", "bytes of the file", Kind.WHOLE),
                Field("mismatch", "the content is not what the name claims", Kind.YES_NO),
                Field("known", "the content was in the compartment already", Kind.YES_NO),
            ),
            "evidence.custody_added": says(
                _("wrote a step of custody"),
                Field("number", "number of the step", Kind.WHOLE),
                Field("action", "code of the step"),
                Field("step", "SHA-256 of the step's canonical form"),
            ),
            "evidence.opened": says(
                _("opened evidence"), Field("shown", "preview, picture or download")
            ),
            "evidence.exported": says(
                _("made a package of evidence"),
                Field("manifest", "SHA-256 of the package's manifest"),
                Field("items", "numbers of the items", Kind.WHOLES),
                Field("files", "how many files", Kind.WHOLE),
                Field("use", "as what bound items are used: stated, allowed, clearing or nothing"),
            ),
            "evidence.upload_refused": says(
                _("ended an upload of which nothing was kept"), refused
            ),
            "evidence.export_refused": says(_("ended a package that has no proof"), refused),
            "evidence.package_downloaded": says(
                _("downloaded a package of evidence"),
                Field("manifest", "SHA-256 of the package's manifest"),
            ),
        }
    )


def _events() -> None:
    from homeward.casework.cases import ports
    from homeward.casework.cases.vocabulary.items import CustodyAction
    from homeward.foundation.access.roles import Compartment

    def step(params: dict[str, Any]) -> str:
        return _("Custody of evidence %(file)s: %(action)s") % {
            "file": params["file"],
            "action": CustodyAction(params["action"]).label,
        }

    ports.register_event_kinds(
        {
            "evidence.custody_added": step,
            "evidence.exported": _("A package of %(items)s items was made"),
        }
    )
    everyone = frozenset(Compartment.values)
    ports.register_tab(ports.CaseTab("evidence", _("Evidence"), "cases:items", everyone, 45))


def _facts() -> None:
    from homeward.foundation.journal.facts import register_facts_of
    from homeward.foundation.journal.verbs import Field, Kind

    mismatch = Field("mismatch", "kept though it is not what its name says", Kind.YES_NO)
    register_facts_of(
        {
            "case.evidence_taken_in": (Field("item_kind", "kind of the item"), mismatch),
            "case.evidence_step": (Field("action", "code of the step of custody"),),
            "case.evidence_exported": (Field("items", "how many items", Kind.WHOLE),),
        }
    )


def _captions() -> None:
    from homeward.casework.cases.queries import evidence as named
    from homeward.foundation.journal.ports import register_caption

    register_caption("evidence", named.evidence_caption)
    register_caption("upload", named.upload_caption)
    register_caption("export", named.export_caption)


def _notices() -> None:
    from homeward.foundation.duty.ports import TaskKind, register_task_kind

    for code, sentence in (
        (
            "case.upload_refused",
            _(
                "A file of yours was not taken in: your access to its case had ended before the"
                " node had read it back. Nothing of it was kept."
            ),
        ),
        (
            "case.package_refused",
            _(
                "A package of yours cannot be downloaded: your access to its case had ended before"
                " the journal's proof was there."
            ),
        ),
    ):
        register_task_kind(TaskKind(code, sentence, _("See who is on duty")))
