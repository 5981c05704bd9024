"""The channels: Apprise's own configuration file, and what each of its services wants to be given."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flows.errors import ChannelError
from flows.steps.deliver.channelfile import Entry, read_entries
from flows.steps.deliver.quiet import overhear
from flows.steps.deliver.slack import takes_blocks

ALL = "all"
"""The tag that every channel has."""

# What these services show best; nothing else is given to them, whatever their address asks for. In the dialects of the
# first line, and in plain text too, feed text could call and link: Apprise makes theirs from HTML and escapes it.
_HTML = frozenset({"Slack", "Telegram", "Matrix", "Google Chat"})
_MARKDOWN = frozenset(
    {"Discord", "ntfy", "Gotify", "Mattermost", "Rocket.Chat", "Zulip", "Cisco Webex Teams"}
    | {"Power Automate / Workflows (for MSTeams)", "Twist", "Guilded", "Revolt", "Fluxer"}
)
# They put the title before the body as it is, and in the body it could call names.
_NO_TITLE = frozenset({"Discord", "Guilded", "Fluxer", "Revolt"})
_NOT_MAIL = frozenset({"Telegram", "Pushplus"})
# Where less fits than Apprise says: Slack cuts attachments at 8,000 characters; ntfy makes a file of a message whose
# JSON, with six bytes for a Cyrillic letter, is over 8,000 bytes.
_ROOM = {"Slack": 7_000, "ntfy": 1_200}


@dataclass(frozen=True, slots=True)
class Channel:
    """Where messages go. Neither `repr` nor `str` shows the address."""

    key: str
    """`tag/scheme/` and eight digits of a hash of the address: the same tomorrow, and no secret."""
    tags: frozenset[str]
    scheme: str
    service: str
    """The service's name: "E-Mail", "Slack"."""
    kind: str
    """`email`, `slack`, `html`, `markdown` or `text`: what `render_message` makes for it."""
    title_maxlen: int
    """0 where it has no titles."""
    body_maxlen: int
    max_lines: int
    """0 for any number."""
    pace: float
    """The seconds that its service wants between two messages."""
    plugin: Any = field(repr=False, compare=False)
    """Apprise's object, never sent with itself: each sending copies it."""
    secrets: frozenset[str] = field(repr=False, compare=False)
    """The words of the address, to be hidden wherever a service repeats them."""

    def __str__(self) -> str:
        return self.key

    @property
    def limits(self) -> dict[str, int]:
        """What it can take, as `render_message` wants to know it."""
        return {"limit": self.body_maxlen, "title_limit": self.title_maxlen, "max_lines": self.max_lines}

    def hide(self, text: str) -> str:
        """Return the text without any word of the address."""
        words = "|".join(re.escape(word) for word in sorted(self.secrets, key=len, reverse=True))
        return re.sub(rf"(?<!\w)(?:{words})(?!\w)", "…", text) if words else text


