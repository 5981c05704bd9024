"""Where something stands in an article."""

from typing import NamedTuple


class Occurrence(NamedTuple):
    """Where a form stands: the first and last word by number, the first character and the one after the last."""

    field: int
    """0 is the title, 1 the text."""
    first: int
    last: int
    start: int
    end: int
