import asyncio
import logging
import re
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from flows.errors import SendError
from flows.steps.deliver.channels import Channel, load_channels
from flows.steps.deliver.quiet import overhear, redact
from flows.steps.deliver.send import send
from flows.steps.tell.render import render_message, render_text, subject
from flows.steps.tell.view import DigestView
from hostile import HOSTILE
from sinks import DROP, SmtpSink, Webhook, closed_port, smtp_sink, webhook
from telling import ROSTEC, WATCHLIST, Told, match, sample

LOOPBACK = [ip_network("127.0.0.0/8")]
HEADERS = {"Subject", "From", "To", "Date", "Message-ID", "List-Id", "Auto-Submitted", "MIME-Version", "Content-Type"}
SECRETS = ("PASSWORDSECRET", "PATHSECRET", "HEADERSECRET", "QUERYSECRET")


@pytest.fixture
def mail() -> Iterator[SmtpSink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as receiver:
        yield receiver


def channel(folder: Path, url: str) -> Channel:
    path = folder / "channels.txt"
    path.write_text(url, encoding="utf-8")
    (made,) = load_channels(path)
    return made


def payload(to: Channel, view: DigestView | None = None) -> dict[str, Any]:
    return render_message(view or sample(), to.kind, digest_key="k3y", **to.limits)[0]


async def refused(to: Channel, within: float = 3) -> tuple[str, bool, bool]:
    """Send what will not be taken and return the reason, and whether it is permanent and uncertain."""
    with pytest.raises(SendError) as caught:
        await send(to, payload(to), timeout=within, allow_networks=LOOPBACK)
    assert caught.value.subject == to.key
    return caught.value.reason, caught.value.permanent, caught.value.uncertain


async def test_a_mail_goes_once_to_everybody_with_both_bodies_and_our_headers(tmp_path: Path, mail: SmtpSink) -> None:
    url = mail.url("a@desk.example", "b@desk.example", query="&cc=c@desk.example&bcc=d@desk.example&name=Дежурный")
    to = channel(tmp_path, f"{url}&reply=e@desk.example&+X-Desk=defence")
    await send(to, payload(to), timeout=3)
    (received,) = mail.messages
    assert (received.sender, received.recipients) == (
        "tocsin@desk.example",
        ["a@desk.example", "b@desk.example", "c@desk.example", "d@desk.example"],
    )
    message = received.message
    assert {name: str(message[name]) for name in ("Subject", "From", "To", "Cc", "Reply-To", "Bcc", "Date")} == {
        "Subject": subject(sample()),
        "From": "Дежурный <tocsin@desk.example>",
        "To": "a@desk.example, b@desk.example",
        "Cc": "c@desk.example",
        "Reply-To": "e@desk.example",
        "Bcc": "None",
        "Date": "Mon, 23 Nov 2026 07:00:00 +0200",
    }
    assert {name: message[name] for name in ("Message-ID", "List-Id", "Auto-Submitted", "X-Desk")} == {
        "Message-ID": "<k3y.1@desk.example>",
        "List-Id": "<russian-defence-industry.tocsin.desk.example>",
        "Auto-Submitted": "auto-generated",
        "X-Desk": "defence",
    }
    plain, html = message.iter_parts()
    assert plain.get_content().splitlines() == render_text(sample()).splitlines()
    html, *pictures = html.iter_parts()
    shown = [(picture["Content-ID"], picture.get_content_type(), picture.get_content()) for picture in pictures]
    assert shown == [(f"<{image['cid']}>", "image/png", b64decode(image["png"])) for image in payload(to)["images"]]
    assert re.findall(r'src="([^"]*)"', html.get_content()) == [
        f"cid:{image['cid']}" for image in payload(to)["images"]
    ]
    assert html.get_content().splitlines() == payload(to)["html"].splitlines()
    assert max(map(len, received.content.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(("given_text", "shown"), HOSTILE.values(), ids=HOSTILE)
async def test_hostile_text_arrives_as_it_was_frozen_and_is_no_header(
    tmp_path: Path, mail: SmtpSink, hook: Webhook, given_text: str, shown: str
) -> None:
    """Rows 50 to 75 of the hostile catalogue, byte for byte."""
    told = Told(WATCHLIST.model_copy(update={"name": f"List {given_text}"}))
    text = f"{given_text} Rostec"
    told.article(given_text, text, match(ROSTEC, text, "Rostec"), story=1, site=given_text)
    by_mail, by_hook = channel(tmp_path, mail.url("a@desk.example")), channel(tmp_path, hook.url())
    letter, post = payload(by_mail, told.view()), payload(by_hook, told.view())

    await send(by_mail, letter, timeout=3)
    await send(by_hook, post, timeout=3, allow_networks=LOOPBACK)

    (received,) = mail.messages
    message = received.message
    bodies = {kind: message.get_body((kind,)) for kind in ("html", "plain")}
    arrived = {kind: body.get_content().replace("\r\n", "\n").strip("\n") for kind, body in bodies.items() if body}
    assert arrived == {"html": letter["html"].strip("\n"), "plain": letter["text"].strip("\n")}
    assert shown in " ".join(arrived["plain"].split())
    assert (received.recipients, str(message["Subject"])) == (["a@desk.example"], letter["subject"])
    assert set(message.keys()) <= HEADERS
    sent = hook.requests[0].json()
    assert (sent["title"], sent["message"]) == (post["subject"].strip(), post["text"])


async def test_a_retry_sends_the_same_bytes(tmp_path: Path, mail: SmtpSink) -> None:
    to = channel(tmp_path, mail.url("a@desk.example", query="&cc=c@desk.example,b@desk.example"))
    for _ in range(2):
        await send(to, payload(to), timeout=3)
    first, second = mail.messages
    assert first == second


async def test_a_cyrillic_subject_and_list_are_folded_and_arrive_whole(tmp_path: Path, mail: SmtpSink) -> None:
    told = Told(WATCHLIST.model_copy(update={"id": "военпром", "name": "Военпром"}))
    told.article("Ж" * 600, "Rostec.", match(ROSTEC, "Rostec.", "Rostec"), story=1)
    to = channel(tmp_path, mail.url("a@desk.example"))
    await send(to, payload(to, told.view()), timeout=3)
    (received,) = mail.messages
    assert str(received.message["Subject"]) == f"Tocsin: Rostec · {'Ж' * 72}…"
    assert received.message["List-Id"].startswith("<xn--")
    assert received.message["List-Id"].isascii()
    assert max(map(len, received.content.split(b"\r\n"))) <= 78


async def test_an_address_that_asks_for_text_gets_no_html(tmp_path: Path, mail: SmtpSink) -> None:
    to = channel(tmp_path, mail.url("a@desk.example", query="&format=text"))
    await send(to, payload(to), timeout=3)
    assert mail.messages[0].message.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"DATA": "554 5.7.1 spam"}, ("the server refused the message: 554 5.7.1 spam", True, False)),
        ({"DATA": "451 try later"}, ("the server refused the message: 451 try later", False, False)),
        ({"a@desk.example": "550 no such user"}, ("2 of 3 recipients were accepted; of the others one: 550 no such user", True, False)),
        (dict.fromkeys("abc", ""), None),
        ({"DATA": DROP}, ("the mail server broke off after the message (SMTPServerDisconnected)", False, True)),
    ],
    ids=["permanent", "temporary", "one recipient", "nobody objects", "dropped after the message"],
)  # fmt: skip
async def test_what_the_mail_server_says_decides(
    tmp_path: Path, mail: SmtpSink, answers: dict[str, str], outcome: tuple[str, bool, bool] | None
) -> None:
    to = channel(tmp_path, mail.url("a@desk.example", "b@desk.example", "c@desk.example"))
    mail.answers = answers
    if outcome is None:
        await send(to, payload(to), timeout=3)
    else:
        assert await refused(to) == outcome
    assert len(mail.messages) == 1


