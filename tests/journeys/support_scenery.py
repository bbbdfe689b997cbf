"""A family whose support files have something to show on every page of the room.

Nour was taken; Sami is her brother, Lina her daughter of nine, and the support of Iris has ended.
Dan works on the files, Carol is his colleague and keeps the services, Alice leads the case. Each
row comes through the pages that people use, or through an action where that is shorter.
"""

from tests.journeys import support_after as after
from tests.journeys import support_help as help_
from tests.journeys.support_scene import SupportScene
from tests.people import People
from tests.victims.family import a_family, open_for

CHILD, SISTER = "Lina Ferrand", "Iris Ferrand"


def set_support_scene(people: People) -> SupportScene:
    """Everything, in the order in which it would happen."""
    family, dan = a_family(people), people.dan
    young = {"age_from": 9, "age_to": 9}
    met = {"agreed_name": "Lili", "language": "fr", "interpreter": True}
    met |= {"interpreter_note": "A woman, and nobody of the same town."}
    kin = {"victim": family.victim, "relation": "child", "person": young}
    child = open_for(family.case, CHILD, dan, **kin, **met)
    ended = open_for(family.case, SISTER, dan, victim=family.victim)
    scene = SupportScene(people, family, child, ended)
    help_.reach_and_tell(scene)
    help_.refer(scene, *help_.share(scene))
    help_.protect(scene)
    help_.keep_contact(scene)
    after.count_losses(scene)
    after.assess_needs(scene)
    after.hear_and_answer(scene)
    after.prepare_release(scene)
    help_.write_for_the_family(scene)
    return scene
