"""Markup to plain text in linear time, whatever the markup.

Feeds carry HTML in titles, summaries and whole articles. It is taken apart
here, in the process that must not die, so no tree is built and no pattern can
go back over what it has read: each alternative below either cannot fail once
begun or is possessive.
"""

import codecs
import html
import re
import string

MAX_ATTRIBUTES = 1_000
"""Of one tag. Ten times what the busiest real page has."""

_COMMENT = r"<!--(?>[^-]+|-(?!->))*(?:-->)?"
_ATTRIBUTES = r"""(?>[^>=]+|=\s*"[^"]*"|=\s*'[^']*'|=)*"""
_MARKUP = re.compile(
    rf"""
      {_COMMENT}
    | <(?P<hidden>script|style|template|noscript|svg|title)\b(?>[^<]+|<(?!/(?P=hidden)))*(?:</(?P=hidden)[^>]*>?)?
    | </?(?P<tag>[a-z][a-z0-9:-]*){_ATTRIBUTES}>?
    | <[!?/][^>]*>?
    """,
    re.VERBOSE | re.IGNORECASE,
)
# As the parsers read them: in pages scripts and styles hide tags from it, in feeds CDATA does.
_PAGE_TAGS = re.compile(
    rf"{_COMMENT}|(?P<tag><(?:(?P<raw>script|style)\b|[a-z]){_ATTRIBUTES}>?)(?(raw)(?>[^<]+|<(?!/(?P=raw)))*)",
    re.IGNORECASE,
)
_XML_TAGS = re.compile(
    rf"{_COMMENT}|<!\[CDATA\[(?>[^\]]+|\](?!\]>))*|(?P<tag><[a-z_:\x80-\U0010ffff]{_ATTRIBUTES}>?)", re.IGNORECASE
)
_LOOKS_LIKE_MARKUP = re.compile(
    r"<(?:/?(?:a|abbr|article|b|big|blockquote|br|center|cite|code|dd|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|iframe"
    r"|img|ins|del|li|mark|ol|p|pre|q|s|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|th"
    r"|tr|tt|u|ul|video)\b|!--)",
    re.IGNORECASE,
)
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LONG_TAG = 2_000
_MARKUP_CHARS = string.ascii_letters + string.digits + "<>&=/!?;:#+-\"'\\ ()[]"
_QUOTED = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")


def plain_text(markup: str) -> str:
    """Return the text that a reader of the markup would see, a paragraph a line.

    A text in which nothing looks like HTML keeps its lines and its angle
    brackets; character references are resolved in both.
    """
    if not _LOOKS_LIKE_MARKUP.search(markup):
        return _tidy(html.unescape(markup))
    flat = re.sub(r"\s+", " ", markup)
    return _tidy(html.unescape(_MARKUP.sub(_space, flat)))


def one_line(markup: str) -> str:
    """Return the text of the markup on one line."""
    return " ".join(plain_text(markup).split())


def storable(text: str) -> str:
    """Return the text without NUL and lone surrogates, which no database takes."""
    return _UNSTORABLE.sub("", text)


def language_code(tag: object) -> str | None:
    """Return the language of a tag such as `ru-RU`: `ru`; None for what is no language tag."""
    primary = str(tag or "").strip().lower().replace("_", "-").partition("-")[0]
    return primary if _LANGUAGE.fullmatch(primary) else None


def known_charset(name: str | None) -> str | None:
    """Return Python's name of a charset; None for one that it does not know, or that no document is written in.

    Among its codecs are some that are no charsets and take the square of the
    text's length (`punycode`), and some in which markup can hide (`utf-7`).
    """
    try:
        codec = codecs.lookup(name or "").name
        wide = codec.startswith(("utf-16", "utf-32"))
        return codec if wide or _MARKUP_CHARS.encode().decode(codec) == _MARKUP_CHARS else None
    except (LookupError, ValueError):
        return None


def most_attributes(markup: str, *, xml: bool = False) -> int:
    """Return at least the number of attributes of the tag that has the most; short tags are not looked at.

    A tag's attributes cost the parsers of pages and of feeds the square of
    their number: 60,000 of them take half a minute.
    """
    tags = (found["tag"] or "" for found in (_XML_TAGS if xml else _PAGE_TAGS).finditer(markup))
    long = (tag for tag in tags if len(tag) > _LONG_TAG)
    return max((len(re.split(r"[\s/]+", _QUOTED.sub(" ", tag))) for tag in long), default=0)


def _space(found: re.Match[str]) -> str:
    tag = found["tag"]
    if tag is None or tag.lower() in _INLINE:
        # "x <b and y" is no tag: what is never closed is text.
        return found[0] if tag and not found[0].endswith(">") else ""
    return "\n"


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in storable(text).splitlines())
    return "\n".join(line for line in lines if line)
