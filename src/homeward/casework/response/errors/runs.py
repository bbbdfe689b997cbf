"""What can go wrong with a plan."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class StepNeedsReason(HomewardError):
    """Nobody leaves a step out without saying why."""

    code = "plan_step_needs_reason"
    status = 400
    message = _("Say why the step is not applicable.")


class RunIsOver(HomewardError):
    """A plan that was ended is not changed any more."""

    code = "plan_is_over"
    status = 409
    message = _("This plan was ended. Start the playbook again to go on with it.")


class RunsAlready(HomewardError):
    """A playbook runs once at a time."""

    code = "plan_runs_already"
    status = 409
    message = _("This playbook runs on the case already. Open it in the plan.")


class ItemNotThere(HomewardError):
    """Evidence names an item that the writer does not see in this case."""

    code = "plan_item_not_there"
    status = 400
    message = _("There is no item %(number)s in your compartments of this case. Check its number.")


class OwnerNotInside(HomewardError):
    """A step is not given to somebody who cannot read it."""

    code = "plan_owner_not_inside"
    status = 400
    message = _("This person is not in the compartment of the plan. Choose one of its members.")
