"""Whether feeds are read as the whole of them says, on every file of five public test suites.

    python -m benchmarks.feeds

Every file is read whole and refused or stored; one that can be cut into its items is read again as if all of them but
one had been there before, for each of its items (at most twenty). Prints a table and exits 1 where an entry differs, a
file raises anything but the refusal, or takes more than five seconds of CPU. The suites are read from `../shared`.
"""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
SUITES = ("feedparser", "feedvalidator", "feedjira", "feed-rs", "simplepie")
URL = "https://wire.test/feed"
MOST_SECONDS = 5
MOST_ITEMS = 20


def read(path: Path, counts: Counter[str]) -> None:
    """Read a file in all ways, and count what became of it."""
    from flows.errors import FeedError
    from flows.steps.gather.feeds import parse_feed
    from flows.steps.gather.slices import ITEM

    body = path.read_bytes()
    counts["files"] += 1
    try:
        whole = parse_feed(body, url=URL, content_type="text/xml")
    except FeedError:
        counts["refused"] += 1
        return
    counts["entries"] += len(whole.entries)
    if not whole.items:
        return
    counts["cut"] += 1
    items = [whole.items[at : at + ITEM] for at in range(0, len(whole.items), ITEM)]
    counts["differ"] += not _same(body, whole.entries, items, counts)


def _same(body: bytes, entries: Sequence[object], items: list[bytes], counts: Counter[str]) -> bool:
    from flows.steps.gather.feeds import _from_utf16, _Source, parse_feed
    from flows.steps.gather.wishes import Wishes

    source = _Source(URL, "text/xml", None)
    try:
        same = entries == source.content(source.parse((_from_utf16(body) or body).lstrip()), Wishes()).entries
    except Exception as error:  # noqa: BLE001  that the whole can be read and its items not is what is looked for
        print(error)
        return False
    for place in range(min(len(items), MOST_ITEMS)):
        known = b"".join(items[:place] + items[place + 1 :])
        part = parse_feed(body, url=URL, content_type="text/xml", known=known).entries
        counts["parts"] += 1
        # An item of nothing is no entry.
        same &= part == [entries[place]] if len(items) == len(entries) else all(entry in entries for entry in part)
    return same


def main() -> int:
    total: Counter[str] = Counter()
    print(
        f"{'suite':<14} {'files':>6} {'refused':>8} {'entries':>8} {'cut':>6} {'parts':>6} {'differ':>7} {'slowest':>9}"
    )
    for suite in SUITES:
        counts: Counter[str] = Counter()
        slowest = 0.0
        for path in sorted(path for path in (CORPORA / suite).rglob("*") if path.is_file()):
            start = time.process_time()
            try:
                read(path, counts)
            except Exception as error:  # noqa: BLE001  each one is told, and is a failure
                counts["raised"] += 1
                print(f"{path.name}: {type(error).__name__}: {error}")
            slowest = max(slowest, time.process_time() - start)
        counts["slow"] += slowest > MOST_SECONDS
        row = (counts[name] for name in ("files", "refused", "entries", "cut", "parts", "differ"))
        print(f"{suite:<14} {{:>6,}} {{:>8,}} {{:>8,}} {{:>6,}} {{:>6,}} {{:>7,}} {slowest:>7.2f} s".format(*row))
        total.update(counts)
    if not total["files"]:
        print(f"no feeds in {CORPORA}")
    print(f"{total['files']:,} files, {total['raised']} raised, {total['differ']} differ")
    return int(not total["files"] or bool(total["raised"] + total["differ"] + total["slow"]))


if __name__ == "__main__":
    sys.exit(main())
