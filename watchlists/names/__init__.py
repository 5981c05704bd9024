"""How the names of people and organizations are found, however they are spelt or declined.

`spelling` knows words: which name a word may be a form of (`cases`, `stems`), how
it sounds (`sounds`), how likely two spellings are of one name (`likeness`,
`given`), and why a word may be a part of a name (`evidence`). `people` and
`organizations` know names: their parts (`names`), where they are filed (`index`),
where a text has them in full (`full`), and what an article as a whole makes of
the rest (`article`). `engine` does it all in one pass:

    engine = NameEngine.of([Listed(0, "person", ("Sergei Chemezov",))])
    engine.find([Text(""), Text("Беседа с С. В. Чемезовым")])
"""

from watchlists.names.engine import NameEngine
from watchlists.names.found import Found, Listed, Reason
from watchlists.names.listing import Listing, file_names, has_parts
from watchlists.names.sights import NAME, Sight, Sights

__all__ = ["NAME", "Found", "Listed", "Listing", "NameEngine", "Reason", "Sight", "Sights", "file_names", "has_parts"]
