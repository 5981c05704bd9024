"""See what passes between Apprise's services and their servers: they keep the answer to themselves.

A service says yes or no. Whether no means "never" or "not now", how long its
server wants to be left alone, and whether a connection broke before or after the
message was written, stands in the HTTP exchange only.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import wraps
from typing import Any

_local = threading.local()
_patched = threading.Lock()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of a service, and what came of it."""

    status: int | None
    """None where no whole answer came."""
    retry_after: float | None = None
    """In seconds, as the server wished."""
    written: bool = True
    """The server may have the request."""
    trouble: str = ""
    """What broke, where no whole answer came."""


@contextmanager
def exchanges() -> Iterator[list[Exchange]]:
    """Give the list in which the HTTP requests of this thread are noted, in their order."""
    _patch()
    seen: list[Exchange] = []
    _local.seen = seen
    try:
        yield seen
    finally:
        _local.seen = None


def watched(send: Callable[..., Any], seen: list[Exchange]) -> Callable[..., Any]:
    """Return a service's method that notes its requests in `seen`, whatever thread it is called in."""

    @wraps(send)
    def call(*args: Any, **kwargs: Any) -> Any:
        with exchanges() as mine:
            try:
                return send(*args, **kwargs)
            finally:
                seen.extend(mine)

    return call


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` asks for, given as a number or as a date; None for anything else."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max((parsedate_to_datetime(value) - now).total_seconds(), 0)
    except (ValueError, TypeError):
        return None


def _patch() -> None:
    """Note every request of the library that all services use; once, and for good."""
    from requests import Session

    with _patched:
        if not hasattr(Session.send, "tocsin"):
            plain = Session.send

            @wraps(plain)
            def send(self: Session, request: Any, **kwargs: Any) -> Any:
                return _noted(lambda: plain(self, request, **kwargs))

            send.tocsin = True  # type: ignore[attr-defined]
            Session.send = send  # type: ignore[method-assign]


def _noted(call: Callable[[], Any]) -> Any:
    seen: list[Exchange] | None = getattr(_local, "seen", None)
    if seen is None:
        return call()
    try:
        response = call()
    except Exception as error:
        seen.append(Exchange(None, written=_may_have_arrived(error), trouble=_innermost(error)))
        raise
    asked = retry_after(response.headers.get("Retry-After"), datetime.now().astimezone())
    seen.append(Exchange(response.status_code, asked))
    return response


def _may_have_arrived(error: BaseException) -> bool:
    from requests import exceptions
    from urllib3.exceptions import NewConnectionError

    if isinstance(error, exceptions.ConnectTimeout | exceptions.SSLError | exceptions.ProxyError):
        return False
    if not isinstance(error, exceptions.RequestException):
        return True
    if not isinstance(error, exceptions.ConnectionError | exceptions.Timeout | exceptions.ChunkedEncodingError):
        return False  # a request that could not even be made
    return not any(isinstance(cause, NewConnectionError) for cause in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: Any = error
    while isinstance(cause, BaseException):
        yield cause
        nested = getattr(cause, "reason", None) or next(
            (arg for arg in cause.args if isinstance(arg, BaseException)), None
        )
        cause = nested if isinstance(nested, BaseException) else cause.__cause__


def _innermost(error: BaseException) -> str:
    return type([*_causes(error)][-1]).__name__
