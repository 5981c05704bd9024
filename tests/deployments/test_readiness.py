"""What `tocsin up` looks at before it starts, and when nothing completes: each in a process of its own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from deployments.readiness import NotReadyError, look_ready
from deployments.silence import speak_up
from flows.settings import load_settings
from storage import Database, RunData, add_run, complete_run

LIST = "name: Mine\nfeeds: [{url: 'http://127.0.0.1/rss'}]\nterms: [{name: Ростех, kind: organization}]\n"


def test_what_is_watched_is_said_and_a_wrong_list_is_refused_with_its_line(home: Path) -> None:
    path = home / "watchlists" / "mine.yaml"
    path.write_text(LIST, encoding="utf-8")
    assert look_ready(()) == "watching 1 terms in 1 feeds"
    path.write_text(LIST + "therms: []\n", encoding="utf-8")
    with pytest.raises(NotReadyError, match=r"mine\.yaml:4:.*therms"):
        look_ready(())


def test_silence_is_spoken_of_until_a_run_completes(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = load_settings()
    speak_up(settings, 2400)
    assert capsys.readouterr().err == f"no run has completed for 40 minutes: see {home / 'prefect' / 'serve.log'}\n"
    now = datetime.now(UTC)
    with Database(settings.database) as database:
        database.upgrade()
        with database.session() as session:
            complete_run(session, add_run(session, RunData(), now, now).id, RunData(), now)
    speak_up(settings, 2400)
    assert capsys.readouterr().err == ""
