"""The organizations of one article, and the acronyms by which it goes on to call them."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from watchlists.names.found import Found, Reason, reasons, weakest
from watchlists.names.organizations.full import OrganizationName, organization_names
from watchlists.names.organizations.introduced import acronyms, again, full_name
from watchlists.names.organizations.names import FUNCTION, Organization, is_body
from watchlists.names.page import Page
from watchlists.names.spelling.evidence import TRANSLITERATION
from watchlists.names.spelling.stems import stems

OTHER = "other name"
CORE = "without legal form"
SHORT = "acronym after full name"
SPELT_OUT = "acronym spelt out"
INTRODUCED = "full name before its acronym"
CORE_ALONE = "without legal form alone"
_FOLLOWS = frozenset({OTHER, INTRODUCED})
_SCORE = 0.85
_OTHER_SCORE = 0.9
_IN_CONTEXT_SCORE = 0.75
_ALONE_SCORE = 0.4
_JOINT = re.compile(r"\s?[-‐‑–—/]\s?")
_SHORTEST_SPELT_OUT = 3
_MOST_INTRODUCED = 50


class OrganizationsInArticle:
    """Collects full names, then looks for what the article calls the same organizations.

    Args:
        pages: The title and the text.
        least: The score that a word which is only like a name of one word must have.
    """

    def __init__(self, pages: Sequence[Page], *, least: float = 0.0) -> None:
        self._pages = pages
        self._least = least
        self._found: list[Found] = []
        self._unsure: dict[Organization, list[Found]] = {}
        self._acronyms: dict[Organization, set[str]] = {}
        self._introduced: dict[tuple[Organization, tuple[frozenset[str], ...]], None] = {}

    def look(self, field: int, at: int, filed: Iterable[Organization]) -> None:
        """Take note of the organizations that the word at a place is in."""
        page = self._pages[field]
        for name in organization_names(page, at, filed):
            organization = name.organization
            if name.score < self._least and len(organization.words) == 1 and weakest(name.parts) == TRANSLITERATION:
                continue
            if name.unsure:
                self._unsure.setdefault(organization, []).append(self._spelt(field, name))
                continue
            self._found.append(self._spelt(field, name))
            known = self._acronyms.setdefault(organization, set())
            if len(organization.words) > 1:
                known |= acronyms(page, name)
            elif len(self._introduced) < _MOST_INTRODUCED and (words := full_name(page, at)):
                self._introduced[organization, tuple(stems(page.word(place).folded) for place in words)] = None

    def _spelt(self, field: int, name: OrganizationName) -> Found:
        page, organization = self._pages[field], name.organization
        rule, score = weakest(name.parts), name.score
        if organization.inferred:
            rule, score = OTHER, min(score, _OTHER_SCORE)
        if name.unsure:
            rule, score = CORE, min(score, _SCORE)
        return Found(
            term=organization.term,
            field=field,
            words=(name.first, name.last),
            span=page.span(name.first, name.last),
            form=organization.listed,
            rule=rule,
            score=score,
            reasons=reasons(page, name.parts),
        )

    def found(self, *, supported: Collection[int] = (), possible: bool = False) -> Iterator[Found]:
        """Yield every place that names a listed organization, but not a part of the longer name of another one.

        Args:
            supported: The terms whose context the article holds, which vouches for one word without its legal form.
            possible: Whether to yield such a word that nothing vouches for, marked so.
        """
        outer: Found | None = None
        found = [*self._found, *self._shortened(), *self._unvouched(supported, possible=possible)]
        for one in sorted(found, key=lambda f: (f.field, f.words[0], -f.words[1], f.rule in _FOLLOWS)):
            if outer is None or one.field != outer.field or one.words[1] > outer.words[1]:
                # How far a name before brackets reaches is a guess.
                outer = one if one.rule != INTRODUCED else outer
            elif one.term != outer.term and self._is_other(one, outer):
                continue
            yield one

    def _is_other(self, one: Found, outer: Found) -> bool:
        """Tell whether a name is a part of another's, as of the Bank of England Museum, or follows from less."""
        if one.words == outer.words:
            return one.rule in _FOLLOWS and outer.rule not in _FOLLOWS
        return not self._is_partner(one, outer)

    def _is_partner(self, one: Found, outer: Found) -> bool:
        """Tell whether a hyphen or a slash joins a name to the rest of a longer one: Pfizer in Pfizer-BioNTech."""
        text = self._pages[one.field].text
        (first, last), (start, end) = one.words, outer.words
        return (first > start and bool(_JOINT.fullmatch(text.gap(first - 1)))) or (
            last < end and bool(_JOINT.fullmatch(text.gap(last)))
        )

    def _shortened(self) -> Iterator[Found]:
        for organization, known in self._acronyms.items():
            yield from self._unsure.get(organization, ())
            for field, page in enumerate(self._pages):
                for at, word in enumerate(page.text.words):
                    if word in known:
                        yield self._short(field, organization, at, at, SHORT)
                    elif organization.acronym and (last := _spelt_out(page, organization.acronym, at)):
                        yield self._short(field, organization, at, last, SPELT_OUT)

        for organization, words in self._introduced:
            for field, page in enumerate(self._pages):
                for first, last in again(page, words):
                    yield self._short(field, organization, first, last, INTRODUCED)

    def _unvouched(self, supported: Collection[int], *, possible: bool) -> Iterator[Found]:
        for organization, ones in self._unsure.items():
            if organization in self._acronyms:
                continue
            for one in ones:
                if one.term in supported:
                    yield one._replace(score=min(one.score, _IN_CONTEXT_SCORE))
                elif possible:
                    why = Reason(*one.span, organization.words[0], CORE_ALONE)
                    reasons = (*one.reasons, why)
                    yield one._replace(rule=CORE_ALONE, score=_ALONE_SCORE, reasons=reasons, possible=True)

    def _short(self, field: int, organization: Organization, first: int, last: int, rule: str) -> Found:
        span = self._pages[field].span(first, last)
        why = Reason(*span, organization.listed, rule)
        return Found(organization.term, field, (first, last), span, organization.listed, rule, _SCORE, (why,))


def _spelt_out(page: Page, acronym: str, first: int) -> int:
    """Return the last of the words from a place on whose first letters make an acronym; 0 if they do not.

    One of them must say that it is an organization, and the first one must be written like a name.
    """
    if len(acronym) < _SHORTEST_SPELT_OUT or page.text.words[first][0] != acronym[0]:
        return 0
    wanted, of_kind = acronym.casefold(), False
    for at in range(first, len(page)):
        word = page.word(at)
        if at > first and not page.text.gap(at - 1).isspace():
            return 0
        if word.spelt.startswith(wanted[0]) and len(word.spelt) > 2:  # noqa: PLR2004  no acronym tells of "of"
            of_kind = of_kind or is_body(word.folded)
            wanted = wanted[1:]
            if not wanted:
                return at if of_kind else 0
        elif at == first or word.folded not in FUNCTION:
            return 0
    return 0