class Channels:
    """All channels of a file, in its order, each address once."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self._channels = tuple(channels)

    def __len__(self) -> int:
        return len(self._channels)

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._channels)

    def tagged(self, tag: str) -> list[Channel]:
        """Return the channels with this tag; `all` names every channel."""
        return [channel for channel in self if tag == ALL or tag in channel.tags]

    def by_key(self, key: str) -> Channel | None:
        """Return the channel with this key, even if its tags have changed since; None where its address is gone.

        Where somebody has corrected the address (a new password), it is the one channel of that tag and service.
        """
        same = next((channel for channel in self if _hash_of(channel.key) == _hash_of(key)), None)
        tag, scheme, _ = key.rsplit("/", 2)
        alike = [channel for channel in self.tagged(tag) if channel.scheme == scheme]
        return same or (alike[0] if len(alike) == 1 else None)


def load_channels(path: Path) -> Channels:
    """Return the channels of an Apprise configuration file, YAML or text, told apart as Apprise does.

    Raises:
        ChannelError: The file cannot be used, or Apprise does not understand an entry: how many of how many it
            understood, and where the others stand. No address is in the message.
    """
    entries = read_entries(path)
    with overhear():
        plugins = [_plugin(entry) for entry in entries]
    wrong = [_place(entry) for entry, plugin in zip(entries, plugins, strict=True) if plugin is None]
    if wrong:
        understood = len(entries) - len(wrong)
        raise ChannelError(
            f"{understood} of {len(entries)} URLs understood; not: {', '.join(wrong)}", subject=str(path)
        )
    channels: dict[str, Channel] = {}
    for entry, plugin in zip(entries, plugins, strict=True):
        channel = _channel(entry, plugin, known=channels.get(_digest(entry)))
        channels[_digest(entry)] = channel
    return Channels(list(channels.values()))


def tags_in(path: Path) -> set[str]:
    """Return the tags that the file's channels have, `all` among them, without loading Apprise.

    Raises:
        ChannelError: The file cannot be used. Whether Apprise understands its entries is not asked.
    """
    return {ALL}.union(*(entry.tags for entry in read_entries(path)))


def _plugin(entry: Entry) -> Any:
    from apprise import AppriseAsset
    from apprise.config.base import ConfigBase

    # No redirects: a webhook's address was checked, where it sends us was not. No images of somebody else's.
    asset = AppriseAsset(app_id="Tocsin", app_desc="Tocsin", http_redirects=False)
    asset.image_url_mask = asset.image_url_logo = ""
    servers, _ = ConfigBase.config_parse(entry.config, asset=asset, config_format=entry.format)
    return servers[0] if servers else None


def _channel(entry: Entry, plugin: Any, known: Channel | None) -> Channel:
    service = str(plugin.service_name)
    tags = entry.tags | (known.tags if known else frozenset())
    return Channel(
        key=f"{min(tags, default=ALL)}/{entry.scheme}/{_digest(entry)}",
        tags=tags,
        scheme=entry.scheme,
        service=service,
        kind=_kind(service, plugin),
        title_maxlen=0 if service in _NO_TITLE else max(int(plugin.title_maxlen), 0),
        body_maxlen=min(int(plugin.body_maxlen), _ROOM.get(service, 100_000)),
        max_lines=int(plugin.body_max_line_count),
        pace=_pace(plugin),
        plugin=plugin,
        secrets=_words(entry),
    )


def _kind(service: str, plugin: Any) -> str:
    usual = _first_format(type(plugin).notify_format)
    if usual == "html" and service not in _NOT_MAIL:
        return "email"
    if takes_blocks(plugin):
        return "slack"
    if service in _HTML:
        # A bridge that Matrix offers for Slack's own format knows no HTML.
        return "text" if str(getattr(plugin, "mode", "")) == "slack" else "html"
    return "markdown" if service in _MARKDOWN else chosen_format(plugin) or usual


def _pace(plugin: Any) -> float:
    from apprise.plugins.base import NotifyBase

    rate = float(type(plugin).request_rate_per_sec)
    # What names no rate of its own has Apprise's general one, 5.5 s: far too slow for a mail server or a console.
    return 0.0 if rate == NotifyBase.request_rate_per_sec else rate


def chosen_format(plugin: Any) -> str | None:
    """Return the format that an address asks for with `?format=`, if it asks for another than its service's own."""
    if hasattr(plugin, "_format_override"):  # Apprise 2 keeps it apart, 1 writes over the service's own
        return _first_format(plugin._format_override) if plugin._format_override else None  # noqa: SLF001
    return _first_format(plugin.notify_format) if plugin.notify_format != type(plugin).notify_format else None


def _first_format(value: Any) -> str:
    first = value[0] if isinstance(value, tuple | list) else value
    return str(getattr(first, "value", first))


def _digest(entry: Entry) -> str:
    return sha256(entry.identity.encode()).hexdigest()[:8]


def _hash_of(key: str) -> str:
    return key.rsplit("/", 1)[-1]


def _place(entry: Entry) -> str:
    return f"{entry.where} ({entry.scheme}://…)" if entry.scheme else entry.where


def _words(entry: Entry) -> frozenset[str]:
    pieces: Iterator[str] = (
        piece for text in (entry.identity, unquote(entry.identity)) for piece in re.split(r"[^\w.+~-]+", text)
    )
    return frozenset(piece for piece in pieces if len(piece) > 3 and piece.lower() != entry.scheme)  # noqa: PLR2004
