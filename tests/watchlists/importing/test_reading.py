import csv
import gzip
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists import Entities, WatchlistError
from watchlists.importing import Account, find_target, prepare

HEADER = [
    "id",
    "schema",
    "name",
    "aliases",
    "birth_date",
    "countries",
    "addresses",
    "identifiers",
    "sanctions",
    "phones",
    "emails",
    "program_ids",
    "dataset",
    "first_seen",
    "last_seen",
    "last_change",
]
KORVIN = {
    "id": "NK-1",
    "schema": "Person",
    "name": "Pavel Korvin",
    "aliases": 'KORVIN, Pavel;"Korvin; Pavel";Павел Корвин',
    "countries": "xb;xa",
    "addresses": "1 Quay Street,\nHarbour Town",
    "dataset": "Island Treasury List;Northern Union Notices",
}
LUMEX = {"id": "NK-2", "schema": "Company", "name": 'ООО "Люмекс Марин"', "aliases": "Lumex Marine LLC;LMX"}
VELA = {"id": "NK-3", "schema": "Organization", "name": "Vela Foundation"}


def targets(*rows: dict[str, str], header: Iterable[str] = HEADER) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(header), quoting=csv.QUOTE_ALL, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def ftm(schema: str = "Person", key: str = "NK-1", **fields: Any) -> dict[str, Any]:
    properties = fields.pop("properties", {"name": ["Pavel Korvin"]})
    return {"id": key, "caption": "Pavel Korvin", "schema": schema, "properties": properties, **fields}


def read(folder: Path, content: str | bytes, *, everybody: bool = False) -> tuple[list[dict[str, Any]], Account]:
    file = folder / "source"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    target = find_target("list", folder, {})
    with prepare(str(file), target, everybody=everybody, tell=lambda _: None) as prepared:
        entities = [json.loads(line) for line in prepared.draft.path.read_bytes().splitlines()]
        assert not entities or list(prepared.draft.entities().check()) == []
        prepared.draft.keep()
    return entities, prepared.account


def lines(*rows: Any) -> str:
    return "".join(f"{row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def told(account: Account) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason) for problem in account.problems]


def test_a_target_becomes_an_entity_with_its_source(tmp_path: Path) -> None:
    entities, account = read(tmp_path, targets(KORVIN, LUMEX))
    assert entities == [
        {
            "id": "NK-1",
            "name": "Pavel Korvin",
            "kind": "person",
            "aliases": ["KORVIN, Pavel", "Korvin; Pavel", "Павел Корвин"],
            "source": {"dataset": "Island Treasury List; Northern Union Notices", "countries": ["xa", "xb"]},
        },
        {"id": "NK-2", "name": 'ООО "Люмекс Марин"', "kind": "organization", "aliases": ["LMX", "Lumex Marine LLC"]},
    ]
    assert (account.records, account.entities, account.problems) == (2, 2, [])


@pytest.mark.parametrize(
    "header", [HEADER, [*HEADER[:11], *HEADER[12:]], HEADER[::-1]], ids=["today's", "older", "turned"]
)
def test_columns_are_known_by_their_names(tmp_path: Path, header: list[str]) -> None:
    assert len(read(tmp_path, targets(KORVIN, LUMEX, header=header))[0][0]["aliases"]) == 3


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["no mark", "byte order mark"])
@pytest.mark.parametrize(
    "content", [targets(KORVIN), lines(ftm()), targets(KORVIN).replace("\n", "\r\n")], ids=["csv", "ftm", "crlf"]
)
def test_files_are_known_by_what_they_hold(tmp_path: Path, content: str, bom: str, *, packed: bool) -> None:
    body = (bom + content).encode()
    entities, _ = read(tmp_path, gzip.compress(body) if packed else body)
    assert [entity["name"] for entity in entities] == ["Pavel Korvin"]


