"""Listed organizations, filed by the stem, the sounds or the letters of one of their words."""

import re

from watchlists.names.organizations.names import LONG_ENOUGH, Organization
from watchlists.names.spelling.sounds import keys
from watchlists.names.spelling.stems import stems
from watchlists.names.words import Word

_START = 3
_ACRONYM_ENDING = re.compile("(?:а|у|ом|ем|е|і|ові|ів|и|ы|ов|ами|ах|a|u|em|om|ie|owi|ovi|y|i|ja|ju|jem|s)$")

Bucket = dict[str, list[Organization]]
"""Organizations with words of one sound, by the sound of the word beside it, which is none for a name of one word."""


class OrganizationIndex:
    """Files organizations; those of several words by the sounds of two that stand together."""

    def __init__(self) -> None:
        self._filed: dict[str, list[Organization]] = {}
        self._acronyms: dict[str, list[Organization]] = {}
        self._sounds: dict[str, dict[str, list[Organization]]] = {}
        self._starts: set[str] = set()

    def add(self, organization: Organization) -> None:
        """File an organization."""
        if organization.acronym:
            self._acronyms.setdefault(organization.acronym, []).append(organization)
            return
        word = organization.words[organization.key]
        self._starts |= {stem[:_START] for stem in stems(word)} | {word[:_START]}
        for stem in stems(word):
            self._filed.setdefault(stem, []).append(organization)
        if organization.capital and len(word) >= LONG_ENOUGH:
            for key in keys(sounded(word)):
                bucket = self._sounds.setdefault(key, {})
                for beside in _beside(organization):
                    bucket.setdefault(beside, []).append(organization)

    def may_be(self, folded: str) -> bool:
        """Tell whether a folded word begins like a word that is looked for."""
        return folded[:_START] in self._starts or folded[: _START - 1] in self._starts

    def of(self, word: Word) -> tuple[tuple[Organization, ...], tuple[Bucket, ...]]:
        """Return the organizations that a word may belong to, and those it may belong to by its sound."""
        found: dict[Organization, None] = {}
        sounds: tuple[Bucket, ...] = ()
        if word.is_name:
            for acronym in (word.core, _ACRONYM_ENDING.sub("", word.core)):
                if len(acronym) > 1:
                    found |= dict.fromkeys(self._acronyms.get(acronym, ()))
            if len(word.folded) >= LONG_ENOUGH and self._sounds:
                heard = word.keys | keys(sounded(word.folded))
                sounds = tuple(bucket for key in heard if (bucket := self._sounds.get(key)))
        for stem in stems(word.folded) if self.may_be(word.folded) else ():
            found |= dict.fromkeys(self._filed.get(stem, ()))
        return tuple(found), sounds


def _beside(organization: Organization) -> frozenset[str]:
    """Return the keys of the word that stands beside the one it is filed under."""
    words, key = organization.words, organization.key
    if len(words) == 1:
        return frozenset({""})
    return keys(words[key - 1] if key else words[1])


def sounded(word: str) -> str:
    """Return the word with -tec as it is spoken: Rostec is Ростех."""
    return word + "h" if word.endswith("tec") else word
