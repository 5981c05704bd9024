"""The dialects a digest is written in: their templates, and what escapes feed text on its way out."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from unicodedata import bidirectional

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from flows.steps.tell.plot import in_words, line
from flows.steps.tell.view import DigestView, Outlet, Segment, StoryView, count
from flows.steps.tell.wrap import width

_ACTIVE = re.compile(r"[\\`*_~|\[\]<>#]|&(?=#?\w+;)")
_LINE_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)|([-+])(?=\s|$)|([-=])(?=[-=]*$)")
_BREAKER = "\u200b"
_SPELL = re.compile(r"@(?=\w)|:(?=[\w+-]*[a-z][\w+-]*:)|(?<=\w):(?=//)|\bwww(?=\.)", re.IGNORECASE)


class Raw(str):
    """A text that is Markdown already and must not be escaped."""

    __slots__ = ()


def escape_markdown(value: Any) -> str:
    r"""Return feed text as Markdown that shows it literally, in CommonMark and in the dialects of the chats.

    Formatting characters get a backslash. Where no backslash helps
    (`@everyone`, `:smile:`, a bare `https://`) an invisible space breaks the
    spell.
    """
    if isinstance(value, Raw):
        return value
    escaped = _ACTIVE.sub(r"\\\g<0>", break_spells(str(value)))
    start = _LINE_START.match(escaped)
    return escaped if start is None else f"{start[1] or ''}\\{escaped[len(start[1] or '') :]}"


def break_spells(text: str) -> str:
    """Return feed text in which no chat finds a name to call, an emoji or a bare address; it looks the same."""
    return _SPELL.sub(rf"\g<0>{_BREAKER}", text)


def _break_spells_in(value: Any) -> Any:
    return value if hasattr(value, "__html__") else break_spells(str(value))


def markdown_link(link: str) -> Raw:
    """Return a link that `safe_link` passed as a Markdown destination: nothing in it can end it."""
    return Raw(re.sub(r"[()<>\[\]\\`|*\"'^{}]", lambda found: f"%{ord(found[0]):02X}", link))


def bracketed(excerpt: Sequence[Segment]) -> str:
    """Return an excerpt as plain text, what was found in brackets."""
    return "".join(f"[{part.text}]" if part.marked else part.text for part in excerpt)


def is_rtl(text: str) -> bool:
    """Say whether the first strong letter of a text runs from right to left."""
    strong = (found for char in text if (found := bidirectional(char)) in {"L", "R", "AL"})
    return next(strong, "L") != "L"


def direction(text: str) -> Markup:
    """Return the attribute that a text needs that runs from right to left."""
    return Markup(' dir="rtl"') if is_rtl(text) else Markup("")


def host(outlet: Outlet) -> str:
    """Return what stands beside a name whose link leads to a host of look-alike letters."""
    return f" ({outlet.host})" if outlet.host else ""


def language(story: StoryView) -> Markup:
    """Return the attribute that names a story's language where it is not the digest's own."""
    known = story.language and story.language != "en"
    return Markup(' lang="{}"').format(story.language) if known else Markup("")


def left_out(view: DigestView) -> str:
    """Return how many stories had no room, in words."""
    return f"{count(view.left_out, 'more story', 'more stories')}"


@cache
def macros(name: str) -> Any:
    """Return the macros of a template: `digest.md.j2`, `digest.txt.j2` or `digest.chat.html.j2`."""
    return environment(name).get_template(name).module


@cache
def environment(name: str) -> Environment:
    """Return the environment of a template: HTML is escaped by Jinja, Markdown by us, plain text by nobody."""
    finalize = {"digest.md.j2": escape_markdown, "digest.chat.html.j2": _break_spells_in}.get(name)
    made = Environment(
        loader=PackageLoader("flows"),
        autoescape=".html." in name,  # noqa: S701  it is on wherever HTML is made
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )
    made.globals |= {
        "blank": Markup("\u200b<br/>"),  # on the way to Telegram, Apprise drops lines that are quite empty
        "br": Raw("  "),
        "bracketed": bracketed,
        "bold": lambda text: Raw(f"**{escape_markdown(text)}**"),
        "link": markdown_link if ".md." in name else escape,
        "dir": direction,
        "host": host,
        "is_rtl": is_rtl,
        "lang": language,
        "in_words": in_words,
        "left_out": left_out,
        "line": lambda counts: Raw(line(counts)),
        "width": width,
    }
    return made
