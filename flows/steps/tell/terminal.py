"""A digest for a terminal: what was found stands out, headlines are bold, lines break where the window ends."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from flows.steps.tell.markup import host, left_out
from flows.steps.tell.plot import in_words, line
from flows.steps.tell.view import DigestView, StoryView

_STYLES = {"critical": "bold red", "high": "bold yellow", "normal": "bold cyan", "low": "dim"}
_FOUND = "bold reverse"


def render_terminal(view: DigestView) -> RenderableType:
    """Return what a rich console prints of the digest: all of it as text, nothing of it as rich's own markup."""
    return Group(*_blocks(view))


def _blocks(view: DigestView) -> Iterator[RenderableType]:
    yield Text(f"TOCSIN · {view.watchlist}", "bold")
    yield Text(view.summary)
    yield Text(f"{view.when}\n", "dim")
    for notice in view.notices:
        yield Text(f"! {notice}\n", "bold red")
    for group in view.groups:
        yield Text(f"{group.name.upper()}\n", _STYLES[group.name])
        for term in group.terms:
            yield Text(term.name, "bold underline")
            if trend := view.trends.get(term.name):
                yield Text(f"{line(trend)}  {in_words(trend)}", "dim")
            yield Text()
            for story in term.stories:
                yield from _story(story)
    if view.left_out:
        yield Text(f"and {left_out(view)}\n")
    yield from (Text(sentence, "dim") for sentence in view.closing)


def _story(story: StoryView) -> Iterator[RenderableType]:
    yield Padding(Text(story.headline, "bold"), (0, 0, 0, 2))
    yield _indented(f"{story.source.name}{host(story.source)} · {story.when}", "dim")
    if story.excerpt:
        yield Padding(
            Text.assemble(*((part.text, _FOUND if part.marked else "") for part in story.excerpt)), (0, 0, 0, 4)
        )
    yield _indented(story.reason, "italic")
    if story.listed:
        yield _indented(f"listed by {story.listed.name}")
        yield from _link(story.listed.link)
    if story.also_names:
        yield _indented(f"also names {', '.join(story.also_names)}")
    yield from _link(story.source.link)
    if story.mute:
        yield _indented("mute it", "dim")
        yield from _link(story.mute)
    for outlet in story.outlets:
        yield _indented(f"also in {outlet.name}{host(outlet)}")
        yield from _link(outlet.link)
    if story.more_outlets:
        yield _indented(f"and {story.more_outlets} more")
    yield Text()


def _indented(text: str, style: str = "") -> RenderableType:
    return Padding(Text(text, style), (0, 0, 0, 4))


def _link(link: str | None) -> Iterator[RenderableType]:
    # Whole on one line, however long: a broken link can be neither clicked nor copied.
    if link:
        yield Text(f"    {link}", "blue", no_wrap=True, overflow="ignore")
