import pickle
import time
from datetime import UTC, datetime

import pytest

from flows.errors import ExtractError
from flows.steps.read.extract import Extracted, decode, extract_article, text_hash

URL = "https://wire.test/2026/fined?ref=rss"
PARAGRAPHS = (
    "Rostec was fined on Tuesday, the anti-monopoly service said, after an inquiry of three months.",
    "The state corporation, headed by Sergei Chemezov, has ten days to appeal against the decision.",
    "Its lawyers told reporters that the company had acted within the law and would do so.",
    "Analysts expect that the court in Moscow will hear the case before the end of the summer.",
)
RUSSIAN = (
    "Государственная корпорация оштрафована во вторник, сообщила антимонопольная служба после проверки.",
    "Глава корпорации Сергей Чемезов заявил журналистам, что решение будет обжаловано в суде.",
    "Суд в Москве рассмотрит дело до конца лета, считают опрошенные изданием аналитики рынка.",
)


def page(paragraphs: tuple[str, ...] = PARAGRAPHS, *, head: str = "", html: str = 'lang="en"', after: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"""<!DOCTYPE html><html {html}><head><title>Rostec fined</title>{head}</head><body>
    <nav><a href="/">Home</a> <a href="/politics">Politics</a></nav>
    <article><h1>Rostec fined</h1>{body}</article>{after}<footer>© Wire 2026</footer></body></html>"""


def extract(markup: str | bytes, *, url: str = URL, charset: str | None = None) -> Extracted:
    return extract_article(markup.encode() if isinstance(markup, str) else markup, url=url, charset=charset)


def test_the_article_comes_without_headline_menu_comments_and_links_to_others() -> None:
    paragraphs = (*PARAGRAPHS[:2], "Read more: Manturov promoted", *PARAGRAPHS[2:])
    comments = '<div id="comments" class="comments"><p>Kalashnikov fan: what a scandal this is, honestly!</p></div>'
    extracted = extract(page(paragraphs, after=comments))
    assert extracted.text.split("\n") == list(PARAGRAPHS)
    for furniture in ("Manturov", "Kalashnikov", "Politics", "©"):
        assert furniture not in extracted.text


def test_the_page_says_who_when_and_where() -> None:
    head = """<meta property="article:published_time" content="2026-03-02T09:00:00+01:00">
    <meta name="author" content="Anna Adamova"><meta property="og:site_name" content="The Wire">
    <link rel="canonical" href="/2026/fined">"""
    extracted = extract(page(head=head))
    assert extracted.title == "Rostec fined"
    assert extracted.author == "Anna Adamova"
    assert extracted.site == "The Wire"
    assert extracted.language == "en"
    assert extracted.published_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert extracted.canonical_url == "https://wire.test/2026/fined"
    assert pickle.loads(pickle.dumps(extracted)) == extracted


@pytest.mark.parametrize(
    ("link", "url", "canonical"),
    [
        ("https://other.test/a?x=1", URL, "https://other.test/a?x=1"),
        ("//wire.test/a", URL, "https://wire.test/a"),
        ("", URL, None),
        ("javascript:alert(1)", URL, None),
        ("https://wire.test/", URL, None),
        ("https://wire.test/", "https://wire.test/", "https://wire.test/"),
    ],
    ids=["elsewhere", "no scheme", "empty", "script", "home page on every page", "home page"],
)
def test_the_canonical_address_is_absolute_and_not_the_home_of_all_pages(
    link: str, url: str, canonical: str | None
) -> None:
    assert extract(page(head=f'<link rel="alternate canonical" href="{link}">'), url=url).canonical_url == canonical


@pytest.mark.parametrize(
    ("html", "paragraphs", "language"),
    [
        ('lang="en-GB"', PARAGRAPHS, "en"),
        ('lang="ru_RU"', RUSSIAN, "ru"),
        ('lang="en"', RUSSIAN, None),
        ('lang="ru"', PARAGRAPHS, None),
        ('lang="sr"', RUSSIAN, "sr"),
        ('lang="sr"', PARAGRAPHS, "sr"),
        ("", PARAGRAPHS, None),
        ('lang="&lt;lang&gt;"', PARAGRAPHS, None),
    ],
)
def test_a_language_is_believed_unless_the_script_gives_it_the_lie(
    html: str, paragraphs: tuple[str, ...], language: str | None
) -> None:
    assert extract(page(paragraphs, html=html)).language == language


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (page(RUSSIAN).encode(), None),
        (page(RUSSIAN).encode(), "cp1251"),
        (page(RUSSIAN).encode("utf-8-sig"), None),
        (page(RUSSIAN).encode("cp1251"), "windows-1251"),
        (page(RUSSIAN, head='<meta charset="windows-1251">').encode("cp1251"), None),
        (page(RUSSIAN, head='<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">').encode("koi8-r"), "nonsense"),
        (page(RUSSIAN).encode("cp1251"), None),
        (page(RUSSIAN).encode("utf-16"), None),
        (page(RUSSIAN).encode("utf-16-le"), None),
        (page(RUSSIAN).encode("cp1251"), "punycode"),
    ],
    ids=["utf-8", "header lies", "bom", "header", "meta", "http-equiv", "undeclared", "utf-16", "utf-16 unmarked", "trap"],
)  # fmt: skip
def test_a_page_in_any_charset_is_read(body: bytes, charset: str | None) -> None:
    assert RUSSIAN[0] in extract(body, charset=charset).text


