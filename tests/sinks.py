"""Real receivers on 127.0.0.1, on ports of their own: a mail server and a webhook, which record what arrives.

    with smtp_sink() as mail, webhook() as hook:
        ...  # send to mail.url("a@desk.example") and hook.url()
        assert mail.messages[0].recipients == ["a@desk.example"]
        assert hook.requests[0].json() == {...}

What they answer can be said beforehand (`mail.answers`, `hook.answer`). Every
attribute may be read and set while they run; both forget everything at the end.
"""

import asyncio
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

DROP = "drop"
"""An answer that is none: the connection is cut."""


@dataclass(frozen=True)
class Mail:
    """One message as the server took it."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        parsed = message_from_bytes(self.content, policy=MAIL_POLICY)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class SmtpSink:
    """A mail server. Its answers are lines such as "550 no such user", or DROP."""

    port: int = 0
    messages: list[Mail] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    """By recipient, and for the message itself under "DATA"."""
    pause: float = 0
    """How long the server thinks about a message, in seconds; it is recorded first."""
    on_connection: Callable[[], None] | None = None
    """Is called when somebody connects."""
    on_message: Callable[[], None] | None = None
    """Is called when the whole message is there, before the answer."""

    def url(self, *recipients: str, sender: str = "tocsin@desk.example", query: str = "") -> str:
        """Return an Apprise address that sends here."""
        return f"mailto://127.0.0.1:{self.port}/?from={sender}&to={','.join(recipients)}{query}"

    async def handle_EHLO(  # noqa: N802  aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        _call(self.on_connection)
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802  aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.messages.append(Mail(str(envelope.mail_from), list(envelope.rcpt_tos), envelope.content))
        _call(self.on_message)
        await asyncio.sleep(self.pause)
        answer = self.answers.get("DATA", "250 OK")
        if answer == DROP and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return answer


@contextmanager
def smtp_sink() -> Iterator[SmtpSink]:
    """Run a mail server."""
    sink = SmtpSink()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="smtp-sink", daemon=True)
    thread.start()

    async def open_server() -> asyncio.Server:
        return await loop.create_server(
            lambda: SMTP(sink, hostname="sink.example", enable_SMTPUTF8=True), "127.0.0.1", 0
        )

    server = asyncio.run_coroutine_threadsafe(open_server(), loop).result(5)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


@dataclass(frozen=True)
class Request:
    """One request as the webhook got it."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> Any:
        """Return the body, parsed."""
        return json.loads(self.body)


@dataclass
class Webhook:
    """A web server that takes everything and answers as it was told to."""

    port: int = 0
    requests: list[Request] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    """What the next requests are answered, each once, before all others are as said."""
    reset: bool = False
    """Cut the connection when the whole request is there."""
    pause: float = 0
    """How long it thinks about a request, in seconds; it is recorded first."""
    on_connection: Callable[[], None] | None = None
    """Is called when somebody connects, who is then not listened to."""
    on_message: Callable[[], None] | None = None
    """Is called when the whole request is there, before the answer."""
    drip: float = 0
    """How long it takes over the answer, one byte every tenth of a second."""

    @property
    def host(self) -> str:
        """Where it is: "127.0.0.1:40123"."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/", scheme: str = "json") -> str:
        """Return an Apprise address that sends here."""
        return f"{scheme}://{self.host}{path}"

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Say what every request from now on is answered."""
        self.status, self.body = status, body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@contextmanager
def webhook() -> Iterator[Webhook]:
    """Run a webhook."""
    hook = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            hook.requests.append(Request(self.command, self.path, headers, self.rfile.read(length)))
            _call(hook.on_message)
            time.sleep(hook.pause)
            if hook.reset:
                # No FIN: what the sender sees is a reset.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                self.connection.close()
                return
            until = time.monotonic() + hook.drip
            while time.monotonic() < until:
                time.sleep(0.1)
                self.wfile.write(b"H")
                self.wfile.flush()
            status, body = hook.answers.pop(0) if hook.answers else (hook.status, hook.body)
            self.send_response(status)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET = do_PUT = _take  # noqa: N815  http.server's names

        def log_message(self, *args: object) -> None:
            pass

        def handle(self) -> None:
            if hook.on_connection:
                hook.on_connection()
                return
            with suppress(OSError):  # the sender gave up, as some tests want it to
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _call(what: Callable[[], None] | None) -> None:
    if what is not None:
        what()


def closed_port() -> int:
    """Return a port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
