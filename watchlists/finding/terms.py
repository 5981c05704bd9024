"""Terms that are names or phrases: which of their occurrences count."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from watchlists.finding.document import Document, Finding
from watchlists.finding.forms import Form, parse_acronym, parse_form
from watchlists.finding.index import Index
from watchlists.finding.names import Names
from watchlists.finding.places import Occurrence
from watchlists.fold import Text, keep_case
from watchlists.names.found import quote
from watchlists.names.organizations.article import SHORT
from watchlists.names.organizations.full import SHORT_ACRONYM, in_capitals
from watchlists.names.people.article import ADDRESS, AFTER_FULL_NAME, IN_CONTEXT, UNVOUCHED
from watchlists.term import Term

_HYPHENS = frozenset("-‐‑")
_AFTER_FULL_NAME = frozenset({AFTER_FULL_NAME, ADDRESS, SHORT})
_DEPENDENT = _AFTER_FULL_NAME | {IN_CONTEXT, UNVOUCHED}
_STRENGTH = {"exact": 0, "phrase": 0, "alias": 1, "acronym": 2}


class NamedTerm:
    """A person, an organization or a phrase.

    Args:
        term: It.
        index: Takes what is found as it is written.
        names: Takes what is found however it is written.
        number: Under which its names are found, of an entity; those are filed already.
    """

    def __init__(self, term: Term, index: Index, names: Names, number: int | None = None) -> None:
        self._excludes = [index.add(parse_form(text, wildcards="*")) for text in term.exclude]
        self._context = [index.add(parse_form(text, wildcards="*")) for text in term.context]
        self._context_required = term.context_required
        self._languages = frozenset(code.split("-")[0] for code in term.languages)
        self._person = term.kind == "person"
        self._name = term.name
        self._names = index.reserve() if number is None else number
        whole = (term.name, *term.aliases)
        if term.kind != "phrase":
            whole = tuple(names.add(self._names, term.kind, whole, self._context))
        self._uses: dict[int, tuple[str, str]] = {}
        for form, listed, rule in _forms(term, whole):
            # The first form stands: a name that is also listed as an alias is found as the name.
            self._uses.setdefault(index.add(form), (listed, rule))
        self.triggers = frozenset({self._names, *self._uses})

    def find(self, document: Document) -> Sequence[Finding]:
        """Return the occurrences that count, without those inside a longer one."""
        if not document.speaks(self._languages):
            return ()
        excluded = self._places(self._excludes, document)
        found = (f for f in self._found(document) if not (self._person and _in_double_name(f.place, document)))
        return longest(self._vouched_for(list(clear_of(excluded, found)), document))

    def _vouched_for(self, found: Sequence[Finding], document: Document) -> Sequence[Finding]:
        """Return the findings without those whose context, or whose full name, is not there after all."""
        needs_context = self._context_required or any(finding.rule == IN_CONTEXT for finding in found)
        if needs_context and not self._in_context(longest(found), document):
            found = [] if self._context_required else [finding for finding in found if finding.rule != IN_CONTEXT]
        if any(finding.rule not in _DEPENDENT for finding in found):
            return found
        # What an excluded full name would have vouched for.
        return [finding for finding in found if finding.rule not in _AFTER_FULL_NAME]

    def _in_context(self, found: Sequence[Finding], document: Document) -> bool:
        """Tell whether the context stands somewhere, and not only as a part of the name."""
        starts = [(finding.place.field, finding.place.start) for finding in found]
        for place in self._places(self._context, document):
            last = bisect_right(starts, (place.field, place.start)) - 1
            if last < 0 or not _is_part(place, found[last]):
                return True
        return False

    @staticmethod
    def _places(numbers: Iterable[int], document: Document) -> list[Occurrence]:
        return [place for number in numbers for place in document.found.get(number, ())]

    def _found(self, document: Document) -> Iterator[Finding]:
        for number, (listed, rule) in self._uses.items():
            for place in document.found.get(number, ()):
                # In a headline in capitals OAK may be a tree: something else must speak for the corporation.
                if rule != "acronym" or self._names in document.names or not _is_shouted(place, document):
                    yield Finding(place, listed, rule)
        for finding in document.names.get(self._names, ()):
            yield self._with_context(finding._replace(**self._as_listed(finding)), document)

    def _with_context(self, finding: Finding, document: Document) -> Finding:
        """Return the finding with what vouches for it, where that is the context of the term."""
        places = [place for number in self._context for place in document.found.get(number, ())]
        if finding.rule != IN_CONTEXT or not places:
            return finding
        place = min(places)
        *others, last = finding.reasons
        detail = quote(document.texts[place.field], place.field, place.start, place.end)
        return finding._replace(reasons=(*others, last._replace(detail=detail)))

    def _as_listed(self, finding: Finding) -> dict[str, Any]:
        """Return what is said of a name that stands as it is listed: there is nothing to explain."""
        if finding.rule != "exact":
            return {}
        return {"rule": "exact" if finding.form == self._name else "alias", "reasons": ()}


def clear_of(excluded: Iterable[Occurrence], findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings that overlap none of the excluded places."""
    places = sorted((place.field, place.start, place.end) for place in excluded)
    starts = [(field, start) for field, start, _ in places]
    reach = list(accumulate(((field, end) for field, _, end in places), max))
    for finding in findings:
        field, start, end = finding.place.field, finding.place.start, finding.place.end
        before = bisect_left(starts, (field, end))
        if before == 0 or reach[before - 1] <= (field, start):
            yield finding


def longest(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings in the order of their places, each place once and none inside another."""
    kept: list[Finding] = []
    ordered = sorted(findings, key=_preference)
    for finding in ordered:
        last = kept[-1].place if kept else None
        if last is None or last.field != finding.place.field or finding.place.end > last.end:
            kept.append(finding)
    return kept


def _preference(finding: Finding) -> tuple[int, int, bool, int, int]:
    place = finding.place
    return place.field, place.start, finding.possible, -place.end, _STRENGTH.get(finding.rule, 3)


def _forms(term: Term, whole: Sequence[str]) -> Iterator[tuple[Form, str, str]]:
    wildcards = "*" if term.kind == "phrase" else ""
    for name in whole:
        rule = "alias" if name != term.name else "phrase" if term.kind == "phrase" else "exact"
        yield parse_form(name, wildcards=wildcards), name, rule
    for acronym in term.acronyms:
        yield from ((form, acronym, "acronym") for form in parse_acronym(acronym))


def _is_part(place: Occurrence, finding: Finding) -> bool:
    """Tell whether words of the context are but a part of a name; a whole name may be listed as its own context."""
    name = finding.place
    inside = place.field == name.field and name.start <= place.start and place.end <= name.end
    return inside and (finding.rule == IN_CONTEXT or (place.start, place.end) != (name.start, name.end))


def _is_shouted(place: Occurrence, document: Document) -> bool:
    short = place.first == place.last and place.end - place.start <= SHORT_ACRONYM
    return short and in_capitals(document.texts[place.field].words, place.first)


def _in_double_name(place: Occurrence, document: Document) -> bool:
    """Tell whether a hyphen joins the name to another one: Sergei Ivanov-Petrov is not Sergei Ivanov."""
    # German joins anything to a name so: der Putin-Vertraute.
    if document.language == "de":
        return False
    text = document.texts[place.field]
    return _joined(text, place.first - 1, place.first - 1) or _joined(text, place.last, place.last + 1)


def _joined(text: Text, left: int, other: int) -> bool:
    if left < 0 or left + 1 >= len(text.words):
        return False
    return text.gap(left) in _HYPHENS and keep_case(text.words[other]).istitle()
