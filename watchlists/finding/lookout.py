"""All that is looked for in an article, in one place."""

from watchlists.finding.index import Index
from watchlists.finding.names import Names
from watchlists.finding.queries import Leaves
from watchlists.finding.vocabulary import Vocabulary


class Lookout:
    """The forms, the names and the words of queries of one list; filled before the first article."""

    def __init__(self) -> None:
        self.names = Names()
        self.vocabulary = Vocabulary(self.names)
        self.index = Index(self.vocabulary)
        self.leaves = Leaves()
