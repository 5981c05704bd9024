"""How common everyday words are, in twelve languages.

The tables are made by `benchmarks/everyday.py`; a word that is in none of them is rarer than 40 in a million words.
"""

from functools import cache
from importlib.resources import files

LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pl": "Polish", "cs": "Czech",
    "sl": "Slovene", "tr": "Turkish", "ru": "Russian", "uk": "Ukrainian", "bg": "Bulgarian",
}  # fmt: skip


@cache
def table(language: str) -> dict[str, float]:
    """Return how often each everyday word of a language is used, as a share of all words; the words are folded."""
    return {word: share for word, (share, _) in _lines(language).items()}


@cache
def dictionary(language: str) -> dict[str, float]:
    """Return the same of the words that are written in small letters: no names, no abbreviations."""
    return {word: share for word, (share, kind) in _lines(language).items() if kind == "words"}


@cache
def in_order(language: str) -> list[str]:
    """Return the everyday words of a language in the order of their letters."""
    return sorted(table(language))


@cache
def _lines(language: str) -> dict[str, tuple[float, str]]:
    found: dict[str, tuple[float, str]] = {}
    for line in (files("watchlists.everyday") / "data" / f"{language}.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            title, words = line.split(": ", 1)
            zipf, kind = title.split()
            share = 10 ** float(zipf) / 1e9
            found.update(dict.fromkeys(words.split(), (share, kind)))
    return found
