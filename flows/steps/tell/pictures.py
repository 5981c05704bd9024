"""The pictures of a mail: beside its HTML in the message, inside it in a file."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence

from flows.steps.tell.plot import Picture, draw
from flows.steps.tell.view import DigestView


def images(view: DigestView) -> list[dict[str, str]]:
    """Return the pictures of a mail: their Content-IDs and PNGs, as text that JSON can hold."""
    return [{"cid": cid, "png": b64encode(picture.png).decode()} for _, cid, picture in pictures(view)]


def pictures(view: DigestView) -> Iterator[tuple[str, str, Picture]]:
    """Yield for each term that has a trend its name, the picture's Content-ID and the picture."""
    for number, name in enumerate(view.terms, start=1):
        if any(view.trends.get(name, ())):
            yield name, f"trend{number}@tocsin", draw(view.trends[name])


def with_pictures(html: str, images: Sequence[Mapping[str, str]]) -> str:
    """Return a mail's HTML as a page that stands alone: its pictures are in it."""
    for image in images:
        html = html.replace(f'"cid:{image["cid"]}"', f'"data:image/png;base64,{image["png"]}"')
    return html
