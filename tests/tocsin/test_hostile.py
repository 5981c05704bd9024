"""What is imported from others' programs: row 89 of the hostile catalogue."""

from pathlib import Path

import pytest

from tocsin.opml import read_opml


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
