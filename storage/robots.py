"""What the robots.txt of each site said when it was last asked."""

from sqlmodel import Session

from storage.tables import Robots


def find_robots(session: Session, origin: str) -> Robots | None:
    """Return what is known of the site's robots.txt; None where it was never asked for."""
    return session.get(Robots, origin)


def record_robots(session: Session, robots: Robots) -> None:
    """Keep what the site's robots.txt says now, or that it is not to be had."""
    session.merge(robots)
