"""The page behind the links in messages: a real server on loopback, asked as browsers and others ask."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn

from deployments.links import links_app
from flows.links import link_secret, mute_links
from flows.settings import Settings
from flows.steps.tell.links import Scope, make_token, read_token
from given import stored_article, stored_hit
from storage import Database, Mute, list_mutes

NOW = datetime.now(UTC)
MUTE = {"what": "term", "for": "7d", "do": "mute"}
TITLE = "<script>alert(1)</script> Rostec"


class Page:
    """The running page, and a hit that can be muted."""

    def __init__(self, base: str, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.client = httpx.Client(base_url=base, trust_env=False, timeout=10)
        with database.session() as session:
            self.hit = stored_hit(session, article=stored_article(session, "news.bbc.co.uk/1", title=TITLE)).id

    def path(self, tag: str = "desk", now: datetime = NOW) -> str:
        return mute_links(self.settings, tag, now)(self.hit).removeprefix("https://alerts.example")

    def post(self, path: str, form: dict[str, str], headers: dict[str, str] | None = None) -> int:
        return self.client.post(path, data=form, headers=headers).status_code

    def mutes(self) -> list[Mute]:
        with self.database.read() as session:
            return list_mutes(session, datetime.now(UTC))


@pytest.fixture
def page(sqlite_template: Path, tmp_path: Path) -> Iterator[Page]:
    (tmp_path / "tocsin.db").write_bytes(sqlite_template.read_bytes())
    settings = Settings(home=tmp_path, base_url="https://alerts.example/")
    with Database(settings.database) as database:
        server = uvicorn.Server(uvicorn.Config(links_app(settings, database), port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        running = Page(f"http://127.0.0.1:{port}", settings, database)
        yield running
        running.client.close()
        server.should_exit = True
        thread.join(10)


def test_to_open_a_link_changes_nothing_and_the_form_mutes_for_the_tag_alone(page: Page) -> None:
    path = page.path()
    for method in ("GET", "HEAD", "GET"):
        assert page.client.request(method, path).status_code == 200
    assert page.mutes() == []
    answer = page.client.post(path, data={"what": "source", "for": "7d", "do": "mute"})
    assert (answer.status_code, answer.headers["location"]) == (303, path.rsplit("/", 1)[-1])
    (mute,) = page.mutes()
    assert (mute.term, mute.source, mute.tag, mute.story_id) == ("chemezov", "bbc.co.uk", "desk", None)
    assert mute.until is not None
    assert mute.until - NOW > timedelta(days=6, hours=23)
    assert "Muted until" in page.client.get(path).text
    assert "Muted" not in page.client.get(page.path(tag="others")).text
    assert page.post(path, {"do": "undo"}) == 303
    assert page.mutes() == []


@pytest.mark.parametrize(("what", "muted"), [("story", (None, 1)), ("term", ("chemezov", None))])
def test_a_story_or_a_term_is_muted_once_however_often_the_form_is_sent(
    page: Page, what: str, muted: tuple[str | None, int | None]
) -> None:
    for _ in range(3):
        assert page.post(page.path(), {"what": what, "for": "ever", "do": "mute"}) == 303
    (mute,) = page.mutes()
    assert (mute.term, mute.story_id, mute.until) == (*muted, None)


def test_a_link_that_was_guessed_changed_or_is_too_old_is_no_link(page: Page) -> None:
    token = page.path().removeprefix("/m/")
    secret = link_secret(page.settings)
    scope = Scope(page.hit, "desk", NOW + timedelta(days=1))
    old = make_token(secret, Scope(page.hit, "desk", NOW - timedelta(seconds=1)))
    other = make_token(b"another secret of thirty-two bytes", scope)
    changed = [
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(len(token))
    ]
    for wrong in ("1", "a.b", f"{token}=", token.split(".")[0], old, other, "é.é", "." * 50, "A" * 5_000, *changed):
        assert read_token(secret, wrong, NOW) is None, wrong
    for wrong in (old, other, changed[0], changed[-1]):
        assert page.client.get(f"/m/{wrong}").status_code == 404
        assert page.post(f"/m/{wrong}", MUTE) == 404
    assert read_token(secret, make_token(secret, scope), NOW) == scope._replace(
        expires=scope.expires.replace(microsecond=0)
    )
    assert page.mutes() == []


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["another origin", "a sandbox", "another site"],
)
def test_a_form_on_another_site_mutes_nothing(page: Page, headers: dict[str, str]) -> None:
    assert page.post(page.path(), MUTE, headers) == 403
    assert page.mutes() == []


def test_what_the_form_does_not_offer_is_refused(page: Page) -> None:
    forms: list[dict[str, str]] = [{}, {"what": "list"}, {"for": "9999999d"}, {"do": "delete"}, {"what": "' OR 1=1"}]
    for form in forms:
        assert page.post(page.path(), MUTE | form if form else {}) == 400
    assert page.client.post(page.path(), content=b"a" * 5_000).status_code == 413
    assert page.client.post(page.path(), content=b"&".join([b"a=1"] * 50)).status_code == 400
    assert page.mutes() == []


def test_every_answer_forbids_scripts_frames_and_caches_and_shows_feed_text_as_text(page: Page) -> None:
    shown = page.client.get(page.path(), params={"next": "//evil.example", "q": "<b>x"})
    for answer in (shown, page.client.get("/m/wrong"), page.client.get("/"), page.client.put(page.path())):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'none'" in policy
        names = ("x-content-type-options", "referrer-policy", "cache-control")
        assert [answer.headers[name] for name in names] == ["nosniff", "no-referrer", "no-store"]
        assert "<script" not in answer.text
        assert "evil.example" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Rostec" in shown.text
    assert re.findall(r"(?:src|href|action)=", shown.text) == []


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", base_url="https://alerts.example")
    first = link_secret(settings)
    assert link_secret(settings) == first
    assert [oct(path.stat().st_mode & 0o777) for path in (tmp_path / "home").iterdir()] == ["0o600"]
    assert mute_links(Settings(home=tmp_path / "other"), "desk", NOW)(1) == ""
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("base", ["ftp://alerts.example", "alerts.example", "https://a.example/?x=1", "javascript:1"])
def test_a_base_url_is_an_address_of_the_web(base: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected an address such as"):
        Settings(home=tmp_path, base_url=base)
