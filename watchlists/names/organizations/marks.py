"""What shows that words are a name and not ordinary words: capitals, quotes, legal forms beside it."""

import re
from collections.abc import Iterable, Sequence

from watchlists.names.found import Part
from watchlists.names.organizations.legal import MOST_WORDS, is_legal_form
from watchlists.names.organizations.names import FUNCTION, LEGAL, Organization, is_type
from watchlists.names.organizations.parties import is_plural
from watchlists.names.page import Page
from watchlists.names.spelling.lexicon import lexicon

_QUOTES = "\"'«»„“”‟‘’‚‹›`"
_OPENING = "\"'«„“‘‚‹"
_SENTENCE_END = re.compile(rf"[.!?…\n][\s{_QUOTES}]*$")
_SHORTEST_GIVEN = 3
_NEVER_GIVEN = FUNCTION | lexicon("no names")
_BEGINNINGS = lexicon("no names")
_NAMED = frozenset({"имени", "им", "імені", "ім", "имя", "imienia", "im"})


def is_titled(page: Page, parts: Iterable[Part]) -> bool:
    """Tell whether most words have the capital letters of a title: a federal security service may be anybody's.

    In a text without any capitals that says nothing.
    """
    telling = [page.word(part.word).is_name for part in parts if part.listed not in FUNCTION]
    return sum(telling) * 2 >= len(telling) or page.text.original.islower()


def is_name(page: Page, organization: Organization, at: int) -> bool:
    """Tell whether one word is the name it may be, and no ordinary word."""
    if organization.common and (not page.word(at).is_name or _begins_sentence(page, at) or _goes_on(page, at)):
        return False
    if organization.members and _is_one_of_them(page, at):
        return False
    if not organization.capital or is_marked(page, at):
        return True
    if at and page.text.gap(at - 1) == " " and _is_given(page, at - 1):
        # Michael Bloomberg is a man.
        return False
    word = page.word(at)
    return not _begins_sentence(page, at) or (word.spelt not in page.text.words and word.folded not in _BEGINNINGS)


def _is_given(page: Page, at: int) -> bool:
    word = page.word(at)
    # What looks like a form of a short name is more often an article: Der Rostec-Chef.
    return word.is_given and len(word.folded) >= _SHORTEST_GIVEN and word.folded not in _NEVER_GIVEN


def _is_one_of_them(page: Page, at: int) -> bool:
    """Tell whether a member of a party stands before his name: the democrat Jan Novak is not the Democrats."""
    if at + 1 >= len(page) or page.text.gap(at) != " ":
        return False
    following = page.word(at + 1)
    return following.is_name and not is_plural(page.word(at).folded)


def _begins_sentence(page: Page, at: int) -> bool:
    """Tell whether the word stands where every word has a capital letter."""
    return at == 0 or bool(_SENTENCE_END.search(page.text.original[: page.text.spans[at][0]][-4:]))


def _goes_on(page: Page, at: int) -> bool:
    """Tell whether the next word may say which one is meant: the Institute of Physics."""
    if at + 1 >= len(page) or not page.text.gap(at).isspace():
        return False
    word = page.word(at + 1)
    return word.is_name or word.folded in FUNCTION or word.folded in _NAMED


def _legal_beside(page: Page, first_word: int, last_word: int) -> bool:
    """Tell whether a legal form stands before or after the word, with a capital letter or dots."""
    for length in range(1, MOST_WORDS + 1):
        for first in (first_word - length, last_word + 1):
            places = range(first, first + length)
            if first < 0 or first + length > len(page):
                continue
            form = [page.word(place) for place in places]
            if (form[0].is_name or page.dotted(first)) and _is_form([word.folded for word in form]):
                return True
    return False


def _is_form(words: Sequence[str]) -> bool:
    return is_legal_form(words) or (len(words) == 1 and words[0] in LEGAL)


def is_marked(page: Page, first: int, last: int | None = None) -> bool:
    """Tell whether a legal form, a word like "concern" or quotes show that a word, or several, are a name."""
    last = first if last is None else last
    beside = (page.word(place).folded for place in (first - 1, last + 1) if 0 <= place < len(page))
    if any(map(is_type, beside)) or _legal_beside(page, first, last):
        return True
    start, end = page.text.spans[first][0], page.text.spans[last][1]
    original = page.text.original
    return start > 0 and original[start - 1] in _OPENING and original[end : end + 1] in tuple(_QUOTES)
