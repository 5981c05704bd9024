"""Sources: who publishes an address, told by the domain that its owner registered."""

from functools import lru_cache

from tld import get_fld


def source_of(url_key: str) -> str:
    """Return the source of an article by its `url_key`: news.bbc.co.uk and bbc.co.uk are one, bbc.co.uk."""
    return _domain(url_key.partition("/")[0])


@lru_cache(maxsize=4_096)
def _domain(host: str) -> str:
    labels = host.partition(":")[0].split(".")
    # An address in numbers, or a suffix that nobody registers under.
    apart = host if labels[-1].isdigit() else ".".join(labels[-2:])
    return get_fld(f"http://{host}", fail_silently=True) or apart
