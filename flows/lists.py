"""Which watchlist files a person means."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from flows.errors import FlowError
from flows.settings import Settings
from watchlists import Watchlist, WatchlistError, bundled_lists, load_watchlist


def watchlist_paths(settings: Settings, names: Sequence[str] = ()) -> list[Path]:
    """Return the files of the named watchlists; without names all of the user's own, by file name.

    Raises:
        FlowError: A name is neither a file nor a known list; or there is no list at all.
    """
    own = own_watchlists(settings)
    if not names and not own:
        shipped = ", ".join(bundled_lists())
        raise FlowError(
            f"no watchlist in {settings.watchlists_path}: put a .yaml file there, or name a shipped one ({shipped})"
        )
    found = (find_watchlist(name, own) for name in names)
    return list({path.resolve(): path for path in found}.values()) if names else list(own.values())


def with_own(settings: Settings, chosen: Sequence[Path]) -> list[Path]:
    """Return the chosen files, then the user's other own lists; one that was chosen by another spelling is the same."""
    known = {path.resolve() for path in chosen}
    return [*chosen, *(path for path in own_watchlists(settings).values() if path.resolve() not in known)]


def own_watchlists(settings: Settings) -> dict[str, Path]:
    """Return the user's own watchlist files by their stem."""
    path = settings.watchlists_path
    if path.is_file():
        return {path.stem: path}
    return {file.stem: file for file in sorted(path.glob("*.y*ml")) if file.suffix in {".yaml", ".yml"}}


def find_watchlist(name: str, own: Mapping[str, Path]) -> Path:
    """Return the file that a person means: a path, or the name of an own or shipped list.

    Raises:
        FlowError: It is neither.
    """
    known = {**bundled_lists(), **own}
    if Path(name).is_file():
        return Path(name)
    if name in known:
        return known[name]
    raise FlowError(f"no watchlist {name!r}: it is no file, and the lists here are {', '.join(known) or 'none'}")


def list_in_use(settings: Settings, path: Path, watchlist: Watchlist) -> tuple[Path, Watchlist] | None:
    """Return another file that is in use under the list's id or its file's name; an own one before one that ships.

    None where there is none, or where the list's own file is the one in use.
    """
    for files in (own_watchlists(settings).values(), bundled_lists().values()):
        if any(file.resolve() == path.resolve() for file in files):
            return None
        known = [(file, loaded) for file in files if (loaded := _readable(file))]
        same = [(file, other) for file, other in known if other.id == watchlist.id]
        same += [(file, other) for file, other in known if file.stem == path.stem]
        if same:
            return same[0]
    return None


def _readable(path: Path) -> Watchlist | None:
    try:
        return load_watchlist(path)
    except WatchlistError:  # the list on trial may be the one that mends it
        return None