async def test_every_recipient_refused_nothing_is_sent(tmp_path: Path, mail: SmtpSink) -> None:
    to = channel(tmp_path, mail.url("a@desk.example", "b@desk.example"))
    mail.answers = {"a@desk.example": "550 no", "b@desk.example": "450 grey"}
    assert await refused(to) == ("the server refused every recipient: 450 grey", False, False)
    assert mail.messages == []


async def test_a_mail_server_that_is_not_there_may_be_there_later(tmp_path: Path) -> None:
    to = channel(tmp_path, f"mailto://127.0.0.1:{closed_port()}/?from=a@desk.example&to=b@desk.example")
    assert await refused(to) == ("no mail server could be reached (ConnectionRefusedError)", False, False)


async def test_a_mail_server_that_thinks_too_long_may_have_taken_it(tmp_path: Path, mail: SmtpSink) -> None:
    mail.pause = 2
    to = channel(tmp_path, mail.url("a@desk.example"))
    _, permanent, uncertain = await refused(to, within=0.6)
    assert (permanent, uncertain) == (False, True)


async def test_a_webhook_gets_text_its_own_headers_and_an_idempotency_key(tmp_path: Path, hook: Webhook) -> None:
    to = channel(tmp_path, hook.url("/path?+X-Api-Key=abc"))
    await send(to, payload(to), timeout=3, allow_networks=LOOPBACK)
    (request,) = hook.requests
    assert (request.method, request.path) == ("POST", "/path")
    assert (request.headers["x-api-key"], request.headers["x-idempotency-key"]) == ("abc", "k3y.1")
    sent = request.json()
    assert (sent["title"], sent["message"]) == (payload(to)["subject"].strip(), payload(to)["text"])


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(500, False), (503, False), (429, False), (408, False), (404, True), (400, True), (302, True)],
)
async def test_an_http_status_says_whether_it_is_worth_another_try(
    tmp_path: Path, hook: Webhook, status: int, permanent: bool
) -> None:
    hook.answer(status, Location=f"http://{hook.host}/elsewhere")
    to = channel(tmp_path, hook.url("/path"))
    assert await refused(to) == (f"JSON did not take it: HTTP status {status}", permanent, False)
    assert [request.path for request in hook.requests] == ["/path"]


