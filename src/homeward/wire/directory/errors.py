"""What can be wrong with a directory of States and their nodes.

WireError
└── DirectoryError                directory_error
    ├── OtherDirectory            directory_other
    ├── DirectoryFingerprint      directory_fingerprint
    ├── DirectoryUnsigned         directory_unsigned
    ├── DirectoryForged           directory_forged
    ├── DirectoryExpired          directory_expired
    ├── DirectoryRolledBack       directory_rolled_back
    ├── DirectoryIncomplete       directory_incomplete
    ├── DirectoryUnreachable      directory_unreachable
    ├── NotDelegated              directory_not_delegated
    ├── StagedRootMissing         directory_no_staged_root
    ├── ThresholdInvalid          directory_threshold_invalid
    ├── SignerMissing             directory_signer_missing
    ├── KeyFileLocked             directory_key_file_locked
    ├── KeyFileExists             directory_key_file_exists
    └── TokenUnavailable          directory_token_unavailable

A directory of another environment is refused with `wrong_environment`, one that cannot be read with
`malformed`.
"""

from homeward.wire.errors import WireError


class DirectoryError(WireError):
    """Base of the errors of this package; raised only as one of its kinds."""

    code = "directory_error"
    template = "The directory could not be used."


class OtherDirectory(DirectoryError):
    """params: file, found, expected (ids of directories)."""

    code = "directory_other"
    template = (
        "The file {file} belongs to the directory {found}, and this is the directory {expected}. "
        "Nothing of it was taken over; fetch all files from one directory."
    )


class DirectoryFingerprint(DirectoryError):
    """params: found (of the root that was given)."""

    code = "directory_fingerprint"
    template = (
        "The root of this directory has another fingerprint than the one that was read: {found}. "
        "Do not trust it: call whoever keeps the directory on a number that you already know."
    )


class DirectoryUnsigned(DirectoryError):
    """params: file."""

    code = "directory_unsigned"
    template = (
        "The file {file} does not carry enough signatures of the keys that must sign it. "
        "Nothing of it was taken over; tell whoever keeps the directory."
    )


class DirectoryForged(DirectoryError):
    """params: file."""

    code = "directory_forged"
    template = (
        "The file {file} is not the one that was signed: its length or digest differ. "
        "Nothing of it was taken over; fetch it again, and if this repeats tell the directory."
    )


class DirectoryExpired(DirectoryError):
    """params: file."""

    code = "directory_expired"
    template = (
        "The file {file} has expired. Either the directory is not kept any more, or somebody holds "
        "back newer files. Fetch it another way, or ask whoever keeps the directory."
    )


class DirectoryRolledBack(DirectoryError):
    """params: file."""

    code = "directory_rolled_back"
    template = (
        "The file {file} is older than what this node has seen, or does not fit the other files. "
        "Nothing of it was taken over; fetch the newest files, and tell the directory."
    )


class DirectoryIncomplete(DirectoryError):
    """params: file."""

    code = "directory_incomplete"
    template = "The file {file} of the directory is missing. Copy or fetch the whole directory."


class DirectoryUnreachable(DirectoryError):
    """params: file, problem."""

    code = "directory_unreachable"
    template = (
        "The file {file} of the directory could not be fetched: {problem}. "
        "What is known stays valid until it expires; try again, or bring the files on a medium."
    )


class NotDelegated(DirectoryError):
    """params: state."""

    code = "directory_not_delegated"
    template = (
        "The directory gives the State {state} no part of its own. "
        "Whoever keeps the directory must delegate it first."
    )


class StagedRootMissing(DirectoryError):
    """params: none."""

    code = "directory_no_staged_root"
    template = "No new root waits for signatures. Begin a change of the root first."


class ThresholdInvalid(DirectoryError):
    """params: role, threshold, keys (numbers)."""

    code = "directory_threshold_invalid"
    template = (
        "The role {role} would need {threshold} signatures of {keys} different keys. "
        "Ask for at least one, and for no more than there are keys."
    )


class SignerMissing(DirectoryError):
    """params: role, missing (how many more signatures are needed)."""

    code = "directory_signer_missing"
    template = (
        "The role {role} needs {missing} more signatures of its keys. "
        "Give the key files or tokens of as many more of its keepers."
    )


class KeyFileLocked(DirectoryError):
    """params: file."""

    code = "directory_key_file_locked"
    template = (
        "The key file {file} did not open: the passphrase is another one, or it is no key file."
    )


class KeyFileExists(DirectoryError):
    """params: file."""

    code = "directory_key_file_exists"
    template = (
        "There is already a file {file}. A key is never overwritten; choose another name for it."
    )


class TokenUnavailable(DirectoryError):
    """params: problem."""

    code = "directory_token_unavailable"
    template = (
        "The key in the PKCS#11 token cannot be used: {problem}. Install the extra `hsm` of "
        "homeward, and set PYKCS11LIB to the token's module."
    )
