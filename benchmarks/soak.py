"""Kill the pipeline with SIGKILL at random moments, and see that nothing is lost and that what comes twice says so.

    python benchmarks/soak.py [KILLS] [SEED]

Polls, reads, matches, composes and sends for real, from a feed on loopback to a mail server and a webhook there, by
the functions that the flows call; some kills go through `tocsin run` with Prefect. Then the same for two wrong
designs, which the check must find: mark before send, and hits and deliveries in two transactions. Exits 1 where the
promise is broken, or where the check finds nothing in a wrong design.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from crashing import Crashing, Outcome

_COMMANDS = 20
_COLUMNS = ("kills", "hits", "lost", "invented", "repeated", "told_twice", "changed", "most_copies")


def soak(design: str, kills: int, seed: int, commands: int = 0) -> Outcome:
    with TemporaryDirectory() as folder, Crashing(Path(folder), seed=seed, design=design) as crashing:
        crashing.kill(kills)
        if design == "two-transactions":
            crashing.fail("digest stored")  # the gap is short: once it is met for sure
        if commands:
            crashing.kill_command(commands)
        return crashing.finish()


def main(kills: int, seed: int) -> int:
    print(f"seed {seed}; {kills} kills of the pipeline's functions, then {_COMMANDS} of `tocsin run`")
    print("articles are the feed's own words; a wrong design has 20 ms between its two steps")
    print(f"{'design':<18}{''.join(f'{name:>11}' for name in _COLUMNS)}")
    right = True
    for design, times in (("right", kills), ("mark-before-send", kills // 2), ("two-transactions", kills // 2)):
        started = time.monotonic()
        made = soak(design, times, seed, _COMMANDS if design == "right" else 0)
        verdict = "holds" if made.holds else "broken"
        shown = "".join(f"{getattr(made, name):>11,}" for name in _COLUMNS)
        print(f"{design:<18}{shown}  {verdict}  ({time.monotonic() - started:.0f} s)", flush=True)
        right &= made.holds == (design == "right")
    return int(not right)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 500, int(sys.argv[2]) if sys.argv[2:] else 1))
