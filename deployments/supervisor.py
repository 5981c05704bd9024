"""Keep a process running: what dies is started again, at once at first, then after longer and longer pauses."""

import subprocess
from collections.abc import Callable

from deployments.processes import stop_process

_FIRST_PAUSE = 1
_LONGEST_PAUSE = 60
_SOUND_SECONDS = 120
"""Who has run so long is well: if it dies then, it is started again at once."""


class Supervised:
    """One process that is to run as long as we do. The moments it is given are seconds of a monotonic clock."""

    def __init__(self, name: str, start: Callable[[], subprocess.Popen[bytes]], tell: Callable[[str], None]) -> None:
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self._start = start
        self._tell = tell
        self._started_at = 0.0
        self._again_at = 0.0
        self._pause = _FIRST_PAUSE

    def look(self, now: float) -> None:
        """Start it if it does not run and its pause is over; say so when it was found dead."""
        if self.process is None:
            if now >= self._again_at:
                self.process = self._start()
                self._started_at = now
            return
        code = self.process.poll()
        if code is not None:
            self._rest(f"stopped by itself (exit {code})", now)

    def restart(self, why: str, now: float) -> None:
        """Stop it, because it does not do its work, and let it start again."""
        if self.process is not None:
            self._rest(why, now)

    def stop(self) -> None:
        """Stop it, and do not start it again."""
        if self.process is not None:
            stop_process(self.process)
            self.process = None

    def _rest(self, why: str, now: float) -> None:
        self.stop()  # whatever it had started itself goes with it
        sound = now - self._started_at >= _SOUND_SECONDS
        self._pause = _FIRST_PAUSE if sound else min(self._pause * 2, _LONGEST_PAUSE)
        self._again_at = now + self._pause
        self._tell(f"{self.name} {why}: started again in {self._pause} s")
