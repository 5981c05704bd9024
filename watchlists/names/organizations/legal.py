"""The legal forms of firms: JSC, ОАО, GmbH, and what they are short for."""

from collections.abc import Sequence
from importlib.resources import files

_DATA = files("watchlists.names.organizations") / "data" / "legal_forms.txt"


def without_legal_forms(words: Sequence[str]) -> list[str]:
    """Return a folded name without the legal forms at either end; all of it where nothing else is left."""
    kept = list(words)
    while (shorter := _shorter(kept)) is not None:
        kept = shorter
    return kept or list(words)


def is_legal_form(words: Sequence[str]) -> bool:
    """Tell whether the folded words are one."""
    return tuple(words) in _FORMS


def _shorter(words: list[str]) -> list[str] | None:
    for length in range(min(_LONGEST, len(words)), 0, -1):
        if tuple(words[:length]) in _FORMS:
            return words[length:]
        if tuple(words[-length:]) in _FORMS:
            return words[:-length]
    return None


def _read() -> frozenset[tuple[str, ...]]:
    lines = _DATA.read_text(encoding="utf-8").splitlines()
    return frozenset(
        tuple(form.split()) for line in lines if not line.startswith("#") for form in line.split("|") if form.strip()
    )


_FORMS = _read()
_LONGEST = MOST_WORDS = max(map(len, _FORMS))
