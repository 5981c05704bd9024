"""A list on trial, spread over a cluster of Dask's."""

import json
from pathlib import Path

import pytest

from flows import backtest as trial
from flows.backtest import backtest
from flows.cluster import spread_over
from flows.errors import FlowError
from flows.parallel import spread
from flows.settings import load_settings
from given import DAY, NOW, article_data, stored_entry, stored_feed
from storage import Database, add_article

pytest.importorskip("prefect_dask", reason="prefect-dask is not installed")


def test_a_cluster_finds_what_one_process_finds(
    home: Path, prefect_server: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(trial, "PART", 1)
    monkeypatch.setenv("TOCSIN_TASK_RUNNER", "dask")
    settings = load_settings()
    with Database(settings.database) as database:
        database.upgrade()
        with database.session() as session:
            feed = stored_feed(session, "https://wire.test/rss")
            for number in range(3):
                data = article_data(
                    f"https://wire.test/{number}", title=f"Day {number}", text="Rostec grows. " * number
                )
                add_article(session, stored_entry(session, feed).id, data, NOW - number * DAY)
    path = Path("draft.yaml")
    path.write_text(json.dumps({"name": "Arms", "terms": [{"name": "Rostec", "kind": "organization"}]}))

    here, there = (
        backtest(settings, path, since=NOW - 30 * DAY, now=NOW, workers=1, over=over)
        for over in (spread, spread_over(settings))
    )

    assert there.tally == here.tally
    assert there.tally.terms["rostec"].hits == 2
    assert list(Path().iterdir()) == [path]


def test_a_task_runner_that_is_not_installed_is_named_with_what_brings_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_TASK_RUNNER", "ray")
    monkeypatch.setitem(__import__("sys").modules, "prefect_ray", None)

    with pytest.raises(FlowError, match=r"pip install 'tocsin\[ray\]'"):
        spread_over(load_settings())
