"""The entities of a big list: known by their places in its file, and made terms of when an article speaks of them."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from watchlists.entities import Entity
from watchlists.finding.forms import Form, FormError, parse_acronym, parse_form
from watchlists.fold import fold
from watchlists.names import Listed, Listing
from watchlists.names.filing.arrays import Arrays
from watchlists.names.filing.marks import mark
from watchlists.names.filing.pool import Pool, pool_arrays
from watchlists.names.filing.starts import Starts
from watchlists.names.filing.table import Table


def number(place: int) -> int:
    """Return the number under which an entity's names are found: forms and terms have those from 0 on."""
    return -1 - place


def compile_list(listed: Iterable[Listed], entities: Iterable[Entity]) -> Arrays:
    """Return a list as arrays: the names of its terms, and all that is looked for of its entities."""
    listing = Listing()
    for one in listed:
        listing.add(one)
    ids: list[str] = []
    for place, entity in enumerate(entities):
        ids.append(entity.id)
        names = tuple(dict.fromkeys((entity.name, *entity.aliases)))
        for form in _forms(listing.add(Listed(number(place), entity.kind, names)), entity.acronyms):
            listing.filing.file(place, (mark("w", form.cells[0]),))
            listing.filing.note(mark("w", cell) for cell in form.cells)
            folded = [fold(cell.lstrip("=")) for cell in form.cells]
            listing.filing.begin("cell", folded)
            # Of a cell in its own case also what it is folded: it is looked for first.
            listing.filing.note(mark("w", cell) for cell in folded)
    return listing.arrays() | pool_arrays("ids", ids)


def _forms(names: Sequence[str], acronyms: Sequence[str]) -> list[Form]:
    found: list[Form] = []
    for name in names:
        # What cannot be looked for is told by `tocsin check`, and hides nothing else.
        with suppress(FormError):
            found.append(parse_form(name))
    for acronym in acronyms:
        with suppress(FormError):
            found += parse_acronym(acronym)
    return found


class EntityIndex:
    """Knows the entities of which something is found as it is written, and all of them by their numbers.

    Args:
        arrays: The compiled list.
        meet: Makes a term of the entity with a number.
    """

    def __init__(self, arrays: Arrays, meet: Callable[[int], object]) -> None:
        self._meet = meet
        self._table = Table(arrays)
        self._starts = Starts(arrays, "cell")
        self._ids = Pool(arrays, "ids")

    def __len__(self) -> int:
        return len(self._ids)

    def id(self, key: int) -> str:
        """Return the id of the entity with a number."""
        return self._ids[number(key)]

    def has(self, cell: str) -> bool:
        """Tell whether a cell may be in a form of an entity."""
        return self._table.has(mark("w", cell))

    def may_begin(self, letters: str) -> bool:
        """Tell whether a cell may begin with the first four letters of a word."""
        return self._starts[letters]

    def meet(self, cell: str) -> None:
        """Have terms made of the entities with a form that begins with a cell."""
        for place in self._table.rows(mark("w", cell)):
            self._meet(number(place))
