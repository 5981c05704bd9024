"""What a page says of its article for machines: schema.org in JSON-LD (https://schema.org/NewsArticle)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flows.steps.read.plain import plain_text

_SCRIPTS = "//script[translate(@type, 'LDJSON', 'ldjson')='application/ld+json']/text()"
_LONGEST = 2_000_000
_MOST_NODES = 2_000
_LISTS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart")


@dataclass(frozen=True, slots=True)
class Stated:
    """What the page states of itself."""

    text: str = ""
    """The whole article, a paragraph a line; "" where it is not there."""
    walled: bool = False
    """Whether the page says that not everybody is shown all of it."""


def stated(tree: Any) -> Stated:
    """Return what the page's JSON-LD says of its article; where there are several, of the longest.

    What is no JSON is passed over: many sites write it with line breaks in strings, or by hand.

    Args:
        tree: The page, parsed, before anything was taken out of it.
    """
    scripts = [str(script) for script in tree.xpath(_SCRIPTS)]
    told = [node for script in scripts if _is_worth_reading(script) for node in _nodes(script)]
    bodies = [plain_text(node["articleBody"]) for node in told if isinstance(node.get("articleBody"), str)]
    walled = any(str(node.get("isAccessibleForFree", "")).lower() == "false" for node in told)
    return Stated(max(bodies, key=len, default=""), walled)


def _is_worth_reading(script: str) -> bool:
    return len(script) <= _LONGEST and ("articleBody" in script or "isAccessibleForFree" in script)


def _nodes(script: str) -> Iterator[dict[str, Any]]:
    try:
        waiting = [json.loads(script.strip().removesuffix(";"), strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            yield node
            waiting += [node[name] for name in _LISTS if name in node]
