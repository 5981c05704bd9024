"""Places that come near to a name of several words or to a phrase, and what each lacks."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from watchlists.fold import Text, fold
from watchlists.names.organizations.index import LEAST_LIKE
from watchlists.names.organizations.names import FUNCTION, is_type, parse_organization
from watchlists.names.people.names import parse_person
from watchlists.names.spelling.sounds import keys
from watchlists.names.spelling.stems import stems
from watchlists.nearest.article import Article, FieldName, Miss
from watchlists.nearest.trial import Outcome, Spot, Trial
from watchlists.nearest.words import Vocabulary, too_little
from watchlists.term import Term

_LIKE = 0.6
_MOST_WINDOWS = 10
_MOST_STARTS = 2_000
_MOST_UNLIKE = 3
_SCATTERED = 0.55


class _Window(NamedTuple):
    """Words of a text where the words of a name may stand."""

    field: FieldName
    text: Text
    first: int
    fitting: frozenset[int]
    """Which words of the name fit."""


def row_misses(term: Term, article: Article) -> Iterator[Miss]:
    """Yield the places that hold a part of one of the term's names, each with why that is not enough."""
    for name in (term.name, *term.aliases):
        if term.kind == "person" and parse_person(name, 0):
            continue
        if term.kind == "organization" and (parsed := parse_organization(name, 0)) and parsed.acronym:
            continue
        yield from _Row(term, name, article).misses()


