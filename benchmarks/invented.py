"""Invented people and firms, as many as one likes, in the shape of OpenSanctions' targets.simple.csv."""

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

HEADER = (
    "id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones",
    "emails", "program_ids", "dataset", "first_seen", "last_seen", "last_change",
)  # fmt: skip
_GIVEN = (
    ("Pavel", "Павел"), ("Oleg", "Олег"), ("Irina", "Ирина"), ("Marta", "Марта"), ("Anton", "Антон"),
    ("Vera", "Вера"), ("Denis", "Денис"), ("Yulia", "Юлия"), ("Roman", "Роман"), ("Galina", "Галина"),
)  # fmt: skip
_SYLLABLES = (
    ("kor", "кор"), ("lum", "лум"), ("zad", "зад"), ("vel", "вел"), ("mir", "мир"), ("tas", "тас"), ("bor", "бор"),
    ("gan", "ган"), ("rud", "руд"), ("sel", "сел"), ("pol", "пол"), ("dem", "дем"), ("nev", "нев"), ("har", "хар"),
    ("ostr", "остр"), ("klim", "клим"), ("vor", "вор"), ("zhil", "жил"), ("tor", "тор"), ("bel", "бел"),
)  # fmt: skip
_ENDINGS = (("ov", "ов"), ("in", "ин"), ("enko", "енко"), ("sky", "ский"), ("uk", "ук"))
_TRADES = (("Marine", "Марин"), ("Optics", "Оптика"), ("Trading", "Трейдинг"), ("Steel", "Сталь"), ("Aero", "Аэро"))
_ALIAS_OF_ONE_WORD = 0.05
_LISTS = ("Harbour Authority Register", "Island Treasury List; Northern Union Notices", "Northern Union Notices")


def write_targets(path: Path, count: int, *, seed: int = 1) -> None:
    """Write so many targets: people, firms, and here and there a ship."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(_rows(count, Random(seed)))


def _rows(count: int, random: Random) -> Iterator[list[str]]:
    for number in range(count):
        schema = random.choices(("Person", "Company", "Organization", "Vessel"), (60, 30, 7, 3))[0]
        name, aliases = _person(random) if schema == "Person" else _firm(random)
        key = f"inv-{random.getrandbits(48):012x}-{number}"
        lists = random.choice(_LISTS).replace("; ", ";")
        day = f"2026-0{random.randint(1, 9)}-1{random.randint(0, 9)}T06:00:00"
        yield [
            key, schema, name, ";".join(aliases), f"19{random.randint(30, 99)}", random.choice(("xa", "xb", "xa;xb")),
            "1 Quay Street, Harbour Town", f"{random.getrandbits(32)}", "HAR - 2026-01-01", "", "", "HAR-1", lists,
            "2026-01-01T06:00:00", day, day,
        ]  # fmt: skip


def _person(random: Random) -> tuple[str, list[str]]:
    given, patronymic = random.choice(_GIVEN), random.choice(_GIVEN)
    family = _word(random, _ENDINGS)
    latin, cyrillic = f"{given[0]} {family[0]}", f"{given[1]} {family[1]}"
    aliases = [cyrillic, f"{family[0].upper()}, {given[0]}", f"{given[1]} {patronymic[1]}ович {family[1]}"]
    return latin, aliases[: random.randint(0, 3)] + ([family[0]] if random.random() < _ALIAS_OF_ONE_WORD else [])


def _firm(random: Random) -> tuple[str, list[str]]:
    stem, trade = _word(random, (("", ""), ("ex", "екс"), ("on", "он"))), random.choice(_TRADES)
    aliases = [f"ООО «{stem[1]} {trade[1]}»", f"{stem[0]} {trade[0]} Limited", f"JSC {stem[0]} {trade[0]}"]
    return f"{stem[0]} {trade[0]} LLC", aliases[: random.randint(0, 3)]


def _word(random: Random, endings: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    parts = [*random.choices(_SYLLABLES, k=random.choice((2, 2, 3))), random.choice(endings)]
    return "".join(part[0] for part in parts).capitalize(), "".join(part[1] for part in parts).capitalize()
