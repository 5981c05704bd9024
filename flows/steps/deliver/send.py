"""Hand one frozen message to one channel, once, by a deadline, and say what became of it."""

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from flows.errors import SendError
from flows.steps.clean import clean_text
from flows.steps.deliver.channels import Channel, chosen_format
from flows.steps.deliver.mail import send_mail, sends_mail
from flows.steps.deliver.quiet import overhear, redact
from flows.steps.gather.addresses import is_public

# Services that speak no HTTP to the host in their address: nothing there mistakes their words for a request.
_NOT_HTTP = frozenset(
    {"mailto", "mailtos", "mqtt", "mqtts", "irc", "ircs", "xmpp", "xmpps", "rsyslog", "growl", "smpp"}
)
_STATUS = re.compile(r"error=(\d{3})\b")
_PASSING = frozenset({408, 425, 429})
"""The answers between 400 and 499 that another attempt may change."""


async def send(
    channel: Channel,
    payload: Mapping[str, Any],
    *,
    timeout: float,  # noqa: ASYNC109  the deadline is part of what is said about the outcome
    allow_networks: Sequence[IPv4Network | IPv6Network] = (),
) -> None:
    """Send a payload that `render_message` made; nothing is tried twice.

    A webhook or another HTTP service on a host of the user's own is dialled only
    if every address that this host has right before is public or allowed. Mail
    servers may be anywhere: a relay on the same machine is how mail usually
    leaves it. No redirect is followed.

    For services other than plain mail, Apprise tells success and failure, and
    the HTTP status in a warning. So 4xx (but 408, 425, 429) and 3xx are
    permanent, as is an HTTP success whose body says no; the rest is temporary.
    What it does not tell: `Retry-After`, and whether a connection broke before
    or after the message.

    Args:
        channel: Where to.
        payload: The message.
        timeout: The deadline for all of it, in seconds.
        allow_networks: Networks that webhooks may lie in although they are not public.

    Raises:
        SendError: It was not taken. `uncertain` after the deadline: it may have arrived all the same.
            Neither the message nor what it was raised from shows an address, a password or a token.
    """
    deadline = asyncio.get_running_loop().time() + timeout
    try:
        async with asyncio.timeout_at(deadline):
            await _check_host(channel, allow_networks)
    except TimeoutError:
        raise SendError("its host was not found in time", subject=channel.key) from None
    deliver = _by_mail if sends_mail(channel.plugin) else _by_apprise
    try:
        async with asyncio.timeout_at(deadline):
            await _in_thread(channel.key, lambda: deliver(channel, payload, timeout))
    except TimeoutError:
        message = f"no answer within {timeout:g} seconds; it may have arrived"
        raise SendError(message, subject=channel.key, uncertain=True) from None


def _by_mail(channel: Channel, payload: Mapping[str, Any], timeout: float) -> None:
    try:
        # Half of the deadline for each answer: what hangs is then told by its place, not by the deadline.
        send_mail(channel.plugin, payload, timeout=timeout / 2)
    except SendError as error:
        raise _named(channel, error.reason, permanent=error.permanent, uncertain=error.uncertain) from None


def _by_apprise(channel: Channel, payload: Mapping[str, Any], timeout: float) -> None:
    from apprise import Apprise

    plain = payload["kind"] == "email" and chosen_format(channel.plugin) == "text"
    body_format = "text" if plain else "html" if payload["kind"] == "email" else payload["kind"]
    service = Apprise()
    service.add(_fresh(channel, payload, timeout))
    with overhear() as heard:
        result = service.notify(body=payload[body_format], title=payload["subject"], body_format=body_format)
    if not result:
        raise _failure(channel, [*heard, *_told(result)])


def _fresh(channel: Channel, payload: Mapping[str, Any], timeout: float) -> Any:
    """Return a service object that has sent nothing yet: a used one pauses between two messages."""
    plugin = copy(channel.plugin)
    plugin.retry, plugin.optional, plugin.redirects = 0, False, False
    plugin.socket_connect_timeout = timeout / 2
    plugin.socket_read_timeout = timeout * 2  # so that silence meets the deadline, and is told as uncertain
    _set_format(plugin, channel.kind)
    if channel.scheme in {"json", "jsons", "xml", "xmls", "form", "forms"}:
        plugin.headers = {**plugin.headers, "X-Idempotency-Key": payload["message_id"]}
    return plugin


