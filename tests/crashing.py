"""Kill the pipeline, again and again, and see what arrives: nothing lost, nothing invented, repeats known as such.

with Crashing(folder, seed=1) as crashing:
    crashing.kill(30)
    outcome = crashing.finish()
    assert outcome.lost == 0
"""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import update
from sqlmodel import col

from news import News
from sinks import SmtpSink, Webhook, smtp_sink, webhook
from sites import Site
from storage import Database, Delivery, count_deliveries, find_hits

HERE = Path(__file__).parent
_TOKEN = re.compile(r"\bK\d{6}\b")
_MAX_ITEMS = 200


@dataclass(frozen=True)
class Outcome:
    """What arrived at the receivers together, held against what was published."""

    kills: int
    hits: int
    """Stored, each to be told to every receiver."""
    lost: int
    """Published or stored, and not told to a receiver."""
    invented: int
    """Told, and never published."""
    repeated: int
    """Messages that came again under their own Message-ID or key."""
    told_twice: int
    """Hits that one receiver was told in two different messages."""
    changed: int
    """Messages that came again with other words."""
    most_copies: int

    @property
    def holds(self) -> bool:
        """Whether the promise was kept: at least once, exactly once where nothing was killed, and known by its key."""
        wrong = self.lost or self.invented or self.told_twice or self.changed
        return not wrong and self.repeated <= self.kills


