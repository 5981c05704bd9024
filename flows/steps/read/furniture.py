"""The lines in an article's text that belong to the site: links to other articles, set among the paragraphs."""

# ruff: noqa: RUF001  Cyrillic is data here, not a look-alike.
import re
from collections.abc import Container

_ALWAYS = (
    # Followed by anything that is no sentence.
    "read (?:more|also|next|the full (?:story|article))", "also read", "see also", "you (?:may|might) also like",
    "more (?:on this|from) [^:]{1,40}", "recommended (?:reading|stories|articles)", "don['’]t miss",
    "related (?:articles?|stories|story|posts?|news|content|coverage|topics|links?|video)",
    "читайте (?:также|ещ[её]|далее|по теме)", "читать (?:также|далее|ещ[её])", "смотрите также", "материалы по теме",
    "читайте (?:також|ще)", "дивіться також", "матеріали за темою", "чытайце таксама", "прочетете (?:още|също)",
    "вижте (?:още|също)", "lesen sie (?:auch|mehr|hier)", "mehr zum thema", "siehe auch", "auch interessant",
    "(?:à )?lire (?:aussi|également)", "voir aussi", "le[ae] también", "[lt]e puede interesar", "ver también",
    "leggi anche", "leia (?:também|mais)", "czytaj (?:też|także|więcej)", "zobacz (?:też|także|również)",
    "čtěte (?:také|též)", "mohlo by vás zajímat", "preberite (?:še|tudi)", "lees ook", "läs (?:också|även|mer)",
)  # fmt: skip
_WITH_COLON = (
    "related",
    "more",
    "watch",
    "recommended",
    "по теме",
    "подробнее",
    "ранее",
    "за темою",
    "докладніше",
    "mehr",
)
_LINE = re.compile(
    rf"\W*(?:(?:{'|'.join(_ALWAYS)})(?:\W*[:>»|–—-].*|[^.!?…:]*)|(?:{'|'.join(_WITH_COLON)})\s*(?:[:>»].*|\W*))",
    re.IGNORECASE,
)
_LONGEST = 250
_LONGEST_LINK = 200
"""Longer than any headline: some sites wrap whole paragraphs in a link."""
_BULLET = "-•*· "


def without_furniture(text: str) -> str:
    """Return the text without its lines of the kind "Read more: …", in the languages of the larger news sites.

    A line that goes on as a sentence stays: to lose a name is worse than to
    find one in a link.
    """
    return "\n".join(line for line in text.split("\n") if len(line) > _LONGEST or not _LINE.fullmatch(line))


def split(text: str, links: Container[str]) -> tuple[str, str]:
    """Return the text's lines, those that are wholly a link apart from it: the headlines of other stories.

    Args:
        text: A paragraph a line. Its first line is always its own.
        links: The words of the page's links, single spaces between them.
    """
    lines = [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]
    apart = [bool(n) and len(line) <= _LONGEST_LINK and line.lstrip(_BULLET) in links for n, line in enumerate(lines)]
    body, fringe = ([line for line, is_link in zip(lines, apart, strict=True) if is_link is of] for of in (False, True))
    return "\n".join(body), "\n".join(fringe)
