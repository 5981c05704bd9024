import json
import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists import Entities, Entity, Matcher, Source, Term, WatchlistError, load_watchlist

KORVIN: dict[str, Any] = {"id": "Q1", "name": "Pavel Korvin", "kind": "person", "aliases": ["Павел Корвин"]}
LUMEX: dict[str, Any] = {"id": "Q2", "name": "Lumex Marine", "kind": "organization", "acronyms": ["LMX"]}
YAML = "name: Big\nentities: big.jsonl\n"


def write(folder: Path, *rows: object, name: str = "big.jsonl") -> Path:
    path = folder / name
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def problems(folder: Path, text: str = YAML) -> list[str]:
    (folder / "list.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WatchlistError) as caught:
        load_watchlist(folder / "list.yaml")
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_each_line_is_an_entity_and_reading_again_begins_again(tmp_path: Path) -> None:
    entities = Entities(write(tmp_path, KORVIN, LUMEX))
    whole = [
        Entity("Q1", "Pavel Korvin", "person", ("Павел Корвин",), ()),
        Entity("Q2", "Lumex Marine", "organization", (), ("LMX",)),
    ]
    assert (list(entities), list(entities), len(entities)) == (whole, whole, 2)


def test_an_entity_is_a_term_with_its_source_and_the_lists_severity(tmp_path: Path) -> None:
    source = {"dataset": "Harbour Authority", "countries": ["xx"]}
    path = write(tmp_path, KORVIN | {"source": source}, LUMEX | {"severity": "low"})
    entities = Entities(path, severity="high", link="https://registry.test/{id}")
    assert entities.get("Q1") == Term(
        **KORVIN,
        severity="high",
        source=Source(dataset="Harbour Authority", countries=("xx",), url="https://registry.test/Q1"),
    )
    assert entities.get("Q2") == Term(**LUMEX, severity="low", source=Source(url="https://registry.test/Q2"))


@given(ids=st.sets(st.text("ab-1Ω€😀", min_size=1, max_size=9), min_size=1), width=st.integers(0, 9_000))
def test_every_entity_is_found_by_its_id_and_no_other_is(
    tmp_path_factory: pytest.TempPathFactory, ids: set[str], width: int
) -> None:
    known = sorted(key for key in ids if any(map(str.isalnum, key)))
    rows = [KORVIN | {"id": key, "source": {"dataset": "x" * (width * (len(key) % 2))}} for key in known]
    entities = Entities(write(tmp_path_factory.mktemp("ids"), *(rows or [KORVIN])))
    assert [term.id for key in known if (term := entities.get(key))] == known
    assert entities.get("b1b1b1b1b1") is None
    assert entities.get("") is None


def test_a_file_that_is_replaced_stays_what_it_was_for_who_has_it_open(tmp_path: Path) -> None:
    entities = Entities(write(tmp_path, KORVIN, LUMEX))
    write(tmp_path, LUMEX, name="new.jsonl").replace(tmp_path / "big.jsonl")
    assert [entity.id for entity in entities] == ["Q1", "Q2"]
    assert entities.get("Q1")
    assert entities.digest != Entities(tmp_path / "big.jsonl").digest


def test_a_file_that_is_cut_short_while_it_is_open_is_an_error_at_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, KORVIN, LUMEX)
    entities = Entities(path)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(WatchlistError, match=r"big\.jsonl:2:1: "):
        list(entities)


def test_the_digest_is_of_the_content(tmp_path: Path) -> None:
    first, second = write(tmp_path, KORVIN), write(tmp_path, KORVIN, name="other.jsonl")
    assert Entities(first).digest == Entities(second, severity="low").digest
    assert Entities(first).digest != Entities(write(tmp_path, LUMEX, name="third.jsonl")).digest


