"""What is served under one address, and whether a client already has it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from hashlib import sha256


@dataclass(frozen=True)
class Resource:
    """A body and what goes with it. `delay` is in seconds."""

    body: bytes
    content_type: str
    status: int = 200
    modified_at: datetime | None = None
    delay: float = 0.0

    @cached_property
    def etag(self) -> str:
        """The strong validator of the body."""
        return f'"{sha256(self.body).hexdigest()[:20]}"'

    @property
    def last_modified(self) -> str | None:
        """The date as HTTP writes it."""
        return None if self.modified_at is None else format_datetime(self.modified_at.astimezone(UTC), usegmt=True)

    def is_known(self, *, if_none_match: str | None, if_modified_since: str | None) -> bool:
        """Tell whether 304 is the answer. As RFC 9110 has it, the date counts only where there is no tag."""
        if self.status != 200:  # noqa: PLR2004  a failure has no validators
            return False
        if if_none_match is not None:
            tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
            return self.etag in tags or tags == ["*"]
        return if_modified_since is not None and self._is_older_than(if_modified_since)

    def _is_older_than(self, date: str) -> bool:
        try:
            since = parsedate_to_datetime(date)
        except ValueError:
            return False
        return self.modified_at is not None and self.modified_at <= since.replace(tzinfo=since.tzinfo or UTC)
