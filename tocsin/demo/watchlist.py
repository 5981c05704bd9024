"""The demo's watchlist: the format of one's own, pointed at the demo's feeds."""

from pathlib import Path

from tocsin.demo.site import DemoSite
from tocsin.demo.templating import render


def write_watchlist(path: Path, site: DemoSite) -> None:
    """Write the watchlist with the addresses that the site's feeds have now; a file of that name is replaced."""
    path.write_text(render("watchlist.yaml.j2", feeds=site.feeds), encoding="utf-8")