def test_an_ftm_entity_keeps_its_strong_names_only(tmp_path: Path) -> None:
    properties = {
        "name": ["Lumex Marine", "Люмекс Марин"],
        "alias": ["Lumex"],
        "previousName": ["Harbour Lamps"],
        "weakAlias": ["The Boys", "LM"],
        "abbreviation": ["LMX", "Lmx", "GROUP"],
        "country": ["xa"],
        "jurisdiction": ["xb"],
        "sourceUrl": ["not an address", "https://registry.test/2"],
        "topics": ["sanction"],
    }
    entities, account = read(
        tmp_path,
        lines(ftm("Company", caption="Люмекс Марин", properties=properties, datasets=["xa_treasury"], target=True)),
    )
    assert entities == [
        {
            "id": "NK-1",
            "name": "Люмекс Марин",
            "kind": "organization",
            "aliases": ["Harbour Lamps", "Lumex", "Lumex Marine"],
            "acronyms": ["LMX"],
            "source": {"dataset": "xa_treasury", "countries": ["xa", "xb"], "url": "https://registry.test/2"},
        }
    ]
    assert account.names == {"too weak by their source": 2}


def test_what_is_no_person_or_organization_is_counted_and_so_are_those_that_are_no_targets(tmp_path: Path) -> None:
    content = lines(
        ftm(), ftm("Vessel", "V1"), ftm("Sanction", "S1"), ftm("Vessel", "V2"), ftm(key="NK-9", target=False)
    )
    entities, account = read(tmp_path, content)
    assert (len(entities), account.schemas, account.others) == (1, {"Vessel": 2, "Sanction": 1}, 1)
    assert len(read(tmp_path, content, everybody=True)[0]) == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({**VELA, "name": ""}, "no name"),
        ({**VELA, "name": " \t "}, "no name"),
        ({**VELA, "id": ""}, "no id"),
        ({**VELA, "id": "a b"}, "expected an id without spaces and slashes"),
        ({**VELA, "schema": ""}, "no schema"),
        ({**VELA, "name": "Vela\x07 Foundation"}, "no name that can be looked for"),
        ({**VELA, "name": "Vela\ud800"}, "not UTF-8"),
        ({**VELA, "name": "x" * 201}, "no name that can be looked for"),
        ({**VELA, "name": "Vela *"}, "no name that can be looked for"),
        ({**VELA, "name": "The Company"}, "common words only"),
        ({**VELA, "name": "Банк"}, "one common word"),
        ({**VELA, "name": "GROUP"}, "one common word"),
        ({**VELA, "name": "Sergei"}, "one common word"),
        ({**VELA, "name": "of"}, "one common word"),
        ({**KORVIN, "id": "NK-3", "name": "Korvin", "aliases": "Pavel"}, "a person's name of one word"),
        ({**KORVIN, "id": "NK-3", "name": "P. Korvin", "aliases": ""}, "a surname with an initial"),
        ({**VELA, "id": "NK-1"}, "an id that was there before"),
        ({**VELA, "addresses": "x" * (1 << 20) + "y"}, "a field longer than 1 MB"),
        ({**VELA, "name": "x" * (17 << 20)}, "a line longer than 16 MB"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_told_with_its_line_and_the_others_stand(
    tmp_path: Path, row: dict[str, str], reason: str
) -> None:
    content = targets(KORVIN, row, LUMEX).encode("utf-8", "surrogatepass")
    entities, account = read(tmp_path, content)
    assert [entity["id"] for entity in entities] == ["NK-1", "NK-2"]
    assert told(account) == [(4, reason)]
    assert account.entities == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "broken JSON"),
        ("[1]", "no entity: expected id, schema and properties"),
        ('{"id": "x"}', "no entity: expected id, schema and properties"),
        ({"id": 1, "schema": "Person", "properties": {"name": ["Vela Moor"]}}, "no id"),
        ({"id": "x", "schema": ["Person"], "properties": {"name": ["Vela Moor"]}}, "no schema"),
        ({"id": "x", "schema": "Person", "properties": {"name": "Vela Moor"}}, "no name"),
        ({"id": "x", "schema": "Person", "properties": {"name": [{"deep": []}]}}, "no name"),
        ("[" * 100_000, "broken JSON"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_entity_is_told_and_the_others_stand(tmp_path: Path, line: Any, reason: str) -> None:
    entities, account = read(tmp_path, lines(ftm(), line, "", ftm(key="NK-2")))
    assert [entity["id"] for entity in entities] == ["NK-1", "NK-2"]
    assert told(account) == [(2, reason)]


def test_a_quote_that_is_never_closed_takes_no_row_with_it(tmp_path: Path) -> None:
    whole = targets(KORVIN, LUMEX, VELA)
    broken = whole.replace('"Company","ООО', '"Company"ООО').replace('"Vela Foundation"', '"Vela Foundation')
    entities, account = read(tmp_path, broken + targets({**KORVIN, "id": "NK-4"}).split("\n", 1)[1])
    assert [entity["id"] for entity in entities] == ["NK-1", "NK-4"]
    assert told(account) == [(4, "broken CSV"), (5, "broken CSV")]


@given(damage=st.integers(0, 10_000), byte=st.binary(min_size=0, max_size=3))
def test_damage_anywhere_costs_at_most_the_rows_it_touches(
    tmp_path_factory: pytest.TempPathFactory, damage: int, byte: bytes
) -> None:
    rows = [{**KORVIN, "id": f"NK-{number}", "addresses": ""} for number in range(10)]
    content = targets(*rows).encode()
    place = content.index(b"\n") + 1 + damage % (len(content) - content.index(b"\n") - 1)
    entities, _ = read(tmp_path_factory.mktemp("damage"), content[:place] + byte + content[place + 1 :])
    # A line break that is gone, or one that came, touches two rows.
    assert len(entities) >= 8
    assert all(entity["name"] for entity in entities)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty: expected OpenSanctions' targets.simple.csv"),
        (b"<!DOCTYPE html>\n<p>Not found", "begins with '<!DOCTYPE html>'"),
        (b"name,address\nVela,Quay", "begins with 'name,address'"),
        (b'{"name": "Vela"}\n', """begins with '{"name": "Vela"}'"""),
        (b"PK\x03\x04rest", "a zip archive: unpack it first"),
        ("id,schema,name".encode("utf-16"), "UTF-16: expected UTF-8"),
        (gzip.compress(targets(KORVIN).encode())[:-9], "the packed file is damaged or cut off"),
        (b"\x1f\x8bno gzip", "the packed file is damaged or cut off"),
        (b"\x00" * 100, "begins with '\\x00"),
    ],
    ids=["empty", "page", "other csv", "other json", "zip", "utf-16", "cut off", "no gzip", "zeros"],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused_and_the_old_list_stands(tmp_path: Path, content: bytes, told: str) -> None:
    read(tmp_path, targets(KORVIN))
    before = (tmp_path / "list.jsonl").read_bytes()
    with pytest.raises(WatchlistError) as caught:
        read(tmp_path, content)
    assert told in str(caught.value)
    assert (tmp_path / "list.jsonl").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.jsonl", "source"]


def test_the_best_name_that_can_be_looked_for_is_the_name(tmp_path: Path) -> None:
    entities, account = read(
        tmp_path, targets({**KORVIN, "name": "Korvin", "aliases": "Pavel Korvin;PAVEL KORVIN;P Korvin"})
    )
    assert (entities[0]["name"], entities[0].get("aliases")) == ("Pavel Korvin", None)
    assert account.names == {"a person's name of one word": 1, "a surname with an initial": 1}


def test_entities_are_sorted_by_id_and_found(tmp_path: Path) -> None:
    ids = ["b", "a-1", "Ω", "B", "a", "10", "9"]
    read(tmp_path, targets(*({**KORVIN, "id": key} for key in ids)))
    entities = Entities(tmp_path / "list.jsonl")
    assert [entity.id for entity in entities] == sorted(ids)
    assert all(entities.get(key) for key in ids)
