"""What can go wrong with the database, in one tree."""


class StorageError(Exception):
    """The database cannot do what it was asked. The message names it, and never its password."""


class AlreadyToldError(StorageError):
    """Another process told one of these hits to this tag meanwhile: roll back and compose anew, nothing is lost."""


def in_one_line(error: BaseException) -> str:
    """Return a driver's message without its line breaks."""
    return "; ".join(line.strip() for line in str(error).splitlines() if line.strip())
