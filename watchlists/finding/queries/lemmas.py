"""The words of which a word is a form: arrested is one of arrest, заводом of завод."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from watchlists.finding.queries.languages import script_of_language, script_of_word
from watchlists.fold import fold, keep_case
from watchlists.names.spelling.cases import readings

_SHORTEST = 3
_LONGEST = 40
# Of these a dictionary knows no names: a listed Ростех is found as Ростехом by the endings that names have.
_DECLINING = frozenset({"ru", "uk", "bg", "pl", "cs", "sk", "sl", "hr"})
_DICTIONARIES = {"hr": "hbs", "sr": "hbs", "bs": "hbs", "no": "nb"}


class Lemmas:
    """The lemmas of words in the languages of an article.

    The dictionary of a language is opened when the first article in it is
    read. The very first time on a machine that takes seconds, and it is then
    kept in the user's cache folder (`XDG_CACHE_HOME`).
    """

    def __init__(self, languages: Iterable[str]) -> None:
        self._languages: dict[str, list[str]] = {}
        for code in languages:
            self._languages.setdefault(script_of_language(code), []).append(code)

    def of(self, word: str) -> set[str]:
        """Return the folded lemmas of a word as it is written; a word that no dictionary knows has none."""
        return {fold(lemma) for code in self._known(word) for lemma in _lemmas(word, code)}

    def of_name(self, word: str) -> set[str]:
        """Return the folded names of which a word with a capital letter may be a form, beside its lemmas."""
        found = self.of(word)
        if found or not word[:1].isupper() or _DECLINING.isdisjoint(self._known(word)):
            return found
        return {reading.lemma for reading in readings(fold(word), spelt=word.lower())}

    def _known(self, word: str) -> Iterable[str]:
        return self._languages.get(script_of_word(word), ()) if inflects(word) else ()


def inflects(word: str) -> bool:
    """Tell whether a word may have forms: it is neither short nor an abbreviation in capitals."""
    return _SHORTEST <= len(word) <= _LONGEST and word.isalpha() and not word.isupper()


def _lemmas(word: str, code: str) -> set[str]:
    dictionary = _dictionary(code)
    small = keep_case(word).lower()
    # German nouns stand in their dictionary with a capital letter.
    return {lemma for spelt in (small, small.capitalize()) if (lemma := dictionary.get(spelt))}


@lru_cache(maxsize=32)
def _dictionary(code: str) -> Mapping[str, str]:
    from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory

    try:
        return TrieDictionaryFactory().get_dictionary(_DICTIONARIES.get(code, code))
    except ValueError:
        return {}  # A language without a dictionary: words are found as they are written.
