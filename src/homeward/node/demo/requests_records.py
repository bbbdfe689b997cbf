"""The chapter of requests: bank records, refused on a ground of the treaty, and asked for again."""

from homeward.node.demo.crisis import choice, ticked
from homeward.node.demo.requests import CENTRAL, LAW, OFFICER, Requests, day
from homeward.node.demo.requests_money import take

ABROAD, FIRST, AGAIN = "central.xb", "records", "records_again"
WHY_NOT = "Nobody was asked to pay, by what is written here: that is not punishable in XB."
RECORDS = "Account;Opened;Holder\nXB00TEST0000009002;2025-11-03;Harbour Trade (invented)\n"
RECORDS_FILE, LAW_FILE = "account-opening.csv", "penal-code-xa.txt"
# What a translator of XA writes; every part in words has its own.
FRENCH = {
    "investigation": "Enquête de la police nationale de XA sur un enlèvement contre rançon.",
    "facts": "La victime a été enlevée le 9 mars 2026 ; une rançon a été exigée et payée.",
    "assistance": "Les pièces d’ouverture du compte et tous les mouvements de la période.",
    "holder": "First Bank of XB, agence du port (inventée)",
    "records": "Compte XB00TEST0000009002",
    "link_to_case": "Une rançon de 480 000,00 XTS a été exigée de la famille sous menace de mort et"
    " payée ; une partie est arrivée sur ce compte. La demande refusée ne le disait pas.",
    "tell_nobody": "Le titulaire viderait le compte.",
    "purpose": "Preuve dans la procédure pénale contre les auteurs de l’enlèvement.",
}
CERTIFIED = "Conforme à l’original, autorité centrale de XA"
ASKED = {
    "assistance": "The opening papers of the account, and every movement of the period.",
    "holder": "First Bank of XB, Harbour Branch (invented)",
    "records": "Account XB00TEST0000009002",
    "period_from": "2026-03-01",
    "period_to": "2026-03-31",
    "certification": "certified",
    "tell_nobody": "The holder would empty the account.",
}
LINK = "A ransom of XTS 480,000.00 was demanded of the family under threat of death, and paid;"
LINK += " a part of it came to this account. The request that was refused did not say so."
LIMIT = "Not for tax matters."


def refused(story: Requests) -> None:
    """XB would refuse, says so first, hears XA, and refuses with ground and reasons."""
    _ask(story, FIRST, link_to_case="Money of the offence came to this account.")
    story.take_up(ABROAD, FIRST)
    consulted = {"intention": "refuse", "reasons": WHY_NOT}
    story.does(ABROAD, FIRST, "consult", **consulted)
    story.offered(CENTRAL, FIRST, "give_view")
    story.does(CENTRAL, FIRST, "give_view", text="The family was asked to pay; we will show it.")
    story.shows(ABROAD, FIRST, "we will show it")
    story.does(ABROAD, FIRST, "refuse", ground="dual_criminality", text=WHY_NOT)
    story.shows(OFFICER, FIRST, "Treaty XA-XB 4(d)")
    story.close(FIRST)
    story.say(
        "A refusal",
        "XA asked XB for bank records. XB consulted before it refused, heard XA’s view, and"
        " refused: not punishable there, by what the request said. Its ground is one of the"
        " treaty between the two.",
        "XA",
        story.path(FIRST),
        "UNTOC 18(26), 18(23) and 18(7): no refusal without consultation, ground and reasons; the"
        " treaty’s own list of contents and grounds holds between the two.",
    )


def asked_again(story: Requests) -> None:
    """The request goes again with what was lacking, in XB's language too, and is executed."""
    _ask(story, AGAIN, link_to_case=LINK, is_translated=True)
    story.take_up(ABROAD, AGAIN)
    story.does(ABROAD, AGAIN, "begin")
    story.attach(ABROAD, AGAIN, RECORDS_FILE, RECORDS.encode(), "Certified copy of the records")
    story.does(
        ABROAD,
        AGAIN,
        "execute",
        executed_by="Court of Borduvia, fourth chamber (invented)",
        executed_on=day(),
        records="The opening papers of the account, certified by the court",
        limit_use="purpose",
        limit_words=LIMIT,
        limit_secrecy="keep",
    )
    story.shows(CENTRAL, AGAIN, RECORDS_FILE)
    take(story, AGAIN)
    _bound(story)
    story.close(AGAIN)
    story.say(
        "Asked again, and answered",
        "Completed with the demand and its law, the request went again with a certified French"
        " letter; XB executed it and set limits. XA took the records in; a package of them"
        " for another use was refused.",
        "XA",
        story.path(AGAIN),
        "UNTOC 18(19): what another State gave is used for what it was told, unless it agrees.",
    )


def _ask(story: Requests, name: str, *, link_to_case: str, is_translated: bool = False) -> None:
    story.draft(name, "records", "XB", basis="bilateral", urgency="urgent")
    story.attach(OFFICER, name, LAW_FILE, LAW.encode(), "The provision, in full")
    story.write(name, {**ASKED, "link_to_case": link_to_case}, {"law_text": LAW_FILE})
    if is_translated:
        _translate(story, name)
    story.issue(name)


def _translate(story: Requests, name: str) -> None:
    """The letter is made in French: one translates, another certifies."""
    officer, central = story.person(OFFICER), story.person(CENTRAL)
    letter = story.path(name, "letter/")
    officer.send(letter, {"letter_in": "fr"})
    for kind, owner in (("translation", "Officer of XA"), ("certification", "Central authority")):
        page = officer.fetch(letter)
        step = {"kind": kind, "language": "fr", "due_on": day(2)}
        officer.complete(page, {**step, "owner": choice(page.text, owner)}, to="letter/step/")
    address = story.path(name, "translation/fr/")
    opened = officer.open(address, {})
    parts = {code: FRENCH[code] for code in opened.values if code in FRENCH}
    officer.send(address, {**parts, "finish": "1"})
    central.send(address, {"statement": CERTIFIED}, to="certify/")


def _bound(story: Requests) -> None:
    """A package of the records for another use than the request states is refused."""
    officer = story.person(OFFICER)
    address = f"{story.case}evidence/packages/new/"
    page = officer.fetch(address)
    item = ticked(page.text, "items", RECORDS_FILE)
    wanted = {"items": [item], "recipient": "Tax office of XA", "purpose": "Taxes of the holder"}
    other_use = {**wanted, "use": "allowed"}
    answer = officer.refused(address, other_use, code=409, says="Another use needs its consent")
    story.refused["another use"] = str(answer.status_code)
