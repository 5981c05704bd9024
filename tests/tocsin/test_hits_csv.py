"""What `tocsin hits` prints of feed text: rows 94 to 97 of the hostile catalogue."""

import csv
import io
import json

import pytest

from tocsin.commands.hits import _echo_csv
from tocsin.output import echo_rows


@pytest.mark.parametrize(
    "title",
    ['=HYPERLINK("x")', "+1", "-5 млн", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠A1"],
    ids=lambda title: f"94 {title!r}",
)
def test_no_headline_is_a_formula_in_a_spreadsheet(title: str, capsys: pytest.CaptureFixture[str]) -> None:
    _echo_csv([{"id": 1, "title": title}])
    (_, cells) = csv.reader(io.StringIO(capsys.readouterr().out, newline=""))
    assert cells == ["1", f"'{title}"]


@pytest.mark.parametrize(
    "title",
    ["\x1b]0;pwned\x07x", "\x1b[2Jx", "\x1b]8;;https://evil.example\x1b\\x", "\x9b2Jx", "\u202ex"],
    ids=lambda title: f"95 {title!r}",
)
def test_no_headline_speaks_to_the_terminal(title: str, capsys: pytest.CaptureFixture[str]) -> None:
    echo_rows([{"title": title}], as_json=False, columns=("title",))
    printed = capsys.readouterr().out
    assert "x" in printed
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(printed)


@pytest.mark.parametrize("title", ["[/]", "[bold]x", "[link=https://evil.example]x[/link]"], ids=lambda x: f"96 {x}")
def test_no_headline_is_markup_on_the_terminal(title: str, capsys: pytest.CaptureFixture[str]) -> None:
    echo_rows([{"title": title}], as_json=False, columns=("title",))
    assert title in capsys.readouterr().out


@pytest.mark.parametrize(
    "title", ["a\nb", "a\r\n{}", "a\u2028b", "a\x85b", "\x9b2J", "\ud800"], ids=lambda title: f"97 {title!r}"
)
def test_a_record_is_one_line_whatever_its_headline(title: str, capsys: pytest.CaptureFixture[str]) -> None:
    echo_rows([{"title": title}, {"title": "next"}], as_json=True, columns=("title",))
    lines = capsys.readouterr().out.splitlines()
    assert all(line.isprintable() for line in lines)
    assert [json.loads(line)["title"] for line in lines] == [title, "next"]
