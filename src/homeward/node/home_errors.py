"""What can be wrong with the home of a node."""

from homeward.node.errors import NodeError


class NotANodeHome(NodeError):
    code = "not_a_node_home"
    message = (
        "{path} is not the home of a node. Make one with `homeward init`, or set HOMEWARD_HOME."
    )


class HomeIncomplete(NodeError):
    code = "node_home_incomplete"
    message = "The home {path} lacks {missing}. Restore it from the backup, or make a new node."


class HomeTaken(NodeError):
    code = "node_home_taken"
    message = (
        "{path} is already the home of the node of {state} ({environment}), and these are fixed."
        " Choose another folder for another node."
    )


class FolderInUse(NodeError):
    code = "node_home_folder_in_use"
    message = "{path} holds other things ({example}). Choose an empty folder for the node."


class HomeNoFolder(NodeError):
    code = "node_home_no_folder"
    message = "{path} cannot be a folder: it, or a part of it, is a file. Choose another place."


class WrongPermissions(NodeError):
    code = "node_home_permissions"
    message = (
        "{path} can be read or changed by others (mode {found})."
        " Mend it with: chmod {wanted} {path}"
    )


class EnvironmentMismatch(NodeError):
    code = "environment_mismatch"
    message = (
        "This node was made for the environment '{made}' of {made_state}, and {source} says"
        " '{found}' of {found_state}. The environment and State of a node never change: make a new"
        " node instead."
    )


class DatabaseOfAnother(NodeError):
    code = "database_of_another"
    message = (
        "This database belongs to the node of {made_state} for the environment '{made}', and this"
        " node is that of {state} for '{environment}'. Nothing crosses from one to the other:"
        " restore this node's own copy."
    )


class DatabaseUrlMissing(NodeError):
    code = "database_url_missing"
    message = "{given} is set and {missing} is not. Set all three addresses, or none of them."
