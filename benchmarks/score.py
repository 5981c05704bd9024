"""What a feed server thinks of the poller: every kind of feed, polled for some days of the server's own time.

    python benchmarks/score.py [DAYS]

Prints the score sheet and exits 1 where there is a fault in it.
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from scoring import play


def main(days: int) -> int:
    with TemporaryDirectory() as folder:
        faults, sheet, asked = asyncio.run(play(Path(folder), days))
    for name in sorted(sheet):
        print(f"{'FAULT' if name in faults else 'ok':<6} {sheet[name]:>6}  {name}")
    print(f"{asked.total()} requests in {days} days: {', '.join(f'{path} {n}' for path, n in sorted(asked.items()))}")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 3))
