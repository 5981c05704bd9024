"""A list of terms, a list of entities, compiled or read from a file: all find the same."""

import json
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from watchlists import Entities, Match, Matcher, Term, Watchlist
from watchlists.fold import Text
from watchlists.names import Listed, NameEngine

ENTITIES: list[dict[str, object]] = [
    {"id": "Q1", "name": "Sergei Chemezov", "kind": "person", "aliases": ["Chemezov"]},
    {"id": "Q2", "name": "Tactical Missiles Corporation", "kind": "organization", "acronyms": ["KTRV", "КТРВ"]},
    {"id": "Q3", "name": "Rostec", "kind": "organization", "aliases": ["Ростех", "Rostec JSC"]},
    {"id": "Q4", "name": "Денис Мантуров", "kind": "person"},
    {"id": "Q5", "name": "New Harbour Times & Co", "kind": "organization", "acronyms": ["N.H.T."]},
    {"id": "Q6", "name": "bell hooks", "kind": "person"},
]
TEXTS = [
    "Сергей Чемезов и Денис Мантуров посетили завод. Чемезова сопровождал Мантуров.",
    "KTRV, the Tactical Missiles Corporation, sold missiles; K.T.R.V. did not, nor did Rostech. ktrv.",
    "Chemezov met bell hooks, Denis Manturov and the New Harbour Times & Co.",
    "Ростеха и Rostec's chief: nothing of Rostelecom.",
    "Nothing at all is here.",
    "",
]


def write(folder: Path, rows: list[dict[str, object]] = ENTITIES) -> Path:
    path = folder / "big.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in sorted(rows, key=lambda row: str(row["id"]))), "utf-8")
    return path


def as_terms(rows: list[dict[str, object]] = ENTITIES) -> Watchlist:
    return Watchlist(name="Big", terms=tuple(Term.model_validate(row) for row in rows))


def as_entities(path: Path) -> Watchlist:
    return Watchlist(name="Big", entities=Entities(path))


def found(matcher: Matcher) -> list[list[Match]]:
    return [
        matcher.find(title=title, text=text, possible=possible)
        for text in TEXTS
        for title in ("", "CHEMEZOV SERGEI AND KTRV")
        for possible in (False, True)
    ]


@pytest.fixture(scope="module")
def expected() -> list[list[Match]]:
    return found(Matcher(as_terms()))


def test_entities_are_found_as_terms_are(tmp_path: Path, expected: list[list[Match]]) -> None:
    assert {match.term for matches in expected for match in matches} == {"Q1", "Q2", "Q3", "Q4", "Q5", "Q6"}
    assert found(Matcher(as_entities(write(tmp_path)))) == expected


def test_terms_and_entities_together_are_found_as_apart(tmp_path: Path, expected: list[list[Match]]) -> None:
    terms = tuple(Term.model_validate(row) for row in ENTITIES[:3])
    watchlist = Watchlist(name="Big", terms=terms, entities=Entities(write(tmp_path, ENTITIES[3:])))
    assert found(Matcher(watchlist)) == expected


def test_a_list_read_from_the_cache_finds_the_same(tmp_path: Path, expected: list[list[Match]]) -> None:
    watchlist, cache = as_entities(write(tmp_path)), tmp_path / "home" / "cache"
    assert found(Matcher(watchlist, cache=cache)) == expected
    (kept,) = cache.iterdir()
    written = kept.stat().st_mtime_ns
    assert found(Matcher(watchlist, cache=cache)) == expected
    assert kept.stat().st_mtime_ns == written


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:100],
        lambda content: content[:-1],
        lambda content: b"other" + content[5:],
        lambda content: content[:40] + b"?" + content[41:],
        lambda content: content[:-200] + bytes(200),
    ],
    ids=["empty", "head", "cut", "kind", "names", "end"],
)
def test_a_damaged_list_is_compiled_again(tmp_path: Path, expected: list[list[Match]], damage: object) -> None:
    watchlist = as_entities(write(tmp_path))
    Matcher(watchlist, cache=tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    whole = kept.read_bytes()
    assert callable(damage)
    kept.write_bytes(damage(whole))
    assert found(Matcher(watchlist, cache=tmp_path / "cache")) == expected
    assert kept.read_bytes() == whole


def test_a_changed_list_takes_the_place_of_the_old_one_and_leaves_other_lists(tmp_path: Path) -> None:
    path, cache = write(tmp_path), tmp_path / "cache"
    Matcher(as_entities(path), cache=cache)
    Matcher(Watchlist(name="Other", entities=Entities(path)), cache=cache)
    write(tmp_path, ENTITIES[:1])
    old = set(cache.iterdir())
    matcher = Matcher(as_entities(path), cache=cache)
    assert [match.term for match in matcher.find(title="", text="Rostec, Sergei Chemezov")] == ["Q1"]
    assert len(old) == len(set(cache.iterdir())) == 2
    assert len(old & set(cache.iterdir())) == 1


def test_other_rules_compile_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watchlist, cache = as_entities(write(tmp_path)), tmp_path / "cache"
    Matcher(watchlist, cache=cache)
    before = list(cache.iterdir())
    monkeypatch.setattr("watchlists.finding.cache._rules", lambda: "newer")
    Matcher(watchlist, cache=cache)
    assert len(list(cache.iterdir())) == 1
    assert list(cache.iterdir()) != before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path, expected: list[list[Match]]) -> None:
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o500)
    assert found(Matcher(as_entities(write(tmp_path)), cache=cache)) == expected


