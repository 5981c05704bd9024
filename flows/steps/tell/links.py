"""Links that say by themselves who may mute what: signed, for one hit and one tag, and for a time."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

_SIGNATURE = 16
"""Bytes of HMAC-SHA256 that are kept: nobody guesses one of 2^128."""
_LONGEST = 200


class Scope(NamedTuple):
    """What the bearer of a link may mute: a hit, its term or its story, for one tag."""

    hit: int
    tag: str
    expires: datetime


def make_token(secret: bytes, scope: Scope) -> str:
    """Return the scope as it stands in a link, signed."""
    content = f"{scope.hit} {int(scope.expires.timestamp())} {scope.tag}".encode()
    return f"{_encode(content)}.{_encode(_sign(secret, content))}"


def read_token(secret: bytes, token: str, now: datetime) -> Scope | None:
    """Return the scope of a link; None where it is not signed by us, was changed, or is too old."""
    content, dot, signature = token.partition(".")
    if not dot or len(token) > _LONGEST or not token.isascii():
        return None
    try:
        said, signed = _decode(content), _decode(signature)
    except ValueError:
        return None
    # The encoding of a token is one only: the last letter of base64 has bits that nobody reads.
    if not hmac.compare_digest(signed, _sign(secret, said)) or token != f"{_encode(said)}.{_encode(signed)}":
        return None
    hit, expires, tag = said.decode().split(" ", 2)
    scope = Scope(int(hit), tag, datetime.fromtimestamp(int(expires), UTC))
    return scope if scope.expires > now else None


def _sign(secret: bytes, content: bytes) -> bytes:
    return hmac.new(secret, b"tocsin mute link " + content, sha256).digest()[:_SIGNATURE]


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
