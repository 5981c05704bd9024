"""Write a digest for Slack: blocks of rich text, whose words are never read as markup, in messages of whole stories.

What a message may hold is Slack's own: 50 blocks, 3,000 characters in a block
(https://docs.slack.dev/reference/block-kit/blocks), 150 in a header. Nothing is
published about all blocks together: 12,000 characters have room to spare.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flows.steps.clean import clean_text
from flows.steps.tell.markup import break_spells, host
from flows.steps.tell.plot import line
from flows.steps.tell.view import DigestView, Outlet, StoryView

MAX_BLOCKS = 50
MAX_BLOCK = 3_000
MAX_MESSAGE = 12_000
_MAX_HEADER = 150
_MAX_FALLBACK = 3_000

Block = dict[str, Any]


def slack_messages(view: DigestView, title: str) -> list[dict[str, Any]]:
    """Return the digest as Slack messages: `blocks`, and `text` for notifications and for those who see no blocks.

    A message ends where a story ends, and one that goes on says so. A story that
    is too long for a block is told with less detail.

    Args:
        view: The digest.
        title: Its subject.
    """
    pages = _pack(_things(view))
    total = len(pages)
    return [
        {
            "text": _escaped(f"{title} ({number}/{total})" if total > 1 else title),
            "blocks": [_header(f"Tocsin · {view.watchlist} ({number}/{total})"), *page] if number > 1 else page,
        }
        for number, page in enumerate(pages, start=1)
    ]


def size(block: Block) -> int:
    """Return how many characters a block has, its links included."""
    if block["type"] == "header":
        return len(block["text"]["text"])
    return sum(len(element["text"]) + len(element.get("url", "")) for element in block["elements"][0]["elements"])


def _things(view: DigestView) -> Iterator[tuple[str | None, Block]]:
    yield None, _header(f"Tocsin · {view.watchlist}")
    yield None, _rich([_text(f"{view.summary}\n{view.when}")])
    for notice in view.notices:
        yield None, _rich([_text(notice, bold=True)])
    for severity, term, story in view.walk():
        trend = line(view.trends.get(term, ()))
        yield f"{severity.upper()} · {term} {trend}".rstrip(), _story(story)
    left_out = [f"and {view.left_out:,} more"] if view.left_out else []
    closing = clean_text(" ".join([*left_out, *view.closing]), MAX_BLOCK)
    yield None, _rich([_text(closing, italic=True)])


def _pack(things: Iterator[tuple[str | None, Block]]) -> list[list[Block]]:
    """Return messages of blocks; a label goes before its first story in each of them."""
    pages: list[list[Block]] = [[]]
    last = None
    for label, block in things:
        labelled = [block] if label is None or label == last else [_header(label), block]
        if not _fits([*pages[-1], *labelled], first=len(pages) == 1):
            pages.append([])
            labelled = [block] if label is None else [_header(label), block]
        pages[-1] += labelled
        last = label
    return pages


def _fits(page: Sequence[Block], *, first: bool) -> bool:
    # One for the header of a message that goes on, one for what marks a repeat.
    spare = 1 if first else 2
    return len(page) <= MAX_BLOCKS - spare and sum(map(size, page)) <= MAX_MESSAGE - _MAX_HEADER


def _story(story: StoryView) -> Block:
    for detail in (3, 2, 1, 0):
        block = _rich(_tell(story, detail))
        if size(block) <= MAX_BLOCK:
            return block
    bare = replace(story, source=replace(story.source, link=None), headline=clean_text(story.headline, MAX_BLOCK // 2))
    return _rich(_tell(bare, 0))


def _tell(story: StoryView, detail: int) -> list[dict[str, Any]]:
    """Return a story in rich text: with its source, its reason, its excerpt and the other outlets, as detail grows."""
    told = [_link(story.headline, story.source.link, bold=True)]
    if detail > 0:
        told.append(_text(f"\n{story.source.name}{host(story.source)} · {story.when}"))
    if detail > 2 and story.excerpt:  # noqa: PLR2004
        told += [_text("\n"), *(_text(part.text, bold=part.marked) for part in story.excerpt)]
    if detail > 1:
        told.append(_text(f"\n{story.reason}", italic=True))
        if story.listed:
            told += [_text(" · listed by "), _link(story.listed.name, story.listed.link)]
        if story.also_names:
            told.append(_text(f" · also names {', '.join(story.also_names)}"))
        if story.mute:
            told += [_text(" · "), _link("mute", story.mute)]
    if detail > 2 and story.outlets:  # noqa: PLR2004
        told += [_text("\nalso in "), *_outlets(story.outlets)]
        if story.more_outlets:
            told.append(_text(f" and {story.more_outlets:,} more"))
    return told


def _outlets(outlets: Sequence[Outlet]) -> Iterator[dict[str, Any]]:
    for number, outlet in enumerate(outlets):
        if number:
            yield _text(", ")
        yield _link(outlet.name, outlet.link)
        if outlet.host:
            yield _text(host(outlet))


def _header(text: str) -> Block:
    return {
        "type": "header",
        "text": {"type": "plain_text", "text": clean_text(text, _MAX_HEADER), "emoji": False},
    }


def _rich(elements: list[dict[str, Any]]) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _text(text: str, **style: bool) -> dict[str, Any]:
    worn = {name: True for name, on in style.items() if on}
    return {"type": "text", "text": text, **({"style": worn} if worn else {})}


def _link(text: str, url: str | None, **style: bool) -> dict[str, Any]:
    return _text(text, **style) if url is None else {**_text(text, **style), "type": "link", "url": url}


def _escaped(text: str) -> str:
    """Return the fallback, which Slack does read as markup: its three characters escaped, its spells broken."""
    escaped = break_spells(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped[:_MAX_FALLBACK]
