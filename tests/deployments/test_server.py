"""Who may come in: the Prefect server listens to others only with a password, and its settings say so."""

from pathlib import Path

import pytest

from deployments.addresses import api_at, free_port
from deployments.environment import client_environment, server_environment
from deployments.server import ServerError, is_loopback, only_one, open_server
from flows.settings import Settings, SettingsError, load_settings


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "news.example"])
def test_others_are_not_let_in_without_a_password(tmp_path: Path, host: str) -> None:
    with pytest.raises(ServerError, match="set TOCSIN_PREFECT_AUTH to USER:PASSWORD"):
        open_server(Settings(home=tmp_path), host=host, port=free_port())


def test_a_server_for_others_asks_for_the_password_and_ours_know_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_PREFECT_AUTH", "ann:S3CRET")
    settings = Settings(home=tmp_path)
    server = server_environment(settings, "http://127.0.0.1:1/api", ui_api_url="/api")
    assert (server["PREFECT_SERVER_API_AUTH_STRING"], server["PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED"]) == (
        "ann:S3CRET",
        "true",
    )
    assert client_environment(settings)["PREFECT_API_AUTH_STRING"] == "ann:S3CRET"
    assert open_server(settings, host="0.0.0.0", port=free_port()).api_url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("value", ["S3CRET", "ann:", ":S3CRET"])
def test_a_password_without_user_or_the_other_way_round_is_refused_and_not_shown(
    home: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("TOCSIN_PREFECT_AUTH", value)
    with pytest.raises(SettingsError, match=r"TOCSIN_PREFECT_AUTH.*expected USER:PASSWORD") as raised:
        load_settings()
    assert "S3CRET" not in str(raised.value)


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:1/api"), ("0.0.0.0", "http://127.0.0.1:1/api"), ("::", "http://[::1]:1/api")],
)
def test_this_machine_reaches_what_listens_everywhere_on_loopback(host: str, url: str) -> None:
    assert api_at(host, 1) == url
    assert is_loopback("127.0.0.1")
    assert not is_loopback("0.0.0.0")


def test_a_home_has_one_server(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with only_one(settings), pytest.raises(ServerError, match="another tocsin is at work"), only_one(settings):
        pass
