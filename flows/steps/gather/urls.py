"""Addresses as text: one parser (the browsers') decides what an address means, for fetching and for comparing."""

import re
from hashlib import sha256
from string import printable
from urllib.parse import quote

import ada_url

MAX_LINK = 2_048
_MAX_KEY = 1_000

# What publishers, mailers and ad networks append. To drop a name that is not here could make one story of two.
_TRACKING_PREFIXES = ("utm_", "at_", "ns_", "mtm_", "pk_", "piwik_", "matomo_", "guce_", "hsa_", "__hs")
_TRACKING = frozenset({
    "fbclid", "gclid", "dclid", "yclid", "ysclid", "twclid", "msclkid", "ttclid", "li_fat_id", "gclsrc", "gbraid",
    "wbraid", "gad_source", "igsh", "igshid", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "hsctatracking",
    "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id", "wickedid", "_openstat", "partner", "emc", "cmpid", "ito",
    "ocid", "xtor", "icid", "s_cid", "smid", "wt.mc_id", "feedtype", "feedname", "__twitter_impression",
})  # fmt: skip
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def parse_url(url: str, base: str | None = None) -> ada_url.URL | None:
    """Return the parsed http or https address, relative ones joined to the base; None for anything else."""
    try:
        parsed = ada_url.URL(_encodable(url), base) if base else ada_url.URL(_encodable(url))
    except ValueError:
        return None
    return parsed if parsed.protocol in {"http:", "https:"} and parsed.hostname else None


def safe_link(url: str, base: str | None = None) -> str | None:
    """Return the absolute address in ASCII, or None where nobody should follow it.

    Refused are schemes other than http and https, and more than 2,048
    characters. A user name and a password in it are dropped.
    """
    parsed = parse_url(url, base)
    if parsed is None:
        return None
    parsed.username = parsed.password = ""
    return parsed.href if len(parsed.href) <= MAX_LINK else None


def shown(url: str) -> str:
    """Return the address for messages: without user name, password and query, which may be secret."""
    parsed = parse_url(url)
    return f"{parsed.origin}{parsed.pathname}"[:200] if parsed else repr(url[:200])


def url_key(url: str) -> str:
    """Return what two addresses of one article share; "" where the address is no http or https one.

    The scheme is not in it: a publisher's http and https pages are one page,
    and feeds mix them for years after a move. Neither are user name, fragment
    and tracking parameters. The other parameters are sorted by name. A fragment
    that is a route (`#!/a`, `#/a`) is the page's identity and stays.
    """
    parsed = parse_url(url)
    if parsed is None:
        return ""
    route = parsed.hash if parsed.hash.startswith(("#!", "#/")) else ""
    key = f"{parsed.host}{_plain(parsed.pathname)}{_query(parsed.search)}{route}"
    # A unique index has an upper limit for its values, on PostgreSQL about 2,700 bytes.
    return key if len(key) <= _MAX_KEY else f"{parsed.host}/sha256:{sha256(key.encode()).hexdigest()}"


def _query(search: str) -> str:
    kept = sorted((_plain(pair) for pair in search[1:].split("&") if pair and not _is_tracking(pair)), key=_name)
    return "?" + "&".join(kept) if kept else ""


def _is_tracking(pair: str) -> bool:
    name = _plain(_name(pair)).lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _name(pair: str) -> str:
    return pair.split("=", 1)[0]


def _plain(text: str) -> str:
    """Undo percent-encodings that change nothing, and write the others one way."""
    return _ESCAPE.sub(lambda found: _unescaped(found[1]), text)


def _unescaped(code: str) -> str:
    char = chr(int(code, 16))
    return char if char in _UNRESERVED else f"%{code.upper()}"


def _encodable(url: str) -> str:
    # A Location header in Latin-1 reaches us with lone surrogates, one for each of its bytes.
    return url if url.isascii() else _from_bytes(url)


def _from_bytes(url: str) -> str:
    try:
        url.encode()
    except UnicodeEncodeError:
        return quote(url.encode(errors="surrogateescape"), safe=printable)
    return url
