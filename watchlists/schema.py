"""A watchlist: who is watched, where, and who is told.

The models take the file's own text (`every: 15m`, `context_required: "true"`)
and plain Python values alike, are frozen, and refuse unknown keys.
"""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, ValidationInfo, field_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from watchlists import fields
from watchlists.fields import IMMEDIATELY, SEVERITIES
from watchlists.finding.nodes import Node, Ref, walk
from watchlists.fold import slug
from watchlists.query import parse_query

__all__ = ["SEVERITIES", "DigestRule", "FeedSource", "Term", "Watchlist", "clashes", "references"]

_MAX_ROW = 20


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class FeedSource(_Model):
    """A feed to look in."""

    url: fields.FeedUrl = Field(description="Address of an RSS, Atom or JSON feed.")
    title: fields.Title = Field(default="", description="How the source is named in digests.")
    language: fields.Language | None = Field(
        default=None, description="Where the feed does not tell it: en, ru, pt-BR."
    )
    every: fields.Every | None = Field(default=None, description="How often to ask at most: 15m, 2h, 1d or seconds.")


class Term(_Model):
    """One thing watched for."""

    # Before the name: it says what a name may hold.
    kind: Literal["person", "organization", "phrase", "query"] = Field(description="What the name is.")
    name: fields.Name = Field(description="As its author writes it, in any script; for a query, its title.")
    id: fields.TermId = Field(
        default_factory=lambda data: slug(data.get("name", "")),
        description="What hits are kept under; a slug of the name where it is not given.",
    )
    aliases: tuple[fields.Name, ...] = Field(default=(), description="Other names.")
    acronyms: tuple[fields.Acronym, ...] = Field(default=(), description="Short names, found in exactly this case.")
    context: tuple[fields.Pattern, ...] = Field(default=(), description="Words that tell it from its namesakes.")
    context_required: bool = Field(default=False, description="Whether a match counts only with its context.")
    exclude: tuple[fields.Pattern, ...] = Field(default=(), description="A match inside one of these is none.")
    severity: fields.Severity = Field(default="normal", description="What digests choose by.")
    languages: tuple[fields.Language, ...] = Field(default=(), description="Look only in articles in these languages.")
    query: str | None = Field(
        default=None, validate_default=True, description="What to find, for the kind query: see docs/queries.md."
    )

    _tree: Node | None = PrivateAttr(default=None)

    def model_post_init(self, context: Any, /) -> None:
        """Keep what the validator of the query has read."""
        super().model_post_init(context)
        if self.query:
            self._tree = parse_query(self.query)

    @property
    def tree(self) -> Node | None:
        """The query as a tree, for the kind query."""
        return self._tree

    @field_validator("aliases", "acronyms", "context", "exclude")
    @classmethod
    def _not_for_queries(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if value and info.data.get("kind") == "query":
            raise ValueError(f"expected no {info.field_name} for a query: write them into it with OR, AND and NOT")
        return value

    @field_validator("context_required")
    @classmethod
    def _with_context(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("context") == ():
            raise ValueError("expected a context beside it: without one the term would never match")
        return value

    @field_validator("query")
    @classmethod
    def _readable(cls, value: str | None, info: ValidationInfo) -> str | None:
        kind = info.data.get("kind")
        if kind == "query" and not value:
            raise ValueError("expected a query, as the kind says")
        if kind not in {"query", None} and value is not None:
            raise ValueError("expected no query, or kind: query")
        if value:
            parse_query(value)
        return value


class DigestRule(_Model):
    """Who is told, and when."""

    to: fields.Tag = Field(description="A tag in the channels file.")
    schedule: fields.Schedule = Field(description="Five cron fields, or immediately.")
    timezone: fields.Timezone = Field(default="UTC", description="Of the schedule and the quiet hours: Europe/Kyiv.")
    min_severity: fields.Severity = Field(default="low", description="What is told: this severity and above.")
    quiet_hours: fields.QuietHours | None = Field(
        default=None, description="Holds delivery between two times, 22:00-07:00; critical breaks through."
    )
    heartbeat: bool = Field(default=False, description="Whether to write when there is nothing to tell.")

    @field_validator("heartbeat")
    @classmethod
    def _on_a_schedule(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("schedule") == IMMEDIATELY:
            raise ValueError("expected a cron schedule beside it: nothing found has no moment of its own")
        return value


class Watchlist(_Model):
    """A list of terms, the feeds they are looked for in, and the digests they go into."""

    name: fields.Label = Field(description="How the list is named in digests.")
    id: fields.ListId = Field(
        default_factory=lambda data: slug(data.get("name", "")),
        description="What its hits are kept under; a slug of the name where it is not given.",
    )
    feeds: tuple[FeedSource, ...] = Field(default=(), description="Where to look; none means every feed.")
    terms: tuple[Term, ...] = Field(description="What to look for.", json_schema_extra={"minItems": 1})
    digests: tuple[DigestRule, ...] = Field(
        default=(DigestRule(to="all", schedule=IMMEDIATELY),), description="Who is told, and when."
    )

    @field_validator("terms")
    @classmethod
    def _apart(cls, terms: tuple[Term, ...]) -> tuple[Term, ...]:
        if not terms:
            raise ValueError("expected at least one term")
        found = clashes([(term.id, references(term.tree)) for term in terms])
        if found:
            raise ValidationError.from_exception_data(cls.__name__, [_detail(terms, *clash) for clash in found])
        return terms


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