class Crashing:
    """A newspaper, two receivers, and the pipeline between them in a process that can be killed."""

    def __init__(
        self,
        folder: Path,
        *,
        seed: int,
        design: str = "right",
        delay: float = 0.01,
        receivers: Sequence[str] = ("mail", "hook"),
        home: Path | None = None,
    ) -> None:
        self._folder = folder
        self.home = home or folder / "home"
        self._design = design
        self._delay = delay
        self._receivers = receivers
        self._chance = random.Random(seed)
        self._stack = ExitStack()
        self._numbers: list[str] = []
        self.kills = 0

    def __enter__(self) -> Self:
        enter = self._stack.enter_context
        self.site, self.mail, self.hook = enter(Site()), enter(smtp_sink()), enter(webhook())
        self.mail.pause = self.hook.pause = self._delay
        home = self.home
        (home / "watchlists").mkdir(parents=True)
        self._news = News(self.site, home)
        self._news.digest(to="desk", schedule="immediately")
        urls = {"mail": self.mail.url("a@desk.example", "b@desk.example"), "hook": self.hook.url()}
        channels = "".join(f"desk={urls[name]}\n" for name in self._receivers)
        (home / "channels.txt").write_text(channels, encoding="utf-8")
        self._database = Database(f"sqlite:///{home / 'tocsin.db'}")
        settings = {
            "HOME": str(home),
            "ALLOW_NETWORKS": "127.0.0.0/8",
            "TIMEOUT_SECONDS": "20",
            "POLL_GAP_SECONDS": "0",
            "PAGE_GAP_SECONDS": "0",
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
        environment |= {f"TOCSIN_{name}": value for name, value in settings.items()}
        self._environment = environment
        environment["PYTHONPATH"] = f"{HERE}{os.pathsep}{HERE.parent}"
        command = [sys.executable, str(HERE / "crash_worker.py")]
        self._worker = enter(
            subprocess.Popen(command, env=environment, text=True, stdin=-1, stdout=-1, cwd=self._folder)
        )
        self._stack.callback(self._worker.kill)
        self._database.upgrade()
        assert self._answer() == 0
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.close()
        self._stack.close()

    def publish(self, number: int = 2) -> None:
        """Put so many articles into the feed, each a story of its own with a hit."""
        for _ in range(number):
            token = f"K{len(self._numbers):06}"
            self._numbers.append(token)
            words = " ".join("".join(self._chance.choices("abdegiklmnoprstu", k=7)) for _ in range(40))
            self._news.announce(f"/{token}", f"Rostec {token} {words[:47]}", summary=f"Rostec opens {token}: {words}.")
        while len(self._news.items) > _MAX_ITEMS:
            del self._news.items[next(iter(self._news.items))]
        self._news.announce("/last", "Nothing of note")

    def kill(self, times: int) -> None:
        """Start the pipeline on new articles and kill it at a random moment of its first pass or soon after."""
        longest = 1.2 * self._settle()
        for _ in range(times):
            self.publish()
            child = self._start("-", passes=1_000)
            time.sleep(self._chance.uniform(0.02, longest))
            os.kill(child, signal.SIGKILL)
            assert self._ended() == -signal.SIGKILL
            self.kills += 1

    def kill_command(self, times: int) -> None:
        """Do the same to `tocsin run`, with its Prefect server: killed as a group at a random moment of its work."""
        took = 0.0
        for number in range(times + 1):
            self._settle()
            self.publish()
            started = time.monotonic()
            command = [sys.executable, "-m", "tocsin", "run"]
            child = subprocess.Popen(
                command, env=self._environment, cwd=self._folder, stdout=-3, stderr=-3, start_new_session=True
            )
            if number:
                time.sleep(self._chance.uniform(0.3, 1) * took)
                os.killpg(child.pid, signal.SIGKILL)
                self.kills += 1
            child.wait()
            took = took or time.monotonic() - started

    def fail(self, place: str) -> int:
        """Start the pipeline on new articles and let it end at a named place; return its exit code, 0 if it never got there."""
        self._settle()
        self.publish()
        self._start(place.replace(" ", "_"), passes=1)
        code = self._ended()
        self.kills += code != 0
        return code

    def fail_in(self, trouble: AbstractContextManager[object], *, design: str = "right", articles: int = 2) -> str:
        """Run the pipeline on new articles while there is some trouble; return what it said, "" where it got through."""
        self._settle()
        self.publish(articles)
        said = self._folder / "said.txt"
        said.unlink(missing_ok=True)
        with trouble:
            self._start("-", passes=1, design=design)
            failed = self._ended() != 0
        return said.read_text(encoding="utf-8") if failed else ""

    @contextmanager
    def locked(self, seconds: float = 60) -> Iterator[None]:
        """Let another process write in the database all the time, or for so many seconds."""
        with closing(sqlite3.connect(self.home / "tocsin.db", isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            end = threading.Timer(seconds, other.rollback)
            end.start()
            yield
            end.cancel()

    def fail_at_receiver(self, place: str, receiver: SmtpSink | Webhook) -> int:
        """The same, but the receiver kills the sender: when it has connected, or when the whole message is there."""
        self._settle()
        self.publish()
        child = self._start("-", passes=1)
        setattr(receiver, place, lambda: os.kill(child, signal.SIGKILL))
        code = self._ended()
        setattr(receiver, place, None)
        self.kills += code != 0
        return code

    def finish(self) -> Outcome:
        """Let the pipeline work until nothing waits, and return what arrived."""
        self._settle()
        return self._outcome()

    def _settle(self) -> float:
        """Let the pipeline work until nothing waits, and return how long a pass took that had something to do."""
        if not self._numbers:
            self.publish()
        longest = 0.0
        for _ in range(20):
            started = time.monotonic()
            self._start("-", passes=1)
            assert self._ended() == 0
            longest = max(longest, time.monotonic() - started)
            with self._database.read() as session:
                waiting = set(count_deliveries(session)) - {"sent"}
            if not waiting:
                break
            time.sleep(0.3)
        return longest

    def _outcome(self) -> Outcome:
        with self._database.read() as session:
            stored = {match for row in find_hits(session) for match in _TOKEN.findall(row.article.title)}
        mails = [(str(m.message["Message-ID"]), m.content) for m in self.mail.messages]
        posts = [(r.headers["x-idempotency-key"], r.body) for r in self.hook.requests]
        received = [{"mail": mails, "hook": posts}[name] for name in self._receivers]
        tokens = [{key: set(_TOKEN.findall(_words(body))) for key, body in messages} for messages in received]
        told = [set().union(*of.values()) for of in tokens]
        published = set(self._numbers)
        counts = [Counter(key for key, _ in messages) for messages in received]
        return Outcome(
            kills=self.kills,
            hits=len(stored),
            lost=sum(len((published | stored) - seen) for seen in told),
            invented=sum(len(seen - published) for seen in told),
            repeated=sum(of.total() - len(of) for of in counts),
            told_twice=sum(sum(map(len, of.values())) - len(set().union(*of.values())) for of in tokens),
            changed=sum(len({body for _, body in map(_plain, m)}) - len({k for k, _ in m}) for m in received),
            most_copies=max((max(of.values(), default=0) for of in counts), default=0),
        )

    def _start(self, place: str, *, passes: int, design: str | None = None) -> int:
        if design is None:
            self._free_what_the_dead_hold()
        assert self._worker.stdin is not None
        self._worker.stdin.write(f"{design or self._design} {place} {passes}\n")
        self._worker.stdin.flush()
        return self._answer()

    def _free_what_the_dead_hold(self) -> None:
        """Do what the time does that a claim lasts: whoever held one was killed."""
        with self._database.session() as session:
            claimed = update(Delivery).where(col(Delivery.state) == "claimed")
            session.execute(claimed.values(lease_until=col(Delivery.next_at)))

    def _ended(self) -> int:
        return self._answer()

    def _answer(self) -> int:
        assert self._worker.stdout is not None
        return int(self._worker.stdout.readline())


def _words(body: bytes) -> str:
    return body.replace(b"=\r\n", b"").decode(errors="replace")


def _plain(message: tuple[str, bytes]) -> tuple[str, bytes]:
    """A message without the one header by which a repeat differs from the first."""
    return message[0], message[1].replace(b"X-Possible-Repeat: yes\r\n", b"")
