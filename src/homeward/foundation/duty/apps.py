"""Django's registration of duty."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """Tasks and clocks, the roster, notices."""

    name = "homeward.foundation.duty"
    label = "duty"

    def ready(self) -> None:
        """Fill My work and the way in which people are told; register verbs, kinds and jobs."""
        from homeward.foundation.access.ports import register_notice
        from homeward.foundation.duty import jobs, work  # noqa: F401
        from homeward.foundation.duty.actions.notices import tell_persons
        from homeward.foundation.duty.ports import TaskKind, register_task_kind
        from homeward.foundation.duty.verbs import VERBS
        from homeward.foundation.duty.words import MAIL_FAILS, MAIL_TEST, STEP_MAIL
        from homeward.foundation.journal.verbs import register_verbs

        register_notice(tell_persons)
        register_verbs(VERBS)
        register_task_kind(TaskKind("duty.mail_fails", MAIL_FAILS, STEP_MAIL))
        register_task_kind(TaskKind("duty.mail_test", MAIL_TEST, STEP_MAIL))
        work.register()
