"""The words of which a word is a form: arrested is one of arrest, заводом of завод."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from watchlists.finding.queries.languages import script_of_language, script_of_word
from watchlists.fold import fold
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
        self._declining = {script for script, codes in self._languages.items() if not _DECLINING.isdisjoint(codes)}

    def of(self, word: str) -> set[str]:
        """Return the folded lemmas of a word as it is written, without what nobody sees.

        What no dictionary knows has none, nor has a short word or an abbreviation in capitals.
        """
        if not _SHORTEST <= len(word) <= _LONGEST or word.isupper() or not word.isalpha():
            return set()
        return {fold(lemma) for code in self._languages.get(script_of_word(word), ()) for lemma in _lemmas(word, code)}

    def names(self, word: str) -> Iterable[str]:
        """Return the folded names that a word may be a form of, where its language declines names."""
        if not word[:1].isupper() or script_of_word(word) not in self._declining or len(word) > _LONGEST:
            return ()
        return (reading.lemma for reading in readings(fold(word), spelt=word.lower()))


def _lemmas(word: str, code: str) -> Iterator[str]:
    look_up = _dictionary(code).get
    small = word.lower()
    if lemma := look_up(small):
        yield lemma
    # German nouns stand in their dictionary with a capital letter; elsewhere names do.
    if (code == "de" or (lemma is None and word[0].isupper())) and (lemma := look_up(small.capitalize())):
        yield lemma


@lru_cache(maxsize=32)
def _dictionary(code: str) -> Mapping[str, str]:
    from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory

    try:
        return TrieDictionaryFactory().get_dictionary(_DICTIONARIES.get(code, code))
    except ValueError:
        return {}  # A language without a dictionary: words are found as they are written.
