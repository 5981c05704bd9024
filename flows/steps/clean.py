"""Make text and links from outside safe to show: one line, visible characters only, links that open a web page."""

import re
import unicodedata

import ada_url

MAX_LINK = 2_048
_MAX_MARKS = 3
_WORD_SLACK = 24


def clean_text(text: str, limit: int | None = None) -> str:
    """Return the text on one line, without characters that hide, reorder or garble what stands around them.

    Control and format characters (bidi controls, zero-width characters, soft
    hyphens) and lone surrogates are dropped, more than three combining marks on
    one letter too; the result is NFC. It is not escaped for any markup.

    Args:
        text: Anything from a feed, a page or a file.
        limit: The longest result in characters; what is longer is cut at a word where there is one, and ends in "…".
    """
    cleaned = clean_inline(text).strip()
    return cleaned if limit is None or len(cleaned) <= limit else _cut(cleaned, limit)


def clean_inline(text: str) -> str:
    """Do the same to a piece of a longer text: a space at either end stays."""
    visible = "".join(map(visible_char, text))
    return _limit_marks(re.sub(r" {2,}", " ", unicodedata.normalize("NFC", visible)))


def visible_char(char: str) -> str:
    """Return what is shown for one character: itself, a space for any white space, or nothing."""
    if char.isspace():
        return " "
    # Cc, Cf, Cs: controls (ESC, C1), format characters (bidi, zero-width), surrogates.
    return "" if unicodedata.category(char) in {"Cc", "Cf", "Cs"} or char in "\ufffe\uffff" else char


def safe_link(url: str | None) -> str | None:
    """Return the link in ASCII, its host in punycode; None where it may only be shown as text.

    Only http and https with a host and without a user name pass, at most 2,048
    characters long and free of control and format characters.
    """
    stripped = (url or "").strip()
    if len(stripped) > MAX_LINK or any(visible_char(char) != char for char in stripped):
        return None
    try:
        parsed = ada_url.URL(stripped)
    except ValueError:
        return None
    if parsed.protocol not in {"http:", "https:"} or not parsed.hostname or parsed.username or parsed.password:
        return None
    return parsed.href if len(parsed.href) <= MAX_LINK else None


def link_host(link: str | None) -> str:
    """Return the host of a link that `safe_link` passed, as it is asked for: punycode included."""
    return ada_url.URL(link).hostname if link else ""


def _limit_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if marks <= _MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def _cut(text: str, limit: int) -> str:
    end = max(limit - 1, 0)
    while end and unicodedata.combining(text[end]):
        end -= 1
    space = text.rfind(" ", max(end - _WORD_SLACK, 0), end + 1)
    return text[: space if space > 0 else end].rstrip(" ,;:\u2013\u2014-") + "…"
