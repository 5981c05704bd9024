"""Records become entities, and what could not be one is kept account of."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from watchlists.fields import check_id, check_url
from watchlists.importing.followthemoney import is_entity, read_followthemoney
from watchlists.importing.lines import Lines, refused
from watchlists.importing.names import usable_names
from watchlists.importing.records import Record, Unread
from watchlists.importing.targets import LINK, NEEDED, is_header, read_targets

KINDS = {
    "Person": "person",
    "Organization": "organization",
    "Company": "organization",
    "PublicBody": "organization",
    # A person or an organization, its source does not know which: looked for as an organization, as it is written.
    "LegalEntity": "organization",
}
_LOOKED_AT = 20
_NOW_AND_THEN = 5_000
_MAX_SHOWN = 80
_MOST_PROBLEMS = 10_000


@dataclass
class Account:
    """What became of the records of a file."""

    records: int = 0
    entities: int = 0
    schemas: Counter[str] = field(default_factory=Counter)
    """Records that are no people or organizations, by what they are."""
    others: int = 0
    """People and organizations that are no targets."""
    problems: list[Unread] = field(default_factory=list)
    """Records that cannot be used, the first 10,000 of them."""
    reasons: Counter[str] = field(default_factory=Counter)
    """All of them, by the reason."""
    names: Counter[str] = field(default_factory=Counter)
    """Names that are not looked for, of entities that are, by the reason."""

    line: int = 0
    """Of the record that is being read."""

    def twice(self, row: Mapping[str, Any]) -> None:
        """Count an entity whose id has been there before."""
        self.entities -= 1
        self.refuse(self.line, "an id that was there before", row["id"])

    def refuse(self, line: int, reason: str, shown: str = "") -> None:
        """Count a record that cannot be used."""
        self.reasons[reason] += 1
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(Unread(line, reason, shown[:_MAX_SHOWN]))


def recognize(name: str, lines: Lines) -> tuple[Iterator[Record | Unread], str]:
    """Return the records of a file and where its publisher shows an entity, if that is known.

    Raises:
        WatchlistError: It is neither of the kinds that can be read.
    """
    first = list(islice(lines, _LOOKED_AT))
    texts = [text for _, text in first if text and text.strip()]
    again = chain(first, lines)
    if any(map(is_entity, texts)):
        return read_followthemoney(again), ""
    start = texts[0].decode("utf-8", "replace").strip() if texts else ""
    if is_header(start):
        return read_targets(again), LINK
    shown = f"begins with {start[:_MAX_SHOWN]!r}" if start else "is empty"
    raise refused(
        name,
        f"{shown}: expected OpenSanctions' targets.simple.csv (columns {', '.join(NEEDED)}, …)"
        " or FollowTheMoney JSON lines (id, schema, properties)",
    )


def read_entities(
    records: Iterable[Record | Unread], account: Account, *, everybody: bool, tell: Callable[[int], None]
) -> Iterator[dict[str, Any]]:
    """Yield each entity as a row of an entities file, in the order of its source.

    Args:
        records: As the source has them.
        account: Is kept while they are read.
        everybody: Whether to take also those that are no targets.
        tell: Is called with the number of records so far, now and then.
    """
    for record in records:
        account.records += 1
        account.line = record.line
        if account.records % _NOW_AND_THEN == 0:
            tell(account.records)
        if isinstance(record, Unread):
            account.refuse(*record)
        elif record.schema and record.schema not in KINDS:
            account.schemas[record.schema] += 1
        elif not record.target and not everybody:
            account.others += 1
        elif row := _entity(record, account):
            account.entities += 1
            yield row


def _entity(record: Record, account: Account) -> dict[str, Any] | None:
    try:
        check_id(record.id)
    except ValueError as e:
        account.refuse(record.line, str(e) if record.id else "no id", record.id)
        return None
    if not record.schema:
        account.refuse(record.line, "no schema", record.id)
        return None
    left_out: Counter[str] = Counter()
    kind = KINDS[record.schema]
    names = usable_names(kind, (record.name, *record.names), record.short, left_out)
    if names is None:
        shown = record.name or next(iter(record.names), "")
        account.refuse(record.line, next(iter(left_out), "no name"), shown)
        return None
    if left_out or record.weak:
        account.names.update(left_out + Counter({"too weak by their source": record.weak}))
    lists = {"aliases": names.aliases, "acronyms": names.acronyms, "source": _source(record)}
    return {"id": record.id, "name": names.name, "kind": kind, **{key: value for key, value in lists.items() if value}}


def _source(record: Record) -> dict[str, Any]:
    told = {"dataset": record.dataset, "countries": sorted(set(record.countries)), "url": _address(record.url)}
    return {key: value for key, value in told.items() if value}


def _address(url: str) -> str:
    try:
        return check_url(url) if url else ""
    except ValueError:
        return ""
