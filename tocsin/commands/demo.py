"""`tocsin demo`: the whole pipeline, for real, with nothing to configure and no network."""

from tocsin.output import echo, say


def demo() -> None:
    """Run the whole pipeline on a small news site that the program serves itself: no configuration, no network."""
    from flows.settings import load_settings
    from tocsin.demo import DemoSite, demo_home, enter, write_watchlist
    from tocsin.pipeline import run_monitor

    home = demo_home()
    with DemoSite() as site:
        enter(home)
        write_watchlist(home / "watchlists" / "demo.yaml", site)
        say(f"{len(site.feeds)} feeds of a small news site at {site.base_url}; everything is kept in {home}")
        run_monitor(load_settings(), [])
    for line in _NEXT:
        echo(line)


_NEXT = (
    "",
    "What to try next:",
    "  tocsin run russian-defence-industry    the shipped watchlist on real feeds, once",
    "  tocsin check                           where your own watchlists and channels go",
    "  tocsin up                              everything unattended, with the Prefect UI",
)
