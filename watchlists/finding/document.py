"""What was found in one article, before any term has decided what it means."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from watchlists.finding.places import Occurrence
from watchlists.fold import Text
from watchlists.names import Reason

if TYPE_CHECKING:
    from watchlists.finding.lookout import Lookout
    from watchlists.finding.queries import Page


class Finding(NamedTuple):
    """A place that counts for a term, with the listed form and the rule that found it."""

    place: Occurrence
    form: str
    rule: str
    score: float = 1.0
    possible: bool = False
    reasons: tuple[Reason, ...] = ()
    """Part by part, why a name stands for the listed one; empty where it stands as it is listed."""


class Seeker(Protocol):
    """A term made ready to decide."""

    @property
    def triggers(self) -> frozenset[int]:
        """Form numbers: unless one of them is in a document, the term cannot be."""

    def find(self, document: "Document") -> Sequence[Finding]:
        """Return where the document speaks of the term."""


class Document:
    """The words of one article and every place of every form and name in them."""

    def __init__(
        self, lookout: "Lookout", title: str, text: str, language: str | None, *, possible: bool = False
    ) -> None:
        self._leaves = lookout.leaves
        self.texts = (Text(title), Text(text))
        self.language = primary_language(language)
        known = list(map(lookout.vocabulary.known, self.texts))
        found: dict[int, list[Occurrence]] = {}
        for field, words in enumerate(self.texts):
            for number, place in lookout.index.scan(words, field, known[field]):
                found.setdefault(number, []).append(place)
        sights = [{at: it.sight for at, it in some.items() if it.sight} for some in known]
        self.names: dict[int, list[Finding]] = {}
        """By the number of a term's names: where they stand, those that are only possible if they were asked for."""
        for name, place in list(lookout.names.scan(self.texts, sights, self.language, found.keys(), possible=possible)):
            finding = Finding(place, name.form, name.rule, name.score, name.possible, name.reasons)
            self.names.setdefault(name.term, []).append(finding)
            found.setdefault(name.term, []).append(place)
        self.found: Mapping[int, Sequence[Occurrence]] = found
        self._decided: dict[int, Sequence[Finding]] = {}

    @cached_property
    def page(self) -> "Page":
        """The article as the queries see it."""
        return self._leaves.read(self.texts, self.language)

    def findings(self, seeker: Seeker) -> Sequence[Finding]:
        """Return what the term finds here; asked twice it is worked out once."""
        key = id(seeker)
        if key not in self._decided:
            self._decided[key] = seeker.find(self)
        return self._decided[key]

    def speaks(self, languages: frozenset[str]) -> bool:
        """Tell whether the article may be in one of the languages; an unknown language may be any, and so may none."""
        return not languages or self.language is None or self.language in languages


def primary_language(code: str | None) -> str | None:
    """Return the language of a code without region or script: `ru` for `ru-RU`."""
    return code.replace("_", "-").split("-")[0].strip().casefold() or None if code else None
