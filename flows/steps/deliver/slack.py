"""Hand a digest to Slack as blocks: what Apprise's own service would escape, convert or cut on the way.

Apprise parses the address and keeps the settings in it. Its service has no
rich text, no fallback text beside blocks, and keeps Slack's answers to itself.
"""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from flows.errors import SendError
from flows.steps.deliver.recipients import mark_of
from flows.steps.deliver.wire import exchanges

_BLOCK_MODES = {"hook", "gov-hook", "bot"}
_REPEAT = "Possible repeat: no answer came when this was sent before."
_PASSING = {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
"""Errors of the API after which the same message may be taken a little later."""


def takes_blocks(plugin: Any) -> bool:
    """Say whether this module can send for the service: a webhook or a bot of Slack, without a template of its own."""
    from apprise.plugins.slack import NotifySlack

    return type(plugin) is NotifySlack and str(plugin.mode) in _BLOCK_MODES and not getattr(plugin, "template", None)


def send_slack(
    plugin: Any,
    payload: Mapping[str, Any],
    *,
    timeout: float,
    repeated: bool = False,
    taken: AbstractSet[str] = frozenset(),
) -> str | None:
    """Send a digest to each of the address's Slack channels that has not got it yet; return the last one's timestamp.

    Args:
        plugin: Apprise's Slack service, as it was configured.
        payload: What `render_message` made for kind `slack`.
        timeout: The longest Slack may take over each answer, in seconds.
        repeated: Say at the top that it may have come before.
        taken: Hashes of the channels that have it already.

    Raises:
        SendError: One did not take it; the others were tried all the same, and `taken` says which have it.
    """
    done = set(taken)
    trouble: list[SendError] = []
    answer = None
    for target in plugin.channels:
        key = mark_of(str(target))
        if key not in done:
            try:
                answer = _post(plugin, {**_message(payload, repeated), **_addressed(plugin, target)}, payload, timeout)
                done.add(key)
            except SendError as error:
                trouble.append(error)
    if trouble:
        worst = min(trouble, key=lambda error: (error.permanent, not error.uncertain))
        worst.taken = frozenset(done)
        raise worst
    return answer


def _message(payload: Mapping[str, Any], repeated: bool) -> dict[str, Any]:
    mark = [{"type": "context", "elements": [{"type": "plain_text", "text": _REPEAT}]}] if repeated else []
    still = {"mrkdwn": False, "link_names": False, "unfurl_links": False, "unfurl_media": False}
    return {"text": payload["text"], "blocks": [*mark, *payload["blocks"]], **still}


def _addressed(plugin: Any, target: str | None) -> dict[str, str]:
    """Return where in the workspace a message goes, in Slack's terms; Apprise has its own for threads and people."""
    from apprise.plugins.slack import CHANNEL_RE
    from apprise.utils.parse import is_email

    named = {"username": plugin.user} if plugin.user else {}
    if target is None:
        return named
    mail = is_email(target)  # type: ignore[no-untyped-call]  # Apprise has no types
    if mail:
        member = plugin.lookup_userid(mail["full_email"])
        if not member:
            raise SendError("Slack knows nobody of this e-mail address", permanent=True)
        return {**named, "channel": member}
    found = CHANNEL_RE.match(target)
    if not found:
        raise SendError("a channel in its address is none", permanent=True)
    channel, thread = found["channel"], found.groupdict().get("thread_ts")
    where = channel[1:] if channel[0] == "+" else channel if channel[0] in "@#" else f"#{channel}"
    return {**named, "channel": where, **({"thread_ts": thread} if thread else {})}


def _post(plugin: Any, message: Mapping[str, Any], payload: Mapping[str, Any], timeout: float) -> str | None:
    import requests

    with exchanges() as seen:
        try:
            response = requests.post(
                _url(plugin),
                data=json.dumps(message, ensure_ascii=False).encode(),
                headers=_headers(plugin, payload),
                verify=plugin.verify_certificate,
                timeout=(timeout / 2, timeout),
                allow_redirects=False,
            )
        except requests.RequestException:
            broken = seen[-1]
            when = "after" if broken.written else "before"
            raise SendError(
                f"Slack's connection broke {when} the message ({broken.trouble})", uncertain=broken.written
            ) from None
    return _judge(plugin, response.status_code, seen[-1].retry_after, response.content)


def _judge(plugin: Any, status: int, wait: float | None, content: bytes) -> str | None:
    body = content[:2_000].decode(errors="replace").strip()
    said = _parsed(body)
    fine = body == "ok" or (str(plugin.mode) == "bot" and said.get("ok") is True)
    if status == 200 and fine:  # noqa: PLR2004  HTTP's "done"
        return str(said.get("ts", body))
    error = str(said.get("error") or body)
    passing = status in {408, 425, 429} or status >= 500 or error in _PASSING  # noqa: PLR2004
    raise SendError(f"Slack did not take it: HTTP status {status}, {error}", permanent=not passing, retry_after=wait)


def _parsed(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _url(plugin: Any) -> str:
    if str(plugin.mode) == "bot":
        return str(plugin.api_url.format("chat.postMessage"))
    base = plugin.webhook_gov_url if str(plugin.mode) == "gov-hook" else plugin.webhook_url
    return f"{base}/{plugin.token_a}/{plugin.token_b}/{plugin.token_c}"


def _headers(plugin: Any, payload: Mapping[str, Any]) -> dict[str, str]:
    bearer = {"Authorization": f"Bearer {plugin.access_token}"} if str(plugin.mode) == "bot" else {}
    return {
        "User-Agent": "Tocsin",
        "Content-Type": "application/json; charset=utf-8",
        "X-Idempotency-Key": payload["message_id"],
        **bearer,
    }
