"""The channel of those who have none yet: a digest as an HTML file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.errors import SendError
from flows.steps.tell.pictures import with_pictures

FILE_CHANNEL = "file"
"""The key of this channel in the outbox."""


def digest_path(home: Path, payload: Mapping[str, Any]) -> Path:
    """Return where a digest's file is: named by its Message-ID, which is ours and harmless in a path."""
    return home / "digests" / f"{payload['message_id'].strip('<>').split('@')[0]}.html"


def write_digest(home: Path, payload: Mapping[str, Any]) -> Path:
    """Write the digest's HTML and return its path; writing it again writes the same bytes.

    Raises:
        SendError: The file cannot be written; to be tried again.
    """
    path = digest_path(home, payload)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(with_pictures(payload["html"], payload.get("images", ())), encoding="utf-8")
    except OSError as error:
        raise SendError(f"{path}: {error.strerror}") from error
    return path
