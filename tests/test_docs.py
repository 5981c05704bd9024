"""What is written for people is true."""

import re
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from flows.settings import Settings
from tocsin.cli import app
from watchlists import parse_watchlist

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(getattr(get_command(app), "commands", {})))
def test_the_readme_names_every_command(command: str) -> None:
    assert f"tocsin {command}" in README


def test_every_setting_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"TOCSIN_([A-Z_]+)", README)) - {""}

    assert named <= {name.upper() for name in Settings.model_fields}


def test_the_readmes_watchlist_is_right() -> None:
    example = re.search(r"```yaml\n(name: .*?)```", README, re.DOTALL)

    assert example
    assert [term.id for term in parse_watchlist(example[1]).terms] == ["vostok-turbine", "sergei-ivanov", "arrests"]


def test_the_readmes_channels_are_a_list_of_addresses_with_tags() -> None:
    example = re.search(r"```yaml\n(urls:.*?)```", README, re.DOTALL)

    assert example
    assert [next(iter(entry.values()))[0]["tag"] for entry in yaml.safe_load(example[1])["urls"]] == [
        "desk",
        "duty-officer",
    ]


def test_links_and_pictures_of_the_readme_exist() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)

    missing = [target for target in targets if not target.startswith("http") and not (ROOT / target).exists()]

    assert missing == []
    assert targets