def test_western_pages_are_read_as_browsers_do_and_one_bad_byte_spoils_nothing() -> None:
    assert decode("“é”".encode("cp1252"), "iso-8859-1") == "“é”"
    assert decode("é".encode() + b"\xff", "utf-8") == "é\ufffd"


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", "has no text that looks like an article"),
        (b"<html><body></body></html>", "text/html", "has no text that looks like an article"),
        (b"%PDF-1.7", None, "is no page but a file"),
        (b"\x1f\x8b\x08", "text/html", "is no page but text/html"),
        (page().encode(), "image/jpeg", "is no page but image/jpeg"),
        (page(after="<a " + " ".join(f"a{n}" for n in range(1_500)) + ">").encode(), None, "has a tag with more than 1,000 attributes"),
        (page(after="<div>" * 50_000).encode()[::-1], None, "has no text that looks like an article"),
        (bytes(range(256)) * 100, None, "has no text that looks like an article"),
    ],
    ids=["nothing", "empty page", "pdf", "gzip", "picture", "attributes", "backwards", "noise"],
)  # fmt: skip
def test_what_holds_no_article_is_refused_with_the_reason(body: bytes, content_type: str | None, reason: str) -> None:
    with pytest.raises(ExtractError) as refused:
        extract_article(body, url="https://me:secret@wire.test/a?token=1", content_type=content_type)
    assert str(refused.value) == f"https://wire.test/a: {reason}"


@pytest.mark.parametrize(
    "after",
    ["<div>" * 50_000, "<!--" * 50_000, "<a href=x>y</a>" * 5_000, "\x00" * 10_000, "<table><tr><td>" * 2_000,
     '<script type="application/ld+json">' + "[" * 50_000 + "</script>"],
    ids=["nested", "comments", "links", "NULs", "tables", "deep JSON"],
)  # fmt: skip
def test_a_hostile_page_is_read_or_refused_in_time(after: str) -> None:
    start = time.process_time()
    try:
        extract(page(after=after))
    except ExtractError as error:
        assert error.reason  # noqa: PT017  either way is right, what counts is the time
    assert time.process_time() - start < 5


def test_a_hash_is_of_the_words_alone() -> None:
    text = "\n".join(PARAGRAPHS)
    assert text_hash(text) == text_hash(text.upper().replace("\n", "  — ").replace(",", ""))
    assert text_hash(text) != text_hash(text.replace("Tuesday", "Monday"))


@pytest.mark.parametrize(("words", "has"), [(0, False), (39, False), (40, True)])
def test_a_text_under_forty_words_has_no_hash(words: int, has: bool) -> None:
    assert (text_hash("слово " * words) is not None) is has


def test_a_parser_that_fails_is_a_page_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    with pytest.raises(ExtractError, match=r"cannot be taken apart \(RecursionError: too deep\)"):
        extract(page())
