"""How much a list of a million names finds that is not there, and how much of what is there.

    python -m benchmarks.million [COUNT]        of generated names; a million where it is not given

The names of `person-from-en` of the Russian, Ukrainian and Bulgarian corpora stand among generated ones. A hit is a
term in an article; a false one is a generated name that is nowhere in it letter by letter. Exit 1 when a bar is missed.
"""

import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks import corpora, listed
from benchmarks.engines import Listed, tocsin_matcher
from watchlists import Match, Matcher, load_watchlist, slug

CORPORA = ("ru", "uk", "bg")
COUNT = 1_000_000
MOST_FALSE, LEAST_RECALL = 0.05, 80.0
SAMPLES = 15
_WORD = re.compile(r"\w+")


def main(arguments: Sequence[str]) -> int:
    if not corpora.FOLDER.is_dir():
        print(f"no corpora at {corpora.FOLDER}")
        return 1
    tracks = {corpus: _real_names(corpus) for corpus in CORPORA}
    real = {slug(name): Listed(slug(name), "person", name) for names in tracks.values() for name in names.values()}
    generated = dict(_generated(int(arguments[0]) if arguments else COUNT, real))
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        matcher = tocsin_matcher((*real.values(), *generated.values()), Path(folder))
        matcher.find(title="", text="")
        seconds = time.process_time() - started
    print(f"{len(generated):,} generated names and {len(real):,} real ones, ready in {seconds:.1f} s")
    print(
        f"{'':<4}{'articles':>9}{'recall':>8}{'false an article':>18}{'false in 3 kB':>15}{'as written an article':>23}"
    )
    false: list[tuple[str, Match]] = []
    passed = [_measure(corpus, names, matcher, generated, false) for corpus, names in tracks.items()]
    _show(false)
    return int(not all(passed))


def _real_names(corpus: str) -> dict[str, str]:
    """Return the English names of a corpus by the ids of its track; one that several corpora have is one term."""
    return {term.id: term.name for term in load_watchlist(corpora.FOLDER / f"{corpus}.person-from-en.yaml").terms}


def _generated(count: int, real: Mapping[str, Listed]) -> Iterator[tuple[str, Listed]]:
    for number, (kind, name) in enumerate(listed.names(count)):
        if slug(name) not in real:
            yield f"#{number}", Listed(f"#{number}", kind, name)


def _measure(
    corpus: str,
    names: Mapping[str, str],
    matcher: Matcher,
    generated: Mapping[str, Listed],
    false: list[tuple[str, Match]],
) -> bool:
    """Print a line for the corpus, gather its false hits, and tell whether it keeps within the bars."""
    found: set[tuple[str, str]] = set()
    articles = size = written = 0
    before = len(false)
    for document in corpora.documents(corpus):
        articles += 1
        size += len(document.text.encode())
        matches: dict[str, list[Match]] = defaultdict(list)
        for match in matcher.find(title="", text=document.text):
            matches[match.term].append(match)
        found |= {(document.id, term) for term in matches}
        for term in matches.keys() & generated.keys():
            name = generated[term].name
            if any(_words(match.text) == _words(name) for match in matches[term]):
                written += 1
            else:
                false.append((name, matches[term][0]))
    wanted = {(document, slug(names[term])) for document, term in corpora.marked(f"{corpus}.person-from-en")}
    recall, rate = 100 * len(wanted & found) / len(wanted), (len(false) - before) / articles
    print(
        f"{corpus:<4}{articles:>9,}{recall:>8.1f}{rate:>18.3f}{rate * articles / (size / 3_000):>15.3f}"
        f"{written / articles:>23.3f}"
    )
    return rate <= MOST_FALSE and recall >= LEAST_RECALL


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("ё", "е"))


def _show(false: Sequence[tuple[str, Match]]) -> None:
    """Print by which rules the false hits were found, and some of them."""
    for rule, count in Counter(match.rule for _, match in false).most_common():
        print(f"{count:>6,}  {rule}")
    for name, match in random.Random(1).sample(false, min(SAMPLES, len(false))):
        print(f"        {name!r} in {match.text!r}: {match.rule}, {match.score:.2f}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
