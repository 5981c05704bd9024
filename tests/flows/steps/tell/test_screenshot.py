"""The mail as a browser paints it, where there is a Chromium."""

import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from flows.steps.tell.render import render_html
from telling import sample

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium to paint it")
def test_a_digest_is_painted_with_its_frame_its_colours_and_its_plots(tmp_path: Path) -> None:
    page, shot = tmp_path / "digest.html", tmp_path / "digest.png"
    page.write_text(render_html(sample()), encoding="utf-8")
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=800,560"]
    subprocess.run(
        [str(CHROMIUM), *words, f"--user-data-dir={tmp_path}", f"--screenshot={shot}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )
    width, height, colors = painted(shot.read_bytes())
    assert (width, height) == (800, 560)
    for name, color in {
        "frame": (0xF3, 0xF2, 0xEE),
        "card": (255, 255, 255),
        "plot": (0xC8, 0x50, 0x4A),
        "mark": (0xFD, 0xEE, 0xB0),
    }.items():
        assert color in colors, name


def painted(png: bytes) -> tuple[int, int, set[tuple[int, ...]]]:
    """Return the size of a PNG of 8 bits a channel and its colours (https://www.w3.org/TR/png/#9Filters)."""
    data, place = b"", 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        data += png[place + 8 : place + 8 + length] if png[place + 4 : place + 8] == b"IDAT" else b""
        place += 12 + length
    width, height = struct.unpack(">II", png[16:24])
    size = {2: 3, 6: 4}[png[25]]
    raw, stride = zlib.decompress(data), width * size
    colors: set[tuple[int, ...]] = set()
    before = bytearray(stride)
    for row in range(height):
        kind = raw[row * (stride + 1)]
        line = bytearray(raw[row * (stride + 1) + 1 : (row + 1) * (stride + 1)])
        for i in range(stride):
            left, up, corner = (line[i - size] if i >= size else 0), before[i], (before[i - size] if i >= size else 0)
            guess = left + up - corner
            nearest = min((left, up, corner), key=lambda one: abs(guess - one))
            line[i] = (line[i] + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
        colors |= {tuple(line[i : i + 3]) for i in range(0, stride, size)}
        before = line
    return width, height, colors
