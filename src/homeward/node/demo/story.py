"""The story, chapter by chapter, played by people at their browsers.

Each step says what happened, where to look, and what it proves.
"""

import re
from dataclasses import dataclass, field

from homeward.node.demo.border_law import change_law, compare_laws, keep_with_request
from homeward.node.demo.client import Person
from homeward.node.demo.ledgers import (
    CURRENCY,
    RANSOM,
    RANSOM_REFERENCE,
    all_payments,
    bank_export,
    ransom_payment_id,
)
from homeward.node.demo.telling import Step, Telling, found

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
PARTNERS = ("XB", "XC")
__all__ = ["PARTNERS", "Step", "Story"]


@dataclass(slots=True)
class Story(Telling):
    """What the players learn on the way: references and addresses on each node."""

    cases: dict[str, str] = field(default_factory=dict)
    exports: dict[str, bytes] = field(default_factory=dict)
    run: str = ""
    freezing: str = ""
    laws: dict[str, str] = field(default_factory=dict)
    printed: bytes = b""
    table: str = ""
    paper: bytes = b""
    proposal: str = ""
    ping: str = ""

    def play(self) -> None:
        """The border story from first call to frozen proceeds."""
        self.exports = {state: bank_export(all_payments(), state) for state in ("XA", *PARTNERS)}
        self.open_case()
        self.take_ledger("XA")
        self.claim_and_trace()
        self.test_reachability()
        self.ask_for_tracing()
        for state in PARTNERS:
            self.accept_tracing(state)
        self.wait_for_run()
        change_law(self)
        compare_laws(self)
        self.ask_for_freezing()
        self.freeze()
        self.read_answer()

    def money(self, state: str) -> str:
        """The address of a State's money tab."""
        return f"/cases/{self.cases[state]}/money/"

    # --- State XA ---------------------------------------------------------------------------

    def open_case(self) -> None:
        """The officer of XA opens the case and records the ransom."""
        officer = self.person("officer.xa")
        answer = officer.send(
            "/cases/new/",
            {
                "title": "Taken on the harbour road",
                "lead_authority": "XA-POLICE",
                "taken_at": "2026-03-09T18:40",
                "place": "Harbour road",
                "typology": "extortion",
                "iccs_code": "020221",
                "iccs_reason": "Taken away by force; a ransom was demanded.",
            },
        )
        self.cases["XA"] = found(r"/cases/([A-Z]{2}-\d{4}-\d{6})/", str(answer.url))
        case = f"/cases/{self.cases['XA']}/"
        officer.send(
            f"{case}people/new/", {"role": "victim", "name": "V. Example", "outcome": "still_held"}
        )
        officer.send(
            f"{case}ransom/",
            {
                "currency": CURRENCY,
                "demanded": "600000.00",
                "agreed": "480000.00",
                "paid": "480000.00",
                "paid_at": "2026-03-12T08:00",
                "payment_reference": RANSOM_REFERENCE,
            },
        )
        self.let_in(officer, case, "Central authority of XA")
        self.say(
            "The case",
            f"Officer of XA opened case {self.cases['XA']}, recorded the victim and the ransom"
            " paid, and let the central authority's officer into the finance compartment.",
            "XA",
            case,
            "Only members see a case, each only their compartments; everything is journalled.",
        )

    def take_ledger(self, state: str) -> None:
        """The officer of a State uploads the statement of its bank."""
        officer = self.person(f"officer.{state.lower()}")
        answer = officer.send(
            f"{self.money(state)}ledgers/new/",
            {"name": f"First Bank of {state}, March 2026", "zone": "UTC", "exponent": "2"},
            files={"file": (f"bank-{state.lower()}.csv", self.exports[state], "text/csv")},
        )
        payments = self.exports[state].count(b"\n") - 1
        self.say(
            f"The bank statement in {state}",
            f"Officer of {state} uploaded the bank's export: {payments:,} payments.",
            state,
            answer.url.path,
            "The file is kept encrypted with its hash; every row is read or named with its reason.",
        )

    def claim_and_trace(self) -> None:
        """The officer claims the ransom and follows it through XA's own ledger."""
        officer = self.person("officer.xa")
        ledger = found(rf"({self.money('XA')}ledgers/\d+/)", officer.get(self.money("XA")))
        payment = ransom_payment_id(self.exports["XA"])
        officer.send(f"{ledger}claim/?payment={payment}", {"payment": payment})
        page = officer.get(self.money("XA"))
        trace = found(rf"({self.money('XA')}claims/\d+/trace/)", page)
        answer = officer.send(self.money("XA"), {"rule": "fifo"}, to=trace)
        path = answer.url.path
        officer.wait_for(path, lambda text: "freezing-title" in text, "the trace")
        self.say(
            "The trace",
            f"The payment {payment} of {RANSOM / 100:,.2f} {CURRENCY} was claimed and traced first"
            " in, first out. Part of it left for accounts in XB and XC.",
            "XA",
            path,
            "Claimed = held + out + handed on, to the cent; the rule and the inputs stand with it.",
        )

    def test_reachability(self) -> None:
        """Before it asks, XA tests whether XB's central authority is reached; its officer answers.

        XB's page lists several contact points; the first that can be tested is its node.
        """
        officer, central = self.person("officer.xa"), self.person("central.xb")
        answer = officer.send("/authorities/states/XB/", {}, to="/authorities/pings/send/")
        self.ping = found(rf"/authorities/pings/({_UUID})/", str(answer.url))
        page = f"/authorities/pings/{self.ping}/"
        central.wait_for("/", lambda text: page in text or None, "XA's test of reachability")
        central.send(page, {}, to=f"{page}answer/")
        shown = officer.wait_for(
            page, lambda text: text if "data-seconds=" in text else None, "XB's answer to the test"
        )
        seconds = found(r'data-seconds="(\d+)"', shown)
        self.say(
            "The directory",
            "XA asked whether XB’s central authority is reached; its officer pressed one button,"
            f" and the answer was back after {seconds} s.",
            "XA",
            page,
            "Whom to ask, by which channel and why: /authorities/who/. No officer is named abroad.",
        )

    def ask_for_tracing(self) -> None:
        """One request to each State that the money went to: drafted, approved, issued."""
        officer, central = self.person("officer.xa"), self.person("central.xa")
        page = officer.get(self.money("XA"))
        abroad = found(rf"({self.money('XA')}claims/\d+/abroad/)", page)
        answer = officer.send(abroad, {"states": list(PARTNERS)})
        self.run = found(rf"/runs/({_UUID})/", str(answer.url))
        requests = sorted(set(re.findall(rf"/requests/({_UUID})/", answer.text)))
        for request in requests:
            officer.send(f"/requests/{request}/content/", {})
            self.change(central, request, "approve")
            self.change(central, request, "issue")
        self.say(
            "The requests",
            "One complete request for tracing each to XB and XC was drafted from the case, approved"
            " by another person and issued.",
            "XA",
            f"/cases/{self.cases['XA']}/requests/",
            "UNTOC 18(15) and 13(3) contents are complete before anything leaves; signed, sealed,"
            " receipted.",
        )

    # --- States XB and XC -------------------------------------------------------------------

    def accept_tracing(self, state: str) -> None:
        """The other State acknowledges, opens its own case, adds its own ledger and begins."""
        central = self.person(f"central.{state.lower()}")
        request = central.wait_for("/requests/", _first_request, f"the request in {state}")
        self.change(central, request, "acknowledge")
        answer = central.send(f"/requests/{request}/link/", {"case": ""})
        self.cases[state] = found(r"/cases/([A-Z]{2}-\d{4}-\d{6})/", str(answer.url) + answer.text)
        self.let_in(central, f"/cases/{self.cases[state]}/", f"Officer of {state}")
        self.take_ledger(state)
        self.change(central, request, "begin")
        self.say(
            "The answer of the other State",
            f"{state} acknowledged, opened its own case {self.cases[state]}, and began.",
            state,
            f"/requests/{request}/",
            "Both nodes hold the same state of the request; the officer acts in the own case.",
        )

    def wait_for_run(self) -> None:
        """The run goes through its rounds by itself."""
        for state in ("XA", *PARTNERS):
            username = "officer.xa" if state == "XA" else f"central.{state.lower()}"
            path = f"{self.money(state)}runs/{self.run}/"
            self.person(username).wait_for(
                path, lambda text: 'data-run="finished"' in text, "the run's end"
            )
        self.say(
            "The run",
            "The three nodes handed over only the tainted outflow, round by round, until nothing"
            " changed.",
            "XA",
            f"{self.money('XA')}runs/{self.run}/",
            "No ledger left its State; the sum equals tracing the pooled ledger.",
        )

    def ask_for_freezing(self) -> None:
        """XA asks XB to freeze what the run found there."""
        officer, central = self.person("officer.xa"), self.person("central.xa")
        new = f"/cases/{self.cases['XA']}/requests/new/?kind=freezing&state=XB&run={self.run}"
        answer = officer.send(
            new,
            {
                "other_state": "XB",
                "legal_basis": "untoc_13",
                "urgency": "urgent",
                "run": self.run,
            },
        )
        self.freezing = found(rf"/requests/({_UUID})/", str(answer.url))
        officer.send(f"/requests/{self.freezing}/content/", {})
        keep_with_request(self)
        self.change(central, self.freezing, "approve")
        self.change(central, self.freezing, "issue")
        self.say(
            "The freezing request",
            "XA asked XB to freeze the proceeds found in XB, by the finished run.",
            "XA",
            f"/requests/{self.freezing}/",
            "Only final amounts enter a request.",
        )

    def freeze(self) -> None:
        """XB's officer orders the freeze of every account that holds proceeds, and answers."""
        central = self.person("central.xb")
        path = f"/requests/{self.freezing}/"
        central.wait_for("/requests/", lambda text: path in text or None, "the freezing request")
        self.change(central, self.freezing, "acknowledge")
        central.send(f"{path}link/", {"case": self.cases["XB"]})
        self.change(central, self.freezing, "begin")
        run_page = f"{self.money('XB')}runs/{self.run}/"
        orders = re.findall(r'href="([^"]+/freeze/\?account=[^"]+)"', central.get(run_page))
        for order in dict.fromkeys(orders):
            central.send(
                order,
                {
                    "legal_basis": "Code of Criminal Procedure of Borduvia, art. 100 (invented)",
                    "request": self.freezing,
                },
            )
        central.send(f"{path}change/execute/", {})
        self.say(
            "The freezing orders",
            f"XB made {len(set(orders))} freezing orders and answered the request with authority,"
            " reference, amount and dates.",
            "XB",
            self.money("XB"),
            "Every order names its account, basis, amount, rule and days.",
        )

    def read_answer(self) -> None:
        """XA reads the answer in its own case."""
        officer = self.person("officer.xa")
        path = f"/requests/{self.freezing}/"
        officer.wait_for(path, lambda text: "/F01" in text or None, "XB's answer")
        self.say(
            "The answer",
            "XB's answer arrived: the proceeds are frozen, and XA's case shows it.",
            "XA",
            self.money("XA"),
            "The order abroad stands in XA's money tab with XB's authority and reference.",
        )

    @staticmethod
    def let_in(lead: Person, case: str, name: str) -> None:
        """The lead lets a colleague into the finance compartment."""
        page = lead.get(f"{case}members/")
        colleague = found(rf'<option value="(\d+)">\s*{name}', page)
        lead.send(f"{case}members/", {"colleague": colleague, "compartment": "finance"})

    @staticmethod
    def change(person: Person, request: str, name: str) -> None:
        """Press a button of a request."""
        path = f"/requests/{request}/"
        person.send(path, {}, to=f"change/{name}/")


def _first_request(page: str) -> str | None:
    match = re.search(rf"/requests/({_UUID})/", page)
    return match.group(1) if match else None
