"""Page parsers that misbehave as real ones do, for the workers that must outlive them. Run in worker processes."""

import os
import signal
import time
from typing import Any

from flows.steps.read.extract import Extracted, extract_article


def extract_or_break(body: bytes, **context: Any) -> Extracted:
    """Do what the body says: crash, hang, eat memory; any other page is extracted as ever."""
    match body:
        case b"crash":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"hang":
            time.sleep(60)
        case b"eat":
            bytearray(3 << 30)
        case b"pid":
            return Extracted(title=str(os.getpid()), text="")
    return extract_article(body, **context)


def double_or_break(number: int) -> tuple[int, int]:
    """Return twice the number and who worked it out; a negative one ends its worker."""
    if number < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number, os.getpid()
