import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.clean import clean_inline, clean_text, link_host, safe_link


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        pytest.param("Bcc: a\r\nBcc: b", "Bcc: a Bcc: b", id="line ends become spaces"),
        pytest.param("a\x00b\x1b[2Jc\x9bd\x07", "ab[2Jcd", id="NUL, ESC, C1 and BEL"),
        pytest.param("a\u2028b\u2029c\x0bd\x85e", "a b c d e", id="all that breaks lines"),
        pytest.param("\u202egnp.exe\u202c \u2066x\u2069", "gnp.exe x", id="bidi controls"),
        pytest.param("Че\u00adме\u200bзов\ufeff", "Чемезов", id="soft hyphen, zero width, BOM"),
        pytest.param("x\ud800y", "xy", id="a lone surrogate"),
        pytest.param("z" + "\u0335" * 200 + "!", "z" + "\u0335" * 3 + "!", id="zalgo"),
        pytest.param("и\u0306од", "йод", id="composed"),
        pytest.param("  a\u00a0\u3000\t b  ", "a b", id="any white space"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_only_what_is_seen_is_kept_on_one_line(given_text: str, shown: str) -> None:
    assert clean_text(given_text) == shown


@pytest.mark.parametrize(
    ("given_text", "limit", "shown"),
    [
        pytest.param("Ростех объявил о планах", 23, "Ростех объявил о планах", id="fits"),
        pytest.param("Ростех объявил о планах", 20, "Ростех объявил о…", id="at a word"),
        pytest.param("Ростех, объявил", 9, "Ростех…", id="without a dangling comma"),
        pytest.param("x" * 50, 10, "x" * 9 + "…", id="one long word"),
        pytest.param("aaaae\u0301\u0323\u0331x", 6, "aaaa…", id="not between a letter and its marks"),
    ],
)
def test_what_is_too_long_is_cut_with_an_ellipsis(given_text: str, limit: int, shown: str) -> None:
    assert clean_text(given_text, limit) == shown


@settings(max_examples=100)
@given(st.text(st.characters(exclude_categories=[])), st.integers(5, 60))
def test_cleaning_twice_is_cleaning_once_and_never_too_long(text: str, limit: int) -> None:
    cleaned = clean_text(text, limit)
    assert clean_text(cleaned, limit) == cleaned
    assert len(cleaned) <= limit
    assert not {unicodedata.category(char) for char in cleaned} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_a_piece_of_a_text_keeps_the_spaces_at_its_ends() -> None:
    assert clean_inline(" of\n\nRostec ") == " of Rostec "


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://news.example/a?b=1&c=2#d", "https://news.example/a?b=1&c=2#d"),
        ("  HTTPS://News.Example/a b ", "https://news.example/a%20b"),
        ('https://news.example/"><svg onload=x>', "https://news.example/%22%3E%3Csvg%20onload=x%3E"),
        (
            "https://президент.рф/новости",
            "https://xn--d1abbgf6aiiy.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
        ),
        ("https://аррӏе.com/", "https://xn--80ak6aa92e.com/"),
    ],
    ids=["plain", "spaces and capitals", "markup", "an international host", "a host of look-alikes"],
)
def test_a_link_is_shown_in_ascii(url: str, link: str) -> None:
    assert safe_link(url) == link
    assert safe_link(link) == link


@pytest.mark.parametrize(
    "url",
    [
        None, "", "   ", "/relative", "//host.example/x", "javascript:alert(1)", "JaVa\tScRiPt:alert(1)",
        "\x01javascript:alert(1)", "vbscript:x", "data:text/html,x", "file:///etc/passwd", "ftp://host.example/",
        "https://", "https://user:pass@host.example/", "https://bank.example@evil.example/", "https://host.example:99999/",
        "https://host.example/\u202ecod", "https://host.example/a\nb", "https://ho st.example/",
        "https://host.example/" + "a" * 2_048, "https://host.example/" + "я" * 400,
    ],
)  # fmt: skip
def test_what_nobody_should_follow_is_no_link(url: str | None) -> None:
    assert safe_link(url) is None


def test_the_host_of_a_link_is_the_one_asked_for() -> None:
    assert link_host(safe_link("https://аррӏе.com/x")) == "xn--80ak6aa92e.com"
    assert link_host(None) == ""