async def test_a_servers_wish_to_be_left_alone_is_kept(tmp_path: Path, hook: Webhook) -> None:
    hook.answer(429, Retry_After="120")
    to = channel(tmp_path, hook.url())
    with pytest.raises(SendError) as caught:
        await send(to, payload(to), timeout=3, allow_networks=LOOPBACK)
    assert (caught.value.retry_after, caught.value.permanent) == (120, False)


async def test_a_webhook_that_breaks_off_after_the_message_may_have_it(tmp_path: Path, hook: Webhook) -> None:
    hook.reset = True
    outcome = ("JSON broke off after the message (ConnectionResetError)", False, True)
    assert await refused(channel(tmp_path, hook.url())) == outcome
    assert len(hook.requests) == 1


async def test_what_may_be_a_repeat_says_so(tmp_path: Path, hook: Webhook, mail: SmtpSink) -> None:
    for url in (hook.url(), mail.url("a@desk.example")):
        to = channel(tmp_path, url)
        await send(to, payload(to), timeout=3, allow_networks=LOOPBACK, repeated=True)
    assert hook.requests[0].headers["x-possible-repeat"] == "yes"
    message = mail.messages[0].message
    assert (message["X-Possible-Repeat"], message["Message-ID"]) == ("yes", "<k3y.1@desk.example>")


async def test_who_has_a_mail_is_left_out_of_the_next_try(tmp_path: Path, mail: SmtpSink) -> None:
    to = channel(tmp_path, mail.url("a@desk.example", "b@desk.example", query="&cc=c@desk.example"))
    mail.answers = {"b@desk.example": "450 grey"}
    with pytest.raises(SendError) as caught:
        await send(to, payload(to), timeout=3)
    mail.answers = {}
    await send(to, payload(to), timeout=3, taken=caught.value.taken)
    assert [received.recipients for received in mail.messages] == [
        ["a@desk.example", "c@desk.example"],
        ["b@desk.example"],
    ]
    assert mail.messages[0].content == mail.messages[1].content


async def test_mails_of_a_list_and_a_tag_stand_together(tmp_path: Path, mail: SmtpSink) -> None:
    to = channel(tmp_path, mail.url("a@desk.example"))
    for key, thread in (("one", "arms desk"), ("two", "arms desk"), ("three", "arms duty")):
        (made,) = render_message(sample(), to.kind, digest_key=key)
        await send(to, {**made, "thread": thread}, timeout=3)
    headers = [(m.message["In-Reply-To"], m.message["References"]) for m in mail.messages]
    assert headers[0] == headers[1] != headers[2]
    assert len({m.message["Message-ID"] for m in mail.messages}) == 3


async def test_a_webhook_that_is_not_there_may_be_there_later(tmp_path: Path) -> None:
    reason, permanent, uncertain = await refused(channel(tmp_path, f"json://127.0.0.1:{closed_port()}/"))
    assert reason == "JSON broke off before the message (ConnectionRefusedError)"
    assert (permanent, uncertain) == (False, False)


async def test_a_webhook_that_drips_ends_at_the_deadline_and_may_have_it(tmp_path: Path, hook: Webhook) -> None:
    hook.drip = 3
    to = channel(tmp_path, hook.url())
    started = time.monotonic()
    assert await refused(to, within=0.5) == ("no answer within 0.5 seconds; it may have arrived", False, True)
    assert time.monotonic() - started < 1.5


