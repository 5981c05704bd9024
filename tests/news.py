"""A small newspaper for tests of the whole pipeline: a feed and its pages on a `Site`, and the list that watches it."""

import json
import random
from collections.abc import Iterable
from html import escape
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import text as sql

from sites import Site
from storage import Database

_PLACES = ["harbour", "market", "museum", "station", "library", "theatre", "bridge", "garden", "school", "quarry"]
_PEOPLE = ["pilots", "weavers", "teachers", "farmers", "sailors", "bakers", "printers", "masons", "drivers", "singers"]
_DEEDS = ["repaired", "counted", "painted", "measured", "visited", "emptied", "lit", "opened", "cleaned", "guarded"]
_TIMES = ["morning", "noon", "dusk", "winter", "spring", "harvest", "rain", "frost", "Easter", "midnight"]


def filler(number: int) -> str:
    """Return the rest of an article: eight sentences that no other number has."""
    chance = random.Random(number)
    return " ".join(
        f"{chance.choice(_TIMES).title()} {number * 8 + day} found the {chance.choice(_PEOPLE)} of the old"
        f" {chance.choice(_PLACES)}, who {chance.choice(_DEEDS)} a {chance.choice(_PLACES)} and {chance.choice(_DEEDS)} it"
        f" before {chance.choice(_TIMES)} for the {chance.choice(_PEOPLE)}."
        for day in range(8)
    )


class News:
    """One feed, one watchlist in the home; both are written anew with each change."""

    def __init__(self, site: Site, home: Path, *, name: str = "News", feed: str = "/feed") -> None:
        self.site = site
        self.home = home
        self.name = name
        self.items: dict[str, str] = {}
        self._path = feed
        self._fillers = map(filler, count(len(name) * 100))
        self._feeds = [site.url(feed)]
        self._digests: list[dict[str, str]] = []
        self._serve()
        self._write_list()

    @property
    def filler(self) -> str:
        """The rest of an article, another one each time: two articles with one are copies."""
        return next(self._fillers)

    @property
    def etag(self) -> str:
        """The validator that the feed has now."""
        return f'"{len(self.items)}"'

    def publish(self, path: str, title: str, body: str) -> None:
        """Put a page on the site and its item into the feed."""
        page = f"<html lang=en><head><title>{escape(title)}</title></head><body><article><h1>{escape(title)}</h1>"
        self.site.serve(
            path, f"{page}<p>{escape(body)}</p></article></body></html>", headers={"Content-Type": "text/html"}
        )
        self.announce(path, title)

    def announce(self, path: str, title: str, *, summary: str = "") -> None:
        """Put an item into the feed, whether or not there is a page."""
        item = f"<item><guid>{path}</guid><link>{self.site.url(path)}</link><title>{escape(escape(title))}</title>"
        line = f"{item}<description>{escape(summary)}</description></item>"
        self.items.setdefault(path, line)
        self._serve()

    def watch(self, url: str) -> None:
        """Name one more feed in the list."""
        self._feeds.append(url)
        self._write_list()

    def digest(self, **rule: str) -> None:
        """Give the list a digest of its own instead of the default one."""
        self._digests.append(rule)
        self._write_list()

    def channel(self, tag: str, url: str) -> None:
        """Configure a channel."""
        (self.home / "channels.yaml").write_text(json.dumps({"urls": [{url: [{"tag": tag}]}]}), encoding="utf-8")

    @staticmethod
    def forget_waiting(database: Database) -> None:
        """Make everything that waits for a later try due now."""
        with database.session() as session:
            for table, column in (("entry", "next_read_at"), ("delivery", "next_at"), ("feed", "next_poll_at")):
                moment = "2020-01-01 00:00:00.000000"
                session.execute(sql(f"UPDATE {table} SET {column} = '{moment}' WHERE {column} IS NOT NULL"))

    def _serve(self) -> None:
        self.site.serve(
            self._path, rss(self.items.values()), headers={"Content-Type": "application/rss+xml", "ETag": self.etag}
        )

    def _write_list(self) -> None:
        watchlist: dict[str, Any] = {
            "name": self.name,
            "feeds": [{"url": url} for url in self._feeds],
            "terms": [
                {"name": "Rostec", "kind": "organization"},
                {"name": "Sergei Chemezov", "kind": "person", "severity": "high"},
            ],
        }
        if self._digests:
            watchlist["digests"] = self._digests
        (self.home / "watchlists" / f"{self.name.lower()}.yaml").write_text(json.dumps(watchlist), encoding="utf-8")


def rss(items: Iterable[str]) -> str:
    """An RSS 2.0 feed of these items."""
    return f"<rss version='2.0'><channel><title>Wire</title><link>/</link>{''.join(items)}</channel></rss>"
