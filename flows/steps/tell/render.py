"""Render a digest: for mail in HTML and plain text, for chats in parts, and as the payloads that are kept and sent."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from css_inline import CSSInliner

from flows.steps.clean import clean_text
from flows.steps.tell.markup import break_spells, environment, left_out, macros
from flows.steps.tell.parts import parts, whole
from flows.steps.tell.pictures import images, pictures, with_pictures
from flows.steps.tell.slack import slack_messages
from flows.steps.tell.view import DigestView
from flows.steps.tell.wrap import wrap

__all__ = ["parts", "render_chat_html", "render_html", "render_markdown", "render_message", "render_text", "subject"]

MAX_SUBJECT = 90
MAX_STORIES = 90
MAX_HTML = 90_000
"""In bytes: widely used mail programs cut a message at about 102 KB."""
_COLUMNS = 78


def subject(view: DigestView) -> str:
    """Return what is inside in at most 90 characters: "Tocsin: Rostec, Sergei Chemezov +3 · 12 stories"."""
    if not view.stories:
        return clean_text(f"Tocsin: nothing new · {view.watchlist}", MAX_SUBJECT)
    names = view.terms
    if view.stories == 1:
        _, term, story = next(view.walk())
        return clean_text(f"Tocsin: {clean_text(term, 40)} · {story.headline}", MAX_SUBJECT)
    for shown in range(len(names), 0, -1):
        more = f" +{len(names) - shown}" if shown < len(names) else ""
        made = f"Tocsin: {', '.join(names[:shown])}{more} · {view.count}"
        if len(made) <= MAX_SUBJECT:
            return made
    rest = f"{f' +{len(names) - 1}' if names[1:] else ''} · {view.count}"
    return f"Tocsin: {clean_text(names[0], MAX_SUBJECT - len('Tocsin: ') - len(rest))}{rest}"


def render_html(view: DigestView) -> str:
    """Return the digest as an HTML page: at most 90 stories and 90 KB; how many are left out is said at the end."""
    shown, html = _fitting(view, subject(view))
    return with_pictures(html, images(shown))


def render_text(view: DigestView) -> str:
    """Return the digest as plain text of 78 columns, for the plain part of a mail and for the terminal; links whole."""
    write = macros("digest.txt.j2")
    blocks = [write.opening(view)]
    for group in view.groups:
        blocks.append(write.heading(group.name))
        for term in group.terms:
            blocks += [
                write.subheading(term.name, view.trends.get(term.name)),
                *(write.story(story, 3) for story in term.stories),
            ]
    return wrap("".join([*blocks, write.closing(view)]), _COLUMNS).strip("\n") + "\n"


def render_markdown(view: DigestView) -> str:
    """Return the digest as Markdown in which feed text cannot ping, link or format."""
    return whole(view, kind="markdown")


def render_chat_html(view: DigestView) -> str:
    """Return the digest in the few HTML tags of chats (b, i, a, br), everything else escaped."""
    return whole(view, kind="html")


def render_message(  # noqa: PLR0913  all but two are named
    view: DigestView,
    kind: str,
    *,
    digest_key: str,
    limit: int = 32_768,
    title_limit: int = MAX_SUBJECT,
    max_lines: int = 0,
) -> list[dict[str, Any]]:
    """Return the payloads of one digest for one channel, a part each: JSON-able, and the same bytes at each retry.

    A payload has `kind`, `subject`, `message_id` and the body under its kind
    (`html`, `markdown`, `text`); a mail has `html`, `images` and `text`, and `date` and
    `list_id` for its headers; a message for Slack has `blocks`, and `text`.
    `subject` is "" where the channel has no titles.

    Args:
        view: The digest.
        kind: The channel's: `email`, `slack`, `html`, `markdown` or `text`.
        digest_key: What makes the message ids: the digest's stored key.
        limit: The channel's longest body, in characters.
        title_limit: Its longest title; 0 where it has none.
        max_lines: Its most lines; 0 for any number.
    """
    if kind == "email":
        return _mails(view, digest_key)
    if kind == "slack":
        return [
            {"kind": kind, "subject": subject(view), **message, "message_id": f"{digest_key}.{number}"}
            for number, message in enumerate(slack_messages(view, subject(view)), start=1)
        ]
    title = break_spells(clean_text(subject(view), title_limit - len(" (99/99)"))) if title_limit > 0 else ""
    bodies = parts(view, kind=kind, limit=limit - len(title) - 10 if title else limit, max_lines=max_lines)
    total = len(bodies)
    return [
        {
            "kind": kind,
            "subject": f"{title} ({number}/{total})" if title and total > 1 else title,
            kind: body,
            "message_id": f"{digest_key}.{number}",
        }
        for number, body in enumerate(bodies, start=1)
    ]


def _mails(view: DigestView, digest_key: str) -> list[dict[str, Any]]:
    title = subject(view)
    pages = list(_pages(view, title))
    short = title if len(pages) == 1 else clean_text(title, MAX_SUBJECT - len(" (99/99)"))
    return [
        {
            "kind": "email",
            "subject": title if len(pages) == 1 else f"{short} ({number}/{len(pages)})",
            "html": html,
            "images": images(page),
            "text": render_text(page),
            "message_id": f"{digest_key}.{number}",
            "date": view.created_at.isoformat(timespec="seconds"),
            "list_id": view.watchlist_id,
        }
        for number, (page, html) in enumerate(pages, start=1)
    ]


def _pages(view: DigestView, title: str) -> Iterator[tuple[DigestView, str]]:
    """Yield the digest in as many mails as it takes, with their HTML: what is told is told whole."""
    while True:
        shown, html = _fitting(view, title)
        if not shown.left_out:
            yield shown, html
            return
        page = replace(shown, left_out=0)
        yield page, _html(page, title)
        view = view.tail(len(list(shown.walk())))


def _fitting(view: DigestView, title: str) -> tuple[DigestView, str]:
    """Return as many of the first stories as one mail holds, at least one, and their HTML."""
    shown = view.head(MAX_STORIES)
    html = _html(shown, title)
    stories = len(list(shown.walk()))
    while stories > 1 and (size := len(html.encode())) > MAX_HTML:
        stories = max(min(stories - 1, stories * MAX_HTML // size), 1)
        shown = shown.head(stories)
        html = _html(shown, title)
    return shown, html


def _html(view: DigestView, title: str) -> str:
    headlines = " · ".join(story.headline for _, _, story in view.head(3).walk())
    html = (
        environment("digest.html.j2")
        .get_template("digest.html.j2")
        .render(
            view=view,
            title=title,
            preheader=clean_text(headlines or " ".join(view.closing), 180),
            left_out=left_out(view),
            pictures={name: {"cid": cid, **picture._asdict()} for name, cid, picture in pictures(view)},
        )
    )
    return _inliner().inline(html)


@cache
def _inliner() -> CSSInliner:
    # The style sheet is our own and local: nothing may be fetched, whatever a link in the text looks like.
    return CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, minify_css=True)
