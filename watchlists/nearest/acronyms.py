"""Places that are an acronym but for its case or its surroundings."""

from collections.abc import Iterator
from itertools import islice

from watchlists.fold import Text, fold
from watchlists.names.organizations.names import parse_organization
from watchlists.names.words import Words
from watchlists.nearest.article import Article, Miss
from watchlists.nearest.trial import Outcome, Spot, Trial
from watchlists.term import Term

_MOST = 10
_OTHER_CASE = 0.7
_SHOUTED = 0.9
_LONGER = 0.6


def acronym_misses(term: Term, article: Article) -> Iterator[Miss]:
    """Yield the places of a term's acronyms that do not count, with why not."""
    words = Words()
    for acronym in _acronyms(term):
        trial = Trial(term.model_copy(update={"context": (), "acronyms": (acronym,)}))
        wanted = fold(acronym)
        for field, source in article.fields:
            text = Text(source)
            alike = (at for at, word in enumerate(text.words) if words[word].folded == wanted)
            for at in islice(alike, _MOST):
                spot = Spot.of(source, *text.spans[at], article.language)
                if trial.outcome(spot) is not Outcome.COUNTED:
                    yield Miss(*_reason(acronym, spot, trial), field, *text.spans[at], text.words[at])


def _acronyms(term: Term) -> Iterator[str]:
    yield from term.acronyms
    if term.kind == "organization":
        for name in (term.name, *term.aliases):
            if (parsed := parse_organization(name, 0)) and parsed.acronym:
                yield name


def _reason(acronym: str, spot: Spot, trial: Trial) -> tuple[str, float]:
    before, after = spot.source[: spot.start], spot.source[spot.end :]
    calm = Spot(f"{before.lower()}{spot.text}{after.lower()}", spot.start, spot.end, spot.language)
    if len(calm.source) == len(spot.source) and trial.outcome(calm) is Outcome.COUNTED:
        return f"an acronym among words in capitals, where «{spot.text}» may be any word", _SHOUTED
    if trial.outcome(Spot(spot.text, 0, len(spot.text), spot.language)) is Outcome.COUNTED:
        around = (before.split() or [""])[-1] + spot.text + (after.split() or [""])[0]
        return f"a part of the longer «{around}»", _LONGER
    return f"an acronym in another case: it is looked for as «{acronym}» only", _OTHER_CASE
