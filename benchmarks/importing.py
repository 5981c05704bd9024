"""Print how long big lists take to import, and how much memory.

python benchmarks/importing.py [ROWS, by default 100,000]

A list of invented people and firms is imported as a new list, then the same file again, then one in which a hundredth
of the rows is another. Each import is a process of its own, so that its memory is its own; seconds are of the CPU.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from invented import HEADER, write_targets

_MB = 1 << 20


def main() -> None:
    rows = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory() as folder:
        home = Path(folder)
        first, second = home / "targets.simple.csv", home / "later.csv"
        write_targets(first, rows)
        _change(first, second)
        print(f"{rows:,} rows, {first.stat().st_size / _MB:,.0f} MB")
        for title, file in (("new list", first), ("same again", first), ("one in 100 changed", second)):
            _report(title, ["list", "import", str(file), "--as", "invented", "--yes"], home)
        _report("check", ["check"], home)
        entities = home / "watchlists" / "invented.jsonl"
        print(f"file of entities: {entities.stat().st_size / _MB:,.0f} MB")
        _read(entities)


def _change(first: Path, second: Path) -> None:
    """Write the same rows, each hundredth with another name."""
    every, one = 100, 50
    with first.open(encoding="utf-8") as file, second.open("w", encoding="utf-8") as changed:
        for number, line in enumerate(file):
            name = line.split('","')[HEADER.index("name")]
            changed.write(line if number % every != one else line.replace(name, f"{name} Junior", 1))


def _report(title: str, words: list[str], home: Path) -> None:
    program = (
        "import resource, sys\nfrom tocsin.cli import main\ntry:\n    main()\nexcept SystemExit as end:\n"
        "    code = end.code or 0\nelse:\n    code = 0\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print('USED', used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)\nsys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        env=os.environ | {"TOCSIN_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    _, seconds, memory = done.stderr.splitlines()[-1].split()
    told = next((line for line in done.stdout.splitlines() if "invented.yaml" in line), "").rpartition("yaml: ")[2]
    print(f"{title:<20} {float(seconds):6.1f} s {int(memory) / 1024:7,.0f} MB  {told}")


def _read(path: Path) -> None:
    from watchlists import Entities

    entities = Entities(path)
    started = time.process_time()
    count = sum(1 for _ in entities)
    read = time.process_time()
    assert entities.digest
    hashed = time.process_time()
    step = max(count // 1_000, 1)
    keys = [entity.id for number, entity in enumerate(entities) if number % step == 0]
    asked = time.process_time()
    assert all(map(entities.get, keys))
    found = (time.process_time() - asked) / len(keys)
    print(f"read {read - started:.1f} s, hashed {hashed - read:.2f} s, one found by its id in {found * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
