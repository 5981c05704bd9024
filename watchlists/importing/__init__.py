"""Big lists that others keep, read into a file of entities.

`lines` opens a file, packed or not; `targets` and `followthemoney` read its
`records`, from OpenSanctions' simple CSV or from JSON lines; `names` says which of
a record's names can be looked for; `reading` makes entities of the records and
keeps the account of what could not be one. `drafts` writes the new file beside
the old one, `changes` compares the two, and `lists` knows the YAML they belong to.
`prepare` does all of it up to the question whether to keep it.
"""

from watchlists.importing.changes import Changes, changes, compare
from watchlists.importing.lists import Target, find_target
from watchlists.importing.prepare import Prepared, prepare
from watchlists.importing.reading import Account

__all__ = ["Account", "Changes", "Prepared", "Target", "changes", "compare", "find_target", "prepare"]
