"""`homeward init | serve | doctor | migrate`: what whoever runs a node types."""

import json
import os
from typing import Annotated, Any

import typer

from homeward.node.config import Environment
from homeward.node.home import NodeHome

init_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
serve_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
doctor_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
migrate_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

Home = Annotated[
    str | None,
    typer.Option(
        "--home", envvar="HOMEWARD_HOME", help="The node's folder; ~/.homeward if not given."
    ),
]


@init_app.command()
def init(
    state: Annotated[str, typer.Option(help="Two capital letters, as in ISO 3166-1.")],
    name: Annotated[str, typer.Option(help="The authority that runs the node.")],
    environment: Annotated[
        Environment, typer.Option(help="What the node is for; it can never be changed.")
    ],
    home: Home = None,
    base_url: Annotated[
        str | None, typer.Option(help="How users reach it; http://127.0.0.1:PORT if not given.")
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    time_zone: Annotated[str, typer.Option(help="The State's time zone, as in IANA.")] = "UTC",
    second_key: Annotated[
        bool, typer.Option("--second-key", help="Make keys with a second one to sign, ML-DSA-65.")
    ] = False,
    admin_database_url: Annotated[
        str | None,
        typer.Option(
            envvar="HOMEWARD_ADMIN_DATABASE_URL",
            help="A superuser's address of a PostgreSQL elsewhere, used once and not kept."
            " Better in the environment than on the command line, where others may see it.",
        ),
    ] = None,
) -> None:
    """Make a node: its home, keys, database and schema. Run again, it completes what is missing."""
    from homeward.node.initialise import initialise_node

    settings: dict[str, Any] = {"host": host, "port": port, "time_zone": time_zone}
    if base_url is not None:
        settings["base_url"] = base_url
    made = initialise_node(
        home,
        state=state,
        name=name,
        environment=environment.value,
        admin_url=admin_database_url,
        second_key=second_key,
        say=typer.echo,
        **settings,
    )
    typer.echo(f"Ready. Start it with: homeward serve --home {made.path}")


@serve_app.command()
def serve(
    home: Home = None,
    host: Annotated[str | None, typer.Option(help="Instead of the one in node.toml.")] = None,
    port: Annotated[int | None, typer.Option(help="Instead of the one in node.toml.")] = None,
    threads: Annotated[int | None, typer.Option(help="Requests answered at once.")] = None,
    only: Annotated[
        str, typer.Option(help="Only this process for people outside, from a home of its own.")
    ] = "",
) -> None:
    """Run a node until Ctrl+C: its database unless that is elsewhere, web and worker."""
    from homeward.node.processes.serve import commands_of
    from homeward.node.processes.serve import serve as run

    # The processes read the same variables, so that all agree.
    for variable, value in (("HOST", host), ("PORT", port), ("THREADS", threads)):
        if value is not None:
            os.environ[f"HOMEWARD_{variable}"] = str(value)
    opened = NodeHome.open(home)
    run(opened, say=typer.echo, commands=commands_of(opened, only))


@doctor_app.command()
def doctor(
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say what is wrong with a node and how to mend it; exit code 1 when there is a problem."""
    from homeward.node.doctor import Finding, Level, examine

    findings: list[Finding] = []
    for finding in examine(home):
        findings.append(finding)
        if not as_json:
            typer.echo(f"{finding.level.value:8} {finding.check:18} {finding.sentence}")
            if finding.mend:
                typer.echo(f"{'':27} {finding.mend}")
    if as_json:
        typer.echo(json.dumps([finding.as_json() for finding in findings], indent=1))
    if any(finding.level is Level.PROBLEM for finding in findings):
        raise typer.Exit(1)


@migrate_app.command()
def migrate(home: Home = None) -> None:
    """Bring a node's database to the present schema. Stop the node and make a backup before."""
    from homeward.node.initialise import database_running, migrate_node, prepare_database

    opened = NodeHome.open(home)
    with database_running(opened, typer.echo):
        prepare_database(opened, typer.echo)
        migrate_node(opened)
    typer.echo("The database has the present schema.")
