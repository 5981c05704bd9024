"""What becomes of a delivery that was not taken: tried again, and when, or given up."""

from datetime import datetime, timedelta

from flows.errors import SendError

_FIRST_RETRY = timedelta(seconds=30)
_LONGEST_RETRY = timedelta(hours=1)
_GIVE_UP = timedelta(hours=24)
_JITTER = 0.2


def next_try(  # noqa: PLR0913  all but the error are named
    error: SendError, *, attempts: int, unanswered: int, first_at: datetime, now: datetime, chance: float
) -> tuple[str, datetime]:
    """Return the state of a delivery that failed, and when it is tried again.

    What was refused for good is `dead`. What may have arrived is `uncertain` and
    sent once more; the second time without an answer it is dead too, and a person
    decides. Everything else is `retry`: after 30 s, then twice as long each time
    up to an hour, a fifth of it left to chance, and never before the moment that
    the receiver asked for, a day away at most. A day after the first try it is dead.

    Args:
        error: What the channel said.
        attempts: How often it has been tried, this time included.
        unanswered: How many attempts before this one had no answer.
        first_at: When it was first tried.
        now: The moment of the failure.
        chance: A number from 0 to 1 that nobody can foresee: so that those who failed together come back apart.
    """
    if error.permanent or (error.uncertain and unanswered) or now - first_at >= _GIVE_UP:
        return "dead", now
    wait = min(_FIRST_RETRY * 2 ** min(attempts - 1, 10), _LONGEST_RETRY)
    asked = min(timedelta(seconds=error.retry_after or 0), _GIVE_UP)
    return ("uncertain" if error.uncertain else "retry"), now + max(wait * (1 - _JITTER * chance), asked)
