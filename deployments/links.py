"""The web page behind the links in messages: `python -m deployments.links`.

A link is the right to mute what it names, and nothing else here is served. To
open one changes nothing, for programs that look through mail open them all;
only the form behind it does.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from flows.links import link_secret
from flows.settings import Settings, load_settings
from flows.steps.tell.links import Scope, read_token
from flows.steps.tell.mutepage import LENGTHS, content_policy, form_page, message_page
from storage import Database, HitRow, MuteData, add_mute, end_mute, find_hit, list_mutes, muted_by, source_of

_MAX_FORM = 4_096
"""Bytes; ours has some forty."""
_NOT_THE_FORM = "The form was not filled in as it is shown."
_NOT_VALID = "This link is not valid, or not any more: those of the last 30 days are."


def links_app(settings: Settings, database: Database) -> Starlette:
    """Return the application.

    Args:
        settings: The settings in force.
        database: Open, its schema up to date.
    """
    secret = link_secret(settings)

    def scope_of(request: Request) -> Scope:
        scope = read_token(secret, request.path_params["token"], datetime.now(UTC))
        if scope is None:
            raise HTTPException(404, _NOT_VALID)
        return scope

    def show(request: Request) -> Response:
        return _answer(_show(database, scope_of(request)))

    async def act(request: Request) -> Response:
        scope = scope_of(request)
        _refuse_other_sites(request, settings)
        form = await _form(request)
        await run_in_threadpool(_act, database, scope, form)
        return RedirectResponse(request.path_params["token"], status_code=303, headers=_headers())

    async def page(request: Request) -> Response:
        return await (act(request) if request.method == "POST" else run_in_threadpool(show, request))

    def refused(_request: Request, error: Exception) -> Response:
        status, said = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "Not done.")
        return _answer(message_page("Not found" if status == 404 else "Refused", said), status)  # noqa: PLR2004

    return Starlette(
        routes=[Route("/m/{token}", page, methods=["GET", "POST"])],
        exception_handlers={HTTPException: refused, 500: refused},
    )


def _show(database: Database, scope: Scope) -> str:
    with database.read() as session:
        row = _hit(find_hit(session, scope.hit))
        mute = muted_by(list_mutes(session, datetime.now(UTC), watchlist=row.hit.watchlist), row, scope.tag)
        return form_page(row, scope.tag, source_of(row.article.url_key), mute)


def _act(database: Database, scope: Scope, form: Mapping[str, str]) -> None:
    now = datetime.now(UTC)
    with database.session() as session:
        row = _hit(find_hit(session, scope.hit))
        if form.get("do") == "undo":
            for mute in list_mutes(session, now, watchlist=row.hit.watchlist):
                # A link ends what links of its tag began, not what somebody muted for all.
                if mute.tag == scope.tag and muted_by([mute], row, scope.tag):
                    end_mute(session, mute.id, now)
        else:
            add_mute(session, _mute(row, scope, form, now), now)


def _mute(row: HitRow, scope: Scope, form: Mapping[str, str], now: datetime) -> MuteData:
    what, length = form.get("what"), form.get("for", "")
    if what not in {"story", "source", "term"} or length not in LENGTHS or form.get("do") != "mute":
        raise HTTPException(400, _NOT_THE_FORM)
    until = None if length == "ever" else now + timedelta(days=int(length.removesuffix("d")))
    data = MuteData(watchlist=row.hit.watchlist, tag=scope.tag, until=until)
    if what == "story":
        data.story_id = row.hit.story_id
    else:
        data.term, data.source = row.hit.term, source_of(row.article.url_key) if what == "source" else None
    return data


def _hit(row: HitRow | None) -> HitRow:
    if row is None:
        raise HTTPException(404, _NOT_VALID)
    return row


def _refuse_other_sites(request: Request, settings: Settings) -> None:
    """Refuse what another site made the browser send."""
    base = urlsplit(settings.base_url)
    origin, came_from = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    if came_from != "same-origin" or origin not in {None, f"{base.scheme}://{base.netloc}"}:
        raise HTTPException(403, "The form of this page itself is to be used.")


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM:
            raise HTTPException(413, "That is too long for a form.")
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    except ValueError as error:
        raise HTTPException(400, _NOT_THE_FORM) from error
    return {name: values[0] for name, values in fields.items()}


def _answer(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status_code=status, headers=_headers())


def _headers() -> dict[str, str]:
    return {
        "Content-Security-Policy": content_policy(),
        "X-Content-Type-Options": "nosniff",
        # The address is the right to mute: it goes to no other site, and into no cache.
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }


def serve_links(settings: Settings) -> None:
    """Serve the pages until interrupted.

    Raises:
        FlowError: The secret of the links cannot be used.
        StorageError: The database cannot be used.
    """
    with Database(settings.database) as database:
        database.upgrade()
        uvicorn.run(
            links_app(settings, database),
            host=settings.links_host,
            port=settings.links_port,
            log_level="warning",
            access_log=False,  # an address is a right
            server_header=False,
            limit_concurrency=64,
            timeout_keep_alive=5,
        )


if __name__ == "__main__":
    serve_links(load_settings())
