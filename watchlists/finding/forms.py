"""A listed name, phrase or acronym as a row of cells, one for each word."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from watchlists.fold import SPACELESS, Text, fold, gap_key, keep_case

MAX_LENGTH = 200
LONGEST_WORD = 100
INFLECTED = "~"
_MIN_WILDCARD_LETTERS = 3
_MAX_STARS = 2
# What nearly all names are made of: such a text is listed without a closer look, a hundred times as fast.
_PLAIN = re.compile(rf"""[A-Za-zА-Яа-я]{{2}}[\w .,'’"«»()&/-]{{0,{MAX_LENGTH - 2}}}""")
_OPTIONAL = re.compile(r"[-—.,()\[\]]+")


class FormError(ValueError):
    """What is listed cannot be looked for; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is looked for: the cells, and what may stand between each two of them.

    A cell is a folded word (`rostec`), a word in its own case (`=FSB`), a folded
    word with wildcards (`оборон*`) or a word in all its forms (`~завод`).
    """

    cells: tuple[str, ...]
    gaps: tuple[frozenset[str], ...]
    dotted: bool = False
    """An abbreviation written with dots, F.S.B.: it may not be part of a longer one."""


def parse_form(text: str, *, wildcards: str = "", cased: bool = False, inflected: bool = False) -> Form:
    """Return the form of a listed name or phrase.

    Args:
        text: As the list says it.
        wildcards: What stands for letters: "*" at the end of a word, or "*?" anywhere.
        cased: Whether letters must have the case they have in `text`.
        inflected: Whether a word without wildcards stands for all its forms.

    Raises:
        FormError: There is nothing to look for, or too little beside a wildcard.
    """
    spans = _spans(text, wildcards)
    if not spans:
        raise FormError("expected at least one word")
    words = [text[start:end] for start, end in spans]
    if any(len(word) > LONGEST_WORD for word in words):
        raise FormError(f"expected no word of more than {LONGEST_WORD} characters")
    if wildcards == "*" and any("*" in word[:-1] for word in words):
        raise FormError("expected the wildcard * at the end of a word")
    cells = tuple(_cell(word, cased=cased, wildcards=wildcards, inflected=inflected) for word in words)
    return Form(cells, tuple(_accepted(text[end:start]) for (_, end), (start, _) in pairwise(spans)))


def parse_acronym(text: str) -> tuple[Form, ...]:
    """Return the forms of an acronym: in exactly its case, and with a dot after each letter where it is one word.

    Raises:
        FormError: It holds no letter or digit.
    """
    form = parse_form(text, cased=True)
    letters = form.cells[0][1:]
    if len(form.cells) > 1 or len(letters) < 2 or not letters.isalpha():  # noqa: PLR2004  one letter has no dotted form
        return (form,)
    dots = (frozenset("."),) * (len(letters) - 1)
    return form, Form(tuple(f"={letter}" for letter in letters), dots, dotted=True)


def check_line(text: str) -> str:
    """Return the text as it is, if it is one line.

    Raises:
        FormError: It is blank, longer than 200 characters, or has control characters.
    """
    if not text.strip():
        raise FormError("expected some text")
    if len(text) > MAX_LENGTH:
        raise FormError(f"expected at most {MAX_LENGTH} characters, got {len(text)}")
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise FormError("expected one line of text without control characters")
    return text


def check_label(text: str) -> str:
    """Return the text as it is, if it is one line with at least 2 letters or digits.

    Raises:
        FormError: It is not.
    """
    if sum(map(str.isalnum, check_line(text))) < 2:  # noqa: PLR2004  a single letter is in every text
        raise FormError("expected at least 2 letters or digits")
    return text


def check_listed(text: str, *, wildcards: str = "") -> str:
    """Return the text as it is, if it is something that can be looked for.

    Raises:
        FormError: It is no label (see `check_label`), or has a wildcard where none is possible.
    """
    if _PLAIN.fullmatch(text):
        return text
    if "*" in check_label(text) and not wildcards:
        raise FormError("expected no *: wildcards work in phrases, exclude, context and queries")
    parse_form(text, wildcards=wildcards)
    return text


def _spans(text: str, wildcards: str) -> list[tuple[int, int]]:
    """Return where the words stand, each with the wildcards that touch it."""
    signs = [(index, index + 1) for index, letter in enumerate(text) if letter in wildcards]
    if not signs:
        return Text(text).spans
    joined: list[tuple[int, int]] = []
    for start, end in sorted([*Text(text).spans, *signs]):
        if joined and joined[-1][1] == start and (text[start] in wildcards or text[start - 1] in wildcards):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _cell(word: str, *, cased: bool, wildcards: str, inflected: bool) -> str:
    if cased:
        return "=" + keep_case(word)
    if not any(wildcard in word for wildcard in wildcards):
        # With its diacritics: a dictionary has no other spelling of it.
        return INFLECTED + keep_case(word).lower() if inflected else fold(word)
    if SPACELESS.search(word):
        raise FormError(f"{word}: expected no wildcard in a script without spaces, where it would end no word")
    if sum(map(str.isalnum, word)) < _MIN_WILDCARD_LETTERS:
        raise FormError(f"{word}: expected at least {_MIN_WILDCARD_LETTERS} letters beside a wildcard")
    if word.count("*") > _MAX_STARS:
        raise FormError(f"{word}: expected at most {_MAX_STARS} wildcards * in a word")
    return "".join(piece if piece in wildcards else fold(piece) for piece in re.split(r"([*?])", word) if piece)


@lru_cache(maxsize=1024)
def _accepted(gap: str) -> frozenset[str]:
    """Return the keys of what may stand where the list has `gap`.

    Spaces and hyphens stand for each other, and punctuation of names may be left
    out; anything else (`&`, `+`, `№`) must be there.
    """
    key = gap_key(gap)
    bare = _OPTIONAL.sub("", key)
    accepted = {key, bare}
    if not bare:
        accepted.add("-")
    if key == "-":
        accepted.add("—")
    return frozenset(accepted)
