"""Watchlists from files. A wrong file is refused whole, and everything that is wrong is told at once."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from watchlists.errors import Problem, WatchlistError
from watchlists.fold import slug
from watchlists.problems import problems
from watchlists.query import QueryError, parse_query
from watchlists.schema import Watchlist, clashes, references
from watchlists.yamltree import Tree


def load_watchlist(path: str | Path) -> Watchlist:
    """Return the watchlist in a file.

    Raises:
        WatchlistError: The file cannot be read or is wrong; it holds every problem.
    """
    return load_watchlists([path])[0]


def load_watchlists(paths: Iterable[str | Path]) -> list[Watchlist]:
    """Return the watchlists in the files, in their order.

    Raises:
        WatchlistError: A file cannot be read, is wrong, or has the id of
            another one; it holds every problem of every file.
    """
    loaded: dict[str, tuple[Watchlist, Path]] = {}
    wrong: list[Problem] = []
    for path in map(Path, paths):
        watchlist, tree = _load(path)
        if watchlist and watchlist.id in loaded:
            key = "id" if "id" in watchlist.model_fields_set else "name"
            other = loaded[watchlist.id][1]
            tree.problems.append(tree.problem((key,), f"{watchlist.id!r} is the id of two lists; {other} has it too"))
        elif watchlist:
            loaded[watchlist.id] = watchlist, path
        wrong += tree.problems
    if wrong:
        raise WatchlistError(wrong)
    return [watchlist for watchlist, _ in loaded.values()]


def parse_watchlist(text: str, name: str = "<text>") -> Watchlist:
    """Return the watchlist in a text, which problems call `name`.

    Raises:
        WatchlistError: The text is wrong; it holds every problem.
    """
    tree = Tree(text, name)
    watchlist = _check(tree)
    if watchlist is None:
        raise WatchlistError(tree.problems)
    return watchlist


def bundled_lists() -> dict[str, Path]:
    """Return the lists that ship, by the names of their files without `.yaml`."""
    return {path.stem: path for path in sorted((Path(__file__).parent / "lists").glob("*.yaml"))}


def _load(path: Path) -> tuple[Watchlist | None, Tree]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as e:
        return None, _unread(path, (1, 1), f"cannot be read: {e.strerror or e}")
    except UnicodeDecodeError as e:
        before = e.object[: e.start]
        return None, _unread(path, (before.count(b"\n") + 1, len(before) - before.rfind(b"\n")), "expected UTF-8")
    tree = Tree(text, str(path))
    return _check(tree), tree


def _unread(path: Path, place: tuple[int, int], message: str) -> Tree:
    tree = Tree("", str(path))
    tree.problems.append(Problem(str(path), *place, "", message))
    return tree


def _check(tree: Tree) -> Watchlist | None:
    """Return the watchlist, or None and the tree's problems in the order of the file."""
    if not isinstance(tree.data, dict):
        if not tree.problems:
            tree.problems.append(tree.problem((), "expected a watchlist: name, terms and what belongs to them"))
        return None
    try:
        watchlist = Watchlist.model_validate(tree.data, context={"folder": Path(tree.file).parent})
    except ValidationError as e:
        # What is wrong as YAML is not told again as a value.
        told = {(problem.line, problem.column) for problem in tree.problems}
        wrong = (*problems(e, tree), *_clashes(tree))
        tree.problems += [problem for problem in wrong if (problem.line, problem.column) not in told]
    tree.problems[:] = sorted(set(tree.problems))
    return None if tree.problems else watchlist


def _clashes(tree: Tree) -> Iterator[Problem]:
    """Yield what is wrong between the terms, which the models tell only of terms that are all right by themselves."""
    terms = tree.data.get("terms")
    if not isinstance(terms, list):
        return
    entries = [(index, term) for index, term in enumerate(terms) if isinstance(term, dict)]
    for number, key, message in clashes([(written_id(term), _named(term)) for _, term in entries]):
        index, term = entries[number]
        yield tree.problem(("terms", index, key), f"{_text(term, key) or written_id(term)!r}: {message}")


def written_id(term: dict[str, Any]) -> str:
    """Return the id of a term as it stands in a file; nothing where it has neither id nor name."""
    return _text(term, "id") or slug(_text(term, "name"))


def _named(term: dict[str, Any]) -> frozenset[str]:
    query = _text(term, "query")
    if "@" not in query:
        return frozenset()
    try:
        return references(parse_query(query))
    except QueryError:
        return frozenset()  # Told by the query's own validator.


def _text(term: dict[str, Any], key: str) -> str:
    value = term.get(key)
    return value if isinstance(value, str) else ""
