"""An engine in a process of its own: its memory and its CPU time are nobody else's."""

import gc
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpora
from benchmarks.engines import Engine, Listed

BUILD_SECONDS = 600
SLICE_SECONDS = 4.0


class Ready(NamedTuple):
    """An engine that stands ready in its process."""

    seconds: float
    """Of CPU time until it was ready."""
    strings: int


class Read(NamedTuple):
    """What an engine did when it was asked."""

    rate: float
    """Articles a second of CPU time."""
    megabytes: float
    """Of memory, after that, the interpreter included."""
    peak: float
    """The most megabytes it had since it began, the building included."""


class Worker:
    """A process with one engine in it, which it builds at once."""

    def __init__(self, engine: Engine, names: Path, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(engine, names, folder, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def wait(self) -> Ready | str:
        """Return the engine's figures, or in words why there are none."""
        if not self._pipe.poll(BUILD_SECONDS):
            self.end()
            return f"not built in {BUILD_SECONDS} s"
        try:
            answer: Ready | str = self._pipe.recv()
        except EOFError:
            return f"ended by {self._process.exitcode}"
        return answer

    def ask(self, part: str, slices: int = 1, number: int = 0) -> None:
        """Let it read each `slices`th of the articles that are `unseen` or to `warm` up with, beginning at `number`."""
        self._pipe.send((part, slices, number))

    def answer(self) -> Read:
        """Return what it did when it was asked."""
        read: Read = self._pipe.recv()
        return read

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()


def write(names: Sequence[Listed], path: Path) -> None:
    """Write names for workers to read."""
    path.write_text("\n".join(map(json.dumps, names)), encoding="utf-8")


def _work(engine: Engine, names: Path, folder: Path, pipe: Connection) -> None:
    listed = [Listed(*json.loads(line)) for line in names.read_text(encoding="utf-8").splitlines()]
    started = time.process_time()
    try:
        find, strings = engine.build(listed, folder)
    except ImportError:
        pipe.send("not installed")
        return
    seconds = time.process_time() - started
    del listed
    gc.collect()
    pipe.send(Ready(seconds, strings))
    warm, unseen = corpora.articles()
    while True:
        part, slices, number = pipe.recv()
        texts = (unseen if part == "unseen" else warm)[number::slices]
        limit = SLICE_SECONDS if part == "unseen" else 5 * SLICE_SECONDS
        read, started = 0, time.process_time()
        for text in texts:
            find(text)
            read += 1
            if time.process_time() - started > limit:
                break
        pipe.send(Read(read / (time.process_time() - started), *_megabytes()))


def _megabytes() -> tuple[float, float]:
    """Return the memory of the process, now and at its most."""
    if sys.platform != "linux":
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        return most, most
    # What getrusage tells of a new process is the most that its parent had.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
    return int(status["VmRSS"].split()[0]) / 1024, int(status["VmHWM"].split()[0]) / 1024
