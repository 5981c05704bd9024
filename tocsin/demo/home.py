"""The demo's own folder: nothing of the user's is read there or changed."""

import os
import shutil
from pathlib import Path

from platformdirs import user_cache_path

_OURS = ("TOCSIN_", "PREFECT_")


def demo_home() -> Path:
    """Return the demo's folder, emptied of what an earlier demo found; only Prefect's run history stays."""
    home = user_cache_path("tocsin") / "demo"
    for leftover in home.glob("*"):
        if leftover.is_dir() and leftover.name != "prefect":
            shutil.rmtree(leftover)
        elif leftover.is_file():
            leftover.unlink()
    (home / "watchlists").mkdir(parents=True, exist_ok=True)
    return home


def enter(home: Path) -> None:
    """Make this process work in the demo's folder, whatever the user has set.

    The current folder changes too: a `.env` or `tocsin.toml` of the user's must not lead back to the user's data.
    """
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        del os.environ[name]
    os.environ["TOCSIN_HOME"] = str(home)
    os.environ["TOCSIN_ALLOW_NETWORKS"] = "127.0.0.0/8"
    os.environ["TOCSIN_POLL_GAP_SECONDS"] = "0"
    os.chdir(home)
