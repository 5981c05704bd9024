"""Where messages go: the configured channels, or files where there is none yet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from flows.errors import SendError
from flows.settings import Settings
from flows.steps.deliver.channels import Channels, load_channels
from flows.steps.deliver.files import FILE_CHANNEL, write_digest
from flows.steps.deliver.send import send
from storage import Delivery


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

    @property
    def deadline(self) -> float:
        """The longest that one sending may take, in seconds."""
        return self._settings.timeout_seconds

    def pace(self, key: str) -> float:
        """Return how many seconds a channel wants between two messages."""
        channel = self._channels.by_key(key) if self._channels and key != FILE_CHANNEL else None
        return channel.pace if channel else 0

    def others(self, keys: Collection[str]) -> list[tuple[Target, frozenset[str]]]:
        """Return the channels that are none of `keys`, in the file's order, with their tags."""
        channels = [channel for channel in self._channels or () if channel.key not in keys]
        return [(Target(channel.key, channel.kind, channel.limits), channel.tags) for channel in channels]

    def tags(self, key: str) -> frozenset[str]:
        """Return the tags of a channel; none where it is not configured any more."""
        channel = self._channels.by_key(key) if self._channels and key != FILE_CHANNEL else None
        return channel.tags if channel else frozenset()

    async def send(self, delivery: Delivery) -> str | None:
        """Hand a delivery's frozen message to its channel, to those who have not taken it yet.

        Returns:
            What the receiver said to it, where it says anything.

        Raises:
            SendError: It was not taken, or the channel is no longer configured.
        """
        if delivery.channel == FILE_CHANNEL:
            write_digest(self._settings.home, delivery.payload)
            return None
        channel = self._channels.by_key(delivery.channel) if self._channels else None
        if channel is None:
            raise SendError("no channel of the configuration is this one any more", subject=delivery.channel)
        return await send(
            channel,
            delivery.payload,
            timeout=self.deadline,
            allow_networks=self._settings.allow_networks,
            repeated=delivery.possible_repeat,
            taken=frozenset((delivery.taken or "").split()),
        )


def open_outbox(settings: Settings) -> Outbox:
    """Return the outbox of these settings.

    Raises:
        ChannelError: The configuration of the channels is wrong.
    """
    path = settings.channels_path
    return Outbox(settings, load_channels(path) if path else None)
