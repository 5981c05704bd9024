"""A full disk, a database that may only be read, and one that another process holds for half a minute and more.

    python benchmarks/disk.py

The home is on a small disk of its own (a tmpfs: this needs the right to mount), which is full but for some bytes: fewer
and fewer, so that it ends in each step once. Prints what the pipeline said and what was told when there was room again.
Exits 1 where a hit was lost or told twice, or where a failure was not said in a sentence.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from crashing import Crashing
from storage.servers.sqlite import BUSY_SECONDS

_LEFT = (0, 4_096, 32_768, *range(65_536, 262_145, 16_384))
_ARTICLES = 40


def main() -> int:
    right = True
    print(f"{'trouble':<26}{'hits':>6}{'lost':>6}{'twice':>7}  said")
    with (
        TemporaryDirectory() as place,
        _small_disk(Path(place) / "disk") as disk,
        Crashing(Path(place), seed=1, home=disk / "home") as crashing,
    ):
        troubles: dict[str, AbstractContextManager[None]] = {
            **{f"full but for {left:,} bytes": _full(disk, left) for left in _LEFT},
            "read-only": _read_only(disk),
            f"locked for {BUSY_SECONDS + 5} s": crashing.locked(BUSY_SECONDS + 5),
            f"locked for {BUSY_SECONDS // 2} s": crashing.locked(BUSY_SECONDS // 2),
            "none": nullcontext(),
        }
        for name, trouble in troubles.items():
            before = crashing.finish()
            # No claim of this run is given to another one: what it could not note is sent again when the claim ends.
            said = crashing.fail_in(trouble, design="right", articles=_ARTICLES).replace(str(disk), "")
            after = crashing.finish()
            holds = after.holds and after.hits == before.hits + _ARTICLES + 2 * (not before.hits)
            twice = after.repeated - before.repeated
            print(
                f"{name:<26}{after.hits:>6}{after.lost:>6}{twice:>7}  {said or '-'}  {'' if holds else 'BROKEN'}",
                flush=True,
            )
            right &= holds and not twice
    return int(not right)


@contextmanager
def _small_disk(place: Path) -> Iterator[Path]:
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@contextmanager
def _full(disk: Path, left: int) -> Iterator[None]:
    ballast = disk / "ballast"
    stat = os.statvfs(disk)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, stat.f_bavail * stat.f_frsize - left or 1)
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def _read_only(disk: Path) -> Iterator[None]:
    # A second mount over the first: that one has open files, and cannot be made read-only.
    subprocess.run(["mount", "--bind", str(disk), str(disk)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(disk)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(disk)], check=True)


if __name__ == "__main__":
    sys.exit(main())
