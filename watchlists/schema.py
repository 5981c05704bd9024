"""A watchlist: who is watched, where, and who is told.

The models take the file's own text (`every: 15m`, `context_required: "true"`)
and plain Python values alike, are frozen, and refuse unknown keys.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from watchlists import fields
from watchlists.entities import Entities
from watchlists.errors import WatchlistError
from watchlists.fields import IMMEDIATELY, SEVERITIES
from watchlists.finding.nodes import Node, Ref, walk
from watchlists.fold import slug
from watchlists.term import Model, Term

__all__ = ["SEVERITIES", "DigestRule", "EntityFile", "FeedSource", "Term", "Watchlist", "clashes", "references"]

_MAX_ROW = 20


class FeedSource(Model):
    """A feed to look in."""

    url: fields.FeedUrl = Field(description="Address of an RSS, Atom or JSON feed.")
    title: fields.Title = Field(default="", description="How the source is named in digests.")
    language: fields.Language | None = Field(
        default=None, description="Where the feed does not tell it: en, ru, pt-BR."
    )
    every: fields.Every | None = Field(default=None, description="How often to ask at most: 15m, 2h, 1d or seconds.")


class DigestRule(Model):
    """Who is told, and when."""

    to: fields.Tag = Field(description="A tag in the channels file.")
    schedule: fields.Schedule = Field(description="Five cron fields, or immediately.")
    timezone: fields.Timezone = Field(default="UTC", description="Of the schedule and the quiet hours: Europe/Kyiv.")
    min_severity: fields.Severity = Field(default="low", description="What is told: this severity and above.")
    quiet_hours: fields.QuietHours | None = Field(
        default=None, description="Holds delivery between two times, 22:00-07:00; critical breaks through."
    )
    max_a_day: fields.MaxADay | None = Field(
        default=None,
        description="Stories of one term told in 24 hours; what is above is held back and counted, critical never is.",
    )
    fringe: bool = Field(
        default=False, description="Whether to tell also what is only named in a page's links to other stories."
    )
    heartbeat: bool = Field(default=False, description="Whether to write when there is nothing to tell.")

    @field_validator("heartbeat")
    @classmethod
    def _on_a_schedule(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("schedule") == IMMEDIATELY:
            raise ValueError("expected a cron schedule beside it: nothing found has no moment of its own")
        return value


class EntityFile(Model):
    """A file of entities, as `tocsin list import` makes it."""

    file: fields.FileName = Field(description="Its path, from the folder of this file.")
    severity: fields.Severity = Field(default="normal", description="Of every entity that has none of its own.")
    link: fields.Link = Field(default="", description="A page about an entity, with {id} where its id goes.")


def _entities(value: Any, info: ValidationInfo) -> Any:
    if value is None or isinstance(value, Entities):
        return value
    named = EntityFile.model_validate({"file": value} if isinstance(value, str) else value)
    folder = (info.context or {}).get("folder", Path())
    try:
        return Entities(folder / named.file, severity=named.severity, link=named.link)
    except WatchlistError as e:
        raise ValueError(e.problems[0].message) from e


_ENTITIES = {"anyOf": [{"type": "string"}, EntityFile.model_json_schema()], "title": "Entities"}


class Watchlist(Model):
    """A list of terms, the feeds they are looked for in, and the digests they go into."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["terms"]}, {"required": ["entities"]}]})

    name: fields.Label = Field(description="How the list is named in digests.")
    id: fields.ListId = Field(
        default_factory=lambda data: slug(data.get("name", "")),
        description="What its hits are kept under; a slug of the name where it is not given.",
    )
    feeds: tuple[FeedSource, ...] = Field(default=(), description="Where to look; none means every feed.")
    entities: Annotated[InstanceOf[Entities] | None, BeforeValidator(_entities), WithJsonSchema(_ENTITIES)] = Field(
        default=None, description="The entities of a big list, in a file of their own."
    )
    terms: tuple[Term, ...] = Field(default=(), validate_default=True, description="What to look for.")
    digests: tuple[DigestRule, ...] = Field(
        default=(DigestRule(to="all", schedule=IMMEDIATELY),), description="Who is told, and when."
    )

    @field_validator("terms")
    @classmethod
    def _apart(cls, terms: tuple[Term, ...], info: ValidationInfo) -> tuple[Term, ...]:
        entities: Entities | None = info.data.get("entities")
        # Without the key the entities are there, but wrong: that is told by itself.
        if not terms and entities is None and "entities" in info.data:
            raise ValueError("expected at least one term, or entities")
        found = clashes([(term.id, references(term.tree)) for term in terms])
        if entities:
            found += _shared(terms, entities)
        if found:
            raise ValidationError.from_exception_data(cls.__name__, [_detail(terms, *clash) for clash in found])
        return terms

    def term(self, key: str) -> Term | None:
        """Return the term or the entity with this id; None where there is none.

        Raises:
            WatchlistError: The file of the entities is damaged.
        """
        return self._by_id.get(key) or (self.entities.get(key) if self.entities else None)

    @cached_property
    def _by_id(self) -> dict[str, Term]:
        return {term.id: term for term in self.terms}


def _shared(terms: Sequence[Term], entities: Entities) -> list[tuple[int, str, str]]:
    message = "is the id of an entity in the list's file too; give the term another id"
    return [(index, "id", f"{term.id!r} {message}") for index, term in enumerate(terms) if entities.get(term.id)]


def clashes(terms: Sequence[tuple[str, frozenset[str]]]) -> list[tuple[int, str, str]]:
    """Return what is wrong between terms that are given as their id and the ids that their queries name.

    Each is the number of a term, the name of its field, and the message: an id
    that another term has (an empty one is none), or a query that names an unknown term or, through
    others, itself.
    """
    first: dict[str, int] = {}
    found = [
        (index, "id", f"{key!r} is the id of two terms; give one of them another id")
        for index, (key, _) in enumerate(terms)
        if key and first.setdefault(key, index) != index
    ]
    endless = _endless({key: named for key, named in terms if named})
    for index, (_, named) in enumerate(terms):
        for other in sorted(named):
            if other not in first:
                found.append((index, "query", f"@{other}: expected the id of a term of this list"))
            elif other in endless:
                found.append((index, "query", f"@{other}: expected no circle, and at most {_MAX_ROW} queries in a row"))
    return found


def references(query: Node | None) -> frozenset[str]:
    """Return the ids of the terms that a query names."""
    return frozenset(node.term for node in walk(query) if isinstance(node, Ref)) if query else frozenset()


def _endless(named: dict[str, frozenset[str]]) -> set[str]:
    """Return the queries that cannot be worked out: circles, rows that are too long, and what leads into them."""
    left = dict(named)
    for _ in range(_MAX_ROW):
        for key in [key for key, others in left.items() if left.keys().isdisjoint(others)]:
            del left[key]
    return set(left)


def _detail(terms: Sequence[Term], index: int, field: str, message: str) -> InitErrorDetails:
    # The message goes in as a value: braces in a name are not a place to fill in.
    error = PydanticCustomError("clash", "{message}", {"message": message})
    return InitErrorDetails(type=error, loc=(index, field), input=getattr(terms[index], field))
