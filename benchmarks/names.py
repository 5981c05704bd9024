"""How well names are found in the marked corpora beside the checkout: precision, recall and F1 by track.

    python benchmarks/names.py [TRACK…]        such as ru.person or pl.org; none means all

Prints a line a track, beside a search for the listed name as a plain substring. The corpora are read from
`../shared/names`; without them it says so and exits 1.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from watchlists import Matcher, load_watchlist

CORPORA = Path(__file__).parents[2] / "shared" / "names"
Spans = dict[tuple[str, str], list[tuple[int, int]]]


def main(tracks: list[str]) -> int:
    if not CORPORA.is_dir():
        print(f"no corpora at {CORPORA}")
        return 1
    known = sorted(path.name.removesuffix(".gold.jsonl") for path in CORPORA.glob("*.gold.jsonl"))
    print(f"{'':<20} {'substr: doc':>11} {'mention':>8}   {'Tocsin: doc P/R/F1':>20}  {'mention P/R/F1':>18}")
    for track in tracks or known:
        watchlist = load_watchlist(CORPORA / f"{track}.yaml")
        gold: Spans = defaultdict(list)
        for row in _rows(f"{track}.gold.jsonl"):
            gold[row["document"], row["term"]] += [tuple(span) for span in row["mentions"]]
        matcher = Matcher(watchlist)
        names = {term.name: term.id for term in watchlist.terms}
        exact = _score(gold, _search(track, partial(_exact, names)))
        found = _score(gold, _search(track, partial(_match, matcher)))
        print(
            f"{track:<20} {exact[2]:>11.1f} {exact[5]:>8.1f}   "
            f"{'/'.join(f'{x:.1f}' for x in found[:3]):>20}  {'/'.join(f'{x:.1f}' for x in found[3:]):>18}"
        )
    return 0


def _rows(name: str) -> Iterable[dict[str, Any]]:
    with (CORPORA / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _search(track: str, find: Callable[[str], Iterable[tuple[str, int, int]]]) -> Spans:
    spans: Spans = defaultdict(list)
    for row in _rows(f"{track.split('.', 1)[0]}.docs.jsonl"):
        for term, start, end in find(row["text"]):
            spans[row["id"], term].append((start, end))
    return spans


def _match(matcher: Matcher, text: str) -> Iterable[tuple[str, int, int]]:
    return ((match.term, match.start, match.end) for match in matcher.find(title="", text=text))


def _exact(names: dict[str, str], text: str) -> Iterable[tuple[str, int, int]]:
    for name, term in names.items():
        start = text.find(name)
        while start >= 0:
            yield term, start, start + len(name)
            start = text.find(name, start + 1)


def _score(gold: Spans, found: Spans) -> tuple[float, ...]:
    both = len(gold.keys() & found.keys())
    right = sum(_overlaps(span, gold.get(key, [])) for key, spans in found.items() for span in spans)
    reached = sum(_overlaps(span, found.get(key, [])) for key, spans in gold.items() for span in spans)
    mentions_found, mentions = sum(map(len, found.values())), sum(map(len, gold.values()))
    return *_prf(both, len(found), both, len(gold)), *_prf(right, mentions_found, reached, mentions)


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _prf(right: int, found: int, reached: int, wanted: int) -> tuple[float, float, float]:
    precision, recall = 100 * right / max(found, 1), 100 * reached / max(wanted, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
