"""Turn the matches of one article into hits: one a term, each with the sentence that shows why."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flows.steps.clean import visible_char
from storage import HitData
from watchlists import Match, Reason, Term, Watchlist

MAX_EXCERPT = 300
_MAX_EVIDENCE = 100
"""Matches kept of one hit: a page that repeats a name a million times is not to fill the database."""
_REACH = 1_000
"""How far from the match a sentence may begin or end, in characters."""
_ENDING = re.compile(r"""\n|[.!?…]+["'»”’)\]]*(?=\s)|[。！？]+[」』）]*""")  # noqa: RUF001  full-width on purpose
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "st", "no", "vs", "gen", "col", "lt", "sgt", "prof", "jr", "inc", "corp", "ltd", "co"}
    | {"им", "ул", "гг", "стр", "тыс", "млн", "млрд", "руб", "др", "пр", "ген", "акад"}  # noqa: RUF001  Cyrillic
)


_ZONES = {"title": "headline", "text": "body", "fringe": "fringe"}
"""The best first."""
_SHOWN_FIRST = ("text", "title", "fringe")
"""From which field the excerpt is: of what is in both, the headline is shown anyway."""


class Excerpt(NamedTuple):
    """A piece of a text as it is shown, and where each character of the original went."""

    text: str
    start: int
    """Where the piece begins in the original."""
    positions: Sequence[int]
    """For each character of the piece, and for its end, its offset in `text`."""
    first: int
    last: int
    """The part of `text` that is not an ellipsis; positions outside it were cut."""

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a part of the original lies in the excerpt, or None where it is not wholly there."""
        if start < self.start or end - self.start >= len(self.positions):
            return None
        first, last = self.positions[start - self.start], self.positions[end - self.start]
        return (first, last) if self.first <= first < last <= self.last else None


def hits_from_matches(
    watchlist: Watchlist, matches: Sequence[Match], *, title: str, text: str, fringe: str = ""
) -> list[HitData]:
    """Return a hit for each term that was surely found, in the order they were found.

    Args:
        watchlist: The list that the matches come from.
        matches: What its matcher found; those that are only possible make no hit.
        title: The title that was matched, as it was.
        text: The text that was matched, as it was.
        fringe: The links to other stories that were matched apart from it, as they were.
    """
    fields = {"title": title, "text": text, "fringe": fringe}
    found: dict[str, list[Match]] = {}
    for match in matches:
        if not match.possible:
            found.setdefault(match.term, []).append(match)
    return [_hit(watchlist, _term(watchlist, key), of_term, fields) for key, of_term in found.items()]


def _term(watchlist: Watchlist, key: str) -> Term:
    term = watchlist.term(key)
    if term is None:
        raise KeyError(f"{key!r}: {watchlist.id} has no such term")
    return term


def _hit(watchlist: Watchlist, term: Term, matches: Sequence[Match], fields: Mapping[str, str]) -> HitData:
    first = min(matches, key=lambda match: _SHOWN_FIRST.index(match.field))
    excerpt = make_excerpt(fields[first.field], first.start, first.end)
    found_in = {match.field for match in matches}
    return HitData(
        watchlist=watchlist.id,
        term=term.id,
        term_name=term.name,
        severity=term.severity,
        zone=next(zone for field, zone in _ZONES.items() if field in found_in),
        excerpt=excerpt.text,
        matches=[
            _evidence(match, excerpt if match.field == first.field else None) for match in matches[:_MAX_EVIDENCE]
        ],
    )


def _evidence(match: Match, excerpt: Excerpt | None) -> dict[str, Any]:
    kept = ("field", "start", "end", "text", "form", "rule", "score")
    evidence = {key: getattr(match, key) for key in kept}
    if match.reasons:
        evidence["reasons"] = [reason._asdict() for reason in match.reasons]
    span = excerpt.span(match.start, match.end) if excerpt else None
    return evidence | ({"excerpt_start": span[0], "excerpt_end": span[1]} if span else {})


def matches_from_hit(hit: HitData) -> list[Match]:
    """Return the matches that a hit was made of, those of a row from before reasons were kept without them."""
    return [
        Match(
            term=hit.term,
            field=kept["field"],
            start=kept["start"],
            end=kept["end"],
            text=kept["text"],
            form=kept["form"],
            rule=kept["rule"],
            score=kept["score"],
            reasons=tuple(Reason(**reason) for reason in kept.get("reasons", ())),
        )
        for kept in hit.matches
    ]


def make_excerpt(source: str, start: int, end: int, limit: int = MAX_EXCERPT) -> Excerpt:
    """Return the sentence round `source[start:end]` on one line, cut at word borders if it is longer than `limit`."""
    first, last = _sentence(source, start, end)
    text, positions = _fold(source[first:last])
    text = text.rstrip()
    if len(text) <= limit:
        return Excerpt(text, first, positions, 0, len(text))
    left, right = _window(text, positions[start - first], positions[end - first], limit)
    before, after = "…" if left else "", "…" if right < len(text) else ""
    shown = f"{before}{text[left:right]}{after}"
    shift = len(before) - left
    return Excerpt(shown, first, [position + shift for position in positions], len(before), len(shown) - len(after))


def _sentence(source: str, start: int, end: int) -> tuple[int, int]:
    first, last = max(start - _REACH, 0), min(end + _REACH, len(source))
    borders = [ending.end() for ending in _ENDING.finditer(source, first, last) if _ends_sentence(source, ending)]
    return (
        max((border for border in borders if border <= start), default=first),
        min((border for border in borders if border >= end), default=last),
    )


def _ends_sentence(source: str, ending: re.Match[str]) -> bool:
    if ending[0][0] != ".":
        return True
    word = re.search(r"\w*\Z", source[max(ending.start() - 12, 0) : ending.start()])
    following = source[ending.end() : ending.end() + 2].strip()
    abbreviated = word is not None and (
        (len(word[0]) == 1 and word[0].isalpha()) or word[0].casefold() in _ABBREVIATIONS
    )
    return not abbreviated and not following[:1].islower()


def _fold(piece: str) -> tuple[str, list[int]]:
    shown: list[str] = []
    positions: list[int] = []
    marks = 0
    for char in piece:
        positions.append(len(shown))
        marks = marks + 1 if unicodedata.combining(char) else 0
        visible = visible_char(char) if marks <= 3 else ""  # noqa: PLR2004  as many marks as clean_text keeps
        if visible and not (visible == " " and (not shown or shown[-1] == " ")):
            shown.append(visible)
    return "".join(shown), [*positions, len(shown)]


def _window(text: str, start: int, end: int, limit: int) -> tuple[int, int]:
    room = limit - 2
    left = max(0, min(start - (room - (end - start)) // 3, start, len(text) - room))
    right = min(len(text), left + room)
    if left:
        border = text.find(" ", left, start)
        left = border + 1 if border >= 0 else left
    if right < len(text):
        border = text.rfind(" ", max(end, left), right + 1)
        right = border if border >= 0 else right
    return left, right
