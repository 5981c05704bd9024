"""Takes listed names and files them: what `NameEngine` reads is made here."""

from collections.abc import Iterable

from watchlists.names.filing.arrays import Arrays
from watchlists.names.filing.rows import Row, row_arrays
from watchlists.names.filing.table import Filing
from watchlists.names.found import Listed
from watchlists.names.organizations.index import file_organizations
from watchlists.names.organizations.names import parse_organization, parse_organizations
from watchlists.names.people.index import file_person
from watchlists.names.people.names import parse_person


class Listing:
    """The names of a list, filed one term after another."""

    def __init__(self) -> None:
        self.filing = Filing()
        self._rows: list[Row] = []

    def add(self, listed: Listed) -> list[str]:
        """File a term's names and return those that have no parts to know: they are to be found as they are written."""
        rows, rest = self._rows, []
        for name in listed.names:
            if listed.kind == "person":
                if person := parse_person(name, listed.term):
                    rows.append(file_person(self.filing, len(rows), person, context=listed.context))
                    continue
            elif organizations := tuple(parse_organizations(name, listed.term)):
                rows.append(file_organizations(self.filing, len(rows), organizations))
                continue
            rest.append(name)
        return rest

    def arrays(self) -> Arrays:
        """Return what a `NameEngine` reads."""
        return row_arrays(self._rows) | self.filing.arrays()


def file_names(listed: Iterable[Listed]) -> Arrays:
    """Return what a `NameEngine` of these names reads."""
    listing = Listing()
    for term in listed:
        listing.add(term)
    return listing.arrays()


def has_parts(kind: str, name: str) -> bool:
    """Tell whether a name of a person or an organization has parts to know."""
    return (parse_person(name, 0) if kind == "person" else parse_organization(name, 0)) is not None
