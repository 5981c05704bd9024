"""The words that the matching of names must know, by the title of their list."""

from functools import cache
from importlib.resources import files


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = (files("watchlists.names.spelling") / "data" / "words.txt").read_text("utf-8")
    lines = (line.split(": ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {title: frozenset(words.split()) for title, words in lines}


def lexicon(title: str) -> frozenset[str]:
    """Return the folded words of a list."""
    return _lists()[title]
