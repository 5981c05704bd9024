"""Words of a text, and the form in which two spellings of one word are the same.

Nothing is ever rewritten: a text is cut into words where it stands, and each
word is folded by itself. So every offset is one into the original.
"""

import re
import unicodedata
from functools import cache, lru_cache

APOSTROPHES = "'`´ʹʻʼʽˈ‘’‛′＇\u0374\u1fef\u1ffd"
_DASHES = "-‐‑‒–—―−﹘﹣－"
_QUOTES = '"«»‹›“”„‟〝〞＂「」『』'
# Fillers are letters to Unicode, though there is nothing to see.
FILLERS = "\u115f\u1160\u3164\uffa0"
_FILLER_SET = frozenset(FILLERS)
# Soft hyphens, zero-width characters, direction marks, variation selectors: nobody sees them.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    f"\U000e0000-\U000e01ef{FILLERS}"
)
# Marks that sit on a letter. `\w` leaves them out, and a word must not end at them. Where a block mixes marks
# with letters it is given whole: inside a word the two are treated alike.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u07eb-\u07f3\u0816-\u082d\u0859-\u085b"
    "\u08ca-\u08ff\u0900-\u0963\u0971-\u0df3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u0f18-\u0f3f\u0f71-\u0fbc\u102b-\u103e\u1056-\u1060\u135d-\u135f\u17b4-\u17d3\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\u2de0-\u2dff\u3099\u309a\ua66f-\ua67d\ufe20-\ufe2f"
)
# Scripts written without spaces: each letter is a word, and a name is a phrase of them.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3005-\u3007\u3041-\u3098\u309b-\u309f\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Raised and lowered digits are footnote marks: "Rostec²" is the word Rostec.
_FOOTNOTES = "²³¹⁰-⁹₀-₉"

_LETTER = rf"[^\W_{_SPACELESS}{_FOOTNOTES}{FILLERS}ʹʻʼʽˈ\u0374]"
_EXTRA = rf"[{_MARKS}{_INVISIBLE}]"
_WORD = (
    rf"(?:{_LETTER}++(?:{_EXTRA}++{_LETTER}*+|[{APOSTROPHES}]{_EXTRA}*+{_LETTER}++)*+"
    rf"|[{_SPACELESS}]{_EXTRA}*+)"
)
SPACELESS = re.compile(f"[{_SPACELESS}]")
_WORDS = re.compile(_WORD)
_ASCII_WORDS = re.compile(r"[A-Za-z0-9]+(?:['`][A-Za-z0-9]+)*")

# Marks that change no letter into another one, after composition: accents, stress, vowel points.
_LOOSE = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0640\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe20-\ufe2f"
)
_DROP = re.compile(f"[{_INVISIBLE}]+")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
# The letters of most words, for which lower case is all that folding does.
_PLAIN = re.compile("[a-zA-Z0-9а-яА-ЯёЁіІєЄґҐўЎїЇ]*")
_LOOSE_MARK = re.compile(f"[{_LOOSE}]")
# Normalising sorts the marks of a letter in quadratic time. Thirty is Unicode's own limit for streams (UAX 15).
_FLOOD = re.compile(f"([{_LOOSE}]{{30}})[{_LOOSE}]+")
_LONGEST_WORD = 300
_LONGEST_GAP = 64

_STROKES = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
_SAME_LETTER = {"ё": "е", "ѐ": "е", "ѝ": "и"}


