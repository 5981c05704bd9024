"""Read Apprise's configuration file entry by entry: what each is, where it stands, which tags it has.

Apprise itself leaves out what it does not understand and says so in its log
only. Entry by entry it can be asked about each, and what it refuses has a place.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from flows.errors import ChannelError

_URL = re.compile(r"(?:(?P<tags>[^=:/]*|(?:\d+:)?[^=:/]*)=)?\s*(?P<url>[A-Za-z0-9]{1,32}://.*)")
_GROUP = re.compile(r"(?P<groups>[\w, \t-]+)=(?P<tags>[\w, \t-]+)")
_YAML_LINE = re.compile(r"\s*[A-Za-z0-9]+:(?!//)")
_PRIORITY = re.compile(r"^\d+:")


@dataclass(frozen=True, slots=True)
class Entry:
    """One channel as the file has it."""

    where: str
    """"line 3" or "entry 2"."""
    scheme: str
    """"" where there is none to be seen."""
    tags: frozenset[str]
    identity: str = field(repr=False)
    """What makes it the same channel tomorrow: its address and options, without its tags. A secret."""
    config: str = field(repr=False)
    """A configuration of this entry alone, for Apprise. A secret."""
    format: str
    """`text` or `yaml`."""


def read_entries(path: Path) -> list[Entry]:
    """Return the file's entries in its order; those that Apprise will not understand too.

    Raises:
        ChannelError: The file cannot be read, is no YAML, names no channel, or includes another file.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ChannelError(f"cannot be read: {getattr(error, 'strerror', None) or error}", subject=str(path)) from error
    entries = list(_yaml_entries(text, path) if _is_yaml(text, path) else _text_entries(text, path))
    if not entries:
        raise ChannelError("names no channel", subject=str(path))
    return entries


def _is_yaml(text: str, path: Path) -> bool:
    if path.suffix.lower() in {".yaml", ".yml"}:
        return True
    lines = (line for line in text.splitlines() if line.strip() and line.strip()[0] not in "#;")
    return _YAML_LINE.match(next(lines, "")) is not None


def _text_entries(text: str, path: Path) -> Iterator[Entry]:
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line and line[0] not in "#;"]
    if any(line.lower().startswith("include ") for _, line in lines):
        raise _included(path)
    assigned = [line for _, line in lines if _GROUP.fullmatch(line)]
    groups: dict[str, set[str]] = {}
    for line in assigned:
        found = _GROUP.fullmatch(line)
        for group in _names(found["groups"] if found else ""):
            groups.setdefault(group, set()).update(_names(found["tags"] if found else ""))
    for number, line in lines:
        if line not in assigned:
            found = _URL.fullmatch(line)
            url = found["url"] if found else line
            tags = _grouped(_names(found["tags"] if found else ""), groups)
            config = "\n".join([*assigned, line])
            yield Entry(f"line {number}", _scheme(url), tags, identity=url, config=config, format="text")


def _yaml_entries(text: str, path: Path) -> Iterator[Entry]:
    try:
        root = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        # The cause would quote the line, and with it perhaps an address.
        raise ChannelError("is no YAML", subject=place) from None
    if not isinstance(root, dict) or not isinstance(root.get("urls"), list):
        raise ChannelError("has no list of `urls`", subject=str(path))
    if root.get("include"):
        raise _included(path)
    groups = _yaml_groups(root.get("groups"))
    everywhere = _names(root.get("tag", root.get("tags")))
    rest = {key: value for key, value in root.items() if key != "urls"}
    for number, item in enumerate(root["urls"], start=1):
        for one in _single(item):
            url, options = _url_and_options(one)
            tags = _grouped(everywhere | _names(options.get("tag", options.get("tags"))), groups)
            bare = {key: value for key, value in options.items() if key not in {"tag", "tags"}}
            identity = f"{url} {json.dumps(bare, sort_keys=True, default=str)}" if bare else url
            config = yaml.safe_dump({**rest, "urls": [one]}, allow_unicode=True)
            yield Entry(f"entry {number}", _scheme(url), tags, identity=identity, config=config, format="yaml")


def _yaml_groups(value: Any) -> dict[str, set[str]]:
    items = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
    groups: dict[str, set[str]] = {}
    for names, tags in (pair for item in items if isinstance(item, dict) for pair in item.items()):
        for group in _names(names):
            groups.setdefault(group, set()).update(_names(tags))
    return groups


def _single(item: Any) -> Iterator[Any]:
    """Yield an entry with a list of options as one entry for each of them."""
    lists = (
        [key for key, value in item.items() if isinstance(value, list) and "://" in str(key)]
        if isinstance(item, dict)
        else []
    )
    if not lists:
        yield item
    for key in lists[:1]:
        for options in item[key]:
            yield {**item, key: [options]}


def _url_and_options(item: Any) -> tuple[str, Mapping[str, Any]]:
    if not isinstance(item, dict):
        return str(item), {}
    url = next((str(key) for key in item if "://" in str(key)), "")
    nested = item.get(url)
    own = nested[0] if isinstance(nested, list) and nested else nested
    beside = {key: value for key, value in item.items() if key != url}
    return url, {**beside, **(own if isinstance(own, dict) else {})}


def _grouped(tags: set[str], groups: Mapping[str, set[str]]) -> frozenset[str]:
    """Return the tags and every group that holds one of them, groups of groups too."""
    held = set(tags)
    while joined := {group for group, members in groups.items() if members & held} - held:
        held |= joined
    return frozenset(held)


def _names(value: Any) -> set[str]:
    values: Iterable[Any] = value if isinstance(value, list | tuple | set | dict) else [value or ""]
    # Apprise lets a tag carry a priority: "2:analysts".
    return {_PRIORITY.sub("", name) for item in values for name in re.split(r"[\s,;]+", str(item)) if name}


def _scheme(url: str) -> str:
    found = re.match(r"[A-Za-z0-9]{1,32}(?=://)", url)
    return found[0].lower() if found else ""


def _included(path: Path) -> ChannelError:
    return ChannelError("`include` is not followed: write the channels of the other file here", subject=str(path))
