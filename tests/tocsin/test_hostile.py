"""What is imported from others' programs: rows 29 and 89 of the hostile catalogue."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from tocsin.opml import read_opml

REFUSED = [
    "file:///etc/passwd", "gopher://x.test/", "ftp://x.test/", "data:,x", "/etc/passwd", "javascript:alert(1)", "http://",
    "http://127.0.0.1/", "http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/",
    "http://0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://①②⑦.⓪.⓪.①/", "http://169.254.169.254/latest/",
    "http://192.0.0.192/", "http://100.100.100.200/", "http://[fd00:ec2::254]/", "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://224.0.0.1/", "http://example.com@127.0.0.1/",
]  # fmt: skip


def test_29_an_address_in_opml_that_may_not_be_asked_is_refused_with_a_line(tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    urls = [*REFUSED, "https://a.example/rss"]
    file.write_text(f"<opml version='2.0'><body>{''.join(f'<outline xmlUrl={url!r}/>' for url in urls)}</body></opml>")
    feeds, refused = read_opml(file)
    assert ([feed.url for feed in feeds], len(refused)) == (["https://a.example/rss"], len(REFUSED))
    assert [feed.url for feed in read_opml(file, [ip_network("10.0.0.0/8")])[0]] == ["https://a.example/rss"]
    assert {"http://127.0.0.1/", "http://localhost/"} <= {
        feed.url for feed in read_opml(file, [ip_network("127.0.0.0/8")])[0]
    }


@pytest.mark.parametrize("title", ["=cmd()", "+1", "@SUM(A1)", "{{7*7}}", "[bold]"], ids=lambda title: f"89 {title}")
def test_a_title_in_opml_is_text_and_nothing_else(title: str, tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text(f'<opml version="2.0"><body><outline text="{title}" xmlUrl="https://a.example/rss"/></body></opml>')
    feeds, refused = read_opml(file)
    assert [(feed.url, feed.title) for feed in feeds] == [("https://a.example/rss", title)]
    assert refused == []


def test_entities_in_opml_are_not_expanded(tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    bomb = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(9))
    file.write_text(
        f'<!DOCTYPE opml [<!ENTITY e0 "ha"><!ENTITY file SYSTEM "file:///etc/passwd">{bomb}]>'
        '<opml version="2.0"><body><outline text="&e9;&file;" xmlUrl="https://a.example/rss"/></body></opml>'
    )
    feeds, _ = read_opml(file)
    assert all(len(feed.title) <= 200 and "root:" not in feed.title and "haha" not in feed.title for feed in feeds)
