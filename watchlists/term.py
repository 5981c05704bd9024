"""One thing watched for, and where it comes from."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationInfo, field_validator

from watchlists import fields
from watchlists.finding.nodes import Node
from watchlists.fold import slug
from watchlists.query import parse_query


class Model(BaseModel):
    """Frozen, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Source(Model):
    """Where a term comes from."""

    dataset: str = Field(default="", description="The lists it is on.")
    countries: tuple[str, ...] = Field(default=(), description="Codes of the countries it belongs to.")
    url: fields.FeedUrl | None = Field(default=None, description="A page about it.")


class Term(Model):
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
    source: Source | None = Field(default=None, description="Where it comes from; told with its hits.")
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
