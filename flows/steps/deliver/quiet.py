"""Keep what Apprise knows out of the logs: it writes addresses, payloads and whole lines of its configuration there."""

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_URL = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]*)://\S+")
_LOGGERS = ("apprise", "urllib3.connectionpool", "requests")
_local = threading.local()


@contextmanager
def overhear() -> Iterator[list[str]]:
    """Give the warnings that this thread's libraries of sending make, and keep them from every handler.

    What they say in other threads is cut down to warnings without addresses
    and tracebacks, from the first call on and for good.
    """
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if _GUARD not in logger.filters:
            logger.addFilter(_GUARD)
        if logger.level < logging.WARNING:
            logger.setLevel(logging.WARNING)
    heard: list[str] = []
    _local.heard = heard
    try:
        yield heard
    finally:
        _local.heard = None


def redact(text: str) -> str:
    """Return the text with nothing left of any URL in it but its scheme."""
    return _URL.sub(r"\1://…", text)


class _Guard(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return False
        heard: list[str] | None = getattr(_local, "heard", None)
        if heard is not None:
            heard.append(record.getMessage())
            return False
        record.msg, record.args = redact(record.getMessage()), ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


_GUARD = _Guard()
