"""What can go wrong between a feed and a delivery.

FlowError
├── FetchError            an address gave no answer that could be used
│   ├── AddressRefused    it leads to a network that we do not enter
│   └── HostBusyError     its host has been asked for enough in this run
├── FeedError             an answer is no feed
├── ExtractError          a page has no article that could be had
├── ChannelError          the channels' configuration is wrong
└── SendError             a channel did not take a message
"""

from collections.abc import Iterable


class FlowError(Exception):
    """The root. `str()` names the subject first; `reason` is for tables that have a column for the subject."""

    def __init__(self, reason: str, *, subject: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.subject = subject

    def __str__(self) -> str:
        """Return the subject and the reason."""
        return f"{self.subject}: {self.reason}" if self.subject else self.reason


class FetchError(FlowError):
    """An address gave no answer that could be used.

    `status` is the answer's own, if there was one. `permanent` means that
    asking again cannot help. `retry_after` is in seconds, as the server wished.
    """

    def __init__(
        self,
        reason: str,
        *,
        subject: str = "",
        status: int | None = None,
        permanent: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason, subject=subject)
        self.status = status
        self.permanent = permanent
        self.retry_after = retry_after


class AddressRefused(FetchError):  # noqa: N818  the name says what happened; "AddressRefusedError" says it twice
    """The address leads to a network that is not public and that nobody allowed. Nothing was sent there."""

    def __init__(self, reason: str, *, subject: str = "") -> None:
        super().__init__(reason, subject=subject, permanent=True)


class HostBusyError(FetchError):
    """The host is asked for so much that the address's turn would come too late; it was not asked for it."""


class FeedError(FlowError):
    """An answer is no feed; the reason says what it looks like instead."""


class ExtractError(FlowError):
    """No article could be had from a page: it has none, or it broke or outlasted its worker."""


class ChannelError(FlowError):
    """The channels' configuration is wrong. The message names no address: those are secrets."""


class SendError(FlowError):
    """A channel did not take a message.

    `permanent` means that the same message will never be taken; `uncertain`
    that it may have arrived all the same. `retry_after` is in seconds. `taken`
    are the recipients that took it all the same, as hashes.
    """

    def __init__(  # noqa: PLR0913  all but the reason are named
        self,
        reason: str,
        *,
        subject: str = "",
        permanent: bool = False,
        uncertain: bool = False,
        retry_after: float | None = None,
        taken: Iterable[str] = (),
    ) -> None:
        super().__init__(reason, subject=subject)
        self.permanent = permanent
        self.uncertain = uncertain
        self.retry_after = retry_after
        self.taken = frozenset(taken)
