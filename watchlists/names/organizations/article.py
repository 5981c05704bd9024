"""The organizations of one article, and the acronyms by which it goes on to call them."""

from collections.abc import Iterable, Iterator, Sequence

from watchlists.fold import Text, fold
from watchlists.names.found import Found, Reason, reasons, weakest
from watchlists.names.organizations.full import OrganizationName, organization_names
from watchlists.names.organizations.names import FUNCTION, Organization, is_acronym
from watchlists.names.page import Page
from watchlists.names.spelling.evidence import TRANSLITERATION

SHORT = "acronym after full name"
SPELT_OUT = "acronym spelt out"
_SCORE = 0.85
_SHORTEST_SPELT_OUT = 3


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
        self._acronyms: dict[Organization, set[str]] = {}

    def look(self, field: int, at: int, filed: Iterable[Organization]) -> None:
        """Take note of the organizations that the word at a place is in."""
        page = self._pages[field]
        for name in organization_names(page, at, filed):
            organization = name.organization
            if name.score < self._least and len(organization.words) == 1 and weakest(name.parts) == TRANSLITERATION:
                continue
            self._found.append(
                Found(
                    term=organization.term,
                    field=field,
                    words=(name.first, name.last),
                    span=page.span(name.first, name.last),
                    form=organization.listed,
                    rule=weakest(name.parts),
                    score=name.score,
                    reasons=reasons(page, name.parts),
                )
            )
            known = self._acronyms.setdefault(organization, set())
            if len(organization.words) > 1:
                known |= _introduced(page, name)

    def found(self) -> Iterator[Found]:
        """Yield every place that names a listed organization."""
        yield from self._found
        for organization, known in self._acronyms.items():
            for field, page in enumerate(self._pages):
                for at, word in enumerate(page.text.words):
                    if word in known:
                        yield self._short(field, organization, at, at, SHORT)
                    elif organization.acronym and (last := _spelt_out(page, organization.acronym, at)):
                        yield self._short(field, organization, at, last, SPELT_OUT)

    def _short(self, field: int, organization: Organization, first: int, last: int, rule: str) -> Found:
        span = self._pages[field].span(first, last)
        why = Reason(*span, organization.listed, rule)
        return Found(organization.term, field, (first, last), span, organization.listed, rule, _SCORE, (why,))


def _introduced(page: Page, name: OrganizationName) -> set[str]:
    """Return the acronyms by which a text may call an organization that it has named in full."""
    spelt = (word for word in Text(name.organization.listed).words if word[0].isalnum())
    letters = "".join(word[0] for word in spelt if fold(word) not in FUNCTION).upper()
    found = {letters} if is_acronym(letters) else set()
    after = name.last + 1
    if after < len(page) and page.text.gap(name.last).strip().endswith("("):
        word = page.word(after).core
        if is_acronym(word) and word[0] in {*letters, page.word(name.first).core[0].upper()}:
            found.add(word)
    return found


def _spelt_out(page: Page, acronym: str, first: int) -> int:
    """Return the last of the words from a place on whose first letters make an acronym; 0 if they do not."""
    if len(acronym) < _SHORTEST_SPELT_OUT or page.text.words[first][0].casefold() != acronym[0].casefold():
        return 0
    wanted = acronym.casefold()
    for at in range(first, len(page)):
        word = page.word(at)
        if at > first and not page.text.gap(at - 1).isspace():
            return 0
        if word.spelt.startswith(wanted[0]) and len(word.spelt) > 2:  # noqa: PLR2004  no acronym tells of "of"
            wanted = wanted[1:]
            if not wanted:
                return at
        elif word.folded not in FUNCTION:
            return 0
    return 0
