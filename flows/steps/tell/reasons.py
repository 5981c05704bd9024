"""Say in words why a text was found."""

from typing import Any

from flows.steps.clean import clean_text
from storage import HitData
from watchlists.names.spelling.evidence import CASE_FORM

_MAX_QUOTE = 60


_TEXTS = {"feed content": "the feed's text", "feed summary": "the feed's summary"}
"""What was matched where the page was not to be had; else it is the body of the page."""


def reason(hit: HitData, text_source: str = "page") -> str:
    """Return why this hit is one: "matched «Чемезова» as Sergei Chemezov, in the headline and 3 times in the body".

    Args:
        hit: With its evidence.
        text_source: Where its article's text came from.
    """
    best = min(hit.matches, key=lambda match: (match["field"] != "title", -match["score"], match["start"]))
    return f"{_what(best)}, {_where(hit, _TEXTS.get(text_source, 'the body'))}"


def _what(match: dict[str, Any]) -> str:
    quote = f"«{clean_text(match['text'], _MAX_QUOTE)}»"
    form = clean_text(match["form"], _MAX_QUOTE)
    if match["rule"] == "query":
        return f"matched the query with {quote}"
    if match["rule"] == "acronym":
        return f"matched the acronym {quote}"
    same = clean_text(match["text"]).casefold() == clean_text(match["form"]).casefold()
    return f"matched {quote}" if same or not form else f"matched {quote} as {form}{_case(match)}"


def _case(match: dict[str, Any]) -> str:
    """Return the case that all declined parts of a name stand in: ", instrumental"."""
    cases = {reason["detail"] for reason in match.get("reasons", ()) if reason["rule"] == CASE_FORM}
    return f", {clean_text(cases.pop(), 40)}" if len(cases) == 1 and "" not in cases else ""


def _where(hit: HitData, text: str) -> str:
    if all(match["field"] == "fringe" for match in hit.matches):
        return "in a link to another story"
    in_text = sum(match["field"] == "text" for match in hit.matches)
    times = {1: f"in {text}", 2: f"twice in {text}"}.get(in_text, f"{in_text} times in {text}")
    if in_text == len(hit.matches):
        return times
    return f"in the headline and {times}" if in_text else "in the headline"
