"""What is read of each record, whatever the file looks like."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Record:
    """One entity as its source describes it."""

    line: int
    id: str
    schema: str
    name: str
    names: tuple[str, ...] = ()
    """All others it goes by."""
    short: tuple[str, ...] = ()
    """Abbreviations of its name."""
    weak: int = 0
    """How many names its source calls too weak to tell it by."""
    countries: tuple[str, ...] = ()
    dataset: str = ""
    url: str = ""
    target: bool = True
    """Whether the source lists it for itself, not only because another one has to do with it."""


class Unread(NamedTuple):
    """A record that cannot be used."""

    line: int
    reason: str
    shown: str = ""
    """The value that is to blame, where there is one."""
