"""Whether the schedules could run as things are: `python -m deployments.readiness [LIST…]`.

A process of its own: what it takes to read lists and channels is not to stay
in the memory of a supervisor that runs for months.
"""

import subprocess
import sys
from collections.abc import Sequence

from flows.errors import FlowError

_REFUSED = 3


class NotReadyError(FlowError):
    """Something that the runs need cannot be used; the message is what it says of itself."""


def look_ready(names: Sequence[str]) -> str:
    """Return what would be watched, in one line.

    Args:
        names: The watchlists to run; none means all of the user's own.

    Raises:
        NotReadyError: A watchlist, the channels or the database cannot be used.
    """
    words = [sys.executable, "-P", "-m", "deployments.readiness", *names]
    done = subprocess.run(words, stdout=subprocess.PIPE, encoding="utf-8", check=False)  # noqa: S603  our own words
    if done.returncode == _REFUSED:
        raise NotReadyError(done.stdout.strip())
    done.check_returncode()
    return done.stdout.strip()


def _look(names: Sequence[str]) -> str:
    from flows.outbox import open_outbox
    from flows.workspace import open_workspace

    with open_workspace(names) as work:
        open_outbox(work.settings)
        feeds = {feed.url for feed in work.feeds()}
        terms = sum(len(chosen.terms) + len(chosen.entities or ()) for chosen in work.chosen)
    return f"watching {terms:,} terms in {len(feeds)} feeds"


def _main(names: Sequence[str]) -> int:
    from storage import StorageError
    from watchlists import WatchlistError

    code = 0
    try:
        answer = _look(names)
    except (FlowError, StorageError, WatchlistError) as error:
        answer, code = str(error), _REFUSED
    sys.stdout.buffer.write(f"{answer}\n".encode("utf-8", "backslashreplace"))
    return code


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
