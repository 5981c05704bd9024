"""How fast lists of queries read articles, beside the least that any program does and beside asking every query.

    python benchmarks/queries.py [NUMBER…]        of queries; 10000 and 100000 where none is given

The queries are made of words of the articles: wildcards, phrases, NEAR, NOT, alias sets, title: and lang:. They read
articles they have not met, after others have warmed them up, and then the same again; on one core, in CPU time. The
floor is to fold an article, find its words and look each up in a dict. On a sample every query is asked about every
article (x brute: how many times as long that takes), and must say the same. The articles are read from
`../shared/names`; without them it says so and exits 1, as when an answer is wrong or a bar is missed.
"""

import json
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeVar

from watchlists import Matcher, Term, Watchlist
from watchlists.finding.document import Document

CORPORA = Path(__file__).parents[2] / "shared" / "names"
LANGUAGES = ("bg", "cs", "pl", "ru", "sl", "uk")
WARM_UP = 1_300
"""Documents."""
BRUTE_FORCE = 200_000
"""Queries asked, in all, to see how long it takes to ask them all."""
SHORT = 3
"""Letters of the words that no query is made of."""
RARE = 5
"""Articles a word may be in however few there are."""
LEAST = {10_000: 3_000, 100_000: 500}
"""Articles a second, by the number of queries."""
SIZE = 3_000
"""Bytes of an article."""
_T = TypeVar("_T")
_WORD = re.compile(r"\w+")


class Article(NamedTuple):
    """A text of the corpora."""

    title: str
    text: str
    language: str


def main(numbers: Sequence[int]) -> int:
    if not CORPORA.is_dir():
        print(f"no corpora at {CORPORA}")
        return 1
    documents = list(_documents())
    random.Random(1).shuffle(documents)
    warm, unseen = ([article for d in some for article in d] for some in (documents[:WARM_UP], documents[WARM_UP:]))
    size = sum(len((a.title + a.text).encode()) for a in unseen) / len(unseen)
    print(f"{len(unseen)} unseen articles of {size:,.0f} bytes, after {len(warm)} others")
    print(
        f"{'queries':<10} {'floor/s':>10} {'articles/s':>11} {'x floor':>8} {'again':>8} {'x brute':>8} {'hits':>6}"
        f" {'build s':>8} {'MB':>6}"
    )
    known = {word: 1 for a in warm for word in _WORD.findall(a.text.casefold())}
    same = True
    for number in numbers:
        same &= _measure(list(_queries(warm, number)), warm, unseen, known)
    return int(not same)


