import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import FetchError
from flows.steps.gather.unpack import Body


def unpack(packed: bytes, encoding: str, *, limit: int = 100_000, piece: int = 1_000) -> bytes:
    body = Body(encoding, limit)
    for start in range(0, len(packed), piece):
        body.add(packed[start : start + piece])
    return body.finish()


@settings(max_examples=60)
@given(st.binary(max_size=3_000), st.sampled_from(["gzip", "deflate", "identity"]), st.integers(1, 500))
def test_what_was_packed_comes_back_whatever_the_pieces(text: bytes, encoding: str, piece: int) -> None:
    packed = {"gzip": gzip.compress(text), "deflate": zlib.compress(text), "identity": text}[encoding]
    assert unpack(packed, encoding, piece=piece) == text


@settings(max_examples=60)
@given(st.binary(max_size=500), st.sampled_from(["gzip", "deflate"]), st.integers(1, 100))
def test_bytes_that_are_not_packed_are_refused_or_read_within_the_limit(
    noise: bytes, encoding: str, piece: int
) -> None:
    with suppress(FetchError):
        assert len(unpack(noise, encoding, limit=200, piece=piece)) <= 200


@pytest.mark.parametrize("piece", [1, 7, 10_000])
def test_a_body_in_several_gzip_parts_is_one_body(piece: int) -> None:
    assert unpack(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip", piece=piece) == b"one two"


def test_a_body_in_thousands_of_parts_is_refused() -> None:
    with pytest.raises(FetchError, match="more than 50 compressed parts"):
        unpack(gzip.compress(b"") * 3_000, "gzip", piece=65_536)


def test_a_body_cut_off_in_its_compression_is_read_as_far_as_it_goes() -> None:
    text = bytes(range(256)) * 20
    cut = unpack(gzip.compress(text)[:-200], "gzip")
    assert text.startswith(cut)
    assert cut


@pytest.mark.parametrize("size", [999, 1_000])
def test_the_limit_itself_is_allowed(size: int) -> None:
    assert unpack(gzip.compress(b"x" * size), "gzip", limit=1_000) == b"x" * size
    with pytest.raises(FetchError, match="larger than 998 bytes"):
        unpack(gzip.compress(b"x" * size), "gzip", limit=998)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip,deflate", "compress", "utf-8"])
def test_an_encoding_that_was_not_asked_for_is_refused_for_good(encoding: str) -> None:
    with pytest.raises(FetchError) as refused:
        Body(encoding, 10)
    assert refused.value.permanent
