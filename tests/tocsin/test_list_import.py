"""`tocsin list import` as a person uses it: a real process, a real terminal, real files."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from given import stored_article, stored_hit
from storage import Database

HEADER = "id,schema,name,aliases,birth_date,countries,dataset"
ROWS = [
    'inv-1,Person,Pavel Korvin,"KORVIN, Pavel;Павел Корвин",1961,xa,Island Treasury List',
    "inv-2,Company,Lumex Marine LLC,Lumex Marine,,xb,Island Treasury List;Northern Union Notices",
    "inv-3,Vessel,Sea Star,,,xb,Island Treasury List",
    "inv-4,Organization,Vela Foundation,,,xb,Northern Union Notices",
]


def run(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tocsin", *words], input=stdin, capture_output=True, text=True, timeout=120, check=False
    )


def write(*rows: str) -> str:
    Path("targets.simple.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return "targets.simple.csv"


@pytest.fixture
def imported(home: Path) -> Path:
    """A home with the list `harbour`, imported from the rows."""
    assert run("list", "import", write(*ROWS), "--as", "harbour", "--yes").returncode == 0
    return home


def test_what_is_imported_is_found_listed_and_checked(imported: Path) -> None:
    Path("a.txt").write_text("Корвину не нравится Lumex Marine.  Павлом Корвиным", encoding="utf-8")

    found = run("match", "-w", "harbour", "--json", "a.txt")
    shown = json.loads(run("list", "--json").stdout)

    assert [json.loads(line)["term"] for line in found.stdout.splitlines()] == ["inv-1", "inv-2", "inv-1"]
    assert (shown["id"], shown["terms"], shown["entities"]) == ("harbour", 0, 3)
    assert "harbour.yaml: 0 terms, 3 entities, 0 feeds, 1 digests" in run("check").stdout


def test_the_same_file_again_changes_nothing_and_what_was_edited_stays(imported: Path) -> None:
    files = [imported / "watchlists" / f"harbour.{ending}" for ending in ("yaml", "jsonl")]
    files[0].write_text(f"{files[0].read_text()}# mine\nterms: [{{name: Rostec, kind: organization}}]\n")
    before = [(file.read_bytes(), file.stat().st_mtime_ns) for file in files]

    again = run("list", "import", write(*ROWS), "--as", "harbour", "--yes")

    assert again.returncode == 0
    assert again.stdout == f"{files[0]}: nothing changes, 3 as before\n"
    assert [(file.read_bytes(), file.stat().st_mtime_ns) for file in files] == before


def test_what_changes_is_shown_first_and_written_only_with_consent(imported: Path) -> None:
    entities = imported / "watchlists" / "harbour.jsonl"
    before = entities.read_bytes()
    file = write(ROWS[0].replace("Павел Корвин", "Pawel Korwin"), *ROWS[1:3], "inv-5,Person,Marta Zadin,,,xa,x")

    dry = run("list", "import", file, "--as", "harbour", "--dry-run")
    unasked = run("list", "import", file, "--as", "harbour")

    assert dry.stdout.splitlines()[1:] == [
        "  new      inv-5  Marta Zadin",
        "  changed  inv-1  Pavel Korvin: aliases +'Pawel Korwin' -'Павел Корвин'",
        "  gone     inv-4  Vela Foundation",
    ]
    assert dry.stdout.splitlines()[0].endswith("harbour.yaml: 1 new, 1 changed, 1 gone, 1 as before")
    assert (dry.returncode, unasked.returncode) == (0, 2)
    assert "--yes imports" in unasked.stderr
    assert entities.read_bytes() == before
    changed = run("list", "import", file, "--as", "harbour", "--yes", "--json").stdout.splitlines()
    assert [json.loads(line)["change"] for line in changed] == ["changed", "gone", "new"]
    assert entities.read_bytes() != before


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1), ("\x04", 1)], ids=["yes", "no", "end"])
def test_on_a_terminal_it_asks(home: Path, answer: str, code: int) -> None:
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "tocsin", "list", "import", write(*ROWS), "--as", "harbour"],
        stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        os.write(master, answer.encode() + b"\n")
        _, asked = process.communicate(timeout=120)
    os.close(master)
    os.close(slave)

    assert process.returncode == code
    assert "Import into" in asked
    assert (home / "watchlists" / "harbour.jsonl").exists() == (code == 0)


def test_a_list_that_would_lose_its_half_is_not_replaced_without_a_word(imported: Path) -> None:
    before = (imported / "watchlists" / "harbour.jsonl").read_bytes()

    refused = run("list", "import", write(ROWS[0]), "--as", "harbour", "--yes")

    assert refused.returncode == 1
    assert "2 of 3 entities would be gone" in refused.stderr
    assert (imported / "watchlists" / "harbour.jsonl").read_bytes() == before
    assert run("list", "import", write(ROWS[0]), "--as", "harbour", "--yes", "--shrink").returncode == 0


def test_what_cannot_be_used_is_told_and_a_file_with_nothing_usable_changes_nothing(home: Path) -> None:
    partly = run("list", "import", write(*ROWS, "inv-6,Person,Ivan,,,,", "inv-7,Person"), "--problems", "--dry-run")
    wholly = run("list", "import", write(ROWS[2]), "--yes")

    assert partly.stderr.splitlines() == [
        "targets.simple.csv: 6 rows, 3 people and organizations",
        "  not watched for: Vessel (1)",
        "  unusable: a person's name of one word (1), line 6",
        "  unusable: another number of columns than the header's 7 (1), line 7",
        "targets.simple.csv:6: a person's name of one word: Ivan",
        "targets.simple.csv:7: another number of columns than the header's 7",
    ]
    assert wholly.returncode == 1
    assert (
        wholly.stderr.splitlines()[-1]
        == "tocsin: targets.simple.csv: nobody in it can be looked for; nothing is changed"
    )
    assert list((home / "watchlists").iterdir()) == []


def test_it_reads_what_is_piped_into_it(home: Path) -> None:
    line = {"id": "NK-1", "schema": "Person", "properties": {"name": ["Pavel Korvin"]}}
    assert (
        run("list", "import", "-", "--as", "Piped In", "--yes", "--severity", "high", stdin=json.dumps(line)).returncode
        == 0
    )
    assert (home / "watchlists" / "piped-in.yaml").read_text().splitlines()[1:] == [
        "name: Piped In",
        "entities:",
        "  file: piped-in.jsonl",
        "  severity: high",
    ]


def test_an_entity_with_the_id_of_a_term_is_refused_where_the_term_stands(imported: Path) -> None:
    path = imported / "watchlists" / "harbour.yaml"
    path.write_text(f"{path.read_text()}terms:\n  - {{id: inv-9, name: Rostec, kind: organization}}\n")

    refused = run("list", "import", write(*ROWS, "inv-9,Person,Marta Zadin,,,,"), "--as", "harbour", "--yes")

    assert refused.returncode == 1
    assert (
        "harbour.yaml:8:10: terms.0.id: 'inv-9' is the id of an entity too; give the term another id" in refused.stderr
    )


def test_a_damaged_file_of_entities_is_told_and_mended_by_importing_again(imported: Path) -> None:
    entities = imported / "watchlists" / "harbour.jsonl"
    entities.write_bytes(entities.read_bytes()[:-30] + b"\n")

    checked = run("check")
    mended = run("list", "import", write(*ROWS), "--as", "harbour", "--yes")

    assert checked.returncode == 1
    assert f"wrong  watchlist  {entities}:3:1: expected a JSON object" in checked.stdout
    assert "damaged: all of it is replaced" in mended.stderr
    assert "harbour.yaml: 0 terms, 3 entities" in run("check").stdout


def test_a_missing_file_of_entities_is_told_where_the_list_names_it(imported: Path) -> None:
    (imported / "watchlists" / "harbour.jsonl").unlink()

    told = run("check").stdout

    assert "harbour.yaml:4:3: entities: " in told
    assert run("list", "import", write(*ROWS), "--as", "harbour", "--yes").returncode == 0


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("mine", "name: Mine\nterms: [{name: Rostec, kind: organization}]\n", "has no entities: give it the line 'entities: mine.jsonl'"),
        ("mine", "name: [\n", "mine.yaml:2:1: while parsing a flow node"),
        ("-", "", "which list? Name it with --as NAME"),
    ],
    ids=["without entities", "wrong", "no name"],
)  # fmt: skip
def test_a_list_that_cannot_take_it_is_refused(home: Path, name: str, text: str, told: str) -> None:
    if text:
        (home / "watchlists" / "mine.yaml").write_text(text)

    refused = run("list", "import", write(*ROWS), "--as", name, "--yes")

    assert refused.returncode in {1, 2}
    assert told in refused.stderr
    assert "Traceback" not in refused.stderr


def test_hits_of_an_entity_say_who_lists_it_even_when_another_list_is_not_found(imported: Path) -> None:
    with Database(f"sqlite:///{imported / 'tocsin.db'}") as database:
        database.upgrade()
        with database.session() as session:
            for watchlist in ("harbour", "another"):
                stored_hit(session, watchlist=watchlist, term="inv-2", article=stored_article(session, site=watchlist))

    rows = [json.loads(line) for line in run("hits", "--json").stdout.splitlines()]

    assert {row["watchlist"]: (row["listed_by"], row["listed_at"]) for row in rows} == {
        "harbour": ("Island Treasury List; Northern Union Notices", "https://www.opensanctions.org/entities/inv-2/"),
        "another": ("", None),
    }
    assert "(inv-2, listed by Island Treasury List; Northern Union Notices," in run("hits", "--rss").stdout
