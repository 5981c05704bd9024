"""The links in messages: their secret, which is kept in the home, and their addresses."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_bytes

from flows.errors import FlowError
from flows.settings import Settings
from flows.steps.tell.links import Scope, make_token

VALID = timedelta(days=30)
"""How long a link in a message can be used."""
_BYTES = 32


def mute_links(settings: Settings, tag: str, now: datetime) -> Callable[[int], str]:
    """Return what makes the address at which a hit's reader can mute it; "" where no base URL is set."""
    if not settings.base_url:
        return lambda _hit: ""
    base, secret = settings.base_url, link_secret(settings)
    return lambda hit: f"{base}/m/{make_token(secret, Scope(hit, tag, now + VALID))}"


def link_secret(settings: Settings) -> bytes:
    """Return the secret by which links are signed; it is made at first use, and only its owner may read it.

    Raises:
        FlowError: It cannot be read or written, or is too short to be a secret.
    """
    path = settings.home / "links.key"
    try:
        if not path.exists():
            _make(path)
        secret = path.read_bytes()
    except OSError as error:
        raise FlowError(f"{path}: {error.strerror}: it signs the links in messages") from error
    if len(secret) < _BYTES:
        raise FlowError(f"{path}: too short for a secret: remove it, and a new one is made")
    return secret


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(f".{os.getpid()}")
    made.touch(mode=0o600)
    made.write_bytes(token_bytes(_BYTES))
    try:
        # Whole or not at all, and the first process that comes decides.
        path.hardlink_to(made)
    except FileExistsError:
        pass
    finally:
        made.unlink()
