"""A query as a tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from watchlists.finding.forms import Form


@dataclass(frozen=True, slots=True)
class Words:
    """A word or phrase to find."""

    text: str
    form: Form


@dataclass(frozen=True, slots=True)
class Ref:
    """Another term of the list."""

    term: str


@dataclass(frozen=True, slots=True)
class Lang:
    """An article in this language."""

    code: str


@dataclass(frozen=True, slots=True)
class Title:
    """The same, in the title."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class Not:
    """Nowhere in the article."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Each of these."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of these."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Near:
    """The first, and each next one near what was found so far."""

    first: "Node"
    others: tuple[tuple[int, bool, "Node"], ...]
    """How many words apart at most, whether in this order, and what."""


Node: TypeAlias = Words | Ref | Lang | Title | Not | And | Or | Near


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all that is in it."""
    yield node
    match node:
        case Title(inner) | Not(inner):
            yield from walk(inner)
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from walk(inner)
        case Near(first, others):
            for inner in (first, *(other for _, _, other in others)):
                yield from walk(inner)


def is_positive(node: Node) -> bool:
    """Tell whether an article can only be meant by holding something that is named."""
    match node:
        case Words() | Ref() | Near():
            return True
        case Title(inner):
            return is_positive(inner)
        case And(nodes):
            return any(map(is_positive, nodes))
        case Or(nodes):
            return all(map(is_positive, nodes))
        case _:
            return False


def has_places(node: Node) -> bool:
    """Tell whether the node stands for places in a text, so that something else can be near it."""
    match node:
        case Words() | Ref() | Near():
            return True
        case Title(inner):
            return has_places(inner)
        case Or(nodes):
            return all(map(has_places, nodes))
        case _:
            return False
