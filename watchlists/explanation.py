"""Say in words why a match is one."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from watchlists.fold import Text, fold
from watchlists.match import Match
from watchlists.names import Reason
from watchlists.names.found import SCORES
from watchlists.names.organizations.article import CORE_ALONE, INTRODUCED, SHORT, SPELT_OUT
from watchlists.names.organizations.full import SAME_KIND
from watchlists.names.people.article import ADDRESS, AFTER_FULL_NAME, IN_CONTEXT, UNVOUCHED
from watchlists.names.spelling.evidence import CASE_FORM, EXACT, INITIAL, SHORT_FORM, SPELLING

_ALONE = {
    AFTER_FULL_NAME: "counted because the full name{} stands in the article",
    IN_CONTEXT: "counted because its context{} stands in the article",
    ADDRESS: "given name and patronymic, counted because the full name{} stands in the article",
    SHORT: "an acronym of the full name, which stands in the article",
    SPELT_OUT: "the acronym spelt out; the acronym stands in the article",
    INTRODUCED: "what the article gives in full before the short name in brackets",
    CORE_ALONE: "one word, without its legal form: nothing marks it as a name or vouches for it",
    UNVOUCHED: "a family name alone: neither the full name nor a context of the term stands in the article",
}
_PARTS = {
    EXACT: "as it is listed",
    CASE_FORM: "",
    SPELLING: "another spelling of the given name",
    SHORT_FORM: "a short or long form of the given name",
    INITIAL: "initial",
    SAME_KIND: "another word for the same kind of organization",
}
_CASES = {"possessive": "possessive", "definite": "definite form"}
_WHOLE = {
    "exact": "it stands as it is listed",
    "alias": "it stands as the alias is listed",
    "acronym": "it is the acronym, in exactly its case",
    "phrase": "it is the phrase, as it is listed",
}
_NOT_ASKED = frozenset({EXACT, INITIAL, CASE_FORM, SAME_KIND})
"""Rules whose score says no more than the rule."""


def explain(match: Match) -> list[str]:
    """Return why a match is one, a line each: its parts, what vouches for it, and what its score means."""
    if match.rule == "query":
        return [f"it stands for {match.form} of the query, which is fulfilled"]
    parts = list(_parts(match)) or [_WHOLE.get(match.rule, match.rule)]
    return [*parts, f"score {match.score:.2f}, {'only possible' if match.possible else 'counted'}: {meaning(match)}"]


def meaning(match: Match) -> str:
    """Return what the score of a match means."""
    return next(meaning for highest, meaning in SCORES if match.score <= highest)


def _parts(match: Match) -> Iterator[str]:
    for (start, end, listed), group in groupby(match.reasons, key=lambda reason: reason[:3]):
        reasons = list(group)
        spelling = [said for reason in reasons if reason.rule not in _ALONE and (said := _spelling(reason))]
        if spelling or not any(reason.rule in _ALONE for reason in reasons):
            text = match.text[start - match.start : end - match.start]
            yield f"«{text}» = {_as_written(listed, match.form)}: {', '.join(spelling)}"
        for reason in reasons:
            if reason.rule in _ALONE:
                yield _ALONE[reason.rule].format(f" {reason.detail}" if reason.detail else "")


def _spelling(reason: Reason) -> str:
    case = _CASES.get(reason.detail, f"{reason.detail} case") if reason.detail else ""
    rule = _PARTS.get(reason.rule, reason.rule)
    if rule and reason.rule not in _NOT_ASKED:
        rule = f"{rule} {reason.score:.2f}"
    return ", ".join(filter(None, [case, rule])) or reason.rule


def _as_written(listed: str, form: str) -> str:
    """Return a folded part as the list writes it."""
    words: Sequence[str] = Text(form).words
    return next((word for word in words if fold(word).replace("'", "") == listed), listed)
