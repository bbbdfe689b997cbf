"""61/179 §7, 59/154 §3: report to the Crime Commission, share with the Conference of the Parties.

The Secretariat asks States, one replies over the wire and the others do not; the report names them,
every figure of its text follows from the frozen annex, and sharing it is another person's act.
"""

import json
import re
from uuid import UUID

from homeward.foundation.guard.context import opened
from homeward.oversight.reporting.models import Sharing
from homeward.wire.receipts import ReceiptState
from tests.assistance.desks import be_secretariat
from tests.browser_client import signed_in
from tests.exchange.peer import Peer
from tests.people import People
from tests.reporting.telling import answered, reply, send, told
from tests.reporting.test_annex import agrees, words_in


def test_from_the_questionnaire_to_the_conference(people: People) -> None:
    be_secretariat()
    peer, office, head = Peer(), signed_in(people.carol), signed_in(people.olga)
    asks = {
        "title": "Questionnaire 2026",
        "session": "Crime Commission, example session",
        "first": "2022",
        "last": "2025",
        "due": "2026-12-31",
        "states": ["XB", "XC", "XD"],
    }
    page = office.post("/reporting/rounds/new/", asks)["Location"]
    (asked,) = peer.sent_here("reporting.questionnaire")
    years = [told("kidnapping_victims", str(y), 1000 + y - 2022) for y in range(2022, 2026)]
    answer = answered("p8b", "Victims were [[kidnapping_victims 2025]].", "Two analysts.")
    thread = page.split("/")[3]
    sent = send(peer, "reporting.reply", reply(1, years, answer), UUID(thread))
    assert sent[1].state is ReceiptState.DELIVERED
    assert asked.header.thread == thread

    report = office.post(f"{page}compile/")["Location"]
    shown = office.get(report).content.decode()
    assert "Victims were 1,003 [" in shown
    assert "Needs: Two analysts." in shown
    annex = json.loads(office.get(f"{report}annex/json/").content)
    for language in ("en", "fr"):
        text = words_in(office.get(f"{report}file/docx/{language}/").content)
        assert agrees(annex, text, None, language) > 20
        assert office.get(f"{report}file/pdf/{language}/").content.startswith(b"%PDF")
    silent = next(one for one in annex["figures"] if one["operation"] == "silent")
    assert (silent["value"], silent["states"]) == ("2", ["XC", "XD"])
    assert not [row for row in annex["data"] if row["state"] in ("XC", "XD")], "and no zero"

    assert not re.search(r'href="[^"]*share/"', shown), "not by whoever compiled it"
    given = {"body": "conference", "document": "CTOC/COP/2026/EX"}
    assert head.post(f"{report}share/", given).status_code == 302
    with opened(people.olga.actor):
        assert json.loads(Sharing.objects.get().statement)["shared_with"] == "conference"
    assert "CTOC/COP/2026/EX" in office.get(report).content.decode()
    assert signed_in(people.dan).get(report).status_code == 404
