"""Decompress an answer's body piece by piece, within a limit that no piece can break."""

import zlib

from flows.errors import FetchError

ACCEPTED = "gzip, deflate"
"""What we ask for. Brotli would save a sixth and has no cap on one piece's output in the versions that are about."""

_MAX_MEMBERS = 50
_ZLIB_METHOD = 8


class Body:
    """Collects a body: `add` each piece as it comes, then `finish`.

    Holds at most `limit` bytes plus what one piece needs, whatever the pieces
    say that they are.

    Args:
        encoding: The Content-Encoding; stacked ones and those that were not asked for are refused.
        limit: The largest body, in bytes after decompression.

    Raises:
        FetchError: The encoding is refused.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self._encoding = encoding.strip().lower().removeprefix("x-")
        if self._encoding not in {"", "identity", "gzip", "deflate"}:
            raise FetchError(f"the answer is encoded as {encoding[:40]!r}, which was not asked for", permanent=True)
        self._packed = self._encoding in {"gzip", "deflate"}
        self._inflate: zlib._Decompress | None = None
        self._limit = limit
        self._members = 0
        self._body = bytearray()

    def add(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            FetchError: The body is larger than the limit, or is not what its encoding says.
        """
        if self._packed:
            self._unpack(piece)
        else:
            self._body += piece
        if len(self._body) > self._limit:
            raise FetchError(f"the answer is larger than {self._limit:,} bytes", permanent=True)

    def finish(self) -> bytes:
        """Return the whole body. One that was cut off inside its compression is returned as far as it goes."""
        return bytes(self._body)

    def _unpack(self, piece: bytes) -> None:
        while piece and len(self._body) <= self._limit:
            if self._inflate is None or self._inflate.eof:
                self._next_member(piece)
            assert self._inflate is not None
            try:
                self._body += self._inflate.decompress(piece, self._limit + 1 - len(self._body))
            except zlib.error as error:
                raise FetchError(f"the answer is not {self._encoding}, as it says: {error}") from error
            piece = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail

    def _next_member(self, piece: bytes) -> None:
        # A body may be several gzip streams in a row; each costs a copy of the rest, so thousands are an attack.
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise FetchError(f"the answer is made of more than {_MAX_MEMBERS} compressed parts", permanent=True)
        self._inflate = zlib.decompressobj(self._window(piece))

    def _window(self, piece: bytes) -> int:
        if self._encoding == "gzip":
            return 16 + zlib.MAX_WBITS
        # Many servers send the bare deflate stream that the standard does not mean.
        return zlib.MAX_WBITS if piece[0] & 0x0F == _ZLIB_METHOD else -zlib.MAX_WBITS
