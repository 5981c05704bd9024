"""Places of a query's parts that are near each other."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from watchlists.finding.queries.page import Place

# No article says one thing more often. A flood must not make NEAR compare everything with everything.
_MOST_NEIGHBOURS = 1_000


class Stretch(NamedTuple):
    """The words from the first to the last of what NEAR has put together, and which places these are."""

    first: int
    last: int
    places: tuple[Place, ...]


def neighbours(lefts: Iterable[Stretch], rights: Iterable[Stretch], distance: int, *, ordered: bool) -> list[Stretch]:
    """Return each left with each right that is at most `distance` words from it."""
    rights = _first_ones(rights)
    starts = [right.first for right in rights]
    longest_right = max((right.last - right.first for right in rights), default=0)
    pairs: dict[tuple[int, int], dict[Place, None]] = {}
    for left in _first_ones(lefts):
        low = bisect_left(starts, left.first - distance - longest_right)
        high = bisect_right(starts, left.last + distance)
        for right in rights[low:high]:
            if _is_near(left, right, distance, ordered=ordered):
                ends = min(left.first, right.first), max(left.last, right.last)
                pairs.setdefault(ends, {}).update(dict.fromkeys(left.places + right.places))
    return [Stretch(*ends, tuple(places)) for ends, places in pairs.items()]


def _first_ones(stretches: Iterable[Stretch]) -> Sequence[Stretch]:
    return sorted(stretches, key=lambda stretch: stretch[:2])[:_MOST_NEIGHBOURS]


def _is_near(left: Stretch, right: Stretch, distance: int, *, ordered: bool) -> bool:
    after = right.first - left.last
    before = left.first - right.last
    if after > 0 or before > 0:
        return after <= distance and (after > 0 or (before <= distance and not ordered))
    # One lies within the other: near, unless they are the same words.
    return not ordered and not any(
        one.first <= other.last and other.first <= one.last for one in left.places for other in right.places
    )
