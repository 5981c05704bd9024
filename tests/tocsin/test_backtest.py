"""`tocsin backtest` as a person types it: real processes on a stored archive."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from given import DAY, article_data, stored_entry, stored_feed
from news import filler
from storage import Database, add_article
from tocsin.backtest import sparkline

NOW = datetime.now(UTC)
ROSTEC = "name: Arms\nterms:\n  - {name: Rostec, kind: organization}\n"
DRAFT = (
    ROSTEC
    + "  - {name: ship, kind: phrase, id: ships}\n  - {name: Nobody At All, kind: person}\n"
    + '  - {name: "A query with a title that is longer than any column", kind: query, query: port AND cranes}\n'
)
KEYS = {
    *("watchlist", "term", "term_name", "listed", "since", "until", "articles", "pruned", "failed", "days", "hits"),
    *("stories", "a_day", "busiest_day", "busiest_hits", "noisy", "by_day", "forms", "samples", "compared_with"),
    *("new", "gone", "new_samples", "gone_samples"),
}
COMMAND = [sys.executable, "-m", "tocsin", "backtest"]


def tocsin(*words: str, columns: int = 80) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": str(columns)}
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, timeout=180, check=False, env=environment)


def fill(home: Path, *texts: str) -> None:
    with Database(f"sqlite:///{home / 'tocsin.db'}") as database:
        database.upgrade()
        with database.session() as session:
            feed = stored_feed(session, title="Wire")
            for number, text in enumerate(texts):
                data = article_data(f"https://wire.test/{number}", title=f"Headline {number}", text=text)
                add_article(session, stored_entry(session, feed).id, data, NOW - (number % 3) * DAY)


@pytest.fixture
def archive(home: Path) -> Path:
    """A home in which 'ship' is in each of 153 articles of three days, Rostec in two, and a list that watches both."""
    fill(
        home,
        *["The ship came into port."] * 151,
        "A ship for Rostec.",
        "Rostec built a ship and two cranes at the port.",
    )
    (home / "watchlists" / "arms.yaml").write_text(DRAFT.replace("ship,", "cranes,"), encoding="utf-8")
    Path("draft.yaml").write_text(DRAFT, encoding="utf-8")
    return home


def test_a_row_is_a_term_and_the_first_is_the_list_as_a_whole(archive: Path) -> None:
    result = tocsin("draft.yaml", "--json", "--samples", "1")

    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 0, result.stderr
    assert {frozenset(row) for row in rows} == {frozenset(KEYS)}
    assert [(row["term"], row["hits"], row["noisy"], row["new"], row["gone"]) for row in rows] == [
        (None, 153, False, 151, 0),
        ("ships", 153, True, 152, 0),
        ("rostec", 2, False, 0, 0),
        ("a-query-with-a-title-that-is-longer-than-any-column", 1, False, 0, 0),
        ("nobody-at-all", 0, False, 0, 0),
    ]
    assert (rows[1]["a_day"], rows[1]["days"], len(rows[1]["by_day"]), rows[1]["busiest_hits"]) == (51.0, 3, 3, 51)
    assert rows[1]["forms"] == [{"form": "ship", "rule": "phrase", "hits": 153, "alone": 153}]
    (sample,) = rows[2]["samples"]
    assert [sample["excerpt"][start:end] for start, end in sample["marks"]] == ["Rostec"]
    assert rows[0]["compared_with"] == str(archive / "watchlists" / "arms.yaml")
    assert "too common: ship" in result.stderr


@pytest.mark.parametrize("columns", [80, 120])
def test_a_person_reads_samples_figures_and_warnings_within_the_terminal(archive: Path, columns: int) -> None:
    result = tocsin("draft.yaml", columns=columns)

    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= columns
    assert "A ship for [Rostec]." in result.stdout
    assert "NEW  " in result.stdout
    assert "no hit (1 of 4 terms): Nobody At All" in result.stdout
    assert any(line.startswith("TOO COMMON  ship: 51.0 hits a day") for line in lines)
    assert [line.split()[:4] for line in lines if line.startswith("articles with any")] == [
        ["articles", "with", "any", "153"]
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("draft.yaml", "--since", "last week"), 2, "expected a date"),
        (("draft.yaml", "--since", str((NOW + 2 * DAY).date())), 2, "expected a moment that has been"),
        (("no-such-list",), 1, "no watchlist 'no-such-list'"),
        (("wrong.yaml",), 1, "wrong.yaml:1:1: terms: nothing"),
        ((), 2, "Missing argument"),
    ],
    ids=["date", "future", "list", "content", "nothing"],
)
def test_what_cannot_be_done_is_said_in_a_line(home: Path, words: tuple[str, ...], code: int, said: str) -> None:
    Path("draft.yaml").write_text(DRAFT, encoding="utf-8")
    Path("wrong.yaml").write_text("name: Arms\n", encoding="utf-8")

    result = tocsin(*words)

    assert (result.returncode, result.stdout) == (code, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_an_empty_archive_is_said_with_what_fills_it(home: Path) -> None:
    Path("draft.yaml").write_text(DRAFT, encoding="utf-8")

    result = tocsin("draft.yaml")

    assert result.returncode == 1
    assert "the archive is empty" in result.stderr
    assert "`tocsin run`" in result.stderr


def test_ctrl_c_stops_it_and_its_workers_without_a_word(home: Path) -> None:
    fill(home, *(f"{number} {filler(1) * 60}" for number in range(210)))
    Path("draft.yaml").write_text(DRAFT, encoding="utf-8")
    with subprocess.Popen([*COMMAND, "draft.yaml"], stdout=-1, stderr=-1, start_new_session=True) as running:
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        while running.poll() is None and not (workers := children.read_text().split()):
            time.sleep(0.01)
        os.killpg(running.pid, signal.SIGINT)
        printed, said = running.communicate(timeout=60)

    assert (running.returncode, printed, said) == (130, b"", b"")
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def test_a_cluster_finds_what_the_cores_here_find(
    archive: Path, prefect_server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("prefect_dask", reason="prefect-dask is not installed")
    since = ("--since", f"{NOW - 30 * DAY:%Y-%m-%d}")
    here = tocsin("draft.yaml", "--json", *since)
    monkeypatch.setenv("TOCSIN_TASK_RUNNER", "dask")

    there = tocsin("draft.yaml", "--json", *since)

    assert there.returncode == 0, there.stderr
    found, found_there = ([json.loads(line) for line in run.stdout.splitlines()] for run in (here, there))
    assert found_there == [{**row, "until": moment["until"]} for row, moment in zip(found, found_there, strict=True)]


def test_a_task_runner_that_is_not_installed_is_named_with_what_brings_it(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_TASK_RUNNER", "ray")
    if find_spec("prefect_ray"):
        pytest.skip("prefect-ray is installed")

    result = tocsin("draft.yaml")

    assert result.returncode == 1
    assert "pip install 'tocsin[ray]'" in result.stderr


@pytest.mark.parametrize(
    ("hits", "room", "bars"),
    [({}, 10, "····"), ({0: 1, 1: 8, 3: 4}, 10, "▁█·▄"), ({0: 2, 1: 2, 2: 1, 3: 1}, 2, "█▄"), ({2: 4}, 3, "·█")],
    ids=["nothing", "days", "pairs", "rest"],
)
def test_a_bar_is_a_day_or_as_many_as_there_is_room_for(hits: dict[int, int], room: int, bars: str) -> None:
    first = date(2026, 11, 1)
    days = Counter({first + timedelta(days=day): number for day, number in hits.items()})
    last = first + timedelta(days=3)
    assert sparkline(days, first, last, room) == bars
