"""Write a digest for chats: in parts that fit, cut between stories and nowhere else."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from flows.steps.clean import clean_text
from flows.steps.tell.markup import macros
from flows.steps.tell.view import DigestView, StoryView

_TEMPLATES = {"html": "digest.chat.html.j2", "markdown": "digest.md.j2", "text": "digest.txt.j2"}
_ROOMY = 500
"""Below this a part has no room for a line that says which part of which digest it is."""
_SWELL = 8
"""How much longer escaping may make a text, its markup included."""

# Writes one thing (opening, story, closing), with its label or without, in less and less detail.
_Versions = Callable[[bool], Iterator[str]]


def parts(view: DigestView, *, kind: str, limit: int, max_lines: int = 0) -> list[str]:
    """Return the digest as messages of one kind, none longer than `limit`.

    A message ends where a story ends, and one that goes on says so. A story
    that even an empty message has no room for is told with less detail; what is
    left of it at last is its headline, cut.

    Args:
        view: The digest.
        kind: `html` (the few tags of chats), `markdown` or `text`.
        limit: The longest message, in characters.
        max_lines: The most lines that a message may have; 0 for any number.
    """
    write = macros(_TEMPLATES[kind])
    again = len(str(write.again(view, 999, 999))) if limit >= _ROOMY and not max_lines else 0

    def fits(page: str) -> bool:
        shown = page.strip()
        return len(shown) <= limit - again and (not max_lines or shown.count("\n") < max_lines)

    pages = _pack(_things(view, write, limit), fits)
    total = len(pages)
    heads = [str(write.again(view, number, total)) if again and number > 1 else "" for number in range(1, total + 1)]
    return [_finished(head + page, kind) for head, page in zip(heads, pages, strict=True)]


def whole(view: DigestView, *, kind: str) -> str:
    """Return the digest as one message of one kind, however long."""
    return _finished("".join(_pack(_things(view, macros(_TEMPLATES[kind]), 1_000), lambda _page: True)), kind)


def _finished(page: str, kind: str) -> str:
    # In chats a line end in HTML is a space too many.
    return page.replace("\n", "") if kind == "html" else page.strip()


def _pack(things: Iterator[tuple[Any, _Versions]], fits: Callable[[str], bool]) -> list[str]:
    pages = [""]
    last_label = None
    for label, versions in things:
        addition = next(versions(label != last_label))
        if not fits(pages[-1] + addition):
            if pages[-1]:
                pages.append("")
            poorer = list(versions(True))  # noqa: FBT003  a label, since a part begins
            addition = next(filter(fits, poorer), poorer[-1])
        pages[-1] += addition
        last_label = label
    return pages


def _things(view: DigestView, write: Any, limit: int) -> Iterator[tuple[Any, _Versions]]:
    short = replace(view, watchlist=clean_text(view.watchlist, limit // _SWELL))
    yield None, lambda _: iter([str(write.opening(view)), str(write.opening(short)), str(write.again(short, 1, 1))])
    for severity, term, story in view.walk():
        label = str(write.label(severity, term, view.trends.get(term)))
        yield label, partial(_tellings, write, story, limit, label)
    brief = replace(view, closing=(clean_text(view.closing[0], limit // 2),))
    yield "closing", lambda _: iter([str(write.closing(view)), str(write.closing(brief))])


def _tellings(write: Any, story: StoryView, limit: int, label: str, labelled: bool) -> Iterator[str]:
    """Yield the story with ever less detail: without the excerpt, the reason, the source, the label, the link."""
    for detail in (3, 2, 1, 0):
        yield (label if labelled else "") + str(write.story(story, detail))
    yield str(write.story(story, 0))
    bare = replace(story, source=replace(story.source, link=None))
    yield str(write.story(bare, 0))
    for share in (2, 3, _SWELL):
        yield str(write.story(replace(bare, headline=clean_text(story.headline, limit // share)), 0))
