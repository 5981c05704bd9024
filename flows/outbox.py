"""Where messages go: the configured channels, or files where there is none yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flows.errors import SendError
from flows.settings import Settings
from flows.steps.deliver.channels import Channels, load_channels
from flows.steps.deliver.files import FILE_CHANNEL, write_digest
from flows.steps.deliver.send import send

_FIRST_RETRY = timedelta(seconds=30)
_LONGEST_RETRY = timedelta(hours=1)


@dataclass(frozen=True)
class Target:
    """One channel as the outbox knows it."""

    key: str
    kind: str
    limits: Mapping[str, int] = field(default_factory=dict)
    """What it can take, as `render_message` wants to know it."""


class Outbox:
    """The channels of this machine. Not a dataclass: it holds secrets, and Prefect walks through dataclasses."""

    def __init__(self, settings: Settings, channels: Channels | None) -> None:
        self._settings = settings
        self._channels = channels

    def targets(self, tag: str) -> list[Target]:
        """Return the channels with this tag; the file channel where nothing at all is configured."""
        if self._channels is None:
            return [Target(FILE_CHANNEL, "email")]
        return [Target(channel.key, channel.kind, channel.limits) for channel in self._channels.tagged(tag)]

    async def send(self, key: str, payload: Mapping[str, Any]) -> None:
        """Hand a frozen message to a channel.

        Raises:
            SendError: It was not taken, or the channel is no longer configured.
        """
        if key == FILE_CHANNEL:
            write_digest(self._settings.home, payload)
            return
        channel = self._channels.by_key(key) if self._channels else None
        if channel is None:
            raise SendError("no channel of the configuration is this one any more", subject=key)
        await send(
            channel,
            payload,
            timeout=self._settings.timeout_seconds,
            allow_networks=self._settings.allow_networks,
        )


def open_outbox(settings: Settings) -> Outbox:
    """Return the outbox of these settings.

    Raises:
        ChannelError: The configuration of the channels is wrong.
    """
    path = settings.channels_path
    return Outbox(settings, load_channels(path) if path else None)


def next_try(error: SendError, attempts: int, now: datetime) -> tuple[str, datetime]:
    """Return the state of a delivery that failed, and when it is tried again.

    Args:
        error: What the channel said.
        attempts: How often it has been tried, this time included.
        now: The moment of the failure.
    """
    if error.permanent:
        return "dead", now
    wait = min(_FIRST_RETRY * 2 ** min(attempts - 1, 10), _LONGEST_RETRY)
    asked = timedelta(seconds=error.retry_after or 0)
    return ("uncertain" if error.uncertain else "retry"), now + max(wait, asked)
