"""The command as a person types it: real processes, real exit codes."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from deployments.addresses import without_password
from homes import enter_home
from news import News
from sites import Site

HEAVY = {"prefect", "sqlmodel", "sqlalchemy", "alembic", "apprise", "trafilatura", "feedparser", "aiohttp", "rich"}
COMMANDS = [
    "demo",
    "run",
    "up",
    "serve-links",
    "check",
    "match",
    "backtest",
    "hits",
    "why",
    "list",
    "feeds",
    "digest",
    "mute",
    "db",
]


def tocsin(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tocsin", *words], input=stdin, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, prefect_server: Path) -> Iterator[News]:
    """A home after one run that found Rostec in a headline that would like to be a formula."""
    with pytest.MonkeyPatch.context() as monkeypatch, Site() as site:
        news = News(site, enter_home(tmp_path_factory.mktemp("filled"), monkeypatch))
        news.publish("/1", '=HYPERLINK("x") Rostec', "Rostec grows. " + news.filler)
        result = tocsin("run")
        assert result.returncode == 0, result.stderr
        yield news


def test_help_names_every_command() -> None:
    result = tocsin("--help")

    assert result.returncode == 0
    assert all(f"\n  {command} " in result.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    assert "Usage: " in tocsin(command, "--help").stdout


@pytest.mark.parametrize("words", [["--help"], ["check"]], ids=["help", "check"])
def test_help_and_check_import_nothing_heavy(words: list[str], home: Path) -> None:
    (home / "watchlists" / "mine.yaml").write_text("name: Mine\nterms:\n  - {name: Rostec, kind: organization}\n")
    program = (
        "import sys\nfrom tocsin.cli import main\nsys.argv = ['tocsin', *sys.argv[1:]]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(*sorted({HEAVY!r} & sys.modules.keys()))"
    )

    result = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)

    assert result.stdout.splitlines()[-1] == ""
    assert "Traceback" not in result.stderr


def test_wrong_use_is_exit_2() -> None:
    assert tocsin("hits", "--since", "yesterday-ish").returncode == 2
    assert tocsin("no-such-command").returncode == 2


def test_an_unknown_key_is_refused_with_file_line_and_the_nearest_key(home: Path) -> None:
    path = home / "watchlists" / "mine.yaml"
    path.write_text("name: Mine\nterms:\n  - nmae: Rostec\n    kind: organization\n")

    result = tocsin("check")

    assert result.returncode == 1
    assert f"{path}:3:" in result.stdout
    assert "did you mean 'name'" in result.stdout


def test_no_watchlist_is_said_in_one_line_with_what_to_do(home: Path) -> None:
    result = tocsin("run")

    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert str(home / "watchlists") in result.stderr
    assert "russian-defence-industry" in result.stderr


def test_check_shows_each_setting_with_its_origin(home: Path) -> None:
    Path("tocsin.toml").write_text("monitor_minutes = 7\n")

    rows = [json.loads(line) for line in tocsin("check", "--json").stdout.splitlines()]

    texts = [row["text"] for row in rows if row["part"] == "setting"]
    assert f"home = {home}  (environment)" in texts
    assert "monitor_minutes = 7  (tocsin.toml)" in texts
    assert "workers = " in " ".join(texts)


def test_a_misspelt_setting_is_told_with_the_nearest_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_ALLOW_NETWORK", "127.0.0.0/8")

    result = tocsin("check")

    assert result.returncode == 1
    assert "TOCSIN_ALLOW_NETWORK is not a setting (did you mean TOCSIN_ALLOW_NETWORKS?)" in result.stdout


def test_check_never_shows_a_password(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", "postgresql://me:hunter2@127.0.0.1:1/none")

    result = tocsin("check")

    assert "hunter2" not in result.stdout + result.stderr
    assert "me:***@127.0.0.1" in result.stdout


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:///db?user=me&password=hunter2@x",
        "postgresql://me:a?hunter2@h/db",
        "postgresql://h/d?password=hunter2",
    ],
    ids=["in the query, with @", "with ?", "in the query"],
)
def test_a_password_in_an_unusual_place_is_not_shown(url: str) -> None:
    assert "hunter2" not in without_password(url)


def test_a_channel_that_nobody_understands_is_told_before_anything_is_polled(home: Path, site: Site) -> None:
    News(site, home)
    (home / "channels.yaml").write_text("urls:\n  - nosuchscheme://TOKEN/x\n")

    result = tocsin("run")

    assert (result.returncode, result.stderr.count("\n"), site.requests) == (1, 1, [])
    assert "TOKEN" not in result.stderr


def test_an_own_list_may_be_named_by_any_spelling_of_its_path(
    home: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    News(site, home)
    monkeypatch.chdir(home)

    assert "1 feeds" in tocsin("check", "watchlists/news.yaml").stdout


def test_match_prints_rows_whose_offsets_slice_the_text(home: Path) -> None:
    text = "Вчера «Ростех» и Rostec."
    (home / "watchlists" / "mine.yaml").write_text(
        "name: Mine\nterms:\n  - {name: Rostec, kind: organization, aliases: [Ростех]}\n"
    )

    result = tocsin("match", "-w", "mine", "--json", stdin=text)

    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["text"], row["term"], row["document"]) for row in rows] == [
        ("Ростех", "rostec", "-"),
        ("Rostec", "rostec", "-"),
    ]
    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows)
    assert set(rows[0]) == {"document", "term", "field", "start", "end", "text", "form", "rule", "score", "possible"}


def test_match_reads_json_lines_with_their_ids(home: Path) -> None:
    (home / "watchlists" / "mine.yaml").write_text("name: Mine\nterms:\n  - {name: Rostec, kind: organization}\n")
    lines = '{"id": "a", "title": "Rostec", "text": "x\\u2028Rostec"}\n{"id": "b", "text": "nothing"}\n'

    result = tocsin("match", "-w", "mine", "--json", "--jsonl", stdin=lines)

    assert [(row["document"], row["field"]) for row in map(json.loads, result.stdout.splitlines())] == [
        ("a", "title"),
        ("a", "text"),
    ]


def test_hits_are_rows_csv_and_rss(filled: News) -> None:
    (row,) = [json.loads(line) for line in tocsin("hits", "--json").stdout.splitlines()]
    (head, line) = csv.reader(io.StringIO(tocsin("hits", "--csv").stdout))
    (title,) = fromstring(tocsin("hits", "--rss").stdout).findall("channel/item/title")

    assert {
        "id",
        "watchlist",
        "term",
        "severity",
        "url",
        "title",
        "source",
        "published_at",
        "found_at",
        "story",
        "zone",
        "text_source",
        "matches",
    } <= set(row)
    assert row["title"] == '=HYPERLINK("x") Rostec'
    assert line[head.index("title")] == '\'=HYPERLINK("x") Rostec'
    assert "Rostec" in str(title.text)
    assert tocsin("hits", "--term", "other", "--json").stdout == ""
    assert tocsin("hits", "--words", "ROSTEC grows", "--json").stdout.count("\n") == 1


def test_run_tells_its_digest_its_account_and_where_the_html_is(home: Path, site: Site, prefect_server: Path) -> None:
    news = News(site, home)
    news.publish("/1", "Rostec", "Rostec grows. " + news.filler)

    first, second = tocsin("run"), tocsin("run", "--all")

    assert "Rostec" in first.stdout
    path = next(line.removeprefix("HTML: ") for line in first.stdout.splitlines() if line.startswith("HTML: "))
    assert Path(path).read_text(encoding="utf-8").startswith("<!")
    assert "1 hit in 1 story" in first.stderr
    assert second.stdout == ""
    assert "0 new entries" in second.stderr


def test_feeds_are_added_exported_and_imported(filled: News) -> None:
    site = filled.site
    url = site.url("/more")
    added = tocsin("feeds", "add", url, "--title", "More")
    assert (added.returncode, f"{url} will not be polled" in added.stderr) == (0, True)
    opml = tocsin("feeds", "export").stdout
    assert tocsin("feeds", "remove", url).returncode == 0
    Path("feeds.opml").write_text(opml.replace(site.url("/feed"), "file:///etc/passwd"))

    listed = tocsin("feeds", "remove", site.url("/feed"))

    assert (listed.returncode, "in its file" in listed.stderr) == (1, True)
    imported = tocsin("feeds", "import", "feeds.opml")

    assert imported.returncode == 1
    assert "file:///etc/passwd" in imported.stderr
    rows = {row["url"]: row for row in map(json.loads, tocsin("feeds", "--json").stdout.splitlines())}
    assert rows[url]["added_by_hand"] is True
    row = rows[site.url("/feed")]
    assert (row["status"], len(row["last_30_days"]), row["usual_gap"]) == ("ok", 30, None)
    assert "\N{MIDDLE DOT}" * 30 in tocsin("feeds").stdout


def test_a_site_is_asked_for_its_feeds(home: Path, site: Site) -> None:
    News(site, home)
    site.serve("/", '<html><head><link rel=alternate type="application/rss+xml" href="/feed"></head></html>')

    result = tocsin("feeds", "find", site.url("/"))

    assert [json.loads(line)["url"] for line in result.stdout.splitlines()] == [site.url("/feed")]


def test_a_digest_is_previewed_listed_and_sent_again(filled: News) -> None:
    assert "nothing waits" in tocsin("digest", "preview").stderr
    (row,) = [json.loads(line) for line in tocsin("digest", "list", "--json").stdout.splitlines()]
    assert row["deliveries"] == "1 sent"

    (filled.home / "watchlists" / "news.yaml").rename("news.yaml")
    again = tocsin("digest", "resend", str(row["id"]))
    Path("news.yaml").rename(filled.home / "watchlists" / "news.yaml")

    assert "Rostec" in again.stdout
    assert tocsin("digest", "resend", "99").returncode == 1


def test_the_database_is_upgraded_measured_backed_up_and_pruned(filled: News) -> None:
    assert tocsin("db", "upgrade").stdout.startswith("schema ")
    sizes = {row["table"]: row["rows"] for row in map(json.loads, tocsin("db", "status", "--json").stdout.splitlines())}
    assert (sizes["hit"], sizes["article"]) == (1, 1)
    assert tocsin("db", "backup", "copy.db").returncode == 0
    assert Path("copy.db").stat().st_size > 0
    assert tocsin("db", "prune", "--older-than", "1d", "--dry-run").returncode == 0
