"""From a file to a draft of a list's entities."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from watchlists.errors import WatchlistError
from watchlists.importing.drafts import Draft
from watchlists.importing.lines import open_lines, refused
from watchlists.importing.lists import Target
from watchlists.importing.reading import Account, read_entities, recognize


@dataclass(frozen=True)
class Prepared:
    """What can be put into a list, and how it came about."""

    draft: Draft
    account: Account
    link: str
    """Where the publisher shows an entity, if that is known."""


@contextmanager
def prepare(file: str, target: Target, *, everybody: bool, tell: Callable[[int], None]) -> Iterator[Prepared]:
    """Give the draft of a list's entities; nothing of the list is changed before the draft is kept.

    Args:
        file: What to read; `-` is stdin.
        target: The list.
        everybody: Whether to take also those that are no targets.
        tell: Is called with the number of records read so far, now and then.

    Raises:
        WatchlistError: The file cannot be read or is of another kind, the list's folder cannot be written to, or
            one of the list's terms has the id of an entity.
    """
    account = Account()
    try:
        with open_lines(file) as lines:
            records, link = recognize(file, lines)
            rows = read_entities(records, account, everybody=everybody, tell=tell)
            draft = Draft(target.entities, rows, account.twice)
    except OSError as e:
        raise refused(str(target.entities), f"cannot be written: {e.strerror or e}") from e
    with draft:
        if draft.count and (clashes := target.clashes(draft.entities())):
            raise WatchlistError(clashes)
        yield Prepared(draft, account, link)
