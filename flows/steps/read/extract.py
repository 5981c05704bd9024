"""Take an article out of its page. Runs in worker processes: what a page does to a parser, it does to a worker."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from flows.errors import ExtractError
from flows.steps.gather.urls import shown
from flows.steps.read.furniture import split, without_furniture
from flows.steps.read.jsonld import stated
from flows.steps.read.meta import read_meta
from flows.steps.read.plain import MAX_ATTRIBUTES, known_charset, language_code, most_attributes, storable

_MIN_WORDS = 40
_NO_PAGES = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip", "application/octet-stream")
_NO_MARKUP = (b"%PDF", b"\x1f\x8b", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_HEAD = 4_096
_TEASER = 0.5
"""Of what the page says for machines: what it shows is less only where a wall or a script stands before the rest."""
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    # UTF-16 without its mark is valid UTF-8 full of NULs.
    b"<\x00": "utf-16-le",
    b"\x00<": "utf-16-be",
}
_CYRILLIC = frozenset({
    "ab", "av", "ba", "be", "bg", "ce", "cv", "kk", "kv", "ky", "mk", "mn", "os", "ru", "rue", "sah", "sr", "tg",
    "tt", "uk", "uz",
})  # fmt: skip
_CYRILLIC_ALONE = frozenset({"be", "bg", "mk", "ru", "uk"})


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a page says, without what surrounds it."""

    title: str
    text: str
    fringe: str = ""
    """Lines that are wholly a link, to another story: they stand among or after the paragraphs."""
    language: str | None = None
    author: str = ""
    site: str = ""
    published_at: datetime | None = None
    canonical_url: str | None = None
    """The address that the page gives as its own, absolute."""
    text_source: str = "page"
    """`page`, or `page data` where only what it says for machines has the article."""
    walled: bool = False
    """Whether the page says that not everybody is shown all of it."""


def extract_article(body: bytes, *, url: str, charset: str | None = None, content_type: str | None = None) -> Extracted:
    """Return the article of a page: its text without comments, menus and links to other articles.

    Args:
        body: As it came. Nothing in it is fetched or opened.
        url: Where it came from.
        charset: What the headers say; asked after the bytes themselves.
        content_type: The media type that the headers say.

    Raises:
        ExtractError: It is no page, has no text, or would cost its parser too much.
    """
    if (content_type or "").startswith(_NO_PAGES) or body.startswith(_NO_MARKUP):
        raise ExtractError(f"is no page but {content_type or 'a file'}", subject=shown(url))
    markup = decode(body, charset)
    if most_attributes(markup) > MAX_ATTRIBUTES:
        raise ExtractError(f"has a tag with more than {MAX_ATTRIBUTES:,} attributes", subject=shown(url))
    try:
        article = _extract(markup, url)
    except ImportError:  # what is broken is the installation, not this page: every page would be lost in silence
        raise
    except Exception as error:  # a page can bring any error out of its parsers; it is one page
        raise ExtractError(
            f"cannot be taken apart ({type(error).__name__}: {error})"[:200], subject=shown(url)
        ) from error
    if not article.text:
        raise ExtractError("has no text that looks like an article", subject=shown(url))
    return article


def _without_headline(text: str, title: str) -> str:
    """Leave out a first line that only repeats the headline: copies may differ in it alone."""
    first, _, rest = text.partition("\n")
    return rest if rest and first.casefold() == title.casefold() else text


def text_hash(text: str) -> str | None:
    """Return a hash of the text's words, whatever their case and what stands between them; None under 40 words.

    Shorter texts are the same by chance: "Page not found", a caption, a teaser.
    """
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    return blake2b(" ".join(words).encode(), digest_size=16).hexdigest() if len(words) >= _MIN_WORDS else None


def decode(body: bytes, charset: str | None = None) -> str:
    """Return the page's text. Bytes that are UTF-8 are read so, whatever the headers and the page claim."""
    for mark, name in _MARKS.items():
        if body.startswith(mark):
            return body.decode(name, "replace").removeprefix("\ufeff")
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode(_declared(body, charset) or _guessed(body), "replace")


def _declared(body: bytes, charset: str | None) -> str | None:
    found = _META_CHARSET.search(body[:_HEAD])
    names = (charset, found[1].decode("ascii", "replace") if found else None)
    known = next(filter(None, map(known_charset, names)), None)
    # As browsers do: nobody means the control characters that tell the two apart.
    return "cp1252" if known in {"iso8859-1", "ascii"} else known


def _guessed(body: bytes) -> str:
    from trafilatura.utils import detect_encoding

    return next(filter(None, map(known_charset, detect_encoding(body))), "cp1252")


def _extract(markup: str, url: str) -> Extracted:
    # Half a second of imports that only the workers pay.
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    tree = load_html(storable(markup))
    if tree is None:
        return Extracted(title="", text="")
    meta, for_machines = read_meta(tree, url), stated(tree)
    links = {" ".join("".join(link.itertext()).split()) for link in tree.iter("a")}
    # Without its second opinions it takes two thirds of the time and finds as much (benchmarks/extraction.py).
    document: Any = bare_extraction(tree, include_comments=False, with_metadata=False, fast=True)
    if document is None:
        return Extracted(title="", text=for_machines.text, text_source="page data", canonical_url=meta.canonical_url)
    body, fringe = split(without_furniture(document.text or ""), links)
    text = _without_headline(storable(body), meta.title)
    # What trafilatura takes from there itself, where a page shows nothing, is one line.
    taken = "\n" not in text and text.split() == for_machines.text.split()
    is_teaser = taken or len(text) < _TEASER * len(for_machines.text)
    return Extracted(
        title=meta.title,
        text=for_machines.text if is_teaser else text,
        fringe=storable(fringe),
        language=_language(meta.language, text),
        author=meta.author,
        site=meta.site,
        published_at=meta.published_at,
        canonical_url=meta.canonical_url,
        text_source="page data" if is_teaser else "page",
        walled=for_machines.walled and not is_teaser,
    )


def _language(named: str, text: str) -> str | None:
    """Return the stated language, unless the text's script gives it the lie: templates say `en` on Russian sites."""
    code = language_code(named)
    letters = [char for char in text[:2_000] if char.isalpha()]
    cyrillic = sum("\u0400" <= char <= "\u052f" for char in letters)
    if code and cyrillic > len(letters) / 2:
        return code if code in _CYRILLIC else None
    return None if code in _CYRILLIC_ALONE else code
