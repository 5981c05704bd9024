"""What can be set, where it was set, and the files that follow from it.

The order of precedence: `TOCSIN_…` in the environment, the same names in a
`.env` in the current folder, `tocsin.toml` in the current folder or in the home.
"""

import difflib
import os
import re
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from flows.errors import FlowError
from flows.steps.clean import safe_link

_PREFIX = "TOCSIN_"
_DOTENV = Path(".env")
_CHANNEL_FILES = ("channels.yaml", "channels.yml", "channels.conf", "channels.txt")


class SettingsError(FlowError):
    """A setting that cannot be used, with its name, its origin and what was expected."""


class Settings(BaseSettings):
    """The settings of this machine. `load_settings` is the way to get them."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, frozen=True, extra="forbid", env_file_encoding="utf-8", env_ignore_empty=True
    )

    home: Path = Field(default_factory=lambda: user_data_path("tocsin"))
    """The folder of everything Tocsin keeps."""
    database_url: SecretStr | None = None
    """`sqlite:///file` or `postgresql://…`; by default `tocsin.db` in the home."""
    watchlists: Path | None = None
    """A watchlist file, or the folder of them; by default `watchlists/` in the home."""
    channels: Path | None = None
    """Apprise's configuration file; by default `channels.yaml` (.yml, .conf, .txt) in the home."""
    allow_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    """Networks that feeds, pages and webhooks may lie in although they are not public, separated by commas."""
    contact: str = ""
    """A page or mail address where a site's owner can reach you: it is sent in the User-Agent."""
    monitor_minutes: int = Field(default=10, ge=1, le=1440)
    """How often `tocsin up` looks at what is due, in minutes."""
    poll_minutes: int = Field(default=15, ge=1, le=1440)
    """The shortest interval between two polls of a feed whose list names none, in minutes."""
    poll_gap_seconds: float = Field(default=1, ge=0, le=60)
    """The shortest pause between two polls of one host, in seconds."""
    page_gap_seconds: float = Field(default=1, ge=0, le=60)
    """The shortest pause between two pages of one host, in seconds; or as long as its robots.txt wishes."""
    robots_exempt: Annotated[tuple[str, ...], NoDecode] = ()
    """Hosts that allow you more than their robots.txt says, by contract, separated by commas; their subdomains too."""
    proxy: SecretStr | None = None
    """An HTTP proxy through which feeds are asked: `http://[USER:PASSWORD@]HOST:PORT`. It is trusted with addresses."""
    timeout_seconds: float = Field(default=20, gt=0, le=300)
    """The longest a feed, a page or a delivery may take as a whole, in seconds."""
    feed_max_bytes: int = Field(default=15_000_000, ge=10_000)
    """The largest feed read, in bytes after decompression."""
    page_max_bytes: int = Field(default=3_000_000, ge=10_000)
    """The largest page read, in bytes after decompression."""
    workers: int = Field(default_factory=lambda: min(os.cpu_count() or 1, 8), ge=1, le=64)
    """Processes that extract text from pages."""
    task_runner: Literal["processes", "dask", "ray"] = "processes"
    """What long passes over the archive are spread over: this machine's cores, or a task runner of Prefect's."""
    task_runner_address: str | None = None
    """Where its cluster is: `tcp://host:8786`, `ray://host:10001`; without it one is started on this machine."""
    keep_texts_days: int = Field(default=180, ge=30)
    """How long texts are kept in which nothing was found, in days."""
    keep_deliveries_days: int = Field(default=90, ge=1)
    """How long messages are kept that were delivered, in days."""
    keep_hits_days: int | None = Field(default=None, ge=90)
    """How long hits are kept that were told, in days; by default for good."""
    heartbeat_url: SecretStr | None = None
    """An address that is asked after each completed run, so that a watcher elsewhere notices when none is."""
    prefect_host: str = "127.0.0.1"
    """The address that the Prefect server of `tocsin up` listens on. Another than loopback needs `prefect_auth`."""
    base_url: str = ""
    """Where `tocsin up` or `tocsin serve-links` is reached from outside: https://alerts.example. With it messages have
    links to mute what they tell."""
    links_host: str = "127.0.0.1"
    """Where the links are served; a web server before it should speak TLS."""
    links_port: int = Field(default=4280, ge=1, le=65535)
    """The port at which they are."""
    prefect_port: int = Field(default=4200, ge=1, le=65535)
    """The port of the Prefect server and its UI that `tocsin up` starts."""
    prefect_auth: SecretStr | None = None
    """`USER:PASSWORD` that the Prefect server of `tocsin up` asks for."""
    prefect_days: int = Field(default=30, ge=1)
    """How long the Prefect server of `tocsin up` keeps its run history, in days."""

    @field_validator("allow_networks", mode="before")
    @classmethod
    def _split_networks(cls, value: Any) -> Any:
        items = value.split(",") if isinstance(value, str) else value
        return tuple(ip_network(str(item).strip(), strict=False) for item in items if str(item).strip())

    @field_validator("robots_exempt", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:
        items = [str(item).strip().lower() for item in (value.split(",") if isinstance(value, str) else value)]
        if wrong := next((item for item in items if item and not re.fullmatch(r"[\w-]+(\.[\w-]+)*", item)), None):
            raise ValueError(f"expected hosts such as wire.example, not {wrong!r}")
        return tuple(item for item in items if item)

    @field_validator("home", "watchlists", "channels", mode="after")
    @classmethod
    def _expand_user(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else None

    @field_validator("channels", mode="before")
    @classmethod
    def _refuse_an_address(cls, value: Any) -> Any:
        if "://" in str(value or ""):
            raise ValueError("expected the path of a file; a channel's address belongs into that file")
        return value

    @field_validator("prefect_auth", mode="after")
    @classmethod
    def _expect_a_password(cls, value: SecretStr | None) -> SecretStr | None:
        user, _, password = value.get_secret_value().partition(":") if value else ("", "", "")
        if value and not (user and password):
            raise ValueError("expected USER:PASSWORD")
        return value

    @field_validator("base_url", mode="after")
    @classmethod
    def _expect_a_base(cls, value: str) -> str:
        base = safe_link(value) if value else ""
        if base is None or "?" in base or "#" in base:
            raise ValueError("expected an address such as https://alerts.example")
        return base.rstrip("/")

    @field_validator("proxy", mode="after")
    @classmethod
    def _expect_a_proxy(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith("http://"):
            raise ValueError("expected an address that starts with http://")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the three are made anew, with their names
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before `.env` before `tocsin.toml`."""
        return (init_settings, *_sources(settings_cls).values())

    @property
    def database(self) -> str:
        """The URL of the database, its password included: never to be shown."""
        return self.database_url.get_secret_value() if self.database_url else f"sqlite:///{self.home / 'tocsin.db'}"

    @property
    def proxy_address(self) -> str | None:
        """The proxy's URL, its password included: never to be shown."""
        return self.proxy.get_secret_value() if self.proxy else None

    @property
    def watchlists_path(self) -> Path:
        """Where the user's own watchlists are."""
        return self.watchlists or self.home / "watchlists"

    @property
    def channels_path(self) -> Path | None:
        """Apprise's configuration file, or None where there is none yet."""
        if self.channels:
            return self.channels
        return next((path for name in _CHANNEL_FILES if (path := self.home / name).exists()), None)

    @property
    def cache(self) -> Path:
        """Folder of what can be made again: big lists, compiled."""
        return self.home / "cache"

    @property
    def prefect_home(self) -> Path:
        """Where the Prefect server that Tocsin starts keeps its history."""
        return self.home / "prefect"

    @cached_property
    def user_agent(self) -> str:
        """The honest name under which feeds and pages are asked for."""
        from importlib.metadata import version

        return f"Tocsin/{version('tocsin')}" + (f" (+{self.contact})" if self.contact else "")


def load_settings() -> Settings:
    """Return the settings in force.

    Raises:
        SettingsError: A value cannot be used, or a name is not a setting; all of them in one message.
    """
    unknown = unknown_names()
    if unknown:
        raise SettingsError("; ".join(unknown))
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_describe(problem) for problem in error.errors())) from error
    except ValueError as error:  # a tocsin.toml that is no TOML
        raise SettingsError(f"{toml_path()}: {error}") from error


def origins() -> dict[str, str]:
    """Return for each setting where its value came from: a source's name, or `default`."""
    found = dict.fromkeys(Settings.model_fields, "default")
    for name, source in reversed(_sources(Settings).items()):
        found.update(dict.fromkeys(source(), name))
    return {name: found[name] for name in Settings.model_fields}


def unknown_names() -> list[str]:
    """Return a line for each `TOCSIN_…` variable that is no setting, with the nearest name that is one."""
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    reserved = f"{_PREFIX}TEST_"
    given = {*os.environ, *dotenv_values(_DOTENV)}
    names = sorted(n for n in given if n.startswith(_PREFIX) and not n.startswith(reserved) and n not in known)
    return [f"{name} is not a setting{_nearest(name, known)}" for name in names]


def toml_path() -> Path:
    """Return the `tocsin.toml` that is read: the one here, else the one in the home."""
    here = Path("tocsin.toml")
    if here.exists():
        return here
    home = os.environ.get(f"{_PREFIX}HOME")
    return (Path(home).expanduser() if home else user_data_path("tocsin")) / "tocsin.toml"


def _sources(settings_cls: type[BaseSettings]) -> dict[str, PydanticBaseSettingsSource]:
    return {
        "environment": EnvSettingsSource(settings_cls),
        ".env": _PrefixedDotEnv(settings_cls, env_file=_DOTENV),
        str(toml_path()): TomlConfigSettingsSource(settings_cls, toml_file=toml_path()),
    }


class _PrefixedDotEnv(DotEnvSettingsSource):
    """A `.env` may hold other programs' variables: only ours are ours to judge."""

    def __call__(self) -> dict[str, Any]:
        known = self.settings_cls.model_fields
        return {name: value for name, value in super().__call__().items() if name in known}


def _describe(problem: Any) -> str:
    name = ".".join(str(part) for part in problem["loc"]) or "settings"
    if problem["type"] == "extra_forbidden":
        return f"{toml_path()}: {name!r} is not a setting{_nearest(name, set(Settings.model_fields))}"
    secret = name in {"database_url", "channels", "proxy", "prefect_auth", "heartbeat_url"}
    shown = "" if secret else f" ({problem['input']!r})"
    return f"{_PREFIX}{name.upper()} from {origins().get(name, 'settings')}{shown}: {problem['msg']}"


def _nearest(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""
