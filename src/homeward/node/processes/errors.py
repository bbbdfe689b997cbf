"""What can go wrong with the processes of a node."""

from homeward.node.errors import NodeError


class AlreadyServed(NodeError):
    code = "node_already_served"
    message = "The node in {home} is already served by process {pid}. Stop that one first."


class PortTaken(NodeError):
    code = "port_taken"
    message = (
        "Another program already uses {host}:{port}. Stop it, or choose another port with --port"
        " or in node.toml."
    )


class ProcessKeepsFailing(NodeError):
    code = "process_keeps_failing"
    message = (
        "The {name} process failed {times} times and was given up."
        " Its last lines in {log}:\n{output}"
    )


class NotOutside(NodeError):
    code = "not_for_people_outside"
    message = "No process for people outside is called {name}. There is: {known}."


class NoAnswer(NodeError):
    code = "node_does_not_answer"
    message = (
        "The node did not answer at {address} within {seconds} seconds."
        " Last lines in {log}:\n{output}"
    )
