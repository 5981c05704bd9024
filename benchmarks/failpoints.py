"""End the pipeline at each named place between two of its steps, and see what that costs.

    python benchmarks/failpoints.py [TIMES]

The process ends as in a power cut: nothing is flushed, closed or rolled back. Two places are the receiver's: it has
been connected to, or has the whole message and has not answered. A mail server and a webhook take turns, so that a
message under way to the other is not taken for one of this place. Exits 1 where a hit was lost, told twice or
invented, where a place was never met, or where a message came again that was cut off elsewhere than between its body
and the mark that it was sent.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from crashing import Crashing

_PLACES = (
    *("polls written", "polls stored", "articles written", "articles stored", "hits written", "hits stored"),
    *("digest written", "digest stored", "claimed", "connected", "body written", "answered", "marked"),
)
_MAY_REPEAT = {"body written", "answered"}
_AT_RECEIVER = {"connected": "on_connection", "body written": "on_message"}
_COLUMNS = ("met", "hits", "lost", "invented", "told_twice", "changed", "repeated")


def main(times: int) -> int:
    right = True
    print(f"each place {times} times; a place's own figures, but for all hits so far")
    print(f"{'receiver':<10}{'place':<18}{''.join(f'{name:>11}' for name in _COLUMNS)}")
    for receiver in ("mail", "hook"):
        with TemporaryDirectory() as folder, Crashing(Path(folder), seed=1, receivers=[receiver]) as crashing:
            before = crashing.finish()
            for place in _PLACES:
                met = sum(_fail(crashing, place, receiver) != 0 for _ in range(times))
                after = crashing.finish()
                repeated = after.repeated - before.repeated
                figures = (met, after.hits, after.lost, after.invented, after.told_twice, after.changed, repeated)
                holds = met == times and after.holds and (place in _MAY_REPEAT or not repeated)
                shown = "".join(f"{figure:>11,}" for figure in figures)
                print(f"{receiver:<10}{place:<18}{shown}  {'holds' if holds else 'broken'}", flush=True)
                right &= holds
                before = after
    return int(not right)


def _fail(crashing: Crashing, place: str, receiver: str) -> int:
    if place in _AT_RECEIVER:
        return crashing.fail_at_receiver(_AT_RECEIVER[place], crashing.mail if receiver == "mail" else crashing.hook)
    return crashing.fail(place)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 3))
