"""What is taken out of real pages, held against what a person took out of them.

    python benchmarks/extraction.py

Reads 181 pages and their hand-made texts from ../shared/pages. Article F1 is that of the public article extraction
benchmark: precision and recall over shingles of four words, averaged over the pages. Names are two capitalised words
in a line; a name that the hand-made text lacks is false. Beside ours, in the same run: trafilatura as it comes, and
without comments. Exits 1 where a bar is missed.
"""

import gzip
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from trafilatura import extract

from flows.steps.read.extract import decode, extract_article

PAGES = Path(__file__).parents[2] / "shared" / "pages"
_F1, _RECALL, _FALSE = 0.960, 0.955, 0.9
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b")


class Quality(NamedTuple):
    """How well texts were taken out."""

    f1: float
    precision: float
    recall: float
    name_recall: float
    false_names: float
    """A page."""
    milliseconds: float
    """Of CPU a page."""


def main() -> int:
    if not PAGES.is_dir():
        print("../shared/pages is not there: nothing to measure")
        return 0
    truth = json.loads((PAGES / "ground-truth.json").read_text(encoding="utf-8"))
    pages = {path.name.removesuffix(".html.gz"): gzip.decompress(path.read_bytes()) for path in PAGES.glob("*.html.gz")}
    texts = {name: truth[name]["articleBody"] for name in pages}
    ways: dict[str, Callable[[bytes, str], str]] = {
        "tocsin, body": lambda body, url: extract_article(body, url=url).text,
        "tocsin, body and fringe": _with_fringe,
        "trafilatura": lambda body, _: extract(decode(body)) or "",
        "trafilatura, no comments": lambda body, _: extract(decode(body), include_comments=False) or "",
    }
    print(f"{len(pages)} pages")
    print(f"{'':<26}{'F1':>8}{'P':>8}{'R':>8}{'names':>8}{'false a page':>14}{'CPU ms':>8}")
    made = {}
    for name, way in ways.items():
        made[name] = quality = _measure(way, pages, texts, {name: truth[name]["url"] for name in pages})
        shown = "".join(f"{figure:>8.4f}" for figure in quality[:4])
        print(f"{name:<26}{shown}{quality.false_names:>14.3f}{quality.milliseconds:>8.1f}", flush=True)
    ours = made["tocsin, body"]
    print(f"bars: F1 {_F1}; in the body at most {_FALSE} false names a page at a recall of {_RECALL} or more")
    return int(ours.f1 < _F1 or ours.name_recall < _RECALL or ours.false_names > _FALSE)


def _with_fringe(body: bytes, url: str) -> str:
    article = extract_article(body, url=url)
    return f"{article.text}\n{article.fringe}"


def _measure(
    way: Callable[[bytes, str], str], pages: Mapping[str, bytes], texts: Mapping[str, str], urls: Mapping[str, str]
) -> Quality:
    started = time.process_time()
    found = {name: way(body, urls[name]) for name, body in pages.items()}
    seconds = time.process_time() - started
    scores = [_score(texts[name], found[name]) for name in pages]
    precision, recall = (statistics.mean(score[part] for score in scores) for part in (0, 1))
    names = {name: (_names(texts[name]), _names(found[name])) for name in pages}
    return Quality(
        2 * precision * recall / (precision + recall),
        precision,
        recall,
        statistics.mean(len(true & had) / len(true) for true, had in names.values() if true),
        statistics.mean(len(had - true) for true, had in names.values()),
        1_000 * seconds / len(pages),
    )


def _score(true: str, found: str) -> tuple[float, float]:
    wanted, had = _shingles(true), _shingles(found)
    both = (wanted & had).total()
    return (both / had.total() if had else 0.0), (both / wanted.total() if wanted else 1.0)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))) if words else Counter()


def _names(text: str) -> set[str]:
    return {name for line in text.split("\n") for name in _NAME.findall(line)}


if __name__ == "__main__":
    sys.exit(main())
