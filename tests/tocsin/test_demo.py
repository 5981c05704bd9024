"""`tocsin demo` as somebody types it who has nothing else."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

MINE = "postgresql://me@127.0.0.1:1/mine"


@pytest.fixture
def finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "subprocess.CompletedProcess[str]":
    """A demo that ran in an empty folder, on a machine where somebody has set up Tocsin for real."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("TOCSIN_HOME", str(tmp_path / "mine"))
    monkeypatch.setenv("TOCSIN_DATABASE_URL", MINE)
    here = tmp_path / "here"
    here.mkdir()
    (here / ".env").write_text(f"TOCSIN_DATABASE_URL={MINE}\n")
    return subprocess.run(
        [sys.executable, "-m", "tocsin", "demo"], cwd=here, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_demo_finds_its_stories_and_leaves_the_users_own_alone(
    finished: "subprocess.CompletedProcess[str]", tmp_path: Path
) -> None:
    assert finished.returncode == 0, finished.stderr
    assert "9 feeds due, 7 read, 2 failing; 42 new entries; 42 articles" in finished.stderr
    assert "own\nwords only" not in finished.stdout
    assert "Arrests at defence plants" in finished.stdout
    assert "also in" in finished.stdout
    assert "What to try next" in finished.stdout
    path = Path(re.findall(r"^HTML: (.*)$", finished.stdout, re.MULTILINE)[0])
    assert path.is_relative_to(tmp_path / "cache")
    assert "<mark" in path.read_text(encoding="utf-8")
    assert not (tmp_path / "mine").exists()
    assert [entry.name for entry in (tmp_path / "here").iterdir()] == [".env"]