class _Letters(dict[int, str]):
    """What each folded character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = self._plain(chr(code))
        return plain

    @staticmethod
    def _plain(letter: str) -> str:
        if _LOOSE_MARK.match(letter):
            return ""
        if letter in APOSTROPHES:
            return "'"
        base = unicodedata.normalize("NFD", letter)[0]
        if base < "\u0400":  # Latin and Greek lose their diacritics; elsewhere a mark makes another letter (и, й).
            return _STROKES.get(base, base)
        return _SAME_LETTER.get(letter, letter)


_LETTERS = _Letters()


def fold(word: str) -> str:
    """Return the word as it is compared: without case, Latin diacritics, stress marks and what cannot be seen.

    Cyrillic letters stay what they are (й, ї, ў), only ё is е. Folding twice is folding once.
    What is too long to be a word folds to nothing.
    """
    if _PLAIN.fullmatch(word):
        return word.lower().replace("ё", "е")
    if word.isascii():
        return word.lower().replace("`", "'")
    composed = keep_case(word).casefold()
    return unicodedata.normalize("NFKC", composed).translate(_LETTERS)


def keep_case(word: str) -> str:
    """Return the word as acronyms are compared: its own letters in their own case, composed, and only what is seen."""
    if word.isascii() or (_is_plain(word) and unicodedata.is_normalized("NFKC", word)):
        return word
    return unicodedata.normalize("NFKC", _bare(word))


def _is_plain(word: str) -> bool:
    return word.isalpha() and len(word) <= _LONGEST_WORD and _FILLER_SET.isdisjoint(word)


def _bare(word: str) -> str:
    word = _FLOOD.sub(r"\1", _DROP.sub("", _APOSTROPHE.sub("'", word)))
    return word if len(word) <= _LONGEST_WORD else ""


_HIDDEN = re.compile(f"[{_QUOTES}{APOSTROPHES}{_INVISIBLE}{_MARKS}]+")
_DASH = re.compile(f"(\\s*)[{_DASHES}]\\s*")


def gap_key(gap: str) -> str:
    """Return what stands between two words as it is compared: no spaces, quotes or line breaks, and one kind of dash.

    A dash with a space before it is "—", any other is "-": the first joins clauses, the second words.
    """
    if not gap or gap.isspace():
        return ""
    return _gap_key(gap) if len(gap) <= _LONGEST_GAP else gap


@lru_cache(maxsize=4096)
def _gap_key(gap: str) -> str:
    shown = _HIDDEN.sub("", unicodedata.normalize("NFKC", gap))
    return "".join(_DASH.sub(lambda dash: "—" if dash[1] else "-", shown).split())


@cache
def _plane_words() -> re.Pattern[str]:
    """Return what finds the words of a text without characters beyond U+FFFF.

    Its letters are named one by one, not by a category: `re` looks them up in a table, which takes half as long.
    """
    runs = (run[0] for run in re.finditer(f"{_LETTER}+", "".join(map(chr, range(0x10000)))))
    return re.compile(_WORD.replace(_LETTER, f"[{''.join(f'{run[0]}-{run[-1]}' for run in runs)}]"))


def _pattern(text: str) -> re.Pattern[str]:
    """Return what finds the words of a text in the least time."""
    if text.isascii():
        return _ASCII_WORDS
    return _plane_words() if len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text) else _WORDS


class Text:
    """A text cut into words, with where each one stands in it."""

    __slots__ = ("_spans", "original", "words")

    def __init__(self, original: str) -> None:
        self.original = original
        self.words: list[str] = _pattern(original).findall(original)
        self._spans: list[tuple[int, int]] | None = None

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The start and end of each word. Worked out when asked for: most texts hold nothing that is looked for."""
        if self._spans is None:
            self._spans = [word.span() for word in _pattern(self.original).finditer(self.original)]
        return self._spans

    def gap(self, index: int) -> str:
        """Return what is seen between the word at `index` and the next one."""
        gap = self.original[self.spans[index][1] : self.spans[index + 1][0]]
        return gap if gap.isascii() else _DROP.sub("", gap)


def trim(original: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the invisible characters at its end."""
    while end > start + 1 and _DROP.match(original, end - 1):
        end -= 1
    return start, end


def slug(name: str) -> str:
    """Return a name as an id: its letters of any script and digits in lower case, joined by hyphens."""
    shown = _DROP.sub("", unicodedata.normalize("NFKC", name).lower())
    kept = (letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " " for letter in shown)
    return "-".join("".join(kept).split())
