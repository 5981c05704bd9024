"""What benchmarks/matching.py compares: Tocsin, the bare floor, and what one would pick instead.

Each engine is built from terms and then finds, in a text, the places of some of them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

import orjson

from benchmarks.forms import forms
from watchlists import Matcher, Watchlist
from watchlists.entities import Entities


class Listed(NamedTuple):
    """A name to look for."""

    id: str
    kind: str
    """`person` or `organization`."""
    name: str


class Place(NamedTuple):
    """Where a term was found in a text."""

    id: str
    start: int
    end: int


class Built(NamedTuple):
    """An engine that is ready."""

    find: Callable[[str], Sequence[Place]]
    strings: int
    """How many strings it was given."""


class Engine(NamedTuple):
    """A way to find names."""

    label: str
    build: Callable[[Sequence[Listed], Path], Built]
    """From the names, and a folder to keep what is worth keeping in."""
    most: int = 10_000_000
    """The most names it is tried with; with more it takes hours, or more memory than a machine has."""


def tocsin_matcher(listed: Iterable[Listed], folder: Path) -> Matcher:
    """Return a matcher of the names, with every default: this is the one place that knows how it is made.

    They are a big list's entities; what they are compiled to stays in the folder and is found there the next time.
    """
    file = folder / "entities.jsonl"
    if not file.exists():
        rows = sorted(({"id": one.id, "name": one.name, "kind": one.kind} for one in listed), key=lambda row: row["id"])
        file.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    watchlist = Watchlist.model_construct(name="benchmark", id="benchmark", terms=(), entities=Entities(file))
    return Matcher(watchlist, cache=folder)


def _tocsin(listed: Sequence[Listed], folder: Path) -> Built:
    matcher = tocsin_matcher(listed, folder)
    matcher.find(title="", text="")  # What is put off to the first article belongs to the building.

    def find(text: str) -> list[Place]:
        return [Place(match.term, match.start, match.end) for match in matcher.find(title="", text=text)]

    return Built(find, len(listed))


def _floor(listed: Sequence[Listed], _: Path) -> Built:
    known = {word: one.id for one in listed for word in re.findall(r"\w+", one.name.casefold())}
    words = re.compile(r"\w+")

    def find(text: str) -> list[Place]:
        for _ in filter(None, map(known.get, words.findall(text.casefold()), repeat(None))):
            pass
        return []

    return Built(find, len(known))


def _union(listed: Sequence[Listed], _: Path) -> Built:
    ids = {one.name.casefold(): one.id for one in listed}
    longest_first = sorted(ids, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)

    def find(text: str) -> list[Place]:
        return [Place(ids.get(m[0].casefold(), ""), *m.span()) for m in pattern.finditer(text)]

    return Built(find, len(ids))


def _flashtext(listed: Sequence[Listed], _: Path) -> Built:
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    # By default every letter that is not ASCII ends a word.
    for code in (*range(0xC0, 0x250), *range(0x400, 0x530)):
        processor.add_non_word_boundary(chr(code))
    for one in listed:
        processor.add_keyword(one.name, one.id)

    def find(text: str) -> list[Place]:
        return [Place(*found) for found in processor.extract_keywords(text, span_info=True)]

    return Built(find, len(listed))


def _spacy(listed: Sequence[Listed], _: Path) -> Built:
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("xx")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    for one in listed:
        matcher.add(one.id, [language.make_doc(one.name)])

    def find(text: str) -> list[Place]:
        document = language.make_doc(text)
        return [Place(span.label_, span.start_char, span.end_char) for span in matcher(document, as_spans=True)]

    return Built(find, len(listed))


def _ahocorasick(listed: Sequence[Listed], _: Path) -> Built:
    return _automaton({one.name: one.id for one in listed})


def _ahocorasick_forms(listed: Sequence[Listed], _: Path) -> Built:
    return _automaton({form: one.id for one in listed for form in forms(one.name)})


def _automaton(strings: dict[str, str]) -> Built:
    from ahocorasick_rs import AhoCorasick, MatchKind

    ids = {string.lower(): term for string, term in strings.items()}
    owners = list(ids.values())
    automaton = AhoCorasick(ids, matchkind=MatchKind.Standard)

    def find(text: str) -> list[Place]:
        # Lower case may be longer than the text; such texts are rare and their places a little off.
        lowered = text.lower()
        return [
            Place(owners[index], start, end)
            for index, start, end in automaton.find_matches_as_indexes(lowered, overlapping=True)
            if not (lowered[start - 1 : start].isalnum() or lowered[end : end + 1].isalnum())
        ]

    return Built(find, len(ids))


FLOOR = Engine("casefold, words, dict", _floor)
TOCSIN = Engine("Tocsin", _tocsin)
OTHERS = (
    Engine("re, one union", _union, most=100_000),
    Engine("flashtext", _flashtext, most=100_000),
    Engine("spaCy PhraseMatcher", _spacy, most=100_000),
    Engine("ahocorasick_rs", _ahocorasick),
    Engine("ahocorasick_rs, forms", _ahocorasick_forms, most=100_000),
)
