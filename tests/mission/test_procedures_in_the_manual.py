"""59/154 §7(h): procedures for data, rescue, information systems and prosecution, as the manual has
them: each practice leads to the tool that carries it out, and that opens."""

from tests.browser_client import signed_in
from tests.manual.leads import check_tools_open
from tests.people import People


def test_every_procedure_leads_to_the_tool_that_carries_it_out(people: People) -> None:
    wanted = {"requests", "life-at-risk", "evidence", "case-file", "decisions", "restraint"}
    check_tools_open(signed_in(people.alice), "h", wanted)
