"""A small real web site on loopback for tests.

    with Site() as site:
        site.serve("/feed", b"<rss/>", headers={"ETag": '"1"'})
        ...  # ask site.url("/feed")
        assert site.requests[0].headers["User-Agent"] == "..."

A path that was not set up answers 404. `serve` again replaces the answer.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self

Body = bytes | str | Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Request:
    """What a client sent; header names are as in HTTP, any case."""

    path: str
    headers: Any
    """An `http.client.HTTPMessage`: get by name in any case."""


@dataclass(frozen=True)
class _Answer:
    body: Body
    status: int
    headers: Mapping[str, str]
    delay: float


@dataclass
class Site:
    """Serves scripted answers from its own threads until it is closed."""

    host: str = "127.0.0.1"
    requests: list[Request] = field(default_factory=list)
    """Every request received, in order."""
    _answers: dict[str, _Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._server = _Server((self.host, 0), _Handler)
        self._server.site = self
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def url(self, path: str = "/") -> str:
        """Return the address of a path on this site."""
        return f"http://{self.host}:{self._server.server_address[1]}{path}"

    def serve(
        self,
        path: str,
        body: Body = b"",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        delay: float = 0,
    ) -> str:
        """Set what a path (with its query) answers, and return its address.

        Args:
            path: Beginning with "/".
            body: Bytes or text sent with its Content-Length; or a function that
                returns an iterator, whose pieces are sent as they come until
                the connection is closed.
            status: The status code.
            headers: Sent as they are; a Content-Length here is believed, right or wrong.
            delay: Seconds of silence before the answer.
        """
        self._answers[path] = _Answer(body, status, headers or {}, delay)
        return self.url(path)

    def answer(self, path: str) -> "_Answer":
        """Return what was set up for a path."""
        return self._answers.get(path, _Answer(b"no such page", 404, {}, 0))

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    site: Site

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that hangs up in the middle is what some tests are about; everything else is a fault to be seen.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are two writes: without this the second waits 40 ms for the first one's receipt.
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        site.requests.append(Request(self.path, self.headers))
        answer = site.answer(self.path)
        time.sleep(answer.delay)
        try:
            self._send(answer)
        except OSError:
            self.close_connection = True  # the client has hung up, as some tests mean it to

    do_POST = do_HEAD = do_GET  # noqa: N815  the base class looks for these names

    def _send(self, answer: _Answer) -> None:
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if isinstance(body, bytes):
            if "Content-Length" not in answer.headers and answer.status not in {204, 304}:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if self.command != "HEAD" else b"")
            # A length that promised more can only be broken by hanging up.
            self.close_connection = int(answer.headers.get("Content-Length", len(body))) != len(body)
            return
        self.send_header("Connection", "close")
        self.end_headers()
        for piece in body():
            self.wfile.write(piece)
            self.wfile.flush()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name in the base class
        pass
