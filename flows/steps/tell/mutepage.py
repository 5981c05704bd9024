"""The page behind a link in a message: a form that asks what is to be muted, or what became of it."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Template

from flows.steps.clean import clean_text
from flows.steps.tell.markup import environment
from storage import HitRow, Mute

LENGTHS = {"7d": "a week", "1d": "a day", "30d": "30 days", "ever": "until somebody removes it"}
"""What can be chosen, the first of itself."""


def form_page(row: HitRow, tag: str, source: str, mute: Mute | None) -> str:
    """Return the form for a hit, or how it is muted."""
    title = clean_text(row.article.title, 200) or "(no title)"
    term = clean_text(row.hit.term_name, 120)
    return _template().render(
        title=title, row=row, term=term, tag=tag, source=source, mute=mute, lengths=LENGTHS.items(), style=_style()
    )


def message_page(title: str, said: str) -> str:
    """Return a page that only says something."""
    return _template().render(title=title, said=said, row=None, style=_style())


@cache
def content_policy() -> str:
    """Return the Content-Security-Policy of the pages: nothing is loaded, nothing runs, nobody frames them."""
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    allowed = f"style-src 'sha256-{digest}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    return f"default-src 'none'; {allowed}"


@cache
def _template() -> Template:
    return environment("mute.html.j2").get_template("mute.html.j2")


@cache
def _style() -> str:
    return (files("flows") / "templates" / "mute.css").read_text(encoding="utf-8").strip()
