"""The YAML file that a file of entities belongs to. What a person wrote into it is never touched."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from watchlists.entities import Entities
from watchlists.errors import Problem, WatchlistError
from watchlists.fold import slug
from watchlists.loader import written_id
from watchlists.yamltree import Tree

_NEW = """\
# Importing again renews the entities and leaves this file alone: change it as you like.
name: {name}
entities:
  file: {file}
  severity: {severity}
{link}"""
_PLAIN = re.compile(r"\w[\w .-]*")


@dataclass(frozen=True)
class Target:
    """A list to import into: its YAML, which may not be there yet, and its file of entities."""

    name: str
    path: Path
    entities: Path
    tree: Tree | None = None
    """What stands in the YAML; None where there is none yet."""

    def present(self) -> Entities | None:
        """Return the entities that it has now.

        Raises:
            WatchlistError: Their file cannot be read.
        """
        return Entities(self.entities) if self.entities.exists() else None

    def clashes(self, new: Entities) -> list[Problem]:
        """Return a problem for each term of the YAML that has the id of an entity."""
        return [
            self.tree.problem(("terms", index, "id"), f"{key!r} is the id of an entity too; give the term another id")
            for index, key in self._terms()
            if self.tree and key and new.get(key)
        ]

    def create(self, *, severity: str, link: str) -> None:
        """Write the YAML.

        Raises:
            OSError: It cannot be written, or somebody else has written one.
        """
        name = self.name if _PLAIN.fullmatch(self.name) else json.dumps(self.name, ensure_ascii=False)
        text = _NEW.format(
            name=name, file=self.entities.name, severity=severity, link=f"  link: {link}\n" if link else ""
        )
        with self.path.open("x", encoding="utf-8") as file:
            file.write(text)

    def _terms(self) -> Iterator[tuple[int, str]]:
        terms = self.tree.data.get("terms") if self.tree else None
        for index, term in enumerate(terms if isinstance(terms, list) else ()):
            if isinstance(term, dict):
                yield index, written_id(term)


def find_target(name: str, folder: Path, known: Mapping[str, Path]) -> Target:
    """Return the list that a person means.

    Args:
        name: A known list, the path of a YAML file, or the name of a new list.
        folder: Where new lists go.
        known: The lists that are there, by name.

    Raises:
        WatchlistError: There is such a list, and it is wrong or has no entities.
    """
    path = known.get(name) or (Path(name) if name.endswith((".yaml", ".yml")) else folder / f"{slug(name)}.yaml")
    title = path.stem if path == Path(name) else name
    if not path.exists():
        return Target(title, path, path.with_suffix(".jsonl"))
    try:
        tree = Tree(path.read_bytes().decode("utf-8-sig"), str(path))
    except (OSError, UnicodeDecodeError) as e:
        raise WatchlistError([Problem(str(path), 1, 1, "", f"cannot be read: {e}")]) from e
    if tree.problems:
        raise WatchlistError(tree.problems)
    named = _entities(tree.data)
    if not named:
        message = f"has no entities: give it the line 'entities: {path.stem}.jsonl', or name another list with --as"
        raise WatchlistError([tree.problem((), message)])
    return Target(title, path, path.parent / named, tree)


def _entities(data: Any) -> str:
    entities = data.get("entities") if isinstance(data, dict) else None
    named = entities.get("file") if isinstance(entities, dict) else entities
    return named.strip() if isinstance(named, str) else ""
