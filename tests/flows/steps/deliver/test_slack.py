"""What Slack gets, from both of its doors."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.errors import SendError
from flows.steps.deliver.channels import Channel, load_channels
from flows.steps.deliver.send import send
from flows.steps.tell.render import render_message
from sinks import Webhook, webhook
from telling import ROSTEC, WATCHLIST, Told, match, sample

HOOK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
BOT = "slack://xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d/#desk/#duty"
HOSTILE = (
    "<!channel> !channel> <!here|x> <@U1|bob> <https://evil.example|your bank> @everyone &lt;!channel&gt; *b* :smile:"
)


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    from apprise.plugins.slack import NotifySlack

    with webhook() as receiver:
        monkeypatch.setattr(NotifySlack, "webhook_url", f"http://{receiver.host}/hook")
        monkeypatch.setattr(NotifySlack, "api_url", f"http://{receiver.host}/api/{{}}")
        yield receiver


def channel(folder: Path, url: str) -> Channel:
    path = folder / "channels.txt"
    path.write_text(url, encoding="utf-8")
    (made,) = load_channels(path)
    return made


def payload(to: Channel, told: Told | None = None) -> dict[str, Any]:
    return render_message(told.view() if told else sample(), to.kind, digest_key="k3y", **to.limits)[0]


async def refused(to: Channel) -> SendError:
    with pytest.raises(SendError) as caught:
        await send(to, payload(to), timeout=3)
    return caught.value


async def test_a_webhook_gets_blocks_as_they_were_frozen_and_a_fallback(tmp_path: Path, slack: Webhook) -> None:
    to = channel(tmp_path, HOOK)
    await send(to, payload(to), timeout=3)
    (request,) = slack.requests
    assert request.path == "/hook/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
    assert request.headers["x-idempotency-key"] == "k3y.1"
    sent = request.json()
    assert (sent["blocks"], sent["text"]) == (payload(to)["blocks"], payload(to)["text"])
    assert (sent["mrkdwn"], sent["link_names"], sent["unfurl_links"]) == (False, False, False)


async def test_a_bot_posts_to_each_of_its_channels_with_its_token(tmp_path: Path, slack: Webhook) -> None:
    slack.body = b'{"ok": true, "ts": "1573694689.003700"}'
    to = channel(tmp_path, BOT)
    assert await send(to, payload(to), timeout=3) == "1573694689.003700"
    assert [(r.path, r.json()["channel"]) for r in slack.requests] == [
        ("/api/chat.postMessage", "#desk"),
        ("/api/chat.postMessage", "#duty"),
    ]
    assert slack.requests[0].headers["authorization"].startswith("Bearer xoxb-")


async def test_a_channel_that_has_the_message_is_left_out_of_the_next_try(tmp_path: Path, slack: Webhook) -> None:
    slack.answers = [(200, b'{"ok": true}'), (500, b"")]
    to = channel(tmp_path, BOT)
    error = await refused(to)
    slack.answers = [(200, b'{"ok": true}')]
    await send(to, payload(to), timeout=3, taken=error.taken)
    assert [r.json()["channel"] for r in slack.requests] == ["#desk", "#duty", "#duty"]


@pytest.mark.parametrize(
    ("url", "answer", "outcome"),
    [
        (HOOK, (200, b"invalid_blocks"), (True, None)),
        (HOOK, (404, b"no_service"), (True, None)),
        (HOOK, (500, b""), (False, None)),
        (HOOK, (429, b""), (False, 7)),
        (BOT, (200, b'{"ok": false, "error": "invalid_auth"}'), (True, None)),
        (BOT, (200, b'{"ok": false, "error": "ratelimited"}'), (False, None)),
    ],
)
async def test_what_slack_says_decides(
    tmp_path: Path, slack: Webhook, url: str, answer: tuple[int, bytes], outcome: tuple[bool, float | None]
) -> None:
    slack.answer(*answer)
    slack.headers = {"Retry-After": "7"} if answer[0] == 429 else {}
    error = await refused(channel(tmp_path, url))
    assert (error.permanent, error.retry_after) == outcome
    assert "TIiajkdnlazkcOXrIdevi7FQ" not in str(error)


async def test_a_reset_after_the_message_is_uncertain(tmp_path: Path, slack: Webhook) -> None:
    slack.reset = True
    error = await refused(channel(tmp_path, HOOK))
    assert (error.uncertain, error.permanent) == (True, False)


async def test_a_repeat_says_so_above_the_same_blocks(tmp_path: Path, slack: Webhook) -> None:
    to = channel(tmp_path, HOOK)
    await send(to, payload(to), timeout=3, repeated=True)
    mark, *blocks = slack.requests[0].json()["blocks"]
    assert mark["type"] == "context"
    assert blocks == payload(to)["blocks"]


async def test_nothing_of_a_feed_is_read_as_markup(tmp_path: Path, slack: Webhook) -> None:
    told = Told(WATCHLIST.model_copy(update={"name": HOSTILE}))
    told.article(HOSTILE, f"{HOSTILE} Rostec", match(ROSTEC, f"{HOSTILE} Rostec", "Rostec"), story=1, site=HOSTILE)
    to = channel(tmp_path, HOOK)
    await send(to, payload(to, told), timeout=3)
    sent = slack.requests[0].json()
    assert not set("<>") & set(sent["text"])
    kinds = {element["type"] for block in sent["blocks"] for element in elements(block)}
    assert kinds <= {"text", "link"}
    links = [element for block in sent["blocks"] for element in elements(block) if element["type"] == "link"]
    assert [(link["text"], link["url"]) for link in links] == [(HOSTILE, "https://news1.example/2026/11/1")]
    assert {block["type"] for block in sent["blocks"]} == {"header", "rich_text"}
    assert all(b["text"]["type"] == "plain_text" and not b["text"]["emoji"] for b in sent["blocks"] if "text" in b)


def elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    return block["elements"][0]["elements"] if block["type"] == "rich_text" else []


async def test_a_long_digest_is_cut_between_stories_within_slacks_limits(tmp_path: Path, slack: Webhook) -> None:
    told = Told()
    for number in range(200):
        title = f"{number}: " + ("Ж" * 5_000 if number == 7 else "a long headline " * 8 + "👩‍🏭 روستيخ")
        told.article(title, "Rostec.", match(ROSTEC, "Rostec.", "Rostec"), story=number + 1)
    to = channel(tmp_path, HOOK)
    parts = render_message(told.view(), to.kind, digest_key="k3y", **to.limits)
    await asyncio.gather(*(send(to, part, timeout=9) for part in parts))
    sent = [request.json() for request in slack.requests]
    assert max(len(message["blocks"]) for message in sent) <= 50
    assert max(length(block) for message in sent for block in message["blocks"]) <= 3_000
    links = [e for message in sent for block in message["blocks"] for e in elements(block) if e["type"] == "link"]
    assert len(links) == len({link["url"] for link in links}) == 200
    assert json.loads(json.dumps(parts)) == parts


def length(block: dict[str, Any]) -> int:
    if block["type"] == "header":
        return 20 * len(block["text"]["text"])
    return sum(len(element["text"]) + len(element.get("url", "")) for element in elements(block))


async def test_a_token_that_looks_like_a_host_is_not_looked_up(
    tmp_path: Path, slack: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lambda *args, **_: asked.append(args))
    to = channel(tmp_path, HOOK)
    await send(to, payload(to), timeout=3)
    assert (asked, len(slack.requests)) == ([], 1)
