"""The marked corpora beside the checkout, `../shared/names`, as the benchmarks read them."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parents[2] / "shared" / "names"


class Document(NamedTuple):
    """A text of a corpus."""

    id: str
    text: str


def documents(corpus: str) -> Iterator[Document]:
    """Yield the texts of a corpus such as `ru`."""
    for row in _rows(f"{corpus}.docs.jsonl"):
        yield Document(row["id"], row["text"])


def marked(track: str) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Return where each term of a track such as `ru.person` is marked, by document and term."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row in _rows(f"{track}.gold.jsonl"):
        found[row["document"], row["term"]] += [(start, end) for start, end in row["mentions"]]
    return dict(found)


def articles(size: int = 3_000, *, unseen: float = 0.3) -> tuple[list[str], list[str]]:
    """Return articles to warm up with and articles to measure, in all languages.

    Args:
        size: Of an article in bytes of UTF-8: the corpora's texts are joined and cut to it.
        unseen: The share that is measured. No text of a corpus is in both parts.
    """
    rng = random.Random(1)
    warm: list[str] = []
    measured: list[str] = []
    for path in sorted(FOLDER.glob("*.docs.jsonl")):
        texts = [document.text for document in documents(path.name.removesuffix(".docs.jsonl"))]
        rng.shuffle(texts)
        cut = round(len(texts) * unseen)
        measured += _cut(texts[:cut], size)
        warm += _cut(texts[cut:], size)
    rng.shuffle(measured)
    rng.shuffle(warm)
    return warm, measured


def _cut(texts: Iterable[str], size: int) -> Iterator[str]:
    words: list[str] = []
    length = 0
    for text in texts:
        for word in f"{text}\n\n".split(" "):
            words.append(word)
            length += len(word.encode()) + 1
            if length >= size:
                yield " ".join(words)
                words, length = [], 0


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with (FOLDER / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
