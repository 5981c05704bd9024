"""What an article introduces in brackets: an acronym after a full name, a full name before an acronym."""

import re
from collections.abc import Iterator, Sequence

from watchlists.fold import Text, fold
from watchlists.names.organizations.full import OrganizationName
from watchlists.names.organizations.names import FUNCTION, is_acronym, is_body
from watchlists.names.page import Page
from watchlists.names.spelling.lexicon import lexicon
from watchlists.names.spelling.stems import stems

_BRACKET = re.compile(r"[^\S\n]?[»”\"]?[^\S\n]\(")
_SENTENCE_END = re.compile(r"[.!?…:;\n]")
_WITHIN = re.compile(r"[^\S\n]|-")
_COUNTRY_CODES = lexicon("country codes")
_SURE_ACRONYM = 3
_MOST_WORDS = 12
_LEAST_WORDS = 2


def acronyms(page: Page, name: OrganizationName) -> set[str]:
    """Return the acronyms by which a text may call an organization that it has named in full."""
    spelt = (word for word in Text(name.organization.listed).words if word[0].isalnum())
    letters = "".join(word[0] for word in spelt if fold(word) not in FUNCTION).upper()
    found = {letters} if is_acronym(letters) else set()
    after = name.last + 1
    if after < len(page) and page.text.gap(name.last).strip().endswith("("):
        word = page.word(after).core
        sure = len(word) >= _SURE_ACRONYM or word[:1] in {*letters, page.word(name.first).core[0].upper()}
        if is_acronym(word) and sure and fold(word) not in _COUNTRY_CODES and _is_closed(page, after):
            found.add(word)
    return found


def full_name(page: Page, at: int) -> range:
    """Return the words of the full name that a short one in brackets follows; none if it follows none.

    Всемирная организация здравоохранения (ВОЗ): words without a stop between them, of which the first has a capital
    letter, and one says that it is an organization.
    """
    last = at - 1
    if last < 1 or not _BRACKET.fullmatch(page.text.gap(last)) or not _is_closed(page, at):
        return range(0)
    first, of_kind = None, False
    for place in range(last, max(-1, last - _MOST_WORDS), -1):
        if place < last and not _WITHIN.fullmatch(page.text.gap(place)):
            break
        word = page.word(place)
        of_kind = of_kind or is_body(word.folded)
        if not word.is_name and first is not None:
            break
        if word.is_name and of_kind and not is_acronym(word.core):
            if first is not None and _begins_sentence(page, place):
                break
            first = place
    return range(first, last + 1) if first is not None and last - first + 1 >= _LEAST_WORDS else range(0)


def again(page: Page, stems_of: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield where the words of a name, by their stems, stand in a text once more."""
    length = len(stems_of)
    for first in range(len(page) - length + 1):
        places = range(first, first + length)
        if all(known & stems(page.word(place).folded) for known, place in zip(stems_of, places, strict=True)) and all(
            _WITHIN.fullmatch(page.text.gap(place)) for place in places[:-1]
        ):
            yield first, first + length - 1


def _is_closed(page: Page, at: int) -> bool:
    """Tell whether the word is all that stands in the brackets."""
    return page.text.original[page.text.spans[at][1] :][:1] == ")"


def _begins_sentence(page: Page, at: int) -> bool:
    return at == 0 or bool(_SENTENCE_END.search(page.text.gap(at - 1)))