def _measure(queries: Sequence[str], warm: Sequence[Article], unseen: Sequence[Article], known: dict[str, int]) -> bool:
    before, started = _megabytes(), time.process_time()
    terms = tuple(Term(name=f"query {i}", id=f"q{i}", kind="query", query=query) for i, query in enumerate(queries))
    matcher = Matcher(Watchlist(name="queries", terms=terms))
    build, memory = time.process_time() - started, _megabytes() - before
    for article in warm:
        _find(matcher, article)
    sample = unseen[: max(2, BRUTE_FORCE // len(queries))]
    asked, brute = _timed(lambda article: _ask_all(matcher, article), sample)
    found, first, floor = [], 0.0, 0.0
    # In turns: another job on the machine then slows both alike.
    for article in unseen:
        floor += _timed(lambda article: _floor(article, known), [article])[1]
        hits, seconds = _timed(lambda article: _find(matcher, article), [article])
        found += hits
        first += seconds
    again = _timed(lambda article: _find(matcher, article), unseen)[1]
    same = asked == found[: len(sample)]
    count = len(unseen)
    print(
        f"{len(queries):<10} {count / floor:>10,.0f} {count / first:>11,.0f} {first / floor:>8.1f}"
        f" {again / floor:>8.1f} {brute * count / len(sample) / first:>8.0f} {sum(map(len, found)) / count:>6.1f}"
        f" {build:>8.1f} {memory:>6,.0f}{'' if same else '   NOT THE SAME AS ASKING EVERY QUERY'}"
    )
    kept = count / first >= LEAST.get(len(queries), 0)
    if not kept:
        print(f"missed: {LEAST[len(queries)]:,} articles a second")
    return same and kept


def _find(matcher: Matcher, article: Article) -> set[str]:
    found = matcher.find(title=article.title, text=article.text, language=article.language)
    return {match.term for match in found}


def _ask_all(matcher: Matcher, article: Article) -> set[str]:
    document = Document(matcher._lookout, *article)  # noqa: SLF001
    document.page.expect({cell for query in matcher._queries.values() for cell in query.cells})  # noqa: SLF001
    return {term for term, seeker in matcher._seekers.items() if document.findings(seeker)}  # noqa: SLF001


def _floor(article: Article, words: dict[str, int]) -> int:
    return sum(filter(None, map(words.get, _WORD.findall((article.title + " " + article.text).casefold()))))


def _documents() -> Iterable[list[Article]]:
    """Yield the documents of the corpora, each as articles of the same length."""
    for language in LANGUAGES:
        with (CORPORA / f"{language}.docs.jsonl").open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                # The corpora have the headline as the first line.
                title, _, text = row["text"].partition("\n")
                content = text.strip().encode()
                yield [
                    Article(title, content[start : start + SIZE].decode(errors="ignore"), language)
                    for start in range(0, max(len(content) - SIZE // 2, 1), SIZE)
                ]


def _queries(articles: Sequence[Article], number: int) -> Iterable[str]:
    """Yield queries of the kinds people write, each in the words of one language."""
    choose = random.Random(2)
    words = {code: _Words([a for a in articles if a.language == code], choose) for code in LANGUAGES}
    kinds: Sequence[Callable[[_Words], str]] = (
        lambda w: f"({w.word()} OR {w.start()}) AND {w.phrase()} NEAR/5 {w.word()} NOT {w.word()}",
        lambda w: f"({w.start()} OR {w.start()} OR {w.word()}) NEAR/15 ({w.phrase()} OR {w.word()}) AND NOT {w.word()}",
        lambda w: " OR ".join((w.name(), w.name(), w.name(), f'case:"{w.name().strip(chr(34)).upper()}"')),
        lambda w: f"{w.name()} AND ({' OR '.join(w.word() for _ in range(6))})",
        lambda w: f"title:({w.word()} OR {w.start()}) AND {w.word()}",
        lambda w: f"lang:{w.language} AND {w.word()} NEAR/10 {w.word()}",
        lambda w: f"{w.word()} AND {w.word()} AND {w.word()} AND NOT ({w.word()} OR {w.phrase()})",
    )
    for _ in range(number):
        yield choose.choice(kinds)(words[choose.choice(LANGUAGES)])


class _Words:
    """Words of a language, as those who write queries choose them: neither the commonest nor the rarest."""

    def __init__(self, articles: Sequence[Article], choose: random.Random) -> None:
        self.language = articles[0].language
        self._choose = choose
        texts = [_WORD.findall(a.text) for a in articles]
        common = Counter(word for words in texts for word in set(words) if len(word) > SHORT and word.islower())
        self._words = [word for word, count in common.items() if 1 < count <= max(RARE, len(texts) // 20)]
        known = set(self._words)
        pairs = [pair for words in texts for pair in pairwise(words)]
        self._phrases = [f'"{a} {b}"' for a, b in pairs if b in known and not (a + b).isdecimal()]
        names = [pair for pair in pairs if all(word.istitle() and len(word) > SHORT for word in pair)]
        self._first, self._last = zip(*names, strict=True)

    def word(self) -> str:
        return str(self._choose.choice(self._words))

    def start(self) -> str:
        return f"{self.word()[:6]}*"

    def phrase(self) -> str:
        return self._choose.choice(self._phrases)

    def name(self) -> str:
        return f'"{self._choose.choice(self._first)} {self._choose.choice(self._last)}"'


def _timed(work: Callable[[Article], _T], articles: Iterable[Article]) -> tuple[list[_T], float]:
    started = time.process_time()
    done = [work(article) for article in articles]
    return done, time.process_time() - started


def _megabytes() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 2**20


if __name__ == "__main__":
    sys.exit(main([int(number) for number in sys.argv[1:]] or [10_000, 100_000]))