class _Row:
    """One name, and where its words stand."""

    def __init__(self, term: Term, name: str, article: Article) -> None:
        bare = {"name": name, "aliases": (), "acronyms": (), "context": ()}
        self._trial = Trial(term.model_copy(update=bare))
        self._article = article
        self._name = name
        self._is_name = term.kind != "phrase"
        self._listed = Text(name)
        self._words = [fold(word).replace("'", "") for word in self._listed.words]
        self._needed = self._needed_words(term)
        self._fits: dict[tuple[int, str], bool] = {}

    def misses(self) -> Iterator[Miss]:
        """Yield the windows, those that hold most first, with what each lacks."""
        windows = sorted(self._windows(), key=lambda window: (-len(window.fitting), window.first))
        if len(self._needed) > 1 and windows and len(windows[0].fitting) == 1:
            yield from self._scattered(windows)
        yield from map(self._miss, windows[:_MOST_WINDOWS])
        if not windows and len(self._needed) == 1:
            yield from self._unlike(next(iter(self._needed)))

    def _needed_words(self, term: Term) -> frozenset[int]:
        """Return which words must stand in a text: all but legal forms."""
        parsed = parse_organization(self._name, 0) if term.kind == "organization" else None
        kept = parsed.words if parsed else self._words
        return frozenset(place for place, word in enumerate(self._words) if word in kept)

    def _windows(self) -> Iterator[_Window]:
        for field, source in self._article.fields:
            text = Text(source)
            fitting: dict[int, set[int]] = defaultdict(set)
            for at, word in enumerate(text.words):
                if len(fitting) > _MOST_STARTS:
                    break
                for place in self._needed:
                    if self._is_fit(place, word):
                        fitting[at - place].add(place)
            for first, places in fitting.items():
                if any(self._tells(place) for place in places):
                    yield _Window(field, text, first, frozenset(places))

    def _tells(self, place: int) -> bool:
        word = self._words[place]
        return len(self._needed) == 1 or not (word in FUNCTION or is_type(word))

    def _is_fit(self, place: int, text: str) -> bool:
        """Tell whether the name is found with a word of the text in place of its own."""
        if (place, text) not in self._fits:
            self._fits[place, text] = self._may_fit(place, text) and self._try(place, text)
        return self._fits[place, text]

    def _may_fit(self, place: int, text: str) -> bool:
        listed, word = self._words[place], fold(text)
        alike = bool(stems(listed) & stems(word)) or not keys(listed).isdisjoint(keys(word))
        return alike or word.startswith(listed[:3])

    def _try(self, place: int, text: str) -> bool:
        start, end = self._listed.spans[place]
        # In a name of one word a capital letter is asked for by itself.
        text = text[0].upper() + text[1:] if self._name[start].isupper() else text
        source = f"({self._name[:start]}{text}{self._name[end:]})"
        return self._trial.outcome(Spot(source, 1, len(source) - 1, self._article.language)) is Outcome.COUNTED

    def _miss(self, window: _Window) -> Miss:
        text = window.text
        first = max(0, window.first + min(window.fitting))
        last = min(len(text.words) - 1, window.first + max(window.fitting))
        start, end = text.spans[first][0], text.spans[last][1]
        spot = Spot.of(text.original, start, end, self._article.language)
        share = len(window.fitting) / len(self._needed)
        reason, near = self._changed(spot) or self._lacking(window, spot), share * 0.9
        return Miss(reason, near, window.field, start, end, spot.text)

    def _changed(self, spot: Spot) -> str:
        """Return what would have to be written otherwise, if that is all."""
        shown = " ".join(spot.text.split())
        capitals = spot.with_text(" ".join(word[:1].upper() + word[1:] for word in spot.text.split()))
        if spot.text != capitals.text and self._trial.outcome(capitals) is Outcome.COUNTED:
            return f"«{shown}» is not written with capital letters, as a name is"
        words = Text(spot.text).words
        if len(words) > 1 and self._trial.outcome(spot.with_text(" ".join(words))) is Outcome.COUNTED:
            return f"its words do not stand one after another: «{shown}»"
        for cut in (
            spot.with_before(" ", _glued(spot.source[: spot.start][::-1])),
            spot.with_after(" ", _glued(spot.source[spot.end :])),
        ):
            if self._trial.outcome(cut) is Outcome.COUNTED:
                return f"«{shown}» is a part of a longer word or name"
        if self._trial.outcome(spot.with_text(f"«{spot.text}»")) is Outcome.COUNTED:
            return f"«{shown}» may be any word here: nothing marks it as a name, such as its kind or quotation marks"
        return ""

    def _lacking(self, window: _Window, spot: Spot) -> str:
        missing = sorted(self._needed - window.fitting)
        if not missing:
            return f"«{' '.join(spot.text.split())}» is not written as {self._name} is"
        said = ", ".join(self._instead(window, place) for place in missing)
        held = f"{len(window.fitting)} of the {len(self._needed)} words of {self._name}"
        alone = "; a name is not found by one of its words" if self._is_name and len(window.fitting) == 1 else ""
        return f"{held}: {said}{alone}"

    def _instead(self, window: _Window, place: int) -> str:
        wanted = self._listed.words[place]
        at = window.first + place
        beside = any(abs(place - other) == 1 for other in window.fitting)
        if beside and 0 <= at < len(window.text.words):
            return f"«{window.text.words[at]}» stands where «{wanted}» is looked for"
        return f"«{wanted}» is missing"

    def _scattered(self, windows: Sequence[_Window]) -> Iterator[Miss]:
        """Yield the first of the words where all stand in one field, but nowhere two together."""
        for field in ("title", "text"):
            alone = [window for window in windows if window.field == field]
            if self._needed == frozenset().union(*(window.fitting for window in alone)):
                window = alone[0]
                start, end = window.text.spans[window.first + min(window.fitting)]
                reason = f"all words of {self._name} stand in the {field}, but not one after another"
                yield Miss(reason, _SCATTERED, window.field, start, end, window.text.original[start:end])

    def _unlike(self, place: int) -> Iterator[Miss]:
        """Yield the words that are a little like a name of one word."""
        listed, written = self._words[place], self._listed.words[place]
        known = Vocabulary(self._article)
        for score, word in known.likest(listed, _MOST_UNLIKE):
            folded = fold(word)
            longer = folded.startswith(listed) and folded != listed
            if not longer and score < _LIKE:
                continue
            if longer:
                reason = f"«{word}» is a longer word that only begins like {written}"
            elif score < LEAST_LIKE:
                reason = f"«{word}» is spelt too far from {written} ({too_little(score, LEAST_LIKE)})"
            else:
                reason = f"«{word}» is like {written} ({score:.2f}), but would be another name in this language"
            yield Miss(reason, 0.6 * max(score, _LIKE), *known.place(word), word)


def _glued(rest: str) -> int:
    """Return how many characters stand there without a space between."""
    return len(rest.split(maxsplit=1)[0]) if rest.startswith(tuple("-‐‑'’")) else 0
