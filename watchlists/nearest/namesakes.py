"""Why a word that may be a person's family name is not: what would have to be written otherwise."""

from collections.abc import Iterator
from typing import NamedTuple

from watchlists.fold import Text, fold
from watchlists.names.page import Page
from watchlists.names.people.full import LEAST_FULL_NAME
from watchlists.names.people.names import PARTICLES, Person, is_patronymic
from watchlists.names.people.pairs import weigh
from watchlists.nearest.trial import Outcome, Spot, Trial
from watchlists.nearest.words import too_little
from watchlists.term import Term

_MOST_BEFORE = 3


class Refusal(NamedTuple):
    """Why a place does not count."""

    first: int
    """The first word that the reason speaks of."""
    last: int
    given: float
    """How alike what stands for the given name is."""
    reason: str


class Namesakes:
    """Finds out why places are not a person, by asking what would make them count."""

    def __init__(self, term: Term, person: Person, language: str | None) -> None:
        bare = term.model_copy(update={"context": (), "acronyms": (), "aliases": (), "name": person.listed})
        self._trial = Trial(bare)
        self._person = person
        self._context = term.context
        self._given = written(person, person.given)
        self._family = written(person, person.family)
        self._language = language

    def refusal(self, page: Page, at: int, alike: float) -> Refusal:
        """Return why the word at a place, which is so like the family name, does not count."""
        spot = Spot.of(page.text.original, *page.span(at, at), self._language)
        ways = (self._possible, self._small, self._longer, self._before, self._after, self._generation, self._bare)
        found = (refusal for way in ways if (refusal := way(page, at, spot)))
        return next(found, None) or self._other(at, spot, alike)

    def _possible(self, page: Page, at: int, spot: Spot) -> Refusal | None:
        if self._outcome(spot) is Outcome.POSSIBLE:
            return Refusal(at, at, 0.5, self._alone())
        if self._outcome(_by_itself(page, at, spot)) is Outcome.POSSIBLE:
            return Refusal(at, at, 0.45, f"{self._alone()}, and somebody else is called so in it")
        return None

    def _bare(self, _page: Page, at: int, spot: Spot) -> Refusal | None:
        counts = self._outcome(spot.with_before(f"{self._given} ")) is Outcome.COUNTED
        return Refusal(at, at, 0.4, self._alone()) if counts else None

    def _other(self, at: int, spot: Spot, alike: float) -> Refusal:
        if self._outcome(spot.with_text(self._family).with_before(f"{self._given} ")) is Outcome.COUNTED:
            return Refusal(at, at, 0.0, f"«{spot.text}» is spelt too far from {self._family} ({alike:.2f})")
        said = f"«{spot.text}» is like {self._family} ({alike:.2f}), but what stands round it is not like a name"
        return Refusal(at, at, 0.0, said)

    def _outcome(self, spot: Spot) -> Outcome:
        return self._trial.outcome(spot)

    def _alone(self) -> str:
        would_do = f" nor its context ({', '.join(f'«{word}»' for word in self._context)})" if self._context else ""
        return f"a family name alone: neither the full name{would_do} stands in the article to vouch for it"

    def _small(self, page: Page, at: int, spot: Spot) -> Refusal | None:
        if page.word(at).is_name:
            return None
        before = at - 1 if at and page.joined(at - 1) else at
        start, end = page.span(before, at)
        whole = Spot.of(page.text.original, start, end, self._language)
        capitals = whole.with_text(whole.text.title())
        if self._outcome(capitals) is Outcome.COUNTED:
            return Refusal(before, at, 0.9, f"«{whole.text}» is not written with capital letters")
        capital = spot.with_text(spot.text.capitalize())
        if self._outcome(capital) or self._outcome(capital.with_before(f"{self._given} ")):
            return Refusal(at, at, 0.3, f"«{spot.text}» is not written with a capital letter")
        return None

    def _longer(self, page: Page, at: int, spot: Spot) -> Refusal | None:
        """Return the reason where a hyphen joins the family name to another one."""
        before = at > 0 and page.hyphened(at - 1) and page.word(at - 1).is_name
        after = at + 1 < len(page) and page.hyphened(at) and page.word(at + 1).is_name
        if not (before or after):
            return None
        first, last = at - before, at + after
        start, end = page.span(first, last)
        cut = Spot.of(page.text.original, start, end, self._language).with_text(spot.text)
        if max(self._outcome(cut), self._outcome(cut.with_before(f"{self._given} "))) > self._outcome(spot):
            given = 0.9 if self._outcome(cut) is Outcome.COUNTED else 0.4
            return Refusal(first, last, given, f"inside the longer name «{page.text.original[start:end]}»")
        return None

    def _before(self, page: Page, at: int, spot: Spot) -> Refusal | None:
        """Return the reason where what stands before the family name is not the person's."""
        row = list(_row_before(page, at))
        # A given name that fits comes before others: then it is what stands between that does not.
        for first in sorted(row, key=lambda place: not page.compare(self._person.given, place, given=True)):
            start = page.span(first, first)[0]
            length = page.span(at, at)[0] - start
            if self._outcome(spot.with_before(f"{self._given} ", length)) is not Outcome.COUNTED:
                continue
            evidence = page.compare(self._person.given, first, given=True)
            text = " ".join(page.text.original[start : start + length].split())
            if page.word(first).is_initial or evidence is None:
                return Refusal(first, at, 0.2, self._other_given(page, first, text))
            if first == at - 1:
                return Refusal(first, at, evidence.score, self._unlike_together(page, first, at, evidence.score))
            between = page.text.original[page.span(first, first)[1] : start + length].strip(" .")
            kind = "patronymic" if is_patronymic(page.word(first + 1).folded) else "name"
            return Refusal(first, at, evidence.score, f"another {kind} stands between: «{between}»")
        return None

    def _other_given(self, page: Page, first: int, text: str) -> str:
        if page.word(first).is_initial:
            return f"other initials stand before it: «{text}» is not {self._person.listed}"
        kind = "another given name" if page.word(first).is_given else "another name"
        return f"{kind} stands before it: «{text}» is not {self._given}"

    def _unlike_together(self, page: Page, first: int, at: int, given: float) -> str:
        family = page.compare(self._person.family, at)
        total = weigh(family.score if family else 0.0, given)
        name = " ".join(page.text.original[slice(*page.span(first, at))].split())
        if total < LEAST_FULL_NAME:
            return f"«{name}» is spelt too far from {self._person.listed} ({too_little(total, LEAST_FULL_NAME)})"
        return f"«{page.word(first).core}» does not go with «{page.word(at).core}» as {self._person.listed} would"

    def _after(self, page: Page, at: int, spot: Spot) -> Refusal | None:
        if at + 1 >= len(page) or not page.word(at + 1).is_name:
            return None
        start, end = page.span(at + 1, at + 1)
        gap = start - spot_end(page, at)
        kind = "other initials stand" if page.word(at + 1).is_initial else "another given name stands"
        if not (page.word(at + 1).is_given or page.word(at + 1).is_initial):
            return None
        changed = spot.with_after(f" {self._given}", gap + end - start)
        if self._outcome(changed) is Outcome.COUNTED:
            text = page.text.original[start:end]
            return Refusal(at, at + 1, 0.2, f"{kind} after it: «{text}» is not {self._given}")
        return None

    def _generation(self, page: Page, at: int, spot: Spot) -> Refusal | None:
        following = page.generation_after(at)
        if following is None:
            return None
        start, end = page.span(at + 1, at + 1)
        if self._outcome(spot.with_after("", end - spot_end(page, at))) > self._outcome(spot):
            return Refusal(at, at + 1, 0.9, f"«{page.text.original[start:end]}» after it tells another of that name")
        return None


def _by_itself(page: Page, at: int, spot: Spot) -> Spot:
    """Return the place with nothing round it but the names before it and the next word."""
    first = min(_row_before(page, at), default=at)
    start = page.span(first, first)[0]
    end = spot_end(page, min(at + 1, len(page) - 1))
    place = page.span(at, at)
    return Spot(page.text.original[start:end], place[0] - start, place[1] - start, spot.language)


def spot_end(page: Page, at: int) -> int:
    """Return where a word ends."""
    return page.span(at, at)[1]


def _row_before(page: Page, at: int) -> Iterator[int]:
    """Yield the places of the names and initials right before a word, the nearest first."""
    for place in range(at - 1, max(-1, at - 1 - _MOST_BEFORE), -1):
        word = page.word(place)
        if not page.joined(place) or not (word.is_name or word.folded in PARTICLES):
            return
        yield place


def written(person: Person, part: str) -> str:
    """Return a folded part of a name as the list writes it."""
    words = Text(person.listed).words
    return next((word for word in words if fold(word).replace("'", "") == part), part.title())