def _set_format(plugin: Any, kind: str) -> None:
    """Make the service write what it is given in the dialect that suits the kind, whatever its address asks for."""
    from apprise import NotifyFormat

    own = type(plugin).notify_format
    if isinstance(own, tuple):  # Apprise 2, where a service has several
        wanted = NotifyFormat.MARKDOWN if kind == "markdown" else None if kind == "html" else plugin._format_override  # noqa: SLF001
        plugin._format_override = wanted  # noqa: SLF001  there is no other way once the address is parsed
    elif kind == "markdown" or (kind == "html" and own == NotifyFormat.MARKDOWN):
        plugin.notify_format = NotifyFormat.MARKDOWN
    elif kind == "html":
        plugin.notify_format = NotifyFormat.HTML


def _told(result: Any) -> list[str]:
    """Return what Apprise 2 keeps in its result: there the services run in threads of their own."""
    services = getattr(result, "results", ())
    return [entry.message for service in services for attempt in service.attempts for entry in attempt.logs]


def _failure(channel: Channel, warnings: Sequence[str]) -> SendError:
    statuses = [int(status) for warning in warnings for status in _STATUS.findall(warning)]
    if not statuses:
        said = f": {warnings[-1]}" if warnings else ""
        return _named(channel, f"{channel.service} did not take it{said}")
    status = statuses[-1]
    permanent = status < 500 and status not in _PASSING  # noqa: PLR2004  the server's own troubles begin there
    return _named(channel, f"{channel.service} did not take it: HTTP status {status}", permanent=permanent)


def _named(channel: Channel, reason: str, *, permanent: bool = False, uncertain: bool = False) -> SendError:
    shown = clean_text(channel.hide(redact(reason)), 300)
    return SendError(shown, subject=channel.key, permanent=permanent, uncertain=uncertain)


async def _check_host(channel: Channel, allowed: Sequence[IPv4Network | IPv6Network]) -> None:
    host = _http_host(channel)
    if host is None:
        return
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except OSError:
        raise SendError("its host is not found", subject=channel.key) from None
    if not all(is_public(str(address[0]), allowed) for *_, address in found):
        raise SendError(
            "its host is not on a public network; TOCSIN_ALLOW_NETWORKS can allow the network it is on",
            subject=channel.key,
            permanent=True,
        )


def _http_host(channel: Channel) -> str | None:
    """Return the host that an HTTP service of the user's own stands on; None where the address names no host.

    Where a service is the only one of its kind, what looks like a host is a
    token: it is not for the name servers to see.
    """
    plugin = channel.plugin
    names_host = "host" in type(plugin).template_tokens and (type(plugin).protocol or "workflow" in channel.scheme)
    hosted = str(getattr(getattr(plugin, "mode", ""), "value", getattr(plugin, "mode", ""))) in {"cloud", "official"}
    return plugin.host or None if names_host and not hosted and channel.scheme not in _NOT_HTTP else None


async def _in_thread(subject: str, work: Callable[[], None]) -> None:
    """Run in a thread of its own that nobody waits for at the end: what hangs must not keep the program alive."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def settle(error: BaseException | None) -> None:
        if not done.done():
            done.set_exception(error) if error else done.set_result(None)

    def run() -> None:
        error: BaseException | None = None
        try:
            work()
        except SendError as refused:
            error = refused
        except Exception as bug:  # noqa: BLE001  its own words and frames may hold the address
            error = SendError(f"sending failed inside its service ({type(bug).__name__})", subject=subject)
        with suppress(RuntimeError):  # the loop may be gone by now
            loop.call_soon_threadsafe(settle, error)

    threading.Thread(target=run, name="tocsin-send", daemon=True).start()
    await done