async def test_a_deadline_does_not_hold_up_the_others(tmp_path: Path, hook: Webhook, mail: SmtpSink) -> None:
    hook.drip = 3
    slow, quick = channel(tmp_path, hook.url()), channel(tmp_path, mail.url("a@desk.example"))
    outcomes = await asyncio.gather(
        *(send(slow, payload(slow), timeout=0.5, allow_networks=LOOPBACK) for _ in range(5)),
        *(send(quick, payload(quick), timeout=3) for _ in range(5)),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [SendError] * 5 + [str] * 5
    assert not [thread for thread in threading.enumerate() if thread.name == "tocsin-send" and not thread.daemon]


async def test_two_messages_of_one_channel_need_no_pause(tmp_path: Path, hook: Webhook) -> None:
    to = channel(tmp_path, hook.url("/abcdefghijklmno", scheme="gotify"))
    started = time.monotonic()
    for _ in range(3):
        await send(to, payload(to), timeout=3, allow_networks=LOOPBACK)
    assert time.monotonic() - started < 2
    assert len(hook.requests) == 3


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.1.2.3", "169.254.169.254", "100.64.1.1", "localhost"])
async def test_a_webhook_on_a_network_that_is_not_public_is_refused_before_it_is_dialled(
    tmp_path: Path, hook: Webhook, host: str
) -> None:
    to = channel(tmp_path, f"json://{host}:{hook.port}/x")
    with pytest.raises(SendError, match="is not on a public network") as caught:
        await send(to, payload(to), timeout=3)
    assert caught.value.permanent
    assert hook.requests == []


async def test_a_mail_relay_on_this_machine_needs_no_permission(tmp_path: Path, mail: SmtpSink) -> None:
    to = channel(tmp_path, mail.url("a@desk.example"))
    await send(to, payload(to), timeout=3, allow_networks=[])
    assert len(mail.messages) == 1


CALLS = "<!channel> !channel> <!here|x> <@U1|bob> <https://evil.example|your bank> @everyone &lt;!channel&gt;"


@pytest.mark.parametrize(
    "url",
    [
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?format=text",
    ],
)
async def test_discord_calls_nobody(tmp_path: Path, hook: Webhook, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    from apprise.plugins.discord import NotifyDiscord

    monkeypatch.setattr(NotifyDiscord, "notify_url", f"http://{hook.host}/discord")
    told = Told()
    told.article(CALLS, f"{CALLS} Rostec", match(ROSTEC, f"{CALLS} Rostec", "Rostec"), story=1)
    to = channel(tmp_path, url)
    await send(to, payload(to, told.view()), timeout=3)
    sent = hook.requests[0]
    assert not re.search(rb"@(everyone|U1)|allow_mentions\W+[{]", sent.body)


async def test_no_error_log_or_repr_shows_an_address_a_password_or_a_token(
    tmp_path: Path, hook: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"json://user:PASSWORDSECRET@{hook.host}/PATHSECRET/x?+X-Api-Key=HEADERSECRET&-key=QUERYSECRET"
    hook.answer(500, b"PATHSECRET HEADERSECRET")
    with caplog.at_level(logging.DEBUG):
        to = channel(tmp_path, url)
        shown = [repr(to), str(to)]
        for timeout in (3, 0.0001):
            with pytest.raises(SendError) as caught:
                await send(to, payload(to), timeout=timeout, allow_networks=LOOPBACK)
            error = caught.value
            shown += [str(error), repr(error), repr(error.__cause__), repr(error.__dict__)]
            assert error.__suppress_context__ or error.__context__ is None
    assert hook.requests[0].path == "/PATHSECRET/x?key=QUERYSECRET"
    assert not [secret for secret in SECRETS if secret in " ".join([*shown, caplog.text])]


async def test_a_mail_servers_words_are_repeated_without_the_addresss_secrets(tmp_path: Path, mail: SmtpSink) -> None:
    to = channel(tmp_path, mail.url("a@desk.example", query="&pass=PASSWORDSECRET&user=bell"))
    mail.answers = {"DATA": "554 wrong PASSWORDSECRET for https://user:x@mail.example/PATHSECRET"}
    reason, _, _ = await refused(to)
    assert "PASSWORDSECRET" not in reason
    assert "PATHSECRET" not in reason
    assert reason


def test_apprise_is_overheard_in_its_thread_and_redacted_in_others(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("apprise")
    with caplog.at_level(logging.DEBUG), overhear() as heard:
        logger.debug("Slack URL: https://hooks.example/PATHSECRET")
        logger.warning("failed for %s", "https://hooks.example/PATHSECRET")
        thread = threading.Thread(target=logger.error, args=("lost json://user:PASSWORDSECRET@h.example/x now",))
        thread.start()
        thread.join()
    logger.warning("after https://hooks.example/PATHSECRET", exc_info=ValueError("PATHSECRET"))
    assert heard == ["failed for https://hooks.example/PATHSECRET"]
    assert [record.getMessage() for record in caplog.records] == ["lost json://… now", "after https://…"]
    assert "PATHSECRET" not in caplog.text


def test_redacting_leaves_the_scheme_of_a_url_and_nothing_else() -> None:
    assert redact("a mailtos://u:p@h/x?y=z, b") == "a mailtos://… b"
