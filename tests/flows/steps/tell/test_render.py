import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import Console

from flows.steps.tell.pictures import images, with_pictures
from flows.steps.tell.render import (
    parts,
    render_chat_html,
    render_html,
    render_markdown,
    render_message,
    render_text,
    subject,
)
from flows.steps.tell.slack import slack_messages
from flows.steps.tell.terminal import render_terminal
from flows.steps.tell.view import DigestView
from flows.steps.tell.wrap import width, wrap
from hostile import HOSTILE, LINKS
from telling import CHEMEZOV, ROSTEC, WATCHLIST, Told, match, sample


def terminal(view: DigestView, color_system: Literal["standard"] | None = "standard") -> str:
    """What a terminal of 80 columns is sent."""
    console = Console(width=80, force_terminal=True, color_system=color_system, highlight=False, legacy_windows=False)
    with console.capture() as printed:
        console.print(render_terminal(view))
    return printed.get()


def slack(view: DigestView) -> str:
    """The messages for Slack, as JSON."""
    return json.dumps(slack_messages(view, subject(view)), ensure_ascii=False, indent=1) + "\n"


DATA = Path(__file__).parent / "data"
RENDERERS = {
    "digest.html": render_html,
    "digest.txt": render_text,
    "digest.md": render_markdown,
    "digest.chat.html": render_chat_html,
    "digest.ansi": terminal,
    "digest.slack.json": slack,
}
BREAKER = "\u200b"
MAIL_TAGS = {"html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "p", "h1", "h2"}
MAIL_TAGS |= {"h3", "h4", "a", "bdi", "time", "mark", "br", "code"}
MAIL_ATTRIBUTES = {
    "lang",
    "charset",
    "name",
    "content",
    "style",
    "role",
    "width",
    "cellpadding",
    "cellspacing",
    "border",
}
MAIL_ATTRIBUTES |= {"align", "class", "datetime", "href", "dir"}
CHAT_TAGS = {"b", "i", "a", "br"}


@pytest.mark.parametrize("name", RENDERERS)
def test_a_digest_looks_as_it_did(name: str) -> None:
    """Run with TOCSIN_TEST_GOLDEN=write after a change that was meant, and read what changed."""
    rendered = RENDERERS[name](sample())
    if os.environ.get("TOCSIN_TEST_GOLDEN") == "write":
        (DATA / name).write_text(rendered, encoding="utf-8")
    golden = (DATA / name).read_text(encoding="utf-8")
    assert (Page(rendered).outline, Page(rendered).text) == (Page(golden).outline, Page(golden).text)
    if name != "digest.html":  # css-inline's releases write attributes and rules in other orders
        assert rendered == golden


class Page(HTMLParser):
    """What a reader of HTML is given: tags, attributes, links, and the text that is seen."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.outline: list[tuple[str, frozenset[tuple[str, str]]]] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        styled = {name: ";".join(sorted((value or "").split(";"))) for name, value in attrs}
        self.outline.append((tag, frozenset(styled.items())))
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "background", "action"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def in_markdown(text: str) -> tuple[set[str], list[str], str]:
    """Return the kinds of tokens, the links and the text that a reader of Markdown is given, bare links included."""
    kinds, links, seen = set(), [], ""
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text)
    for token in [inner for outer in tokens for inner in [outer, *(outer.children or [])]]:
        kinds.add(token.type.removesuffix("_open").removesuffix("_close"))
        links += [str(value) for name, value in token.attrs.items() if name in {"href", "src"}]
        seen += token.content if token.type in {"text", "text_special"} else ""
    return kinds, links, seen


def hostile_view(text: str, url: str = "https://news.example/a") -> DigestView:
    told = Told(WATCHLIST.model_copy(update={"name": f"List {text}"}))
    told.article(text, f"{text} Rostec", match(ROSTEC, f"{text} Rostec", "Rostec"), story=1, site=text, url=url)
    told.article(text, text, match(CHEMEZOV, text, text, rule="query"), story=2, site="", feed=text, url=url)
    for row in told.rows:
        row.hit.term_name = f"Term {text}"
    return told.view()


@pytest.mark.parametrize(("given_text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_html_shows_hostile_text_and_obeys_none_of_it(given_text: str, shown: str) -> None:
    page = Page(render_html(hostile_view(given_text)))
    assert page.tags <= MAIL_TAGS
    assert page.attributes <= MAIL_ATTRIBUTES
    assert set(page.links) == {"https://news.example/a"}
    assert page.text.count(shown) >= 7


@pytest.mark.parametrize(("given_text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_chat_html_shows_hostile_text_and_obeys_none_of_it(given_text: str, shown: str) -> None:
    rendered = render_chat_html(hostile_view(given_text))
    page = Page(rendered)
    assert (page.tags, page.attributes, set(page.links)) == (CHAT_TAGS, {"href"}, {"https://news.example/a"})
    assert page.text.replace(BREAKER, "").count(shown) >= 6
    assert not re.search(r"@\w|\w://(?!news\.example/a\")", page.text)
    assert "\n" not in rendered


@pytest.mark.parametrize(("given_text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_markdown_shows_hostile_text_and_obeys_none_of_it(given_text: str, shown: str) -> None:
    rendered = render_markdown(hostile_view(given_text))
    kinds, links, seen = in_markdown(rendered)
    assert kinds <= {"paragraph", "inline", "text", "text_special", "link", "strong", "em", "softbreak", "hardbreak"}
    assert set(links) == {"https://news.example/a"}
    assert seen.replace(BREAKER, "").count(shown) >= 6
    assert not re.search(r"@\w|:[a-z]+:|www\.|\w://(?!news\.example/a\))", rendered)


@pytest.mark.parametrize(("given_text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_plain_text_shows_hostile_text_without_anything_a_terminal_obeys(given_text: str, shown: str) -> None:
    rendered = render_text(hostile_view(given_text))
    assert " ".join(rendered.split()).count(shown) >= 6
    assert not [char for char in rendered if char != "\n" and not char.isprintable() and char != BREAKER]


@pytest.mark.parametrize(("given_text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_a_terminal_shows_hostile_text_and_obeys_none_of_it(given_text: str, shown: str) -> None:
    plain = terminal(hostile_view(given_text), color_system=None)
    assert " ".join(plain.split()).count(shown) >= 6
    assert not [char for char in plain if char != "\n" and not char.isprintable() and char != BREAKER]
    assert re.sub(r"\x1b\[[0-9;]*m", "", terminal(hostile_view(given_text))) == plain


@pytest.mark.parametrize("url", LINKS)
@pytest.mark.parametrize("name", RENDERERS)
def test_a_link_that_nobody_should_follow_is_none(name: str, url: str) -> None:
    rendered = RENDERERS[name](hostile_view("Headline", url))
    assert "Headline" in rendered
    assert not re.search(r"script:|data:|evil|href=", rendered.split("</style>")[-1], re.IGNORECASE)


def test_a_host_of_look_alikes_stands_beside_the_name() -> None:
    for render in RENDERERS.values():
        assert "xn--80ak6aa92e.com" in Page(render(hostile_view("Apple", "https://аррӏе.com/x"))).text


@pytest.mark.parametrize(("given_text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_the_subject_is_one_clean_line_of_ninety_characters(given_text: str, shown: str) -> None:
    line = subject(hostile_view(given_text * 3))
    assert len(line) <= 90
    assert line.isprintable()
    assert line.startswith("Tocsin: Term ")


def test_the_subject_says_what_is_inside() -> None:
    told = Told()
    assert subject(told.view()) == "Tocsin: nothing new · Russian defence industry"
    told.article("Rostec pays", "Rostec.", match(ROSTEC, "Rostec.", "Rostec"), story=1)
    assert subject(told.view()) == "Tocsin: Rostec · Rostec pays"
    told.article("More", "Rostec.", match(ROSTEC, "Rostec.", "Rostec"), story=2)
    assert subject(told.view()) == "Tocsin: Rostec · 2 stories"
    assert subject(sample()) == "Tocsin: Arrests in the defence sector, Sergei Chemezov +2 · 5 stories"


def test_a_subject_of_long_names_is_cut_inside_the_name_and_keeps_the_count() -> None:
    told = Told()
    for story in (1, 2):
        told.article("A", "Rostec.", match(ROSTEC, "Rostec.", "Rostec"), story=story)
        told.rows[-1].hit.term_name = "Ж" * 600
    assert subject(told.view()) == f"Tocsin: {'Ж' * 69}… · 2 stories"


def many(stories: int, *, text: str = "") -> DigestView:
    told = Told()
    body = text or (
        "Сергей Чемезов сообщил журналистам, что корпорация до конца года передаст заказчику ещё две партии изделий,"
        " the head of the state holding added in Moscow."
    )
    name = "Сергей Чемезов"
    for story in range(stories):
        title = f"Ростех передаст заказчику новую партию изделий до конца года, сообщили в компании {story}"
        found = match(CHEMEZOV, body, name if name in body else body[:6])
        told.article(title, body, found, story=story, site="Деловая газета", language="ru", hours=story / 9,
                     url=f"https://news.example/world/2026/11/22/{story}-rostec-delivers-new-batch")  # fmt: skip
    return told.view()


def test_a_mail_of_sixty_stories_is_at_most_60_kilobytes() -> None:
    assert len(render_html(many(60)).encode()) <= 60_000


@pytest.mark.parametrize("text", ["", "Чемезов " + "щ" * 292], ids=["usual", "as long as can be"])
def test_a_mail_stops_at_ninety_stories_and_90_kilobytes_and_says_so(text: str) -> None:
    html = render_html(many(200, text=text))
    shown = html.count("<h4")
    assert len(html.encode()) <= 90_000
    assert shown <= 90
    assert shown >= 60
    assert f"and {200 - shown} more stories" in html
    assert "tocsin hits --watchlist russian-defence-industry" in html
    assert "200 stories, all high" in html


LIMITS = {"html": 3_000, "markdown": 2_000, "text": 900}


@pytest.mark.parametrize("kind", LIMITS)
def test_two_hundred_stories_come_in_parts_that_fit_with_every_story_whole_and_once(kind: str) -> None:
    made = parts(many(200), kind=kind, limit=LIMITS[kind])
    assert len(made) > 20
    assert max(map(len, made)) <= LIMITS[kind]
    links = [
        re.findall(r"https://news\.example/world/2026/11/22/(\d+)-rostec-delivers-new-batch", part) for part in made
    ]
    assert sorted(int(number) for part in links for number in part) == list(range(200))
    assert all("Sergei Chemezov" in part for part in made[:-1])
    assert all("Russian defence industry" in part for part in made)
    assert f"(2/{len(made)})" in made[1].replace("\\", "")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(LIMITS)),
    st.integers(140, 2_500),
    st.lists(
        st.sampled_from(["🚀 مرحبا " * 9, "*_[](" * 60, "&<>" * 60, "слово " * 30, "x" * 200, "@bob :a: "]), max_size=8
    ),
)
def test_no_part_is_ever_too_long_and_no_story_is_lost(kind: str, limit: int, titles: list[str]) -> None:
    told = Told()
    for story, title in enumerate(titles):
        text = f"№{story}№ {title}"
        told.article(text, text, match(ROSTEC, text, f"№{story}№"), story=story, site=title)
    made = parts(told.view(), kind=kind, limit=limit)
    assert max(map(len, made)) <= limit
    assert all(any(f"№{story}№" in part for part in made) for story in range(len(titles)))


def test_a_desktop_that_shows_two_lines_is_given_no_more() -> None:
    made = parts(sample(), kind="text", limit=1_000, max_lines=2)
    assert all(part.count("\n") < 2 for part in made[1:-1])
    assert sum("Чемезову" in part for part in made) == 1


def test_payloads_are_json_and_the_same_each_time_with_a_message_id_a_part() -> None:
    made = render_message(many(20), "markdown", digest_key="k3y", limit=2_000, title_limit=60)
    assert made == render_message(many(20), "markdown", digest_key="k3y", limit=2_000, title_limit=60)
    assert json.loads(json.dumps(made)) == made
    total = len(made)
    assert [payload["message_id"] for payload in made] == [f"k3y.{number}" for number in range(1, total + 1)]
    assert made[1]["subject"] == f"Tocsin: Sergei Chemezov · 20 stories (2/{total})"
    assert set(made[0]) == {"kind", "subject", "markdown", "message_id"}
    assert max(len(payload["subject"]) + len(payload["markdown"]) for payload in made) < 2_000


def test_a_channel_without_titles_gets_no_subject() -> None:
    assert [payload["subject"] for payload in render_message(sample(), "text", digest_key="k", title_limit=0)] == [""]


def test_the_title_for_a_chat_calls_nobody() -> None:
    (payload,) = render_message(hostile_view("@everyone").head(1), "markdown", digest_key="k")
    assert "@everyone" not in payload["subject"]
    assert "@everyone" in payload["subject"].replace(BREAKER, "")


def test_a_mail_has_both_bodies_and_what_its_headers_need() -> None:
    (payload,) = render_message(sample(), "email", digest_key="k3y")
    view = sample()
    assert payload == {
        "kind": "email",
        "subject": subject(view),
        "html": payload["html"],
        "images": images(view),
        "text": render_text(view),
        "message_id": "k3y.1",
        "date": "2026-11-23T07:00:00+02:00",
        "list_id": "russian-defence-industry",
    }
    assert with_pictures(payload["html"], payload["images"]) == render_html(view)


def test_plain_text_keeps_to_its_columns_and_breaks_no_link() -> None:
    for line in render_text(many(3)).splitlines():
        assert width(line) <= 78 or line.lstrip().startswith("https://")
    assert "https://news.example/world/2026/11/22/1-rostec-delivers-new-batch" in render_text(many(3)).split()


@pytest.mark.parametrize(
    ("text", "wrapped"),
    [
        ("* one two three", "* one two\n  three"),
        ("  - one two three", "  - one\n    two\n    three"),
        ("国家公司签署了合同并且付款", "国家公司签\n署了合同并\n且付款"),
        ("a https://news.example/long b", "a\nhttps://news.example/long\nb"),
        ("abcdefghijklmno", "abcdefghij\nklmno"),
    ],
    ids=["item", "nested", "wide letters", "link", "one long word"],
)
def test_lines_break_at_words_under_their_own_beginning(text: str, wrapped: str) -> None:
    assert wrap(text, 10) == wrapped


def test_html_is_read_by_machines_and_people_alike() -> None:
    html = render_html(sample())
    for mark in (
        '<html lang="en">',
        'role="main"',
        '<time datetime="2026-11-23T07:00+02:00">',
        'dir="rtl"',
        'lang="ar"',
        '<h4 lang="pl"',
        "prefers-color-scheme",
    ):
        assert mark in html
    assert set(re.findall(r'<img src="([a-z:/]+)', html)) == {"data:image/png"}
    assert "<link" not in html


def contrast(one: str, other: str) -> float:
    def luminance(color: str) -> float:
        channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("background", "texts"),
    [
        ("#ffffff", ["#1d1c1a", "#63615b", "#a11d1d", "#b3141a", "#a04a00", "#174a8b"]),
        ("#fdeeb0", ["#1d1c1a"]),
        ("#1d1d1b", ["#ebeae6", "#a9a7a0", "#ff8a80", "#ffb366", "#9cc4ff"]),
        ("#4f4310", ["#fff2c0"]),
    ],
    ids=["light", "light mark", "dark", "dark mark"],
)
def test_colours_of_the_style_sheet_keep_their_contrast(background: str, texts: list[str]) -> None:
    sheet = (Path(render_html.__code__.co_filename).parents[2] / "templates" / "digest.css").read_text()
    for text in texts:
        assert text in sheet
        assert contrast(background, text) >= 4.5


def test_numbers_in_the_payload_are_plain() -> None:
    payload: dict[str, Any] = render_message(sample(), "text", digest_key="k")[0]
    assert {type(value) for value in payload.values()} == {str}


def test_a_digest_too_large_for_one_mail_is_several_that_leave_nothing_out() -> None:
    view = many(200)

    payloads = render_message(view, "email", digest_key="k3y")

    assert [payload["message_id"] for payload in payloads] == [f"k3y.{n}" for n in range(1, len(payloads) + 1)]
    assert len(payloads) > 2
    assert all(len(payload["html"].encode()) <= 90_000 for payload in payloads)
    assert all("more stor" not in payload["html"] for payload in payloads)
    assert sum(payload["html"].count("<h4") for payload in payloads) == 200
    assert sum(payload["text"].count("\n* ") for payload in payloads) == 200
