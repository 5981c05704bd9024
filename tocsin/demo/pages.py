"""An outlet's pages: the article, and everything that surrounds it on a real site."""

from typing import TypeVar

from tocsin.demo.press import Furniture, Outlet, Piece, Press
from tocsin.demo.resource import Resource
from tocsin.demo.templating import render

HTML = "text/html; charset=utf-8"
_SHOWN = 3
_Item = TypeVar("_Item")


def page_resource(press: Press, piece: Piece, pieces: list[Piece], origins: dict[str, str]) -> Resource:
    """Return the page of one piece. `origins` maps an outlet's id to its address without a path."""
    furniture = press.furniture[piece.outlet.language]
    turn = pieces.index(piece)
    body = render(
        f"{piece.outlet.layout}.html.j2",
        piece=piece,
        outlet=piece.outlet,
        origin=origins[piece.outlet.id],
        canonical=_canonical(press, piece, origins),
        furniture=furniture,
        headlines=_others(furniture, piece, turn),
        remarks=_turned(furniture.remarks, turn)[:_SHOWN],
        others=[other for other in pieces if other is not piece][:_SHOWN],
        topics=[piece.article.section, piece.outlet.title],
    )
    return Resource(body.encode(), HTML, modified_at=piece.published_at)


def front_resource(press: Press, outlet: Outlet, pieces: list[Piece], origin: str) -> Resource:
    """Return the outlet's front page: its headlines, and the link to its feed."""
    body = render(
        "front.html.j2", outlet=outlet, origin=origin, pieces=pieces, furniture=press.furniture[outlet.language]
    )
    return Resource(body.encode(), HTML, modified_at=pieces[0].published_at if pieces else None)


def kiosk_resource(press: Press, origins: dict[str, str]) -> Resource:
    """Return the page that leads to every outlet and to its feed."""
    body = render("kiosk.html.j2", outlets=press.outlets, origins=origins, invented=press.furniture["en"].invented)
    return Resource(body.encode(), HTML)


def _canonical(press: Press, piece: Piece, origins: dict[str, str]) -> str:
    if not piece.names_original:
        return origins[piece.outlet.id] + piece.path
    first = next(outlet for outlet in press.outlets if outlet.id == piece.article.outlet)
    return origins[first.id] + first.page_path.format(slug=piece.article.slug)


def _others(furniture: Furniture, piece: Piece, turn: int) -> list[str]:
    return [headline for headline in _turned(furniture.headlines, turn) if headline != piece.title][:_SHOWN]


def _turned(items: tuple[_Item, ...], turn: int) -> list[_Item]:
    start = turn % len(items)
    return [*items[start:], *items[:start]]
