"""Numbers that stand for what a name may be filed under, the same in every process."""

from zlib import crc32

_SPREAD = 0x9E3779B97F4A7C15
_ALL = (1 << 64) - 1


def mark(kind: str, text: str) -> int:
    """Return the number of a text of a kind.

    The mark of two things that stand together is `mark(…) ^ mark(…)`. Two texts
    have one mark in a case of billions: a mark says what is worth comparing.
    """
    return crc32((kind + text).encode("utf-8", "surrogatepass")) * _SPREAD & _ALL
