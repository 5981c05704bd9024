"""What pydantic found wrong, in the words and at the lines of the file."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError

from watchlists.errors import Problem
from watchlists.schema import DigestRule, EntityFile, FeedSource, Term, Watchlist
from watchlists.term import Source
from watchlists.yamltree import Tree

_MODELS: Mapping[Any, type[BaseModel]] = {
    "terms": Term,
    "entities": EntityFile,
    "feeds": FeedSource,
    "digests": DigestRule,
}
_EXPECTED = {
    "string_type": "expected text",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "tuple_type": "expected a list",
    "model_type": "expected keys and values",
    "int_type": "expected a time such as 15m, 2h, 1d or a number of seconds",
}
_MAX_SHOWN = 60


def problems(error: ValidationError, tree: Tree) -> Iterator[Problem]:
    """Yield each error at the place in the file where it can be mended."""
    for details in error.errors(include_url=False):
        path, kind = details["loc"], details["type"]
        if kind == "extra_forbidden":
            yield tree.problem(path, _unknown_key(str(path[-1]), _model(path)), at_key=True)
        elif kind == "missing":
            yield tree.problem(path, "missing; it is required")
        elif kind != "default_factory_not_called":  # An id that waits for a name that is wrong.
            yield tree.problem(path, f"{_shown(details['input'])}: {_message(details)}")


def _message(details: Any) -> str:
    context = details.get("ctx", {})
    if details["type"] == "literal_error":
        return _expected_word(str(details["input"]), context["expected"])
    return _EXPECTED.get(details["type"]) or str(context.get("error") or context.get("message") or details["msg"])


def _model(path: tuple[int | str, ...]) -> type[BaseModel]:
    if "source" in path[:-1]:
        return Source
    return _MODELS[path[0]] if len(path) > 1 else Watchlist


@lru_cache(maxsize=1024)
def _unknown_key(key: str, model: type[BaseModel]) -> str:
    near = get_close_matches(key, model.model_fields, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"expected {', '.join(model.model_fields)}"
    return f"unknown key {_shown(key)} ({hint})"


@lru_cache(maxsize=1024)
def _expected_word(word: str, expected: str) -> str:
    words = expected.replace("'", "").replace(" or ", ", ").split(", ")
    near = get_close_matches(word, words, n=1)
    return f"expected {expected}" + (f" (did you mean {near[0]!r}?)" if near else "")


def _shown(value: Any) -> str:
    """Return the value as it can be printed anywhere: on one line, short, with escapes for what cannot be seen."""
    match value:
        case None | "" | []:
            return "nothing"
        case list() | tuple():
            return "a list"
        case dict():
            return "keys and values"
        case str() if len(value) > _MAX_SHOWN:
            return f"{value[:_MAX_SHOWN]!r}…"
        case _:
            return repr(value)
