from pathlib import Path
from typing import Any

import pytest

from watchlists import bundled_lists, load_watchlist
from watchlists.everyday import Advice, advise


def advice(folder: Path, term: str, *, more: str = "") -> list[Advice]:
    path = folder / "mine.yaml"
    path.write_text(f"name: Mine\n{more}terms:\n  - {{{term}}}\n", encoding="utf-8")
    return advise(path, load_watchlist(path))


@pytest.mark.parametrize(
    ("term", "where"),
    [
        ("name: plant, kind: phrase", "terms.0.name"),
        ("name: steam turbine, kind: phrase, aliases: [boiler room, завод]", "terms.0.aliases.1"),
        ('name: Defence, kind: phrase, aliases: ["оборон*"]', "terms.0.aliases.0"),
        ("name: Ivan Ivanov, kind: person, aliases: [Ivanov]", "terms.0.aliases.0"),
        ("name: Иванов, kind: person", "terms.0.name"),
        ("name: United Aircraft Corporation, kind: organization, acronyms: [UAC, OAK]", "terms.0.acronyms.1"),
        ("name: Arrests, kind: query, query: arrest* NOT football", "terms.0.query"),
        ("name: Arrests, kind: query, query: chemezov OR arrest", "terms.0.query"),
    ],
)
def test_a_term_that_everyday_words_are_enough_for_is_named_with_its_place(
    tmp_path: Path, term: str, where: str
) -> None:
    (found,) = [found for found in advice(tmp_path, term) if found.problem.where == where]
    assert (found.problem.file, found.problem.line) == (str(tmp_path / "mine.yaml"), 3)
    assert found.todo


@pytest.mark.parametrize(
    "term",
    [
        "name: steam turbine, kind: phrase, aliases: [greenhouse, импортозамещение]",
        "name: plant, kind: phrase, context: [missile], context_required: true",
        "name: Ivanov, kind: person, context: [minister], context_required: true",
        "name: 习近平, kind: person",
        "name: Sergei Chemezov, kind: person, aliases: [Сергей Чемезов]",
        "name: Federal Security Service, kind: organization, acronyms: [FSB, ФСБ]",
        "name: Target, kind: organization",
        'name: Arrests, kind: query, query: arrest* NEAR/15 (plant OR "defence industry")',
        "name: Arrests, kind: query, query: arrest* AND @arrests-too",
        "name: завод, kind: phrase, languages: [en]",
    ],
)
def test_a_term_that_is_told_apart_is_left_alone(tmp_path: Path, term: str) -> None:
    other = "terms:\n  - {name: Arrests too, kind: query, query: chemezov}\n"
    path = tmp_path / "mine.yaml"
    path.write_text(f"name: Mine\n{other}  - {{{term}}}\n", encoding="utf-8")
    assert advise(path, load_watchlist(path)) == []


@pytest.mark.parametrize(
    ("feeds", "count"),
    [
        ("[{url: 'https://a.test/', language: de}]", 0),
        ("[{url: 'https://a.test/'}, {url: 'https://b.test/', language: de}]", 1),
    ],
    ids=["all told", "one not told"],
)
def test_the_languages_are_those_of_the_feeds_where_each_tells_its_own(tmp_path: Path, feeds: str, count: Any) -> None:
    assert len(advice(tmp_path, "name: завод, kind: phrase", more=f"feeds: {feeds}\n")) == count


@pytest.mark.parametrize("name", bundled_lists())
def test_the_lists_that_ship_need_no_advice(name: str) -> None:
    path = bundled_lists()[name]
    assert advise(path, load_watchlist(path)) == []
