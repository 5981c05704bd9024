"""How long a person waits for `tocsin --help` and `tocsin check`: medians, and ratios to a bare Python.

    python benchmarks/answers.py

Exit 1 when a median is over the bar of 0.7 s.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROUNDS = 9
BAR_SECONDS = 0.7
LIST = Path(__file__).parent.parent / "watchlists" / "lists" / "russian-defence-industry.yaml"


def main() -> int:
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "tocsin --help": [sys.executable, "-m", "tocsin", "--help"],
        "tocsin check LIST": [sys.executable, "-m", "tocsin", "check", str(LIST)],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS + 1):
            for name, command in commands.items():
                seconds[name].append(_time(command, folder))
    medians = {name: statistics.median(measured[1:]) for name, measured in seconds.items()}
    bare = medians["python -c pass"]
    print(f"{'':<20} {'median s':>8} {'x bare':>7}")
    for name, median in medians.items():
        print(f"{name:<20} {median:>8.3f} {median / bare:>7.1f}")
    return int(max(medians.values()) > BAR_SECONDS)


def _time(command: Sequence[str], home: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, env={"PATH": "/usr/bin:/bin", "TOCSIN_HOME": home}, capture_output=True, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
