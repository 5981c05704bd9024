"""FollowTheMoney entities as JSON lines, as OpenSanctions (`entities.ftm.json`) and Aleph export them.

Of the names only `weakAlias` is left out: its source says that it is too weak to tell anybody by.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from watchlists.importing.lines import LONGEST, Lines
from watchlists.importing.records import Record, Unread

_NAMES = ("name", "alias", "previousName")
_COUNTRIES = ("country", "nationality", "citizenship", "jurisdiction", "mainCountry")


def is_entity(line: bytes) -> bool:
    """Tell whether a line is such an entity."""
    try:
        row = orjson.loads(line)
    except ValueError:
        return False
    return isinstance(row, dict) and isinstance(row.get("schema"), str) and isinstance(row.get("properties"), dict)


def read_followthemoney(lines: Lines) -> Iterator[Record | Unread]:
    """Yield each entity."""
    for number, text in lines:
        if text is None:
            yield Unread(number, f"a line longer than {LONGEST >> 20} MB")
        elif text.strip():
            yield _read(number, text)


def _read(number: int, text: bytes) -> Record | Unread:
    try:
        row = orjson.loads(text)
    except ValueError as e:
        return Unread(number, "not UTF-8" if "UTF-8" in str(e) else "broken JSON")
    if not isinstance(row, dict) or not isinstance(properties := row.get("properties"), dict):
        return Unread(number, "no entity: expected id, schema and properties")

    def get(*keys: str) -> tuple[str, ...]:
        return tuple(value for key in keys for value in _texts(properties.get(key)))

    names = get(*_NAMES)
    caption = row.get("caption")
    return Record(
        number,
        id=_text(row.get("id")),
        schema=_text(row.get("schema")),
        name=caption if isinstance(caption, str) and caption in names else next(iter(names), ""),
        names=names,
        short=get("abbreviation"),
        weak=len(get("weakAlias")),
        countries=get(*_COUNTRIES),
        dataset="; ".join(_texts(row.get("datasets"))),
        url=next((url for url in get("sourceUrl") if url.startswith(("http://", "https://"))), ""),
        target=row.get("target") is not False,
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> Iterable[str]:
    return filter(None, map(_text, value)) if isinstance(value, list) else ()
