"""Which words of a text are most like a word of a list."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from math import floor

from watchlists.fold import Text, fold
from watchlists.names.spelling.likeness import likeness
from watchlists.names.words import Words
from watchlists.nearest.article import Article, FieldName, Miss
from watchlists.term import Term

_MOST_WORDS = 5_000
"""Distinct words of an article that are compared: more are no article, and a person is waiting."""
_SHORTEST = 3
"""Shorter words are like anything."""
_LEAST_LIKE = 0.4
"""What is less like it is not worth showing."""


def too_little(score: float, needed: float) -> str:
    """Return in words that a likeness is less than what is needed, and never that 0.90 is less than 0.90."""
    return f"{floor(score * 100) / 100:.2f} where {needed:.2f} is needed"


class Vocabulary:
    """The distinct words of an article, and where each stands first."""

    def __init__(self, article: Article) -> None:
        texts = ((field, Text(source)) for field, source in article.fields)
        self.texts: dict[FieldName, Text] = dict(texts)
        every = chain.from_iterable(
            ((word, field, at) for at, word in enumerate(t.words)) for field, t in self.texts.items()
        )
        self._first: dict[str, tuple[FieldName, int]] = {}
        for word, field, at in every:
            self._first.setdefault(word, (field, at))
        self._words = Words()

    def likest(self, listed: str, most: int = 1) -> list[tuple[float, str]]:
        """Return the words that are most like a folded one, with how alike they are, the likest first."""
        words = islice((word for word in self._first if len(word) >= _SHORTEST), _MOST_WORDS)
        return sorted(((self.likeness(listed, word), word) for word in words), reverse=True)[:most]

    def likeness(self, listed: str, text: str) -> float:
        """Return how alike a word of the text and a folded one are, whatever its case and its ending."""
        word = self._words[text]
        return max(likeness(listed, lemma, _LEAST_LIKE) for lemma in (word.folded, *word.lemmas))

    def place(self, word: str) -> tuple[FieldName, int, int]:
        """Return where a word stands first."""
        field, at = self._first[word]
        return field, *self.texts[field].spans[at]


def nearest_word(term: Term, article: Article) -> Miss:
    """Return the word that is most like one of the term's names, where nothing came near."""
    return likest_word(listed_words(term), article, "nothing like it stands in the article")


def likest_word(listed: Iterable[str], article: Article, said: str) -> Miss:
    """Return the word of the article that is most like one of these folded ones.

    Args:
        listed: What it is to be like.
        article: Where it is looked for.
        said: What is said of it.
    """
    known = Vocabulary(article)
    found = max((pair for word in listed for pair in known.likest(word)), default=(0.0, ""))
    score, text = found
    if score < _LEAST_LIKE:
        return Miss(said, 0.0)
    field, start, end = known.place(text)
    return Miss(f"{said}; the nearest word is «{text}» ({score:.2f})", score / 2, field, start, end, text)


def listed_words(term: Term) -> Iterator[str]:
    """Yield the words of a term's names, folded: the longest of each."""
    for name in (term.name, *term.aliases, *term.acronyms):
        words = [fold(word) for word in Text(name).words]
        yield max(words, key=len)
