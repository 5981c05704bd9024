"""Numbers that stand for what a name may be filed under, the same in every process."""

from zlib import crc32

_SPREAD = 0x9E3779B97F4A7C15
_ALL = (1 << 64) - 1


class _Factors(dict[str, int]):
    """What the number of a text is multiplied by, for each kind."""

    def __missing__(self, kind: str) -> int:
        # Odd, so that no bit of the number is lost.
        self[kind] = factor = crc32(kind.encode()) * _SPREAD & _ALL | 1
        return factor


_FACTORS = _Factors()


def mark(kind: str, text: str) -> int:
    """Return the number of a text of a kind.

    The mark of two things that stand together is `mark(…) ^ mark(…)`. Two texts
    have one mark in a case of billions: a mark says what is worth comparing.
    """
    return crc32(text.encode("utf-8", "surrogatepass")) * _FACTORS[kind] & _ALL


def marks(kinds: tuple[str, ...], text: str) -> list[int]:
    """Return the numbers of a text of several kinds."""
    number = crc32(text.encode("utf-8", "surrogatepass"))
    return [number * _FACTORS[kind] & _ALL for kind in kinds]
