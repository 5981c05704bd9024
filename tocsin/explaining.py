"""Why a text was found, on the terminal."""

from flows.steps.clean import clean_text
from flows.steps.tell.hits import make_excerpt
from watchlists import Match
from watchlists.explanation import explain

_INDENT = "    "


def explanation(match: Match, source: str) -> list[str]:
    """Return the sentence with what was found marked, and why it was, a line each.

    Args:
        match: What was found.
        source: The field that it was found in; empty where it is not kept any more.
    """
    sentence = marked(source, match.start, match.end) if source else ""
    return [_INDENT + line for line in [sentence, *explain(match)] if line]


def marked(source: str, start: int, end: int) -> str:
    """Return the sentence round a place on one line, the place in brackets."""
    excerpt = make_excerpt(source, start, end)
    span = excerpt.span(start, end)
    if span is None:
        return excerpt.text
    first, last = span
    return f"{excerpt.text[:first]}[{excerpt.text[first:last]}]{excerpt.text[last:]}"


def stands_for(match: Match) -> str:
    """Return where something was found and for what it stands, in one line."""
    where = f"{match.field} at {match.start}: «{clean_text(match.text, 120)}»"
    return f"{where} is in {match.term}" if match.rule == "query" else f"{where} is {clean_text(match.form, 120)}"
