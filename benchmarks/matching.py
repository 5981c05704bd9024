"""How fast names are found, and how many, beside what one would pick instead: tables with ratios.

    python -m benchmarks.matching [SIZE…]       sizes of the list; 1000 and 100000 where none is given

Each engine stands in a process of its own, warms up on other articles of 3 kB and then reads articles it has not met,
in rounds that take turns; the figures are medians of the rounds, in CPU time. The floor is the least that any search
for listed names must do: fold the case, find the words, look each one up. The second process of Tocsin finds what the
first one has kept of the list. Install what it is compared with by `pip install -e '.[bench]'`. Exit 1 when a bar is
missed.
"""

import math
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks import corpora, listed
from benchmarks.engines import FLOOR, OTHERS, TOCSIN, Listed
from benchmarks.workers import Read, Ready, Worker, write
from watchlists import load_watchlist

SIZES = (1_000, 100_000)
TRACKS = ("ru.person", "ru.person-from-en")
ROUNDS = 5
BARS = {1_000: (4_000, 5.0), 100_000: (3_000, 7.0), 1_000_000: (2_000, 10.0)}
"""The least unseen articles a second of Tocsin, and the most times as long as the floor, by the size of the list."""
LEAST_GAIN = 1.8
"""Of two processes beside one."""
MOST_COMPILING, MOST_LOADING, MOST_MEGABYTES = 60.0, 1.0, 1_000.0
"""CPU seconds until the first and the second process are ready, and the memory of the second, however big the list."""
TWO = "Tocsin, 2nd process"
ENGINES = {FLOOR.label: FLOOR, TOCSIN.label: TOCSIN, TWO: TOCSIN} | {engine.label: engine for engine in OTHERS}


def main(arguments: Sequence[str]) -> int:
    if not corpora.FOLDER.is_dir():
        print(f"no corpora at {corpora.FOLDER}")
        return 1
    missed = []
    for size in map(int, arguments or SIZES):
        with tempfile.TemporaryDirectory() as folder:
            missed += _speeds(size, Path(folder))
    for track in TRACKS:
        with tempfile.TemporaryDirectory() as folder:
            _recall(track, Path(folder))
    print(*("", "Missed:", *missed) if missed else ("", "All bars are kept."), sep="\n")
    return int(bool(missed))


def _speeds(size: int, folder: Path) -> list[str]:
    """Print the table of a size, and return the bars that Tocsin misses, in words."""
    names = folder / "names.jsonl"
    write([Listed(str(number), *name) for number, name in enumerate(listed.names(size))], names)
    print(f"\n{size:,} names: articles of 3 kB a second of CPU time, unseen and read again")
    print(f"{'':<22} {'unseen':>8} {'again':>8} {'x floor':>8} {'ready s':>8} {'MB':>6} {'peak MB':>8} {'strings':>10}")
    workers: dict[str, Worker] = {}
    figures: dict[str, Ready] = {}
    for label, engine in ENGINES.items():
        if size > engine.most:
            print(f"{label:<22} not tried with more than {engine.most:,}")
            continue
        worker = Worker(engine, names, folder)
        ready = worker.wait()
        if isinstance(ready, str):
            print(f"{label:<22} {ready}")
            continue
        workers[label], figures[label] = worker, ready
        worker.ask("warm")
        worker.answer()
    unseen, again = _rounds(workers)
    _print(figures, unseen, again)
    gain = _two_processes(workers[TOCSIN.label], workers[TWO])
    print(f"two processes of Tocsin beside one, by the clock: x {gain:.2f}")
    for worker in workers.values():
        worker.end()
    least, most = BARS.get(size, (0, math.inf))
    kept = {
        f"{least:,} unseen articles a second": statistics.median(read.rate for read in unseen[TOCSIN.label]) >= least,
        f"within {most} times the floor": _ratio(unseen, TOCSIN.label) <= most,
        f"two processes x {LEAST_GAIN}": gain >= LEAST_GAIN,
        f"compiled in {MOST_COMPILING:.0f} s": figures[TOCSIN.label].seconds < MOST_COMPILING,
        f"loaded in {MOST_LOADING:.0f} s": figures[TWO].seconds < MOST_LOADING,
        f"{MOST_MEGABYTES:,.0f} MB": unseen[TWO][-1].megabytes < MOST_MEGABYTES,
    }
    return [f"{size:,} names: {bar}" for bar, is_kept in kept.items() if not is_kept]


def _rounds(workers: Mapping[str, Worker]) -> tuple[dict[str, list[Read]], dict[str, list[Read]]]:
    unseen: dict[str, list[Read]] = defaultdict(list)
    again: dict[str, list[Read]] = defaultdict(list)
    for number in range(ROUNDS):
        for label, worker in workers.items():
            for reads in (unseen, again):
                worker.ask("unseen", ROUNDS, number)
                reads[label].append(worker.answer())
    return unseen, again


def _print(figures: Mapping[str, Ready], unseen: Mapping[str, list[Read]], again: Mapping[str, list[Read]]) -> None:
    for label, ready in figures.items():
        ratio, last = _ratio(unseen, label), again[label][-1]
        print(
            f"{label:<22} {_median(unseen[label])} {_median(again[label])} {ratio:>8.1f} {ready.seconds:>8.2f} "
            f"{last.megabytes:>6.0f} {last.peak:>8.0f} {ready.strings:>10,}"
        )


def _ratio(unseen: Mapping[str, Sequence[Read]], label: str) -> float:
    """Return how many times as long as the floor an engine takes."""
    return statistics.median(a.rate / b.rate for a, b in zip(unseen[FLOOR.label], unseen[label], strict=True))


def _median(reads: Sequence[Read]) -> str:
    rate = statistics.median(read.rate for read in reads)
    return f"{rate:>8,.{0 if rate >= 10 else 2}f}"  # noqa: PLR2004  where a fraction tells something


def _two_processes(first: Worker, second: Worker) -> float:
    """Return how much more two processes read in a second than one does."""
    ratios = []
    for number in range(ROUNDS):
        alone = _clock([first], number)
        ratios.append(2 * alone / _clock([first, second], number))
    return statistics.median(ratios)


def _clock(workers: Iterable[Worker], number: int) -> float:
    started = time.perf_counter()
    for worker in workers:
        worker.ask("unseen", ROUNDS, number)
    for worker in workers:
        worker.answer()
    return time.perf_counter() - started


def _recall(track: str, folder: Path) -> None:
    """Print how many of the documents that name a term each engine finds, and how many of what it finds are right."""
    terms = [Listed(term.id, term.kind, term.name) for term in load_watchlist(corpora.FOLDER / f"{track}.yaml").terms]
    wanted = corpora.marked(track).keys()
    print(f"\n{track}, {len(terms):,} names: recall and precision by document")
    for engine in (TOCSIN, *OTHERS):
        try:
            find = engine.build(terms, folder).find
        except ImportError:
            print(f"{engine.label:<22} not installed")
            continue
        found = {
            (document.id, place.id)
            for document in corpora.documents(track.split(".", 1)[0])
            for place in find(document.text)
        }
        right = len(found & wanted)
        print(f"{engine.label:<22} {100 * right / len(wanted):>8.1f} {100 * right / max(len(found), 1):>8.1f}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
