"""Why a text was found, on the terminal."""

from flows.steps.clean import clean_text
from flows.steps.tell.hits import make_excerpt
from watchlists import Match
from watchlists.explanation import explain

_INDENT = "    "


def explanation(match: Match, sentence: str) -> list[str]:
    """Return the sentence, which `marked` made, and why the match is one, a line each."""
    return [_INDENT + line for line in [sentence, *explain(match)] if line]


def marked(source: str, start: int, end: int) -> str:
    """Return the sentence round a place on one line, the place in brackets."""
    excerpt = make_excerpt(source, start, end)
    return bracketed(excerpt.text, *(excerpt.span(start, end) or (0, 0)))


def bracketed(text: str, start: int, end: int) -> str:
    """Return the text with a part of it in brackets; as it is where the part is empty."""
    return f"{text[:start]}[{text[start:end]}]{text[end:]}" if start < end else text


def stands_for(match: Match) -> str:
    """Return where something was found and for what it stands, in one line."""
    where = f"{match.field} at {match.start}: «{clean_text(match.text, 120)}»"
    return f"{where} is in {match.term}" if match.rule == "query" else f"{where} is {clean_text(match.form, 120)}"
