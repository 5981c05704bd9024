"""What a digest of 60 hits costs: each rendering, its size, and where it grows.

    python -m benchmarks.digest [HITS]

The hits are of as many stories of six terms in Latin and Cyrillic, each with an excerpt, a reason and a link to
mute it, and a plot of thirty days a term. Figures are medians of CPU time; it exits 1 where a rendering takes
more than 25 ms or the HTML more than 60 KB.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.steps.tell.digest import build_digest
from flows.steps.tell.hits import hits_from_matches
from flows.steps.tell.render import render_chat_html, render_html, render_markdown, render_message, render_text
from flows.steps.tell.view import DigestView
from storage import Article, Feed, Hit, HitRow, RunData, Story
from watchlists import Match, Term, Watchlist

MOST_MS, MOST_BYTES = 25, 60_000
ROUNDS = 15
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
TERMS = tuple(
    Term(name=name, kind="organization", severity=severity)
    for name, severity in (
        ("Rostec", "high"),
        ("Ростех", "high"),
        ("Almaz-Antey", "normal"),
        ("Калашников", "critical"),
        ("Uralvagonzavod", "normal"),
        ("Севмаш", "low"),
    )
)
WATCHLIST = Watchlist(name="Russian defence industry", terms=TERMS)
SAID = "said on Monday that the plant would deliver the first batch of radars before the end of the year"
SAID_IN_RUSSIAN = "сообщил в понедельник, что завод передаст первую партию радаров заказчику до конца этого года"


def rows(number: int) -> list[HitRow]:
    """Return as many hits, each of a story of its own."""
    made: list[HitRow] = []
    for story in range(1, number + 1):
        term = TERMS[story % len(TERMS)]
        text = f"{term.name} {SAID if term.name.isascii() else SAID_IN_RUSSIAN}, {story}."
        title = f"{term.name}: {'news of the plant' if term.name.isascii() else 'новости завода'} {story}"
        places: tuple[Match, ...] = (Match(term.id, "title", 0, len(term.name), term.name, term.name, "exact"),)
        places += (Match(term.id, "text", 0, len(term.name), term.name, term.name, "exact"),)
        (data,) = hits_from_matches(WATCHLIST, places, title=title, text=text)
        place = {"article_id": story, "story_id": story, "feed_id": 1, "found_at": NOW, "id": story}
        article = Article(
            id=story,
            url=f"https://news{story % 9}.example/world/2026/11/22/{story}-news-of-the-plant-on-the-river",
            url_key=str(story),
            title=title,
            text=text,
            site=f"News {story % 9}",
            language="en" if term.name.isascii() else "ru",
            published_at=NOW - timedelta(minutes=20 * story),
            story_id=story,
            read_at=NOW,
        )
        feed = Feed(id=1, url="https://news.example/rss", title="News", added_at=NOW, next_poll_at=NOW)
        made.append(HitRow(Hit.model_validate(data, update=place), article, feed, Story(id=story, found_at=NOW)))
    return made


def view(given: list[HitRow]) -> DigestView:
    """Return the digest of these hits."""
    return build_digest(
        given,
        watchlist=WATCHLIST,
        account=RunData(feeds_due=412, feeds_read=409, feeds_failing=3, articles=6_201),
        since=NOW - timedelta(days=1),
        now=NOW,
        tz="Europe/Kyiv",
        trends={term.id: [day * 7 % 11 for day in range(30)] for term in TERMS},
        mute_link=lambda hit: f"https://alerts.example/m/{hit:040d}.{'x' * 22}",
    )


def milliseconds(work: Callable[[], Any]) -> float:
    """Return the median CPU time of one call, after a first one."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        taken.append(1_000 * (time.process_time() - start))
    return statistics.median(taken)


def main(hits: str = "60") -> int:
    given = rows(int(hits))
    digest = view(given)
    renderers: dict[str, Callable[[], Any]] = {
        "HTML": lambda: render_html(digest),
        "mail, both parts and pictures": lambda: render_message(digest, "email", digest_key="k"),
        "text": lambda: render_text(digest),
        "Markdown": lambda: render_markdown(digest),
        "HTML for chats": lambda: render_chat_html(digest),
        "Slack": lambda: render_message(digest, "slack", digest_key="k"),
    }
    print(f"the model of {len(given)} hits: {milliseconds(lambda: view(given)):.1f} ms")
    times = {name: milliseconds(work) for name, work in renderers.items()}
    for name, taken in times.items():
        print(f"{name}: {taken:.1f} ms of {MOST_MS}")
    mails = render_message(digest, "email", digest_key="k")
    size = max(len(mail["html"].encode()) for mail in mails)
    pictures = sum(len(image["png"]) for mail in mails for image in mail["images"])
    print(f"HTML: {size:,} bytes of {MOST_BYTES:,} in {len(mails)} mail; its pictures {pictures:,} more, as base64")
    return int(max(times.values()) > MOST_MS or size > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
