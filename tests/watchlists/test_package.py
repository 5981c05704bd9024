import pickle
import subprocess
import sys

import watchlists
from watchlists import Matcher, parse_watchlist
from watchlists.editor_schema import SCHEMA_FILE, editor_schema

LIST = "name: x1\nterms: [{name: Rostec, kind: organization}, {name: q1, kind: query, query: '@rostec OR FSB'}]"


def test_each_public_name_is_there() -> None:
    assert [name for name in watchlists.__all__ if not hasattr(watchlists, name)] == []


def test_importing_it_pulls_in_nothing_slow() -> None:
    slow = [
        "numpy",
        "rapidfuzz",
        "lark",
        "simplemma",
        "cronsim",
        "sqlmodel",
        "sqlalchemy",
        "aiohttp",
        "typer",
        "prefect",
        "trafilatura",
    ]
    code = f"import sys, watchlists; print([name for name in {slow} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_schema_for_editors_is_that_of_the_models() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == editor_schema(), "write it: python -m watchlists.editor_schema"


def test_a_matcher_travels_to_another_process() -> None:
    matcher = Matcher(parse_watchlist(LIST))
    for copy in (pickle.loads(pickle.dumps(matcher)), matcher, pickle.loads(pickle.dumps(matcher))):
        assert [match.term for match in copy.find(title="", text="Rostec")] == ["q1", "rostec"]
