"""What pages say for machines, on pages of our own."""

import json
from typing import Any

import pytest

from flows.steps.read.extract import Extracted, extract_article
from flows.steps.read.jsonld import Stated, stated

BODY = "Rostec was fined on Tuesday, the service said after an inquiry of three months.\n" * 12


def extract(
    *scripts: str, shown: str = "Rostec was fined on Tuesday, the service said. Subscribe to read on."
) -> Extracted:
    head = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    page = f"<html><head><title>Fined</title>{head}</head><body><article><p>{shown}</p></article></body></html>"
    return extract_article(page.encode(), url="https://wire.test/1")


def article(**fields: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Fined", **fields}


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(article(articleBody=BODY)),
        json.dumps([{"@type": "WebSite"}, article(articleBody=BODY)]),
        json.dumps({"@graph": [{"@type": "Organization"}, article(articleBody=BODY)]}),
        json.dumps({"@type": "WebPage", "mainEntity": article(articleBody=BODY)}),
        json.dumps(article(articleBody=BODY)).replace(r"\n", "\n") + ";",
        json.dumps(article(articleBody="".join(f"<p>{line}</p>" for line in BODY.splitlines()))),
    ],
    ids=["one", "list", "graph", "entity", "line breaks", "markup"],
)
def test_behind_a_teaser_the_text_is_what_the_page_says_for_machines(script: str) -> None:
    extracted = extract("no json {", script)
    assert (extracted.text.split("\n"), extracted.text_source) == (BODY.strip().split("\n"), "page data")
    assert not extracted.walled


def test_what_the_page_shows_goes_before_what_it_says_for_machines() -> None:
    extracted = extract(json.dumps(article(articleBody="Rostec was fined.")), shown=BODY)
    assert (extracted.text_source, len(extracted.text) > len("Rostec was fined.")) == ("page", True)


@pytest.mark.parametrize(("free", "walled"), [(False, True), ("False", True), (True, False), (None, False)])
def test_a_wall_is_a_wall_where_the_page_says_so(free: object, walled: bool) -> None:
    assert extract(json.dumps(article(isAccessibleForFree=free))).walled is walled


@pytest.mark.parametrize(
    "script",
    [
        "[" * 100_000,
        '{"articleBody": 7}',
        '{"articleBody": ["x"]}',
        '"articleBody"',
        '{"@graph": {"@graph": null}}',
        "{}",
    ],
    ids=["deep", "number", "list", "string", "null", "empty"],
)
def test_what_makes_no_sense_is_passed_over(script: str) -> None:
    from trafilatura.utils import load_html

    page = f'<html><body><script type="application/ld+json">{script} articleBody</script><p>x</p></body></html>'
    assert stated(load_html(page)) == Stated()
    assert extract(script).text_source == "page"
