"""`tocsin serve-links`: the page behind the links in messages."""

from tocsin.output import fail, say


def serve_links() -> None:
    """Serve the page at which the readers of a message can mute what it tells. `tocsin up` does it too."""
    from deployments import links
    from flows.settings import load_settings

    settings = load_settings()
    if not settings.base_url:
        fail("TOCSIN_BASE_URL is not set: without it no message has a link", code=2)
    say(f"http://{settings.links_host}:{settings.links_port} answers for {settings.base_url}. Ctrl-C stops it.")
    links.serve_links(settings)
