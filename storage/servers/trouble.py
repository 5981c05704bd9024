"""Says in a sentence what a server could not do."""

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage.errors import in_one_line

_SENTENCES = {
    "file is not a database": "it is not a SQLite database",
    "unable to open database file": "it cannot be opened: is the folder there, and writable?",
    "attempt to write a readonly database": "it may only be read, not written",
    "database is locked": "another process has been writing in it for too long",
    "database or disk is full": "the disk is full: nothing was written, and the next run goes on when there is room",
    "disk I/O error": "the disk cannot be written: is it full, or failing?",
    "no such table": "it has no tables yet: run `tocsin db upgrade`",
}
_SQLSTATES = {
    "25006": "it may only be read, not written",
    "42P01": "it has no tables yet: run `tocsin db upgrade`",
    "42P07": "it holds tables of the same names that are not Tocsin's",
    "42501": "the user may not do this there",
    "55P03": "another process has been writing in it for too long",
}


def describe(error: DBAPIError | PoolTimeoutError) -> str | None:
    """Return what the server, and not the program, did wrong, in one line; None for an error of the program."""
    if not isinstance(error, DBAPIError):
        return "every connection to it is in use"
    sentence = _SQLSTATES.get(getattr(error.orig, "sqlstate", None) or "")
    if sentence:
        return sentence
    # The bare class is SQLite's for a damaged file or a file that is none; its subclasses are the program's faults.
    if not isinstance(error, (OperationalError, InterfaceError)) and type(error) is not DatabaseError:
        return None
    said = in_one_line(error.orig or error)
    return next((sentence for sign, sentence in _SENTENCES.items() if sign in said), said)
