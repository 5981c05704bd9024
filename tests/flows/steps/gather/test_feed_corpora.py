"""The feeds of five public test suites, where they lie beside the checkout."""

from contextlib import suppress
from itertools import islice
from pathlib import Path

import pytest

from flows.errors import FeedError
from flows.steps.gather.feeds import _Source, parse_feed
from flows.steps.gather.items import MAX_ENTRIES, FeedContent
from storage.tables import EntryData

CORPORA = Path(__file__).parents[5] / "shared" / "corpora"
SUITES = ("feedparser", "feedvalidator", "feedjira", "feed-rs", "simplepie")
MOST = 1_000
URL = "https://wire.test/feed"
ITEM = 16
"""Bytes that are kept of an item."""


@pytest.mark.parametrize("suite", SUITES)
def test_every_feed_is_read_or_refused_and_its_entries_can_be_stored(suite: str) -> None:
    files = sorted(path for path in (CORPORA / suite).rglob("*") if path.is_file())
    if not files:
        pytest.skip(f"the corpus {suite!r} does not lie beside this checkout, in {CORPORA.parent.name}/{CORPORA.name}")
    for path in islice(files, None, None, max(1, len(files) // MOST)):
        with suppress(FeedError):
            check(parse_feed(path.read_bytes(), url=URL, content_type="text/xml").entries, path.name)


def check(entries: list[EntryData], name: str) -> None:
    keys = [entry.key for entry in entries]
    assert len(set(keys)) == len(keys) <= MAX_ENTRIES, name
    for entry in entries:
        assert 0 < len(entry.key) <= 500, name
        assert entry.url == "" or entry.url.startswith(("http://", "https://")), name
        text = entry.key + entry.title + entry.summary + entry.content + entry.author
        assert "\x00" not in text.encode().decode(), name


@pytest.mark.parametrize("suite", SUITES)
def test_what_is_new_in_a_feed_is_what_the_whole_of_it_says(suite: str) -> None:
    """Each of these feeds as if all but its first, its middle or its last item had been there before."""
    files = sorted(path for path in (CORPORA / suite).rglob("*") if path.is_file())
    if not files:
        pytest.skip(f"the corpus {suite!r} does not lie beside this checkout, in {CORPORA.parent.name}/{CORPORA.name}")
    for path in islice(files, None, None, max(1, len(files) // MOST)):
        body = path.read_bytes()
        with suppress(FeedError):
            whole = parse_feed(body, url=URL, content_type="text/xml")
            if whole.items:
                compare(body, whole, path.name)


def compare(body: bytes, whole: FeedContent, name: str) -> None:
    assert whole.items is not None
    source = _Source(URL, "text/xml", None)
    assert whole.entries == source.content(source.parse(body.lstrip()), whole.wishes).entries, name
    count = len(whole.items) // ITEM
    for place in {0, count // 2, count - 1}:
        others = whole.items[: place * ITEM] + whole.items[(place + 1) * ITEM :]
        part = parse_feed(body, url=URL, content_type="text/xml", known=others)
        assert (part.items, part.title, part.language) == (whole.items, whole.title, whole.language), name
        # An item of nothing is no entry.
        assert part.entries == [whole.entries[place]] if count == len(whole.entries) else len(part.entries) <= 1, name
        assert all(entry in whole.entries for entry in part.entries), name
