"""Addresses: who answers there, which ports are free, and how an address may be shown."""

import socket
from base64 import b64encode
from contextlib import suppress
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  to be recognized, not to be bound to


def api_at(host: str, port: int) -> str:
    """Return the address at which this machine reaches a Prefect API that is bound to this host and port."""
    near = _WILDCARDS.get(host, host)
    return f"http://{f'[{near}]' if ':' in near else near}:{port}/api"


def is_healthy(api_url: str) -> bool:
    """Say whether a Prefect API answers at this address."""
    with suppress(URLError, OSError, ValueError), urlopen(f"{api_url}/health", timeout=2) as answer:  # noqa: S310  http, ours
        return bool(answer.status == 200)  # noqa: PLR2004
    return False


def answers(url: str) -> bool:
    """Say whether an HTTP server is at this address, whatever it says."""
    return ask(url) is not None


def ask(url: str, *, auth: str | None = None) -> int | None:
    """Return the status with which an HTTP server answers; None where none does.

    Args:
        url: Where to ask.
        auth: `USER:PASSWORD` to ask with.
    """
    asked = Request(url)  # noqa: S310  the user's own setting
    if auth:
        asked.add_header("Authorization", f"Basic {b64encode(auth.encode()).decode()}")
    try:
        with urlopen(asked, timeout=5) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except (OSError, ValueError):
        return None


def without_password(url: str) -> str:
    """Return an address as it may be shown: its user, but neither password nor query."""
    scheme, separator, rest = url.partition("://")
    place, _, query = rest.partition("?")
    if "@" in query:
        # Of a password in the query, or of one with "?" in it that nobody escaped: where it ends cannot be told.
        return f"{scheme}{separator}…"
    credentials, at, host = place.rpartition("@")
    user = credentials.partition(":")[0]
    return f"{scheme}{separator}{user}{':***' if ':' in credentials else ''}{at}{host}"


def free_port() -> int:
    """Return a port on 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Say whether this port of an address of this machine can be listened on."""
    with suppress(OSError), socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return True
    return False
