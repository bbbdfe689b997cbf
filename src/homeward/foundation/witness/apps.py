"""Django's registration of the witness."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WitnessConfig(AppConfig):
    """Heads exchanged and countersigned between nodes."""

    name = "homeward.foundation.witness"
    label = "witness"

    def ready(self) -> None:
        """Register verbs, jobs, the countersigned heads for exports, menu and My work."""
        from homeward.foundation.journal.ports import register_witnessed
        from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says
        from homeward.foundation.witness import jobs, work  # noqa: F401  declares the jobs
        from homeward.foundation.witness.own import witnessed_head

        size = Field("size", "entries that the head counts", Kind.WHOLE)
        register_verbs(
            {
                "witness.head_countersigned": says(
                    _("countersigned the head of another State's journal"),
                    size,
                    Field("previous", "size of the head countersigned before", Kind.WHOLE),
                ),
                "witness.head_refused": says(
                    _("refused the head of another State's journal"),
                    Field("kind", "forked, shrunk or unproven"),
                    size,
                    Field("last", "size of the head countersigned last", Kind.WHOLE),
                ),
                "witness.countersigned": says(
                    _("kept another State's countersignature of the own journal"), size
                ),
                "witness.own_head_refused": says(
                    _("learned that another State refused the head of the own journal"),
                    Field("kind", "own_forked, own_shrunk or own_refused"),
                    size,
                ),
                "witness.promise_broken": says(
                    _("found that a receipt's promise was broken"),
                    Field("peer", "State that promised"),
                    size,
                ),
                "witness.bad_statement": says(
                    _("turned away a statement about a journal that was not genuine"),
                    Field("code", "the error's code"),
                    Field(
                        "left_out",
                        "entries of this code that were not written since the last",
                        Kind.WHOLE,
                    ),
                ),
                "witness.beginning_accepted": says(
                    _("accepted that another State's journal begins anew after a restore"),
                    Field("size", "entries of the head that is set aside", Kind.WHOLE),
                    Field("note", "how the restore was confirmed"),
                ),
                "witness.alarm_settled": says(
                    _("settled an alarm about a journal"),
                    Field("kind", "code of the alarm"),
                    Field("note", "what was found out and done"),
                ),
            }
        )
        register_witnessed(witnessed_head)
        work.register()
