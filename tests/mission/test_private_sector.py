"""59/154 §7(c): alliances with the private sector.

What is there now: practices on banks, telephone companies and platforms, insurers, carriers, hotels
and media, each of which leads to the tools that carry it out. The register of companies with their
protocols and orders is a room that is not there yet: practices name it without a link, and its own
tests will play it here.
"""

from homeward.knowledge.manual.guide.shelf import shipped
from tests.browser_client import signed_in
from tests.manual.leads import check_tools_open, tools_followed
from tests.page_checks import check_page
from tests.people import People

# Whom an alliance is made with, by the codes of roles.
COMPANIES = ("bank", "telecom", "platform", "insurer", "carrier", "employer")


def test_every_kind_of_company_finds_what_it_does(people: People) -> None:
    officer = signed_in(people.alice)
    for role in COMPANIES:
        page = check_page(officer.get(f"/manual/roles/{role}/"))
        mine = [code for code, one in shipped().items() if role in one.roles]
        assert mine, role
        for code in mine:
            assert f"/manual/practices/{code}/" in page


def test_what_is_agreed_with_companies_leads_to_its_tools(people: People) -> None:
    officer = signed_in(people.alice)
    wanted = {"money", "restraint", "life-at-risk", "prevention", "directory", "law", "courses"}
    check_tools_open(officer, "c", wanted)
    assert "partners" in tools_followed(officer, "c")  # linked once a room offers it
