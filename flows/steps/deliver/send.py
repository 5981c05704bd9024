"""Hand one frozen message to one channel, once, by a deadline, and say what became of it."""

import asyncio
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from copy import copy
from functools import partial
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from flows.errors import SendError
from flows.steps.clean import clean_text
from flows.steps.deliver.channels import Channel, chosen_format
from flows.steps.deliver.mail import send_mail, sends_mail
from flows.steps.deliver.quiet import overhear, redact
from flows.steps.deliver.slack import send_slack
from flows.steps.deliver.wire import Exchange, watched
from flows.steps.gather.addresses import is_public

# Services that speak no HTTP to the host in their address: nothing there mistakes their words for a request.
_NOT_HTTP = frozenset(
    {"mailto", "mailtos", "mqtt", "mqtts", "irc", "ircs", "xmpp", "xmpps", "rsyslog", "growl", "smpp"}
)
_PASSING = frozenset({408, 425, 429})
"""The answers between 400 and 499 that another attempt may change."""


async def send(  # noqa: PLR0913  all but two are named
    channel: Channel,
    payload: Mapping[str, Any],
    *,
    timeout: float,  # noqa: ASYNC109  the deadline is part of what is said about the outcome
    allow_networks: Sequence[IPv4Network | IPv6Network] = (),
    repeated: bool = False,
    taken: AbstractSet[str] = frozenset(),
) -> str | None:
    """Send a payload that `render_message` made; nothing is tried twice.

    A webhook or another HTTP service on a host of the user's own is dialled only
    if every address that this host has right before is public or allowed. Mail
    servers may be anywhere: a relay on the same machine is how mail usually
    leaves it. No redirect is followed.

    For services other than plain mail and Slack, Apprise tells success and
    failure only; the rest is read off its HTTP exchanges. 4xx (but 408, 425, 429)
    and 3xx are permanent, as is an HTTP success whose body says no; a connection
    that broke after the message was written is uncertain; the rest is temporary.
    Of several recipients in one address it does not tell who has it.

    Args:
        channel: Where to.
        payload: The message.
        timeout: The deadline for all of it, in seconds.
        allow_networks: Networks that webhooks may lie in although they are not public.
        repeated: Mark it as a possible repeat, where there is a place for it.
        taken: Hashes of the recipients who have it already.

    Returns:
        What the receiver said when it took it, where it says anything.

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
    work = partial(_deliver, channel, payload, timeout=timeout, repeated=repeated, taken=taken)
    try:
        async with asyncio.timeout_at(deadline):
            return await _in_thread(channel.key, work)
    except TimeoutError:
        message = f"no answer within {timeout:g} seconds; it may have arrived"
        raise SendError(message, subject=channel.key, uncertain=True) from None


def _deliver(
    channel: Channel, payload: Mapping[str, Any], *, timeout: float, repeated: bool, taken: AbstractSet[str]
) -> str | None:
    # Half of the deadline for each answer: what hangs is then told by its place, not by the deadline.
    half = timeout / 2
    try:
        if payload["kind"] == "email" and sends_mail(channel.plugin):
            return send_mail(channel.plugin, payload, timeout=half, repeated=repeated, taken=taken)
        if payload["kind"] == "slack":
            fresh = _fresh(channel, payload, timeout)
            with overhear():
                return send_slack(fresh, payload, timeout=half, repeated=repeated, taken=taken)
        _by_apprise(channel, payload, timeout, repeated)
    except SendError as error:
        raise _named(channel, error) from None
    return None


def _by_apprise(channel: Channel, payload: Mapping[str, Any], timeout: float, repeated: bool) -> None:
    from apprise import Apprise

    plain = payload["kind"] == "email" and chosen_format(channel.plugin) == "text"
    body_format = "text" if plain else "html" if payload["kind"] == "email" else payload["kind"]
    plugin, seen = _fresh(channel, payload, timeout), list[Exchange]()
    plugin.send = watched(plugin.send, seen)
    if repeated and hasattr(plugin, "headers"):
        plugin.headers = {**plugin.headers, "X-Possible-Repeat": "yes"}
    service = Apprise()
    service.add(plugin)
    with overhear() as heard:
        result = service.notify(body=payload[body_format], title=payload["subject"], body_format=body_format)
    if not result:
        raise _failure(channel.service, seen[-1] if seen else None, [*heard, *_told(result)])


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


def _failure(service: str, last: Exchange | None, warnings: Sequence[str]) -> SendError:
    if last is None:
        said = f": {warnings[-1]}" if warnings else ""
        return SendError(f"{service} did not take it{said}")
    if last.status is None:
        when = "after" if last.written else "before"
        return SendError(f"{service} broke off {when} the message ({last.trouble})", uncertain=last.written)
    permanent = last.status < 500 and last.status not in _PASSING  # noqa: PLR2004  the server's own troubles begin there
    reason = f"{service} did not take it: HTTP status {last.status}"
    return SendError(reason, permanent=permanent, retry_after=last.retry_after)


def _named(channel: Channel, error: SendError) -> SendError:
    error.subject, error.reason = channel.key, clean_text(channel.hide(redact(error.reason)), 300)
    error.args = (error.reason,)
    return error


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


async def _in_thread(subject: str, work: Callable[[], str | None]) -> str | None:
    """Run in a thread of its own that nobody waits for at the end: what hangs must not keep the program alive."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[str | None] = loop.create_future()

    def settle(error: BaseException | None, answer: str | None) -> None:
        if not done.done():
            done.set_exception(error) if error else done.set_result(answer)

    def run() -> None:
        error: BaseException | None = None
        answer: str | None = None
        try:
            answer = work()
        except SendError as refused:
            error = refused
        except Exception as bug:  # noqa: BLE001  its own words and frames may hold the address
            error = SendError(f"sending failed inside its service ({type(bug).__name__})", subject=subject)
        with suppress(RuntimeError):  # the loop may be gone by now
            loop.call_soon_threadsafe(settle, error, answer)

    threading.Thread(target=run, name="tocsin-send", daemon=True).start()
    return await done