def test_a_file_in_the_place_of_the_folder_only_costs_time(tmp_path: Path, expected: list[list[Match]]) -> None:
    (tmp_path / "cache").write_text("no folder")
    assert found(Matcher(as_entities(write(tmp_path)), cache=tmp_path / "cache")) == expected


def test_two_processes_may_compile_at_once(tmp_path: Path) -> None:
    path, cache = write(tmp_path), tmp_path / "cache"
    code = (
        "import sys; from pathlib import Path; from watchlists import Entities, Matcher, Watchlist\n"
        "watchlist = Watchlist(name='Big', entities=Entities(Path(sys.argv[1])))\n"
        "matcher = Matcher(watchlist, cache=Path(sys.argv[2]))\n"
        "print([match.term for match in matcher.find(title='', text='Rostech, Чемезов Сергей')])"
    )
    command = [sys.executable, "-c", code, str(path), str(cache)]
    builders = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert {builder.communicate()[0] for builder in builders} == {"['Q3', 'Q1']\n"}
    assert [file.suffix for file in cache.iterdir()] == [".list"]


def test_a_matcher_of_entities_travels_to_another_process(tmp_path: Path, expected: list[list[Match]]) -> None:
    matcher = Matcher(as_entities(write(tmp_path)), cache=tmp_path / "cache")
    assert found(matcher) == expected
    assert found(pickle.loads(pickle.dumps(matcher))) == expected


def test_threads_find_the_same(tmp_path: Path, expected: list[list[Match]]) -> None:
    matcher = Matcher(as_entities(write(tmp_path)))
    with ThreadPoolExecutor(4) as pool:
        assert all(result == expected for result in pool.map(lambda _: found(matcher), range(12)))


def test_other_entities_change_nothing(tmp_path: Path, expected: list[list[Match]]) -> None:
    others: list[dict[str, object]] = [
        {"id": f"Z{number}", "name": f"{given} {family}", "kind": "person"}
        for number, (given, family) in enumerate((g, f) for g in ("Olga", "Jan") for f in ("Zvonareva", "Kubica"))
    ]
    others += [{"id": "A1", "name": "Harbour Steel Holding", "kind": "organization", "acronyms": ["HSH"]}]
    more = found(Matcher(as_entities(write(tmp_path, [*others, *ENTITIES]))))
    assert [[match for match in matches if match.term[0] == "Q"] for matches in more] == expected


@pytest.mark.parametrize("word", ["Chemezov", "слово", "ab-", "Rostec's "])
def test_a_flood_of_one_word_ends(word: str) -> None:
    matcher = Matcher(as_terms())
    text = word * (400_000 // len(word))
    for match in matcher.find(title="", text=text):
        assert text[match.start : match.end] == match.text


def test_among_very_many_names_one_that_is_only_like_another_is_not_enough() -> None:
    family = [
        a + b + c for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u") for c in ("rvin", "lder", "nsky", "tts")
    ]
    names = [
        f"{given} {name.title()}{n}"
        for n in ("", "ek", "ov")
        for name in family
        for given in ("Pavel", "Marta", "Igor")
    ]
    many = [
        Listed(number, "person", (f"{name}{letter}",))
        for number, name in enumerate(names)
        for letter in "abcdeghkmoprt"
    ]
    texts = [Text(""), Text("Gordon Bethel, said Gordan Bathal. Гордон Бетел agreed.")]
    wanted = Listed(-1, "person", ("Gordon Bethel",))
    few = [found.span for found in NameEngine.of([wanted]).find(texts) if found.rule != "surname after full name"]
    among = [found.span for found in NameEngine.of([wanted, *many]).find(texts) if found.term == -1]
    assert few == [(0, 13), (20, 33), (35, 47)]
    assert among == [(0, 13), (35, 47)]
