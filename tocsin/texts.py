"""Texts that a person hands to a command."""

import sys
from pathlib import Path

from tocsin.output import fail


def read_text(name: str) -> str:
    """Return the text of a file, or of stdin where the name is `-`."""
    if name == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    try:
        # No newline translation: offsets are those of the file.
        return Path(name).read_bytes().decode("utf-8", errors="replace")
    except OSError as error:
        fail(f"{name}: {error.strerror}")
