import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.read.plain import language_code, most_attributes, one_line, plain_text, storable

SHOWN = [
    ("Rostec fined", "Rostec fined"),
    ("Tom &amp; Jerry", "Tom & Jerry"),
    ("5 < 6 and x > 3", "5 < 6 and x > 3"),
    ("if a<b then c", "if a<b then c"),
    ("Use the <foo> element", "Use the <foo> element"),
    ("two\n lines\n\nkept", "two\nlines\nkept"),
    ("<b>Ros</b>tec", "Rostec"),
    ("<p>One\ntwo</p><p>Three</p>", "One two\nThree"),
    ("a<br>b<br/>c", "a\nb\nc"),
    ("<ul><li>one<li>two</ul>", "one\ntwo"),
    ("<script>alert('<p>')</script>Rostec<style>p{}</style>", "Rostec"),
    ("x<!-- <p>hidden</p> -->y<p>", "xy"),
    ('<p title="a > b">q</p>', "q"),
    ("<p title=it's>Don't</p> stop", "Don't\nstop"),
    ("<p>&lt;script&gt; &eacute;&#233;&#x435;</p>", "<script> ééе"),
    ("<p>5 <b", "5 <b"),
    ("<svg><text>logo</text></svg><p>Text", "Text"),
]
BOMBS = ["<!--", "<!-- -", '<a "', '<a ="', "<a ='\"", "<p ", "<", "&", "<script ", "<script><", "</", "<b>", "<a =   ", "<svg></sv"]  # fmt: skip


@pytest.mark.parametrize(("markup", "text"), SHOWN, ids=[markup[:30] for markup, _ in SHOWN])
def test_a_reader_sees_the_text_and_not_the_markup(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def test_a_title_is_one_line() -> None:
    assert one_line("<p>Rostec\nfined</p>\n<p>again</p>") == "Rostec fined again"


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_markup_costs_more_than_its_length(bomb: str) -> None:
    markup = "<p>" + bomb * (400_000 // len(bomb))
    start = time.process_time()
    plain_text(markup)
    most_attributes(markup)
    assert time.process_time() - start < 2  # a pattern that goes back takes minutes


@settings(max_examples=100)
@given(st.text(alphabet="<>/!-abp =\"'&;\n\x00", max_size=60))
def test_plain_text_has_no_nul_no_empty_line_and_no_loose_space(markup: str) -> None:
    text = plain_text(markup)
    assert "\x00" not in text
    assert all(line == " ".join(line.split()) and line for line in text.split("\n")) or text == ""


@pytest.mark.parametrize(
    ("markup", "fewest", "most"),
    [
        ("<p class=a>" * 5_000, 0, 10),
        ("<div " + " ".join(f"a{n}=1" for n in range(3_000)) + ">", 3_000, 3_100),
        ("<div " + "".join(f'a{n}=">"' for n in range(3_000)) + ">", 3_000, 3_100),
        ("<script " + "x/" * 3_000 + ">", 3_000, 3_100),
        ("<script>" + "if (a<b) c d e f;" * 3_000 + "</script><p>", 0, 10),
        ("<!-- <a " + "x " * 3_000 + "> -->", 0, 10),
        ('<img src="' + "x y " * 3_000 + '">', 0, 10),
    ],
    ids=["many tags", "many attributes", "angle brackets inside", "slashes", "a script", "a comment", "one long value"],
)
def test_the_attributes_of_a_tag_are_counted(markup: str, fewest: int, most: int) -> None:
    assert fewest <= most_attributes(markup) <= most


def test_what_no_database_takes_is_dropped() -> None:
    assert storable("a\x00b\ud800c\udfffd") == "abcd"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("ru", "ru"), ("ru-RU", "ru"), ("EN_us", "en"), ("sah", "sah"), ("", None), (None, None), ("x-klingon", None), ("русский", None), (5, None)],
)  # fmt: skip
def test_a_language_tag_gives_its_language(tag: object, code: str | None) -> None:
    assert language_code(tag) == code
