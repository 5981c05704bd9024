"""One outlet on one port of loopback."""

import socket
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tocsin.demo.resource import Resource

_MISSING = Resource(b"404 Not Found\n", "text/plain; charset=utf-8", status=404)


class Request(NamedTuple):
    """One request as it was answered; the path is as the client sent it."""

    method: str
    path: str
    status: int


class OutletServer(ThreadingHTTPServer):
    """A server that is bound at once, to a free port, and answers from `resources` when started."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, record: Callable[[Request], None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.record = record
        self.resources: Mapping[str, Resource] = {}
        self.closing = Event()
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def origin(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self.server_port}"

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def close(self) -> None:
        """Stop answering, and hang up on clients that keep their connection alive or wait for a slow answer."""
        self.closing.set()
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        with self._lock:
            for connection in self._open:
                _hang_up(connection)
        self.server_close()

    def server_bind(self) -> None:
        """Take a free port."""
        # The standard library looks up the host's full name here, which takes seconds where there is no DNS.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of the connection's own, and remember the connection until it is over."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection and end it."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)


class _Handler(BaseHTTPRequestHandler):
    server: OutletServer
    protocol_version = "HTTP/1.1"
    server_version = "DemoPress"
    sys_version = ""
    timeout = 60
    # Head and body are two writes; with Nagle's algorithm the second would wait for the client's delayed ACK.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with the resource under the path; the query changes nothing."""
        resource = self.server.resources.get(urlsplit(self.path).path, _MISSING)
        self.server.closing.wait(resource.delay)
        if resource.is_known(
            if_none_match=self.headers.get("If-None-Match"), if_modified_since=self.headers.get("If-Modified-Since")
        ):
            self._send_head(resource, 304)
        else:
            self._send_head(resource, resource.status)
            if self.command == "GET":
                self.wfile.write(resource.body)

    do_HEAD = do_GET  # noqa: N815

    def _send_head(self, resource: Resource, status: int) -> None:
        self.send_response(status)
        if resource.status == 200:  # noqa: PLR2004
            self.send_header("ETag", resource.etag)
            self.send_header("Cache-Control", "max-age=0, must-revalidate")
            if resource.last_modified:
                self.send_header("Last-Modified", resource.last_modified)
        if status != 304:  # noqa: PLR2004
            self.send_header("Content-Type", resource.content_type)
            self.send_header("Content-Length", str(len(resource.body)))
        self.end_headers()

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            # The client has had enough; nobody is waiting for the rest.
            self.close_connection = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002  http.server's own signature
        self.server.record(Request(self.command or "-", getattr(self, "path", "-"), int(code)))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  http.server's own name
        """Say nothing: the terminal belongs to the demo."""


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        # The client was quicker.
        return
