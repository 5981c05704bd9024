import struct
import zlib

from flows.steps.tell.plot import draw, in_words, line


def pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Read a PNG of one byte a pixel: its width, its height and its rows."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length]) == (zlib.crc32(kind + data),)
        chunks[kind] = data
        place += 12 + length
    width, height, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert rest == [8, 3, 0, 0, 0]
    raw = zlib.decompress(chunks[b"IDAT"])
    rows = [raw[start : start + width + 1] for start in range(0, len(raw), width + 1)]
    assert {row[0] for row in rows} == {0}
    return width, height, [row[1:] for row in rows]


def test_the_bars_of_a_plot_are_as_tall_as_the_days_had_mentions() -> None:
    picture = draw([0, 1, 50, 100])
    width, height, rows = pixels(picture.png)
    bars = [sum(row[day * 12] == 1 for row in rows) for day in range(4)]
    assert bars == [0, 4, 27, 54], "one mention is seen beside a hundred"
    assert (width, height) == (picture.width * 2, picture.height * 2)
    assert len(draw([3] * 30).png) < 300


def test_a_plot_says_in_words_what_it_shows() -> None:
    assert draw([0, 1, 3]).alt == in_words([0, 1, 3]) == "4 mentions in 3 days, at most 3 a day"
    assert in_words([1]) == "1 mention in 1 day, at most 1 a day"
    assert line([0, 1, 8]) == "·▁█"
