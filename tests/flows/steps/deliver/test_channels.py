import subprocess
import sys
from pathlib import Path

import pytest

from flows.errors import ChannelError
from flows.steps.deliver.channels import load_channels, tags_in

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
TEXT = f"""
# who is told
analysts, desk=mailto://relay.example/?from=tocsin@desk.example&to=a@desk.example
2:duty={SLACK}

json://hooks.example/path/TOPSECRETTOKEN?+X-Api-Key=HEADERSECRET
everybody=analysts,duty
"""
YAML = f"""
version: 1
tag: house
groups:
  everybody: [analysts, duty]
urls:
  - mailto://relay.example/?from=tocsin@desk.example:
      - to: a@desk.example
        tag: [analysts, desk]
      - to: b@desk.example
        tag: duty
  - {SLACK}
"""


def write(folder: Path, text: str, name: str = "channels.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["channels.txt", "channels.conf", "channels"])
def test_a_text_file_has_a_channel_a_line_with_its_tags(tmp_path: Path, name: str) -> None:
    channels = load_channels(write(tmp_path, TEXT, name))
    assert [(channel.service, channel.kind, set(channel.tags)) for channel in channels] == [
        ("E-Mail", "email", {"analysts", "desk", "everybody"}),
        ("Slack", "slack", {"duty", "everybody"}),
        ("JSON", "text", set()),
    ]


@pytest.mark.parametrize("name", ["channels.yaml", "channels.yml", "channels.conf"])
def test_a_yaml_file_has_a_channel_for_each_set_of_options(tmp_path: Path, name: str) -> None:
    channels = load_channels(write(tmp_path, YAML, name))
    assert [(channel.service, set(channel.tags)) for channel in channels] == [
        ("E-Mail", {"analysts", "desk", "everybody", "house"}),
        ("E-Mail", {"duty", "everybody", "house"}),
        ("Slack", {"house"}),
    ]
    assert [channel.plugin.targets for channel in channels.tagged("analysts")] == [[(False, "a@desk.example")]]


@pytest.mark.parametrize(("text", "name"), [(TEXT, "c.txt"), (YAML, "c.yaml")], ids=["text", "YAML"])
def test_a_tag_names_its_channels_and_all_names_every_one(tmp_path: Path, text: str, name: str) -> None:
    path = write(tmp_path, text, name)
    channels = load_channels(path)
    assert len(channels) == 3
    assert channels.tagged("all") == list(channels)
    assert [channel.service for channel in channels.tagged("everybody")] == [
        "E-Mail",
        "Slack" if name == "c.txt" else "E-Mail",
    ]
    assert channels.tagged("nobody") == []
    assert tags_in(path) == {"all"}.union(*(channel.tags for channel in channels))


def test_apprise_sees_the_same_tags(tmp_path: Path) -> None:
    # Apprise counts a tag with a priority to no group; ours does.
    for path in (write(tmp_path, TEXT.replace("2:", "")), write(tmp_path, YAML, "c.yaml")):
        for channel in load_channels(path):
            assert {str(tag) for tag in channel.plugin.tags} == channel.tags


def test_a_key_says_tag_and_service_and_stays_the_same_under_other_tags(tmp_path: Path) -> None:
    before = load_channels(write(tmp_path, f"duty={SLACK}\nanalysts=json://hooks.example/a"))
    after = load_channels(write(tmp_path, f"json://hooks.example/b\nnight, early={SLACK}"))
    key = before.tagged("duty")[0].key
    assert key.startswith("duty/slack/")
    assert len(key) == len("duty/slack/") + 8
    found = after.by_key(key)
    assert found is not None
    assert found.key == key.replace("duty", "early")
    assert after.by_key(before.tagged("analysts")[0].key) is None


def test_an_address_written_twice_is_one_channel_with_all_its_tags(tmp_path: Path) -> None:
    (channel,) = load_channels(write(tmp_path, f"analysts={SLACK}\nduty={SLACK}\n"))
    assert channel.tags == {"analysts", "duty"}
    assert channel.key.startswith("analysts/slack/")


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        pytest.param("slak://TOPSECRETTOKEN/x\njson://a.example", "c.txt", "{path}: 1 of 2 URLs understood; not: line 1 (slak://…)", id="unknown service"),
        pytest.param("slack://TOPSECRETTOKEN", "c.txt", "{path}: 0 of 1 URLs understood; not: line 1 (slack://…)", id="bad address"),
        pytest.param("json://a.example\nTOPSECRETTOKEN/x", "c.txt", "{path}: 1 of 2 URLs understood; not: line 2", id="no address"),
        pytest.param("urls:\n - json://a.example\n - slak://TOPSECRETTOKEN\n - 7", "c.yaml", "{path}: 1 of 3 URLs understood; not: entry 2 (slak://…), entry 3", id="YAML entries"),
        pytest.param("urls:\n - json://TOPSECRETTOKEN\n  x: [", "c.yaml", "{path}:3:4: is no YAML", id="no YAML"),
        pytest.param("- json://TOPSECRETTOKEN", "c.yaml", "{path}: has no list of `urls`", id="no urls"),
        pytest.param("urls: []", "c.yaml", "{path}: names no channel", id="empty YAML"),
        pytest.param("# nothing yet\n", "c.txt", "{path}: names no channel", id="empty text"),
        pytest.param("include https://TOPSECRETTOKEN.example/c", "c.txt", "{path}: `include` is not followed: write the channels of the other file here", id="include in text"),
        pytest.param("include: other.yaml\nurls: [json://a.example]", "c.yaml", "{path}: `include` is not followed: write the channels of the other file here", id="include in YAML"),
        pytest.param("urls:\n - !!python/object/apply:os.system [TOPSECRETTOKEN]", "c.yaml", "{path}:2:4: is no YAML", id="a Python object"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_by_place_and_count_and_shows_no_address(
    tmp_path: Path, text: str, name: str, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path, text, name)
    with caplog.at_level("DEBUG"), pytest.raises(ChannelError) as caught:
        load_channels(path)
    assert str(caught.value) == message.format(path=path)
    assert caught.value.__cause__ is None
    assert "TOPSECRETTOKEN" not in caplog.text


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for ask in (load_channels, tags_in):
        with pytest.raises(ChannelError, match=r"missing\.txt: cannot be read: No such file"):
            ask(tmp_path / "missing.txt")


def test_neither_repr_nor_str_nor_log_shows_an_address(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        channels = load_channels(write(tmp_path, TEXT))
    shown = " ".join([*map(repr, channels), *map(str, channels), repr(channels), caplog.text])
    assert not [secret for secret in ("T1JJ3T3L2", "TOPSECRETTOKEN", "HEADERSECRET", "desk.example") if secret in shown]


def test_asking_for_tags_does_not_load_apprise(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from flows.steps.deliver.channels import tags_in;"
        f"print(len(tags_in(Path({str(write(tmp_path, TEXT))!r}))), 'apprise' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "5 False\n"


@pytest.mark.parametrize(
    ("url", "kind", "titled"),
    [
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "markdown", False),
        ("ntfy://host.example/topic", "markdown", True),
        ("mmost://host.example/3ccdd113474722377935511fc85d3dd4", "markdown", False),
        ("tgram://123456789:abcdefg_hijklmnopqrstuvwxyz12345678/12315544/", "html", False),
        ("tgram://123456789:abcdefg_hijklmnopqrstuvwxyz12345678/12315544/?format=markdown", "html", False),
        ("matrix://user:token@host.example?mode=matrix", "html", True),
        ("matrix://token@host.example?mode=slack", "text", True),
        (f"{SLACK}?format=text", "slack", True),
        ("slack://xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d/#general", "slack", True),
        ("slack://T1JJ3T3L2/F1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/x123456789?mode=workflow", "html", True),
        ("mailto://a:b@desk.example?format=text", "email", True),
        ("sendgrid://abcd123:noreply@desk.example/a@desk.example", "email", True),
        ("json://host.example", "text", True),
        ("json://host.example?format=markdown", "markdown", True),
        ("json://host.example?format=html", "html", True),
        ("syslog://", "text", True),
    ],
)
def test_each_service_is_given_what_it_shows_best(tmp_path: Path, url: str, kind: str, titled: bool) -> None:
    (channel,) = load_channels(write(tmp_path, url))
    assert (channel.kind, channel.title_maxlen > 0) == (kind, titled)
    assert set(channel.limits) == {"limit", "title_limit", "max_lines"}


def test_where_less_fits_than_apprise_says_less_is_given(tmp_path: Path) -> None:
    slack, ntfy, discord = load_channels(
        write(tmp_path, f"{SLACK}\nntfy://host.example/t\ndiscord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js")
    )
    assert (slack.body_maxlen, ntfy.body_maxlen, discord.body_maxlen) == (7_000, 1_200, 2_000)
