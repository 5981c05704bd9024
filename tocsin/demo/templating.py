"""The one Jinja environment of the demo: everything that is put in is escaped."""

import json
from datetime import datetime
from email.utils import format_datetime

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tocsin.demo.press import FEED_TYPES


def render(name: str, **values: object) -> str:
    """Return the template with the values put in."""
    return _ENVIRONMENT.get_template(name).render(**values)


def paragraphs_html(paragraphs: list[str]) -> str:
    """Return the paragraphs as HTML, to be escaped once more where it travels inside XML."""
    return "\n".join(str(Markup("<p>{}</p>").format(paragraph)) for paragraph in paragraphs)


def _yaml(value: str) -> Markup:
    # A JSON string is a YAML scalar, whatever stands in it.
    return Markup(json.dumps(value, ensure_ascii=False))  # noqa: S704  YAML is no place for HTML entities


def _clock(moment: datetime) -> str:
    return moment.strftime("%d.%m.%Y, %H:%M")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tocsin.demo"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(yaml=_yaml, clock=_clock, rfc822=format_datetime, iso=datetime.isoformat)
    environment.globals["feed_types"] = FEED_TYPES
    return environment


_ENVIRONMENT = _environment()