def test_it_travels_to_another_process(tmp_path: Path) -> None:
    entities = Entities(write(tmp_path, KORVIN), severity="high", link="https://registry.test/{id}")
    assert pickle.loads(pickle.dumps(entities)) == entities


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "expected a JSON object: unexpected end of data"),
        ("", "expected a JSON object: input data is empty"),
        ("[]", "expected an entity: 'list' object has no attribute 'get'"),
        (KORVIN | {"aliases": "Корвин"}, "expected an id, a name, a kind of organization, person, and lists of names"),
        (KORVIN | {"aliases": [1]}, "expected an entity: sequence item 2: expected str instance, int found"),
        (KORVIN | {"kind": "query"}, "expected an id, a name, a kind of organization, person, and lists of names"),
        (KORVIN | {"context": ["x"]}, "unknown key 'context'; expected acronyms, aliases, id, kind, name, severity, source"),
        ({"id": "Q1", "kind": "person"}, "expected the key 'name'"),
    ],
)  # fmt: skip
def test_a_damaged_line_is_told_with_its_number(tmp_path: Path, line: Any, told: str) -> None:
    entities = Entities(write(tmp_path, KORVIN, line, LUMEX))
    with pytest.raises(WatchlistError) as caught:
        list(entities)
    assert str(caught.value) == f"{tmp_path}/big.jsonl:2:1: {told}"
    assert [str(problem) for problem in entities.check()] == [str(caught.value)]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([LUMEX, KORVIN], ["big.jsonl:2:1: 'Q1': expected each id once and in order; it is after 'Q2'"]),
        ([KORVIN, KORVIN], ["big.jsonl:2:1: 'Q1': expected each id once and in order; it is after 'Q1'"]),
        ([KORVIN | {"name": "a\tb"}], ["big.jsonl:1:1: expected one line of text without control characters"]),
        ([KORVIN | {"severity": "hihg"}], ["big.jsonl:1:1: 'hihg': expected a severity of low, normal, high, critical"]),
        ([KORVIN, LUMEX], []),
    ],
    ids=["order", "twice", "control character", "severity", "nothing"],
)  # fmt: skip
def test_checking_tells_what_reading_passes_over(tmp_path: Path, rows: Iterable[object], told: list[str]) -> None:
    entities = Entities(write(tmp_path, *rows))
    assert [str(problem).removeprefix(f"{tmp_path}/") for problem in entities.check()] == told


def test_a_list_may_have_entities_only_and_they_are_found(tmp_path: Path) -> None:
    write(tmp_path, KORVIN, LUMEX)
    (tmp_path / "list.yaml").write_text(YAML, encoding="utf-8")
    watchlist = load_watchlist(tmp_path / "list.yaml")
    matches = Matcher(watchlist).find(title="", text="Pavel Korvin bought LMX; Корвину она нравится.")
    assert [(match.term, match.text) for match in matches] == [("Q1", "Pavel Korvin"), ("Q2", "LMX"), ("Q1", "Корвину")]


def test_terms_and_entities_are_looked_up_alike(tmp_path: Path) -> None:
    write(tmp_path, KORVIN)
    (tmp_path / "list.yaml").write_text(YAML + "terms: [{name: Rostec, kind: organization}]", encoding="utf-8")
    watchlist = load_watchlist(tmp_path / "list.yaml")
    assert watchlist.term("rostec") == watchlist.terms[0]
    assert watchlist.term("Q1") == Term(**KORVIN)
    assert watchlist.term("Q9") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: Big\nentities: none.jsonl", "list.yaml:2:11: entities: 'none.jsonl': cannot be read: No such file or directory"),
        ("name: Big\nentities: .", "list.yaml:2:11: entities: '.': cannot be read: expected a file"),
        ("name: Big\nentities: empty.jsonl", "list.yaml:2:11: entities: 'empty.jsonl': expected entities, a JSON object a line; the file is empty"),
        ("name: Big\nentities:", "list.yaml:2:10: entities.file: nothing: expected some text"),
        ("name: Big\nentities: {fiel: big.jsonl, file: big.jsonl}", "list.yaml:2:12: entities.fiel: unknown key 'fiel' (did you mean 'file'?)"),
        ("name: Big\nentities: {file: big.jsonl, link: https://x.test}", "list.yaml:2:35: entities.link: 'https://x.test': expected an address with {id} where the entity's id goes"),
        (f"{YAML}terms: [{{name: x1, id: Q2, kind: phrase}}]", "list.yaml:3:24: terms.0.id: 'Q2': 'Q2' is the id of an entity in the list's file too; give the term another id"),
        ("name: Big\n", "list.yaml:1:1: terms: nothing: expected at least one term, or entities"),
    ],
    ids=["missing", "folder", "empty", "no name", "unknown key", "link", "clash", "neither"],
)  # fmt: skip
def test_what_is_wrong_with_it_is_told_where_the_list_names_it(tmp_path: Path, text: str, told: str) -> None:
    write(tmp_path, KORVIN, LUMEX)
    write(tmp_path, name="empty.jsonl")
    assert problems(tmp_path, text) == [told]
