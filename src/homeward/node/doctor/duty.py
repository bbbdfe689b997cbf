"""Whether somebody is on duty now, and whether the mail server takes what this node writes."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from typing import Any

from homeward.foundation.duty.conditions import Mail
from homeward.node.config import Environment
from homeward.node.doctor.finding import Finding, ok, problem, warning
from homeward.node.home import NodeHome

_ROSTER = "Enter who keeps it on the page Duty, see docs/how-to/set-up-duty.md."


def duty_inside() -> dict[str, Any]:
    """What the database says, in an opened context: open duties, gaps soon, failing e-mail."""
    from datetime import timedelta

    from homeward.foundation.duty.clock import database_now
    from homeward.foundation.duty.queries.roster import roster

    rows = roster(database_now(), until=timedelta(days=1))
    return {
        "roles": len(rows),
        "open": [f"{row.role} ({row.role.team})" for row in rows if row.is_open_now],
        "soon": [
            f"{row.role} ({row.role.team})" for row in rows if row.gaps and not row.is_open_now
        ],
    }


def check_roster(
    environment: Environment, roles: int, open: Sequence[str], soon: Sequence[str]
) -> Iterator[Finding]:
    """A line for each duty that nobody keeps now, and one for those open within a day."""
    if not roles:
        said = "No duty is set up: what nobody answers climbs to people by their role only."
        real = environment is Environment.REAL
        yield warning("roster", said, _ROSTER) if real else ok("roster", said)
        return
    for name in open:
        yield problem("roster", f"Nobody is on duty now as {name}.", _ROSTER)
    for name in soon:
        yield warning("roster", f"Within a day nobody is on duty as {name}.", _ROSTER)
    if not open and not soon:
        yield ok("roster", "Somebody is on duty now and for the next day, in every duty.")


def check_mail(home: NodeHome) -> Finding:
    """Connect to the mail server as the node does, and send nothing."""
    mail = home.config.mail
    if not mail.host:
        return ok("e-mail", "No mail server is set: notices stand in the pages only.")
    place = f"{mail.host}:{mail.port}"
    try:
        _greet(mail, home.mail_password())
    except (OSError, ValueError) as error:
        said = f"The mail server {place} does not take this node's e-mail ({type(error).__name__})."
        mend = "Check [mail] in node.toml, secrets/mail_password, the server's certificate and log."
        return problem("e-mail", said, mend)
    return ok("e-mail", f"The mail server {place} answers and takes this node's sign-in.")


def _greet(mail: Mail, password: str) -> None:
    context = ssl.create_default_context()
    where, limit = (mail.host, mail.port), mail.timeout
    server: smtplib.SMTP
    if mail.security == "tls":
        server = smtplib.SMTP_SSL(*where, timeout=limit, context=context)
    else:
        server = smtplib.SMTP(*where, timeout=limit)
    with server:
        if mail.security == "starttls":
            server.starttls(context=context)
        if mail.user:
            server.login(mail.user, password)
        code, _words = server.noop()
        if code != 250:
            raise smtplib.SMTPResponseException(code, b"")
