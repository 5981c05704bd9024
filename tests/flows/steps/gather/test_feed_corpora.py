"""The feeds of five public test suites, where they lie beside the checkout."""

from contextlib import suppress
from itertools import islice
from pathlib import Path

import pytest

from flows.errors import FeedError
from flows.steps.gather.feeds import parse_feed
from flows.steps.gather.items import MAX_ENTRIES
from storage.tables import EntryData

CORPORA = Path(__file__).parents[5] / "shared" / "corpora"
SUITES = ("feedparser", "feedvalidator", "feedjira", "feed-rs", "simplepie")
MOST = 1_000
URL = "https://wire.test/feed"


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
